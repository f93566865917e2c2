/** Declining needs a reason: it is what the generators learn from. The usual ones are one click away, the own last ones first. */
import { Button, Modal, Textarea } from '@mantine/core'
import { useRef, useState } from 'react'
import type { CandidateDetail, CandidateRow } from '../../src-shared/domain/candidate.ts'
import { isPerson } from '../../src-shared/domain/person.ts'
import { useCore, useQuery } from '../data/context.tsx'
import { useArmed } from '../data/use-armed.ts'
import { useDo } from '../data/use-do.ts'
import { Failed } from '../ui/panel-state.tsx'
import { oneLine } from '../ui/visible.ts'
import styles from './review.module.css'

const usual = [
  'Harder to read than what it saves',
  'The gain is too small',
  'Not convinced that it behaves the same',
  'This code will change soon anyway',
]
const shown = 6

interface DeclineDialogProps {
  readonly detail: CandidateDetail
  readonly onClose: () => void
  readonly onDone: (row: CandidateRow) => void
}

export const DeclineDialog = ({ detail, onClose, onDone }: DeclineDialogProps) => {
  const { transport } = useCore()
  const decline = useDo({ inPlace: true })
  const { armed, why } = useArmed(decline.error, onClose)
  const [reason, setReason] = useState('')
  const field = useRef<HTMLTextAreaElement>(null)
  const past = useQuery('candidates.list', { states: ['declined'], order: 'decided', limit: 20 }).data ?? []
  const own = past
    .filter(row => row.decision !== null && isPerson(row.decision.by))
    .map(row => oneLine(row.decision?.reason ?? '', 80))
  const suggestions = [...new Set([...own.filter(text => text !== '').slice(0, 3), ...usual])].slice(0, shown)
  const ready = reason.trim() !== ''
  const submit = (): void => {
    if (!ready) return
    decline.run(
      () => transport.call('candidates.decline', { id: detail.id, reason: reason.trim() }),
      // The page says it, with the way back.
      () => null,
      onDone,
    )
  }
  return (
    <Modal opened onClose={onClose} title="Decline" size={480} closeButtonProps={{ 'aria-label': 'Close' }}>
      <form
        onSubmit={event => {
          event.preventDefault()
          if (armed) submit()
        }}
      >
        <p className={`${styles['dialogTitle'] ?? ''} foreign`}>{oneLine(detail.title)}</p>
        <Textarea
          ref={field}
          data-autofocus
          label="Why"
          description="Kept in the journal. No file is touched."
          placeholder="Harder to read than what it saves"
          value={reason}
          maxLength={500}
          autosize
          minRows={3}
          maxRows={8}
          onChange={event => setReason(event.currentTarget.value)}
          onKeyDown={event => {
            if (event.key !== 'Enter' || event.shiftKey) return
            event.preventDefault()
            if (armed) submit()
          }}
        />
        <fieldset className={styles['suggestions']} aria-label="Usual reasons">
          {suggestions.map(text => (
            <button
              key={text}
              type="button"
              className="foreign"
              onClick={() => {
                setReason(text)
                field.current?.focus()
              }}
            >
              {text}
            </button>
          ))}
        </fieldset>
        {decline.error === null ? null : <Failed error={decline.error} />}
        {why === null ? null : <p className={styles['caution']}>{why}</p>}
        <div className={styles['dialogFoot']}>
          <span />
          <Button onClick={onClose}>Not now</Button>
          <Button type="submit" variant="filled" loading={decline.busy} disabled={!ready || !armed}>
            Decline
          </Button>
        </div>
      </form>
    </Modal>
  )
}
