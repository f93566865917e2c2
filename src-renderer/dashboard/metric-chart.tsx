/** One metric in time: axes, dashed goal, baseline band, marks of what was applied and rolled back, by Recharts; the line is `chart-line.tsx`. */
import { memo } from 'react'
import { ComposedChart, ReferenceArea, ReferenceDot, ReferenceLine, ResponsiveContainer, XAxis, YAxis } from 'recharts'
import type { Direction } from '../../src-shared/domain/metric.ts'
import { addressOf } from '../routing/route.ts'
import { exactTime, number } from '../ui/format.ts'
import { oneLine } from '../ui/visible.ts'
import type { Mark } from './chart-data.ts'
import type { ChartFrame } from './chart-frame.ts'
import { ChartLine, type DrawnLine } from './chart-line.tsx'
import styles from './dashboard.module.css'

export const chartHeight = 160

interface MetricChartProps {
  /** When it is first drawn; it follows its card from then on. */
  readonly width: number
  readonly frame: ChartFrame
  readonly line: DrawnLine
  readonly direction: Direction
  readonly colour: string
  /** The mark under the pointer or with the focus. */
  readonly onMark: (mark: Mark | null) => void
}

export const markLabel = (mark: Mark): string =>
  `${mark.kind === 'applied' ? 'Applied' : 'Rolled back'}: ${oneLine(mark.title, 120)}, ${exactTime(mark.tMs)}`

const MarkShape = ({
  cx = 0,
  cy = 0,
  mark,
  onMark,
}: {
  readonly cx?: number
  readonly cy?: number
  readonly mark: Mark
  readonly onMark: (mark: Mark | null) => void
}) => {
  const applied = mark.kind === 'applied'
  return (
    <a
      href={addressOf('history', mark.id)}
      aria-label={markLabel(mark)}
      className={styles['mark']}
      onPointerEnter={() => onMark(mark)}
      onPointerLeave={() => onMark(null)}
      onFocus={() => onMark(mark)}
      onBlur={() => onMark(null)}
    >
      <rect x={cx - 9} y={cy - 16} width={18} height={18} rx={3} fill="transparent" />
      <path
        d={applied ? `M${cx - 5} ${cy - 1}h10l-5-9z` : `M${cx - 5} ${cy - 10}h10l-5 9z`}
        fill={applied ? 'var(--text-2)' : 'var(--regressed)'}
      />
    </a>
  )
}

const margin = { top: 8, right: 12, bottom: 0, left: 0 }
const noData: never[] = []
const tick = { fill: 'var(--chart-axis)', fontSize: 11 }
const axisLine = { stroke: 'var(--line)' }

export const MetricChart = memo(({ width, frame, line, direction, colour, onMark }: MetricChartProps) => {
  const { x, y, goal, band } = frame
  const labels = new Map(frame.xTicks.map(each => [each.at, each.label]))
  return (
    <ResponsiveContainer width="100%" height={chartHeight} initialDimension={{ width, height: chartHeight }}>
      <ComposedChart data={noData} accessibilityLayer={false} margin={margin}>
        <XAxis
          dataKey="x"
          type="number"
          domain={[...x]}
          ticks={frame.xTicks.map(each => each.at)}
          tickFormatter={(at: number) => labels.get(at) ?? ''}
          tick={tick}
          axisLine={axisLine}
          tickLine={false}
          height={22}
          interval={0}
          allowDataOverflow
        />
        <YAxis
          width={52}
          type="number"
          domain={[...y]}
          ticks={[...frame.yTicks]}
          tickFormatter={number}
          tick={tick}
          axisLine={false}
          tickLine={false}
          interval={0}
          allowDataOverflow
        />
        {frame.yTicks.map(at => (
          <ReferenceLine key={at} y={at} stroke="var(--chart-grid)" />
        ))}
        {band === null ? null : <ReferenceArea y1={band[0]} y2={band[1]} fill="var(--chart-band)" strokeOpacity={0} />}
        {goal === null ? null : (
          <ReferenceLine
            y={goal}
            stroke="var(--chart-goal)"
            strokeDasharray="4 4"
            label={{
              value: `goal ${number(goal)}`,
              position: direction === 'lower' ? 'insideBottomRight' : 'insideTopRight',
              fill: 'var(--chart-axis)',
              fontSize: 11,
            }}
          />
        )}
        <ChartLine line={line} frame={frame} colour={colour} />
        {frame.marks.map(mark => (
          <ReferenceDot
            key={`${mark.id}${mark.kind}`}
            x={mark.x}
            y={y[0]}
            r={6}
            ifOverflow="hidden"
            shape={<MarkShape mark={mark} onMark={onMark} />}
          />
        ))}
      </ComposedChart>
    </ResponsiveContainer>
  )
})
MetricChart.displayName = 'MetricChart'
