/** What rolling back would do, file by file, what stands in the way, and the one button that does it. */
import { Button, Checkbox, Modal, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { RollbackPreview } from '../../src-shared/api/contract.ts'
import type { CandidateRow } from '../../src-shared/domain/candidate.ts'
import { useCore, useQuery } from '../data/context.tsx'
import { useDo } from '../data/use-do.ts'
import { DiffPane } from '../review/diff-pane.tsx'
import { addressOf } from '../routing/route.ts'
import { Failed, Loading } from '../ui/panel-state.tsx'
import { Tag, type Tone } from '../ui/tags.tsx'
import { oneLine } from '../ui/visible.ts'
import styles from './history.module.css'

const fileStates: Readonly<Record<RollbackPreview['files'][number]['state'], readonly [Tone, string, string]>> = {
  'as-applied': ['improved', '✓', 'as it was applied'],
  'already-restored': ['unclear', '=', 'already as before'],
  'edited-since': ['waiting', '!', 'edited since'],
  missing: ['waiting', '!', 'missing now'],
}

const asChange = (file: RollbackPreview['files'][number]) => ({
  path: file.path,
  before: file.now ?? '',
  after: file.restored,
  beforeSha256: '',
  afterSha256: '',
})

export const RollBackDialog = ({ row, onClose }: { readonly row: CandidateRow; readonly onClose: () => void }) => {
  const { transport } = useCore()
  const preview = useQuery('modifications.preview', { id: row.id })
  const rollBack = useDo({ inPlace: true })
  const [reason, setReason] = useState('Rolled back by hand')
  const [overwrite, setOverwrite] = useState(false)
  const files = preview.data?.files ?? []
  const blockedBy = preview.data?.blockedBy ?? []
  const edited = files.some(f => f.state === 'edited-since' || f.state === 'missing')
  const ready = preview.data !== undefined && blockedBy.length === 0 && (!edited || overwrite) && reason.trim() !== ''
  const submit = (): void =>
    rollBack.run(
      () =>
        transport.call('modifications.rollback', {
          id: row.id,
          reason: reason.trim(),
          ...(overwrite ? { overwriteEdits: true } : {}),
        }),
      () => `Rolled back: ${oneLine(row.title, 100)}.`,
      onClose,
    )
  return (
    <Modal opened onClose={onClose} title="Roll back" size={920} closeButtonProps={{ 'aria-label': 'Close' }}>
      <form
        onSubmit={event => {
          event.preventDefault()
          if (ready) submit()
        }}
      >
        <p className={`${styles['dialogTitle'] ?? ''} foreign`}>{oneLine(row.title)}</p>
        {preview.data === undefined ? (
          preview.error === undefined ? (
            <Loading rows={8} height={20} label="Loading the preview" />
          ) : (
            <Failed error={preview.error} />
          )
        ) : (
          <>
            <ul className={styles['files']}>
              {files.map(file => {
                const [tone, sign, word] = fileStates[file.state]
                return (
                  <li key={file.path}>
                    <span className="mono cut foreign">{oneLine(file.path)}</span>
                    <Tag tone={tone} sign={sign}>
                      {word}
                    </Tag>
                  </li>
                )
              })}
            </ul>
            {blockedBy.length === 0 ? null : (
              <div className={styles['blocked']} role="alert">
                <p>Later modifications changed the same files. Roll these back first, newest first:</p>
                <ul>
                  {blockedBy.map(b => (
                    <li key={b.id}>
                      <a href={addressOf('history', b.id)} onClick={onClose}>
                        {oneLine(b.title, 120)}
                      </a>
                    </li>
                  ))}
                </ul>
              </div>
            )}
            <div className={styles['previewDiff']}>
              <DiffPane
                files={files.map(asChange)}
                diff={files.map(f => `--- now ${f.path}\n+++ restored ${f.path}\n${f.restored}`).join('\n')}
              />
            </div>
            {edited && blockedBy.length === 0 ? (
              <Checkbox
                size="xs"
                mt={12}
                checked={overwrite}
                onChange={event => setOverwrite(event.currentTarget.checked)}
                label="Replace what was edited or removed by hand since. A backup is kept."
              />
            ) : null}
            <TextInput
              size="xs"
              mt={12}
              label="Why"
              value={reason}
              maxLength={500}
              onChange={event => setReason(event.currentTarget.value)}
            />
          </>
        )}
        {rollBack.error === null ? null : <Failed error={rollBack.error} />}
        <div className={styles['dialogFoot']}>
          <Button onClick={onClose}>Not now</Button>
          <Button type="submit" variant="filled" loading={rollBack.busy} disabled={!ready} data-autofocus>
            Roll back
          </Button>
        </div>
      </form>
    </Modal>
  )
}
