/** The session that runs now: its stages, what it does at this moment, how far it is. Nothing is estimated. */
import { Button, Progress } from '@mantine/core'
import { useState } from 'react'
import type { SessionProgress, SessionStage } from '../../src-shared/domain/session.ts'
import { count, duration } from '../ui/format.ts'
import { useSecondsNow } from '../ui/time.tsx'
import { oneLine } from '../ui/visible.ts'
import styles from './aside.module.css'

const stages: readonly SessionStage[] = ['measure', 'generate', 'verify', 'trial', 'review', 'apply', 'watch']

export const Running = ({
  running,
  mayCancel,
  onCancel,
}: {
  readonly running: SessionProgress
  readonly mayCancel: boolean
  readonly onCancel: () => void
}) => {
  const at = stages.indexOf(running.stage)
  const nowMs = useSecondsNow(true)
  // Told with each step only; between two steps it goes on.
  const [told, setTold] = useState({ elapsedMs: running.elapsedMs, atMs: nowMs })
  if (told.elapsedMs !== running.elapsedMs) setTold({ elapsedMs: running.elapsedMs, atMs: nowMs })
  return (
    <section className={styles['panel']} aria-label="Running session">
      <div className={styles['head']}>
        <h2>Running</h2>
        <span className="faint">{duration(Math.floor((told.elapsedMs + Math.max(0, nowMs - told.atMs)) / 1000) * 1000)}</span>
      </div>
      <ol className={styles['stages']}>
        {stages.map((stage, i) => (
          <li
            key={stage}
            data-state={running.stage === 'done' || i < at ? 'done' : i === at ? 'now' : 'open'}
            aria-current={i === at ? 'step' : undefined}
          >
            <span aria-hidden="true">{running.stage === 'done' || i < at ? '✓' : i === at ? '●' : '○'}</span> {stage}
          </li>
        ))}
      </ol>
      <p className={`${styles['message'] ?? ''} foreign`}>{oneLine(running.message, 160)}</p>
      <div className={styles['progress']}>
        <Progress
          value={running.total === 0 ? 0 : (running.done / running.total) * 100}
          size={4}
          transitionDuration={120}
          color="var(--running)"
          style={{ flex: 1 }}
          aria-label="Finished steps"
        />
        <span className="quiet">{`${count(running.done)} of ${count(running.total)} steps`}</span>
      </div>
      <Button fullWidth onClick={onCancel} disabled={!mayCancel}>
        Cancel session
      </Button>
    </section>
  )
}
