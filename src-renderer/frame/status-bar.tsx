/** Always there: which project, what happens now, how well trials are contained, and the way to stop. */
import { Tooltip } from '@mantine/core'
import type { Status } from '../../src-shared/api/contract.ts'
import { IconButton, KeyButton } from '../ui/key-button.tsx'
import { clockTime } from '../ui/format.ts'
import { oneLine } from '../ui/visible.ts'
import styles from './frame.module.css'

const stateWords = (status: Status): string => {
  const { running } = status
  if (status.state === 'stopped') return 'stopped'
  if (running === null) return 'idle'
  return `${running.stage} ${running.done}/${running.total}`
}

const selfTest = (status: Status): string =>
  status.isolation.checks.map(c => `${c.held ? '✓' : '✕'} ${c.name}: ${c.detail}`).join(' ') || 'No self-test has run yet.'

interface StatusBarProps {
  readonly status: Status | undefined
  readonly staleSince: number | null
  readonly onStop: () => void
  readonly onPalette: () => void
  readonly onKeys: () => void
}

export const StatusBar = ({ status, staleSince, onStop, onPalette, onKeys }: StatusBarProps) => {
  const running = status?.running != null
  return (
    <section className={styles['bar']} aria-label="Status">
      <span className={`${styles['project']} cut foreign`} title={status?.project.root}>
        {status === undefined ? '' : oneLine(status.project.name, 80)}
      </span>
      <output className={styles['state']}>
        {staleSince === null ? (
          <>
            <span className={styles['dot']} data-tone={running ? 'running' : 'idle'} />
            <span className="cut">{status === undefined ? 'connecting' : stateWords(status)}</span>
          </>
        ) : (
          <>
            <span className={styles['dot']} data-tone="stale" />
            <span className="cut">{`not connected: this is how it was at ${clockTime(staleSince)}`}</span>
          </>
        )}
      </output>
      <div className={styles['right']}>
        {status === undefined ? null : (
          <Tooltip multiline w={280} label={selfTest(status)}>
            <button
              type="button"
              className={styles['isolation']}
              data-weak={status.isolation.tier === 'strong' ? undefined : true}
            >
              {`isolation: ${status.isolation.tier}`}
            </button>
          </Tooltip>
        )}
        {status !== undefined && !status.mayApprove ? <span className="quiet">read-only</span> : null}
        <KeyButton
          label="Stop"
          tip="Stop the running session; nothing half done stays"
          keys="."
          icon="stop"
          disabled={!running || !status?.mayApprove}
          onClick={onStop}
        />
        <IconButton label="All commands" keys="mod+k" icon="command" onClick={onPalette} />
        <IconButton label="Keys" keys="?" icon="help" onClick={onKeys} />
      </div>
    </section>
  )
}
