/** One kept edit beside what is in its file now; and, where it is asked for, the button that puts it back. */
import { Button, Checkbox, Modal } from '@mantine/core'
import { useState } from 'react'
import type { KeptEdit, KeptEditPreview } from '../../src-shared/domain/kept-edit.ts'
import { useCore, useQuery } from '../data/context.tsx'
import { useDo } from '../data/use-do.ts'
import { DiffPane } from '../review/diff-pane.tsx'
import { addressOf } from '../routing/route.ts'
import { Failed, Loading } from '../ui/panel-state.tsx'
import { oneLine } from '../ui/visible.ts'
import { EditStateTag } from './kept-edits.tsx'
import styles from './history.module.css'

interface KeptEditDialogProps {
  readonly edit: KeptEdit
  readonly restoring: boolean
  readonly onClose: () => void
}

const asChange = ({ edit, now, kept }: KeptEditPreview) => ({
  path: edit.path,
  before: now ?? '',
  after: kept,
  beforeSha256: '',
  afterSha256: edit.sha256,
})

const Difference = ({ preview }: { readonly preview: KeptEditPreview }) =>
  preview.edit.state === 'there' ? (
    <p className={styles['sinceWords']}>The file is exactly so now.</p>
  ) : (
    <div className={styles['previewDiff']}>
      <DiffPane
        files={[asChange(preview)]}
        diff={`--- now ${preview.edit.path}\n+++ kept ${preview.edit.path}\n${preview.kept}`}
      />
    </div>
  )

export const KeptEditDialog = ({ edit, restoring, onClose }: KeptEditDialogProps) => {
  const { transport, queries } = useCore()
  const preview = useQuery('edits.preview', { id: edit.id })
  const restore = useDo({ inPlace: true })
  const [overwrite, setOverwrite] = useState(false)
  const known = preview.data
  const blockedBy = known?.blockedBy ?? []
  const state = known?.edit.state ?? edit.state
  const edited = state === 'edited-since' || state === 'missing'
  const ready = known !== undefined && blockedBy.length === 0 && (!edited || overwrite) && state !== 'there'
  const submit = (): void =>
    restore.run(
      () => transport.call('edits.restore', { id: edit.id, ...(overwrite ? { overwriteEdits: true } : {}) }),
      () => `Restored: ${oneLine(edit.path, 100)}. What was there before is kept.`,
      () => {
        queries.refresh(method => method === 'edits.list' || method === 'edits.preview')
        onClose()
      },
    )
  return (
    <Modal
      opened
      onClose={onClose}
      title={restoring ? 'Restore a kept edit' : 'Kept edit'}
      size={920}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form
        onSubmit={event => {
          event.preventDefault()
          if (restoring && ready && !restore.busy) submit()
        }}
      >
        <p className={styles['editHead']}>
          <span className="mono cut foreign">{oneLine(edit.path, 200)}</span>
          <EditStateTag state={state} />
        </p>
        <p className="quiet">
          Left is the file as it is now, right is what was kept when{' '}
          {edit.cause === 'rollback' ? 'a rollback' : 'another kept edit'} replaced it.
        </p>
        {known === undefined ? (
          preview.error === undefined ? (
            <Loading rows={8} height={20} label="Loading the kept edit" />
          ) : (
            <Failed error={preview.error} />
          )
        ) : (
          <>
            {restoring && blockedBy.length > 0 ? (
              <div className={styles['blocked']} role="alert">
                <p>The file was modified after this was kept. Roll these back first, newest first:</p>
                <ul>
                  {blockedBy.map(each => (
                    <li key={each.id}>
                      <a href={addressOf('history', each.id)} onClick={onClose} className="foreign">
                        {oneLine(each.title, 120)}
                      </a>
                    </li>
                  ))}
                </ul>
              </div>
            ) : null}
            {restoring && edited && blockedBy.length === 0 ? (
              <div className={styles['blocked']}>
                <p>{state === 'missing' ? 'The file was removed by hand since.' : 'The file was edited by hand since.'}</p>
                <Checkbox
                  size="xs"
                  mt={6}
                  checked={overwrite}
                  onChange={event => setOverwrite(event.currentTarget.checked)}
                  label={state === 'missing' ? 'Make it again.' : 'Replace what is there now. It is kept as well.'}
                />
              </div>
            ) : null}
            <Difference preview={known} />
          </>
        )}
        {restore.error === null ? null : <Failed error={restore.error} />}
        <div className={styles['dialogFoot']}>
          <Button onClick={onClose} data-autofocus>
            {restoring ? 'Not now' : 'Done'}
          </Button>
          {restoring ? (
            <Button type="submit" variant="filled" loading={restore.busy} disabled={!ready}>
              Restore
            </Button>
          ) : null}
        </div>
      </form>
    </Modal>
  )
}
