/** What runs beside a session, each named as what it is, with how far it is, how long it takes already, and the way to end it. */
import { Button, Progress } from '@mantine/core'
import { useCore, useQuery } from '../data/context.tsx'
import { useDo } from '../data/use-do.ts'
import { count, duration } from '../ui/format.ts'
import { useSecondsNow } from '../ui/time.tsx'
import { oneLine } from '../ui/visible.ts'
import styles from './aside.module.css'

const names = { measure: 'Measuring', watch: 'Checking a change in effect' } as const

export const WorksNow = () => {
  const { transport } = useCore()
  const status = useQuery('status.get', {}).data
  const cancelling = useDo()
  const works = status?.works ?? []
  const nowMs = useSecondsNow(works.length > 0)
  return works.map(work => (
    <section key={work.id} className={styles['panel']} aria-label={names[work.kind]}>
      <div className={styles['head']}>
        <h2>{names[work.kind]}</h2>
        <span className="faint">{duration(Math.max(0, Math.floor((nowMs - work.startedMs) / 1000) * 1000))}</span>
      </div>
      <p className={`${styles['message'] ?? ''} foreign`}>
        {oneLine(work.title, 120)}
        {work.message === '' ? '' : `: ${oneLine(work.message, 120)}`}
      </p>
      {work.total === 0 ? null : (
        <div className={styles['progress']}>
          <Progress
            value={(work.done / work.total) * 100}
            size={4}
            transitionDuration={120}
            color="var(--running)"
            style={{ flex: 1 }}
            aria-label="Measured"
          />
          <span className="quiet">{`${count(work.done)} of ${count(work.total)}`}</span>
        </div>
      )}
      {work.mayCancel ? (
        <Button
          fullWidth
          disabled={status?.mayApprove !== true || cancelling.busy}
          onClick={() =>
            cancelling.run(
              () => transport.call('analyze.cancel', {}),
              result => (result.cancelled ? 'Measuring was ended.' : 'Nothing was measured any more.'),
            )
          }
        >
          End measuring
        </Button>
      ) : null}
    </section>
  ))
}
