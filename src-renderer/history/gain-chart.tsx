/** The cumulative gain as a quiet area. */
import { memo } from 'react'
import { Area, AreaChart, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import { roundTicks, timeLabel, timeTicks } from '../dashboard/chart-data.ts'
import { exactTime, factor } from '../ui/format.ts'
import type { GainPoint } from './gain.ts'
import styles from './history.module.css'

const height = 96

const Reading = ({
  active,
  payload,
}: {
  readonly active?: boolean
  readonly payload?: readonly { readonly payload?: GainPoint }[]
}) => {
  const point = payload?.[0]?.payload
  if (active !== true || point === undefined) return null
  return (
    <div className={styles['reading']}>
      <strong>{factor(point.gain)}</strong>
      <span>{exactTime(point.tMs)}</span>
    </div>
  )
}

export const GainChart = memo(({ points, nowMs }: { readonly points: readonly GainPoint[]; readonly nowMs: number }) => {
  const first = points[0]
  const last = points.at(-1)
  // Two steps make no course.
  if (first === undefined || last === undefined || points.length < 3) return null
  const toMs = Math.max(nowMs, last.tMs)
  const fromMs = first.tMs - (toMs - first.tMs) * 0.02 - 1
  const data = [{ tMs: fromMs, gain: 1 }, ...points, { tMs: toMs, gain: last.gain }]
  const high = Math.max(1.05, ...points.map(p => p.gain))
  const low = Math.min(1, ...points.map(p => p.gain))
  return (
    <figure className={styles['gain']} aria-label={`Gain of all modifications in effect: ${factor(last.gain)}`}>
      <ResponsiveContainer width="100%" height={height} initialDimension={{ width: 800, height }}>
        <AreaChart data={data} accessibilityLayer={false} margin={{ top: 6, right: 16, bottom: 0, left: 0 }}>
          <XAxis
            dataKey="tMs"
            type="number"
            domain={[fromMs, toMs]}
            ticks={timeTicks(fromMs, toMs, 7)}
            tickFormatter={(t: number) => timeLabel(t, toMs - fromMs)}
            tick={{ fill: 'var(--chart-axis)', fontSize: 11 }}
            axisLine={{ stroke: 'var(--line)' }}
            tickLine={false}
            height={20}
            interval={0}
          />
          <YAxis
            width={44}
            domain={[low, high * 1.04]}
            ticks={roundTicks(low, high * 1.04, 2)}
            tickFormatter={(v: number) => `${v}x`}
            tick={{ fill: 'var(--chart-axis)', fontSize: 11 }}
            axisLine={false}
            tickLine={false}
            interval={0}
          />
          <ReferenceLine y={1} stroke="var(--line-strong)" strokeDasharray="2 2" />
          <Tooltip content={<Reading />} cursor={{ stroke: 'var(--line-strong)' }} isAnimationActive={false} />
          <Area
            dataKey="gain"
            type="stepAfter"
            baseValue={1}
            stroke="var(--accent-line)"
            strokeWidth={1.5}
            fill="var(--accent-line)"
            fillOpacity={0.1}
            isAnimationActive={false}
            activeDot={{ r: 3, strokeWidth: 0 }}
          />
        </AreaChart>
      </ResponsiveContainer>
    </figure>
  )
})
GainChart.displayName = 'GainChart'
