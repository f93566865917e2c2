/** Now: is everything fine, what is wanted, what happens. The first page, readable without a click. */
import { SegmentedControl } from '@mantine/core'
import { useMemo, useState } from 'react'
import { useCore, useQuery } from '../data/context.tsx'
import { useDo } from '../data/use-do.ts'
import { useActions } from '../keys/actions.ts'
import { go } from '../routing/route.ts'
import { plural } from '../ui/format.ts'
import { KeyButton } from '../ui/key-button.tsx'
import { Empty, Failed, Loading } from '../ui/panel-state.tsx'
import { useNowMs } from '../ui/time.tsx'
import { LastEvents, LastSession, Waiting } from './aside.tsx'
import { byAttention } from './attention.ts'
import { headline } from './headline.ts'
import { MetricCard } from './metric-card.tsx'
import { Running } from './running.tsx'
import { StartSession } from './start-session.tsx'
import styles from './dashboard.module.css'

const hourMs = 3_600_000
const ranges = [
  { label: 'Last 60', value: '0' },
  { label: '1 h', value: `${hourMs}` },
  { label: '24 h', value: `${24 * hourMs}` },
  { label: '7 d', value: `${7 * 24 * hourMs}` },
  { label: '30 d', value: `${30 * 24 * hourMs}` },
  { label: '90 d', value: `${90 * 24 * hourMs}` },
]
/** A window moves in steps of this, so that live samples do not ask for a new one each time. */
const stepMs = 300_000

export const Dashboard = () => {
  const { transport, queries } = useCore()
  const status = useQuery('status.get', {})
  const metrics = useQuery('metrics.list', {})
  const changes = useQuery('candidates.list', { limit: 500 })
  const sessions = useQuery('sessions.list', { limit: 5 })
  const journal = useQuery('journal.list', { limit: 50 })
  const [range, setRange] = useState('0')
  const [starting, setStarting] = useState(false)
  const measuring = useDo()
  const cancelling = useDo()
  const nowMs = useNowMs()

  const running = status.data?.running ?? null
  const mayStart = status.data?.mayApprove === true && running === null
  const measure = (): void =>
    measuring.run(
      () => transport.call('analyze.run', {}),
      found =>
        found.length === 0
          ? 'Measured. No gap above 10 %.'
          : `Measured. ${plural(found.length, 'opportunity', 'opportunities')} found.`,
      () => queries.refresh(method => method.startsWith('metrics.') || method === 'opportunities.list'),
    )
  useActions([
    {
      id: 'improve',
      label: 'Improve: start a session',
      group: 'This page',
      keys: ['i'],
      enabled: mayStart,
      run: () => setStarting(true),
    },
    {
      id: 'measure',
      label: 'Measure all metrics',
      group: 'This page',
      keys: ['m'],
      enabled: mayStart && !measuring.busy,
      run: measure,
    },
    {
      id: 'first-waiting',
      label: 'Open what waits',
      group: 'This page',
      keys: ['Enter'],
      enabled: (status.data?.waiting ?? 0) > 0,
      run: () => go('review'),
    },
  ])

  const rows = useMemo(() => changes.data ?? [], [changes.data])
  const all = metrics.data
  const ordered = useMemo(() => byAttention(all ?? [], rows), [all, rows])
  const spanMs = Number(range)
  const endMs = Math.ceil((nowMs + 1) / stepMs) * stepMs
  const window = useMemo(() => (spanMs === 0 ? null : { fromMs: endMs - spanMs, toMs: endMs }), [spanMs, endMs])
  const failure = metrics.error ?? status.error

  return (
    <div className={styles['page']}>
      <div className={styles['main']}>
        <h1 className={styles['headline']}>
          {status.data === undefined || all === undefined ? 'Now' : headline(status.data, all, rows, nowMs)}
        </h1>
        <div className={styles['tools']}>
          <SegmentedControl size="xs" data={ranges} value={range} onChange={setRange} aria-label="Time shown in the charts" />
          <span className={styles['spacer']} />
          <KeyButton
            label={measuring.busy ? 'Measuring' : 'Measure'}
            tip="Measure all metrics; nothing is changed"
            keys="m"
            icon="measure"
            disabled={!mayStart || measuring.busy}
            onClick={measure}
          />
          <KeyButton
            label="Improve"
            tip="Start a session"
            keys="i"
            icon="play"
            variant="filled"
            disabled={!mayStart}
            onClick={() => setStarting(true)}
          />
        </div>
        {all === undefined ? (
          failure === undefined ? (
            <Loading rows={3} height={240} label="Loading metrics" />
          ) : (
            <Failed error={failure} retry={() => queries.refresh(() => true)} />
          )
        ) : all.length === 0 ? (
          <Empty title="This project declares no metrics">
            Add one to asis.config.json: a title, a unit, and a benchmark that measures it.
          </Empty>
        ) : (
          <div className={styles['grid']}>
            {ordered.map(({ metric, index, attention }) => (
              <MetricCard key={metric.id} metric={metric} index={index} attention={attention} changes={rows} range={window} />
            ))}
          </div>
        )}
      </div>
      <aside className={styles['aside']} aria-label="Work">
        {running === null ? null : (
          <Running
            running={running}
            mayCancel={status.data?.mayApprove === true && !cancelling.busy}
            onCancel={() =>
              cancelling.run(
                () => transport.call('session.cancel', {}),
                result => (result.cancelled ? 'The session was cancelled.' : 'Nothing was running.'),
              )
            }
          />
        )}
        {changes.error !== undefined && changes.data === undefined ? (
          <Failed error={changes.error} />
        ) : (
          <Waiting waiting={rows.filter(c => c.state === 'awaiting-review')} />
        )}
        <LastSession session={sessions.data?.[0]} />
        {journal.error !== undefined && journal.data === undefined ? (
          <Failed error={journal.error} />
        ) : (
          <LastEvents records={journal.data ?? []} />
        )}
      </aside>
      <StartSession metrics={all ?? []} opened={starting} onClose={() => setStarting(false)} />
    </div>
  )
}
