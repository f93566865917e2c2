/** Always there: which project, what happens now, how well trials are contained, and the way to stop. */
import { Kbd, Tooltip, UnstyledButton } from '@mantine/core'
import type { Status } from '../../src-shared/api/contract.ts'
import { addressOf } from '../routing/route.ts'
import { clockTime, duration } from '../ui/format.ts'
import { Icon } from '../ui/icons.tsx'
import { IconButton } from '../ui/key-button.tsx'
import { useNowMs } from '../ui/time.tsx'
import { oneLine } from '../ui/visible.ts'
import styles from './frame.module.css'

/** Null: nothing runs beside a session. What was asked for comes before what is checked by itself. */
const workWords = ({ works }: Status): string | null => {
  const work = works.find(({ kind }) => kind === 'measure') ?? works[0]
  if (work === undefined) return null
  return work.kind === 'watch' ? 'checking a change' : `measuring ${work.done}/${work.total}`
}

const stateWords = (status: Status): string => {
  const { running } = status
  if (status.stopped !== null || status.state === 'stopped') return 'stopped'
  if (running === null) return workWords(status) ?? 'idle'
  return `${running.stage} ${running.done}/${running.total}`
}

const selfTest = (status: Status): string =>
  status.isolation.checks.map(c => `${c.held ? '✓' : '✕'} ${oneLine(c.name, 60)}: ${oneLine(c.detail, 120)}`).join(' ') ||
  'No self-test has run yet.'

/** On or off, when it goes on, and why it waits. */
const Autonomous = ({ status }: { readonly status: Status }) => {
  const nowMs = useNowMs()
  const { on, nextMs, note } = status.autonomous
  const next =
    nextMs === null || nextMs <= nowMs
      ? ''
      : `, next in ${duration(Math.ceil((nextMs - nowMs) / 60_000) * 60_000).replace(/ 0 s$/, '')}`
  return (
    <Tooltip
      multiline
      w={280}
      label={note === '' ? 'Measures, generates and tries by itself; applies what a policy allows' : oneLine(note, 200)}
    >
      <a className={styles['chip']} href={addressOf('settings', 'autonomous.on')} data-on={on || undefined}>
        {on ? `autonomous${status.stopped === null ? next : ', stopped'}` : 'autonomous off'}
        {note === '' ? null : <span aria-hidden="true"> ·</span>}
      </a>
    </Tooltip>
  )
}

interface StatusBarProps {
  readonly status: Status | undefined
  readonly staleSince: number | null
  readonly onStop: () => void
  readonly onCancel: () => void
  readonly onPalette: () => void
  readonly onKeys: () => void
}

export const StatusBar = ({ status, staleSince, onStop, onCancel, onPalette, onKeys }: StatusBarProps) => {
  const running = status?.running != null
  const busy = running || (status?.works.length ?? 0) > 0
  const stopped = status?.stopped != null
  return (
    <section className={styles['bar']} aria-label="Status">
      <a
        className={`${styles['project'] ?? ''} foreign`}
        href={addressOf('welcome')}
        title={status === undefined ? undefined : `${oneLine(status.project.root)}\nOpen another project`}
      >
        <span className="cut">{status === undefined ? 'ASIS' : oneLine(status.project.name, 80)}</span>
        <span aria-hidden="true" className="faint">
          ▾
        </span>
      </a>
      <output className={styles['state']}>
        {staleSince === null ? (
          <>
            <span className={styles['dot']} data-tone={stopped ? 'stopped' : busy ? 'running' : 'idle'} />
            <span className="cut">{status === undefined ? 'connecting' : stateWords(status)}</span>
          </>
        ) : (
          <>
            <span className={styles['dot']} data-tone="stale" />
            <span className="cut">{`not connected: this is how it was at ${clockTime(staleSince)}`}</span>
          </>
        )}
      </output>
      {running && status.mayApprove ? (
        <IconButton label="Cancel the running session; nothing half done stays" keys="." icon="close" onClick={onCancel} />
      ) : null}
      <div className={styles['right']}>
        {status === undefined ? null : (
          <>
            <span className={styles['wide']}>
              <Autonomous status={status} />
            </span>
            <Tooltip multiline w={280} label={selfTest(status)}>
              <a
                className={styles['chip']}
                href={addressOf('settings', 'isolation')}
                data-weak={status.isolation.tier === 'strong' ? undefined : true}
              >
                {`isolation: ${status.isolation.tier}`}
              </a>
            </Tooltip>
          </>
        )}
        {status !== undefined && !status.mayApprove ? <span className="quiet">read-only</span> : null}
        <Tooltip
          multiline
          w={260}
          label={
            <span>
              Ends trials, loop and watches at once; files stay as they are <Kbd>!</Kbd>
            </span>
          }
        >
          <UnstyledButton
            className={styles['stop']}
            aria-label={stopped ? 'Stopped: the emergency stop holds' : 'Emergency stop'}
            aria-disabled={stopped || undefined}
            onClick={stopped ? undefined : onStop}
          >
            <Icon name="stop" size={14} />
            <span>{stopped ? 'Stopped' : 'Stop'}</span>
          </UnstyledButton>
        </Tooltip>
        <IconButton label="All commands" keys="mod+k" icon="command" onClick={onPalette} />
        <IconButton label="Keys" keys="?" icon="help" onClick={onKeys} />
      </div>
    </section>
  )
}
