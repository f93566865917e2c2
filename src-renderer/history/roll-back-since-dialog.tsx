/** Everything that was applied since a time, taken back as one: which, what each file becomes, why. All of it or nothing. */
import { Button, Group, Modal, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useCore, useQuery } from '../data/context.tsx'
import { useArmed } from '../data/use-armed.ts'
import { useDo } from '../data/use-do.ts'
import { addressOf } from '../routing/route.ts'
import { exactTime, plural } from '../ui/format.ts'
import { Empty, Failed, Loading } from '../ui/panel-state.tsx'
import { ScrollRegion } from '../ui/scroll-region.tsx'
import { Ago, useNowMs } from '../ui/time.tsx'
import { oneLine } from '../ui/visible.ts'
import { FileResults, isConflict } from './file-results.tsx'
import styles from './history.module.css'

/** As `<input type="datetime-local">` writes it, in the time of this machine. */
const toField = (tMs: number): string => {
  const local = new Date(tMs - new Date(tMs).getTimezoneOffset() * 60_000)
  return local.toISOString().slice(0, 19)
}

export const RollBackSinceDialog = ({ fromMs, onClose }: { readonly fromMs: number; readonly onClose: () => void }) => {
  const { transport } = useCore()
  const nowMs = useNowMs()
  const [sinceMs, setSinceMs] = useState(fromMs)
  const preview = useQuery('modifications.previewSince', { sinceMs })
  const rollBack = useDo({ inPlace: true })
  const { armed, why } = useArmed(rollBack.error, onClose)
  const [reason, setReason] = useState('Rolled back by hand, with everything after it')
  const found = preview.data?.modifications ?? []
  const conflicts = (preview.data?.files ?? []).some(isConflict)
  const ready = found.length > 0 && !conflicts && reason.trim() !== '' && preview.error === undefined
  const submit = (): void =>
    rollBack.run(
      () =>
        transport.call('modifications.rollbackSince', { sinceMs, ids: [...(preview.data?.ids ?? [])], reason: reason.trim() }),
      rows => `${plural(rows.length, 'modification')} rolled back.`,
      onClose,
    )
  return (
    <Modal opened onClose={onClose} title="Roll back everything since" size={920} closeButtonProps={{ 'aria-label': 'Close' }}>
      <form
        onSubmit={event => {
          event.preventDefault()
          if (ready && armed) submit()
        }}
      >
        <Group gap={8} align="flex-end" wrap="nowrap" mb={12}>
          <TextInput
            type="datetime-local"
            size="xs"
            step={1}
            w={220}
            label="Since"
            value={toField(sinceMs)}
            max={toField(nowMs)}
            onChange={event => {
              const next = new Date(event.currentTarget.value).getTime()
              if (Number.isFinite(next)) setSinceMs(next)
            }}
          />
          <TextInput
            size="xs"
            flex={1}
            label="Why"
            value={reason}
            maxLength={500}
            onChange={event => setReason(event.currentTarget.value)}
            data-autofocus
          />
        </Group>
        {preview.data === undefined ? (
          preview.error === undefined ? (
            <Loading rows={8} height={20} label="Loading the preview" />
          ) : (
            <Failed error={preview.error} />
          )
        ) : found.length === 0 ? (
          <Empty title="Nothing to roll back">
            Nothing that was applied since then is still in effect. Choose an earlier time.
          </Empty>
        ) : (
          <>
            <p className={styles['sinceWords']}>
              <strong>{plural(found.length, 'modification')}</strong>, in this order, all of them or none:
            </p>
            <ScrollRegion label="Modifications to roll back" className={styles['sinceList']}>
              <ol>
                {found.map(m => (
                  <li key={m.id}>
                    <a href={addressOf('history', m.id)} onClick={onClose} className="cut foreign">
                      {oneLine(m.title, 160)}
                    </a>
                    <span className="quiet" title={exactTime(m.appliedMs)}>
                      <Ago tMs={m.appliedMs} />
                    </span>
                  </li>
                ))}
              </ol>
            </ScrollRegion>
            {conflicts ? (
              <p className={styles['blocked']} role="alert">
                Files were edited or removed by hand since. Put them back, or roll the newer ones back one by one, where each asks
                before it replaces an edit.
              </p>
            ) : null}
            <FileResults files={preview.data.files} />
          </>
        )}
        {rollBack.error === null ? null : <Failed error={rollBack.error} />}
        {why === null ? null : <p className={styles['blocked']}>{why}</p>}
        <div className={styles['dialogFoot']}>
          <Button onClick={onClose}>Not now</Button>
          <Button type="submit" variant="filled" loading={rollBack.busy} disabled={!ready || !armed}>
            {found.length === 0 ? 'Roll back' : `Roll back ${plural(found.length, 'modification')}`}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
