/** The stages of a change as one line: sign, word, and why. */
import type { CandidateDetail } from '../../src-shared/domain/candidate.ts'
import { oneLine } from '../ui/visible.ts'
import { stagesOf, type StageStatus } from './stages.ts'
import styles from './stages.module.css'

const signs: Readonly<Record<StageStatus, string>> = { done: '✓', now: '●', waits: '◆', failed: '✕', unclear: '?', ahead: '○' }
const words: Readonly<Record<StageStatus, string>> = {
  done: 'done',
  now: 'now',
  waits: 'waits',
  failed: 'failed',
  unclear: 'unclear',
  ahead: 'not yet',
}

export const StageLine = ({ detail }: { readonly detail: CandidateDetail }) => (
  <ol className={styles['stages']} aria-label="Stages">
    {stagesOf(detail).map(({ name, status, note }) => (
      <li key={name} data-status={status}>
        <span aria-hidden="true">{signs[status]}</span>
        <span className="visually-hidden">{`${words[status]}: `}</span>
        <strong>{name}</strong>
        {note === '' ? null : <span className={styles['note']}>{oneLine(note, 40)}</span>}
      </li>
    ))}
  </ol>
)
