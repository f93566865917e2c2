/** How the whole has developed: the cumulative gain as a quiet area, or one of the counts. Computed in the core, drawn as steps. */
import { memo } from 'react'
import { Area, AreaChart, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import type { HistoryPoint } from '../../src-shared/domain/history.ts'
import { roundTicks, timeLabel, timeTicks } from '../dashboard/chart-data.ts'
import { exactTime } from '../ui/format.ts'
import { evolutions, type Evolution } from './evolution.ts'
import styles from './history.module.css'

const height = 96

interface ReadingProps {
  readonly active?: boolean
  readonly payload?: readonly { readonly payload?: HistoryPoint }[]
  readonly evolution: Evolution
}
const Reading = ({ active, payload, evolution }: ReadingProps) => {
  const point = payload?.[0]?.payload
  const value = point?.[evolution]
  if (active !== true || point === undefined || value == null) return null
  return (
    <div className={styles['reading']}>
      <strong>{`${evolutions[evolution].say(value)} ${evolutions[evolution].unit}`}</strong>
      <span>{exactTime(point.tMs)}</span>
    </div>
  )
}

interface EvolutionChartProps {
  readonly points: readonly HistoryPoint[]
  readonly evolution: Evolution
  readonly nowMs: number
}
export const EvolutionChart = memo(({ points, evolution, nowMs }: EvolutionChartProps) => {
  const { title, say, base, unit } = evolutions[evolution]
  const first = points[0]
  const last = points.at(-1)
  const values = points.flatMap(p => p[evolution] ?? [])
  // Two steps make no course.
  if (first === undefined || last === undefined || values.length < 3)
    return (
      <p className={`${styles['noCourse'] ?? ''} faint`}>
        {points.length < 3 ? 'A course is drawn from the third modification on.' : `${title}: not known for this project.`}
      </p>
    )
  const toMs = Math.max(nowMs, last.tMs)
  const data = [...points, { ...last, tMs: toMs }]
  const top = Math.max(...values, base === null ? -Infinity : base)
  const bottom = Math.min(...values, base === null ? Infinity : base)
  const room = Math.max((top - bottom) * 0.06, evolution === 'gain' ? 0.02 : 0.1)
  const domain: [number, number] = [base === null ? bottom - room : bottom, top + room]
  return (
    <figure className={styles['chart']} aria-label={`${title}, now ${say(values.at(-1) ?? 0)} ${unit}`}>
      <ResponsiveContainer width="100%" height={height} initialDimension={{ width: 800, height }}>
        <AreaChart data={data} accessibilityLayer={false} margin={{ top: 6, right: 16, bottom: 0, left: 0 }}>
          <XAxis
            dataKey="tMs"
            type="number"
            domain={[first.tMs, toMs]}
            ticks={timeTicks(first.tMs, toMs, 7)}
            tickFormatter={(t: number) => timeLabel(t, toMs - first.tMs)}
            tick={{ fill: 'var(--chart-axis)', fontSize: 11 }}
            axisLine={{ stroke: 'var(--line)' }}
            tickLine={false}
            height={20}
            interval={0}
          />
          <YAxis
            width={44}
            domain={domain}
            ticks={roundTicks(domain[0], domain[1], 2)}
            tickFormatter={(v: number) => (evolution === 'gain' ? `${v}x` : say(v))}
            tick={{ fill: 'var(--chart-axis)', fontSize: 11 }}
            axisLine={false}
            tickLine={false}
            interval={0}
          />
          {base === null ? null : <ReferenceLine y={base} stroke="var(--line-strong)" strokeDasharray="2 2" />}
          <Tooltip
            content={<Reading evolution={evolution} />}
            cursor={{ stroke: 'var(--line-strong)' }}
            isAnimationActive={false}
          />
          <Area
            dataKey={evolution}
            type="stepAfter"
            baseValue={base ?? 'dataMin'}
            stroke="var(--accent-line)"
            strokeWidth={1.5}
            fill="var(--accent-line)"
            fillOpacity={base === null ? 0 : 0.1}
            isAnimationActive={false}
            connectNulls={false}
            activeDot={{ r: 3, strokeWidth: 0 }}
          />
        </AreaChart>
      </ResponsiveContainer>
    </figure>
  )
})
EvolutionChart.displayName = 'EvolutionChart'
