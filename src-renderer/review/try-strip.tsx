/** A trial that runs because it was asked for here: what it does now and how far it is. No estimate that nobody made. */
import type { SessionProgress } from '../../src-shared/domain/session.ts'
import { oneLine } from '../ui/visible.ts'
import type { Try } from './tries.ts'
import styles from './review.module.css'

export const TryStrip = ({ running, asked }: { readonly running: SessionProgress | null; readonly asked: Try }) => {
  const mine = running?.sessionId === asked.sessionId ? running : null
  return (
    <section className={styles['try']} aria-label="Running trial">
      <span aria-hidden="true">●</span>
      <span className="cut foreign">
        <strong>{`Trying ${asked.what}`}</strong>
        {mine === null ? ': starting' : `: ${oneLine(mine.message, 160)}`}
      </span>
      {mine === null || mine.total === 0 ? null : (
        <>
          <progress value={mine.done} max={mine.total} aria-label="Finished steps" />
          <span>{`${mine.done} of ${mine.total}`}</span>
        </>
      )}
    </section>
  )
}
