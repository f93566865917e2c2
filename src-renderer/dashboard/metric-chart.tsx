/** One metric in time: line, dashed goal, baseline band, marks of what was applied and rolled back. Draws what it is given. */
import { memo } from 'react'
import {
  ComposedChart,
  Line,
  ReferenceArea,
  ReferenceDot,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts'
import type { MetricView } from '../../src-shared/domain/metric.ts'
import { addressOf } from '../routing/route.ts'
import { exactTime, number, withUnit } from '../ui/format.ts'
import { oneLine } from '../ui/visible.ts'
import { placeTicks, rangeOf, roundTicks, timeLabel, timeTicks, type Mark, type Point } from './chart-data.ts'
import { hover } from './hover-time.ts'
import styles from './dashboard.module.css'

export const chartHeight = 160
/** 1.4826 x MAD is the standard deviation of a bell curve; the band is two of them to each side. */
const bandFactor = 2 * 1.4826

interface MetricChartProps {
  readonly metric: MetricView
  readonly points: readonly Point[]
  readonly marks: readonly Mark[]
  readonly evenly: boolean
  readonly fromMs: number
  readonly toMs: number
  readonly colour: string
}

const MarkShape = ({ cx = 0, cy = 0, mark }: { readonly cx?: number; readonly cy?: number; readonly mark: Mark }) => {
  const applied = mark.kind === 'applied'
  const label = `${applied ? 'Applied' : 'Rolled back'}: ${oneLine(mark.title, 120)}, ${exactTime(mark.tMs)}`
  return (
    <a href={addressOf('history', mark.id)} aria-label={label} className={styles['mark']}>
      <title>{label}</title>
      <rect x={cx - 9} y={cy - 16} width={18} height={18} fill="transparent" />
      <path
        d={applied ? `M${cx - 5} ${cy - 1}h10l-5-9z` : `M${cx - 5} ${cy - 10}h10l-5 9z`}
        fill={applied ? 'var(--text-2)' : 'var(--regressed)'}
      />
    </a>
  )
}

const Reading = ({
  active,
  payload,
  unit,
}: {
  readonly active?: boolean
  readonly payload?: readonly { readonly payload?: Point }[]
  readonly unit: string
}) => {
  const point = payload?.[0]?.payload
  if (active !== true || point === undefined || point.value === null) return null
  return (
    <div className={styles['reading']}>
      <strong>{withUnit(point.value, unit)}</strong>
      <span>{exactTime(point.tMs)}</span>
    </div>
  )
}

export const MetricChart = memo(({ metric, points, marks, evenly, fromMs, toMs, colour }: MetricChartProps) => {
  const [low, high] = rangeOf(points, metric)
  const measured = points.filter(p => p.value !== null)
  const span = evenly ? (measured.at(-1)?.tMs ?? 0) - (measured[0]?.tMs ?? 0) : toMs - fromMs
  const timeAt = (x: number): number => (evenly ? (points.find(p => p.x === x)?.tMs ?? 0) : x)
  const { baseline, goalValue } = metric
  return (
    <ResponsiveContainer width="100%" height={chartHeight} initialDimension={{ width: 360, height: chartHeight }}>
      <ComposedChart
        data={points}
        accessibilityLayer={false}
        margin={{ top: 8, right: 12, bottom: 0, left: 0 }}
        onMouseMove={state => {
          const at = state.activeTooltipIndex
          const point = at === null || at === undefined ? undefined : points[Number(at)]
          hover(point?.tMs ?? null)
        }}
        onMouseLeave={() => hover(null)}
      >
        <XAxis
          dataKey="x"
          type="number"
          domain={evenly ? [-0.5, Math.max(measured.length - 0.5, 1)] : [fromMs, toMs]}
          ticks={evenly ? placeTicks(points) : timeTicks(fromMs, toMs)}
          tickFormatter={(x: number) => timeLabel(timeAt(x), span)}
          tick={{ fill: 'var(--chart-axis)', fontSize: 11 }}
          axisLine={{ stroke: 'var(--line)' }}
          tickLine={false}
          height={22}
          interval={0}
          allowDataOverflow
        />
        <YAxis
          width={52}
          domain={[low, high]}
          ticks={roundTicks(low, high)}
          tickFormatter={number}
          tick={{ fill: 'var(--chart-axis)', fontSize: 11 }}
          axisLine={false}
          tickLine={false}
          interval={0}
          allowDataOverflow
        />
        {roundTicks(low, high).map(y => (
          <ReferenceLine key={y} y={y} stroke="var(--chart-grid)" />
        ))}
        {baseline === null ? null : (
          <ReferenceArea
            y1={Math.max(low, baseline.median - bandFactor * baseline.mad)}
            y2={Math.min(high, baseline.median + bandFactor * baseline.mad)}
            fill="var(--chart-band)"
            strokeOpacity={0}
          />
        )}
        {goalValue === null ? null : (
          <ReferenceLine
            y={goalValue}
            stroke="var(--chart-goal)"
            strokeDasharray="4 4"
            label={{
              value: `goal ${number(goalValue)}`,
              position: metric.direction === 'lower' ? 'insideBottomRight' : 'insideTopRight',
              fill: 'var(--chart-axis)',
              fontSize: 11,
            }}
          />
        )}
        <Tooltip content={<Reading unit={metric.unit} />} cursor={{ stroke: 'var(--line-strong)' }} isAnimationActive={false} />
        <Line
          dataKey="value"
          type="linear"
          stroke={colour}
          strokeWidth={1.5}
          dot={measured.length <= 12 ? { r: 2, fill: colour, strokeWidth: 0 } : false}
          activeDot={{ r: 3, fill: colour, strokeWidth: 0 }}
          connectNulls={false}
          isAnimationActive={false}
        />
        {marks.map(mark => (
          <ReferenceDot
            key={`${mark.id}${mark.kind}`}
            x={mark.x}
            y={low}
            r={6}
            ifOverflow="hidden"
            shape={<MarkShape mark={mark} />}
          />
        ))}
      </ComposedChart>
    </ResponsiveContainer>
  )
})
MetricChart.displayName = 'MetricChart'
