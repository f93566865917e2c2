/** Every measured value before and after, one dot each, on one axis: how far apart they are and how much they scatter. */
import type { SizeResult } from '../../src-shared/domain/evidence.ts'
import { count, number, unitOf, withUnit } from '../ui/format.ts'
import styles from './plots.module.css'

const width = 296
const left = 44
const right = 8

export const StripPlot = ({ result, unit }: { readonly result: SizeResult; readonly unit: string }) => {
  const all = [...result.before.samples, ...result.after.samples]
  if (all.length === 0) return null
  const low = Math.min(...all)
  const high = Math.max(...all)
  const room = (high - low || 1) * 0.04
  const place = (value: number): number => left + ((value - low + room) / (high - low + 2 * room)) * (width - left - right)
  const rows = [
    { name: 'before', side: result.before, y: 12, colour: 'var(--text-3)' },
    { name: 'after', side: result.after, y: 34, colour: 'var(--accent-line)' },
  ]
  const label = `Before ${withUnit(result.before.median, unit)}, after ${withUnit(result.after.median, unit)}${result.size === null ? '' : ` at size ${count(result.size)}`}`
  return (
    <figure className={styles['strip']}>
      <svg width={width} height={62} viewBox={`0 0 ${width} 62`} role="img" aria-label={label}>
        {rows.map(({ name, side, y, colour }) => (
          <g key={name}>
            <text x={0} y={y + 4} className={styles['label']}>
              {name}
            </text>
            <line x1={left} x2={width - right} y1={y} y2={y} stroke="var(--line)" />
            {side.samples.map((value, i) => (
              <circle key={i} cx={place(value)} cy={y} r={3} fill={colour} fillOpacity={0.45} />
            ))}
            <line x1={place(side.median)} x2={place(side.median)} y1={y - 8} y2={y + 8} stroke={colour} strokeWidth={2} />
          </g>
        ))}
        <text x={left} y={58} className={styles['label']}>
          {number(low)}
        </text>
        <text x={width - right} y={58} textAnchor="end" className={styles['label']}>
          {`${number(high)} ${unitOf(unit)}`}
        </text>
      </svg>
      <figcaption className="quiet">
        {`${withUnit(result.before.median, unit)} → ${withUnit(result.after.median, unit)}${result.size === null ? '' : `, size ${count(result.size)}`}, median of ${result.before.samples.length} forks`}
      </figcaption>
    </figure>
  )
}
