/** Factors with their intervals, one line per input size, on one logarithmic scale with 1.0 marked. Wide is drawn wide. */
import type { SizeResult } from '../../src-shared/domain/evidence.ts'
import type { Interval } from '../../src-shared/domain/metric.ts'
import { count, factor, factorWithInterval, signOf } from '../ui/format.ts'
import styles from './plots.module.css'

const width = 132
const pad = 5

/** The same scale for all lines, so that they can be compared; 1.0 is always on it. */
export const scaleOf = (intervals: readonly Interval[]): ((value: number) => number) => {
  const low = Math.log(Math.min(0.9, ...intervals.map(i => Math.max(i.low, 1e-6))))
  const high = Math.log(Math.max(1.1, ...intervals.map(i => i.high)))
  return value => pad + ((Math.log(Math.max(value, 1e-6)) - low) / (high - low)) * (width - 2 * pad)
}

const Line = ({
  interval,
  place,
  label,
}: {
  readonly interval: Interval
  readonly place: (value: number) => number
  readonly label: string
}) => {
  const [from, to, at] = [place(interval.low), place(interval.high), place(interval.estimate)]
  return (
    <svg
      width={width}
      height={20}
      role="img"
      aria-label={`${label}: ${factorWithInterval(interval)}`}
      className={styles['line']}
      data-sign={signOf(interval)}
    >
      <line x1={place(1)} x2={place(1)} y1={0} y2={20} stroke="var(--line-strong)" strokeDasharray="2 2" />
      <line x1={from} x2={Math.max(to, from + 1)} y1={10} y2={10} stroke="currentColor" strokeWidth={1.5} />
      <line x1={from} x2={from} y1={7} y2={13} stroke="currentColor" strokeWidth={1.5} />
      <line x1={to} x2={to} y1={7} y2={13} stroke="currentColor" strokeWidth={1.5} />
      <circle cx={at} cy={10} r={3} fill="currentColor" />
    </svg>
  )
}

export const IntervalPlot = ({ sizes }: { readonly sizes: readonly SizeResult[] }) => {
  const place = scaleOf(sizes.map(s => s.improvement))
  return (
    <table className={styles['sizes']}>
      <caption className="visually-hidden">Factor by input size; above 1 is better</caption>
      <thead>
        <tr>
          <th scope="col">size</th>
          <th scope="col">
            <span className={styles['one']} style={{ left: place(1) }}>
              1x
            </span>
          </th>
          <th scope="col">factor</th>
        </tr>
      </thead>
      <tbody>
        {sizes.map(s => (
          <tr key={s.size ?? 'all'}>
            <th scope="row">{s.size === null ? 'all' : count(s.size)}</th>
            <td>
              <Line interval={s.improvement} place={place} label={s.size === null ? 'All' : `Size ${count(s.size)}`} />
            </td>
            <td data-sign={signOf(s.improvement)} title={`${s.verdict}, ${s.forks} forks`}>
              {`${signOf(s.improvement) === 'improved' ? '▲' : signOf(s.improvement) === 'regressed' ? '▼' : '='} ${factor(s.improvement.estimate)}`}
              <span className="faint">{` ${s.improvement.low.toFixed(2)}–${s.improvement.high.toFixed(2)}`}</span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
