/** One line: whether ASIS works by itself, and when next. */
import type { Status } from '../../src-shared/api/contract.ts'
import { addressOf } from '../routing/route.ts'
import { duration, exactTime } from '../ui/format.ts'
import { useNowMs } from '../ui/time.tsx'
import { oneLine } from '../ui/visible.ts'
import styles from './aside.module.css'

export const nextCycle = (autonomous: Status['autonomous'], nowMs: number): string => {
  if (!autonomous.on) return 'off'
  if (autonomous.nextMs === null) return 'on'
  const left = autonomous.nextMs - nowMs
  if (left <= 15_000) return 'on, the next cycle is due'
  return left < 60_000 ? 'on, next cycle in less than a minute' : `on, next cycle in ${duration(left).replace(/ \d+ s$/, '')}`
}

export const Autonomous = ({ autonomous }: { readonly autonomous: Status['autonomous'] }) => {
  const nowMs = useNowMs()
  return (
    <section className={styles['panel']} aria-label="Autonomous mode">
      <div className={styles['head']}>
        <h2>Autonomous mode</h2>
        <a href={addressOf('settings')}>settings</a>
      </div>
      <p className={styles['none']} title={autonomous.nextMs === null ? undefined : exactTime(autonomous.nextMs)}>
        <span data-on={autonomous.on || undefined}>{nextCycle(autonomous, nowMs)}</span>
        {autonomous.note === '' ? '' : `. ${oneLine(autonomous.note, 200)}`}
      </p>
    </section>
  )
}
