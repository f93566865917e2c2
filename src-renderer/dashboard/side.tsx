/** The right column: what runs, what waits, what came of it, what happened last. */
import { useCore, useQuery } from '../data/context.tsx'
import { useDo } from '../data/use-do.ts'
import { Failed } from '../ui/panel-state.tsx'
import { LastEvents, LastSession, Waiting } from './aside.tsx'
import { Autonomous } from './autonomous.tsx'
import { Running } from './running.tsx'
import { WorksNow } from './works.tsx'
import styles from './dashboard.module.css'

const RunningNow = () => {
  const { transport } = useCore()
  const status = useQuery('status.get', {}).data
  const cancelling = useDo()
  if (status === undefined || status.running === null) return null
  return (
    <Running
      running={status.running}
      mayCancel={status.mayApprove && !cancelling.busy}
      onCancel={() =>
        cancelling.run(
          () => transport.call('session.cancel', {}),
          result => (result.cancelled ? 'The session was cancelled.' : 'Nothing was running.'),
        )
      }
    />
  )
}

const AutonomousNow = () => {
  const status = useQuery('status.get', {}).data
  return status === undefined ? null : <Autonomous autonomous={status.autonomous} />
}

const WaitingNow = () => {
  const changes = useQuery('candidates.list', { limit: 500 })
  const asking = useQuery('watches.asking', {})
  const error = changes.data === undefined ? changes.error : asking.data === undefined ? asking.error : undefined
  if (error !== undefined) return <Failed error={error} />
  return <Waiting waiting={(changes.data ?? []).filter(c => c.state === 'awaiting-review')} asking={asking.data ?? []} />
}

const LastSessionNow = () => <LastSession session={useQuery('sessions.list', { limit: 5 }).data?.[0]} />

const LastEventsNow = () => {
  const journal = useQuery('journal.list', { limit: 50 })
  if (journal.error !== undefined && journal.data === undefined) return <Failed error={journal.error} />
  return <LastEvents records={journal.data ?? []} />
}

export const Side = () => (
  <aside className={styles['aside']} aria-label="Work">
    <RunningNow />
    <WorksNow />
    <WaitingNow />
    <LastSessionNow />
    <AutonomousNow />
    <LastEventsNow />
  </aside>
)
