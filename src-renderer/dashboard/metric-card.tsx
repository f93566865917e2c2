/** One metric: its value now, what the last modification did to it, its course. */
import { memo, useMemo } from 'react'
import type { CandidateRow } from '../../src-shared/domain/candidate.ts'
import type { MetricView, Sample } from '../../src-shared/domain/metric.ts'
import { useOptionalQuery } from '../data/context.tsx'
import { addressOf } from '../routing/route.ts'
import { changeWords, clockTime, exactTime, number, signOf, spread, unitOf, withUnit } from '../ui/format.ts'
import { Tag } from '../ui/tags.tsx'
import { Ago } from '../ui/time.tsx'
import { oneLine } from '../ui/visible.ts'
import type { Attention } from './attention.ts'
import { marksOf, nearest, pointsOf, type Point } from './chart-data.ts'
import { useHoveredMs } from './hover-time.ts'
import { chartHeight, MetricChart } from './metric-chart.tsx'
import styles from './dashboard.module.css'

/** At most this many points per chart; the core keeps minima and maxima. */
const maxPoints = 300

const none: readonly Sample[] = []

export interface TimeWindow {
  readonly fromMs: number
  readonly toMs: number
}

/** The value at the hovered time of any chart, else the baseline: always one line, so that nothing moves. */
const SecondLine = ({ metric, points }: { readonly metric: MetricView; readonly points: readonly Point[] }) => {
  const hoveredMs = useHoveredMs()
  const at = hoveredMs === null ? null : nearest(points, hoveredMs)
  if (at !== null && at.value !== null)
    return <span title={exactTime(at.tMs)}>{`${clockTime(at.tMs)}: ${withUnit(at.value, metric.unit)}`}</span>
  if (metric.baseline === null) return <span>no baseline yet</span>
  return (
    <span
      title={`Median of ${metric.baseline.count} samples and their median absolute deviation`}
    >{`baseline ${number(metric.baseline.median)} ± ${spread(metric.baseline.mad)}`}</span>
  )
}

const LastChange = ({ metric, changes }: { readonly metric: MetricView; readonly changes: readonly CandidateRow[] }) => {
  const last = changes
    .filter(c => c.metricId === metric.id && ['applied', 'kept', 'rolled-back'].includes(c.state))
    .sort((a, b) => b.updatedMs - a.updatedMs)[0]
  if (last === undefined) return <span className="faint">No modification yet</span>
  const rolledBack = last.state === 'rolled-back'
  const sign = rolledBack || last.improvement === null ? 'unclear' : signOf(last.improvement)
  return (
    <a
      href={addressOf('history', last.id)}
      className={`${styles['last'] ?? ''} cut`}
      data-sign={sign}
      title={oneLine(last.title)}
    >
      {rolledBack
        ? '↺ rolled back'
        : last.improvement === null
          ? 'applied, not measured'
          : `${sign === 'improved' ? '▲ ' : ''}${changeWords(last.improvement, metric.unit, metric.direction)}`}
      <span className="faint">
        {' by the last modification, '}
        <Ago tMs={last.updatedMs} />
      </span>
    </a>
  )
}

interface MetricCardProps {
  readonly metric: MetricView
  readonly index: number
  readonly attention: Attention
  readonly changes: readonly CandidateRow[]
  /** Null: the last samples, drawn evenly. */
  readonly range: TimeWindow | null
}

export const MetricCard = memo(({ metric, index, attention, changes, range }: MetricCardProps) => {
  const ranged = useOptionalQuery('metrics.range', range === null ? null : { id: metric.id, ...range, points: maxPoints })
  const samples = range === null ? metric.recent : (ranged.data ?? none)
  const evenly = range === null
  const points = useMemo(() => pointsOf(samples, evenly), [samples, evenly])
  const fromMs = range?.fromMs ?? points[0]?.tMs ?? 0
  const toMs = range?.toMs ?? points.at(-1)?.tMs ?? 1
  const marks = useMemo(() => marksOf(metric, changes, points, evenly, fromMs), [metric, changes, points, evenly, fromMs])
  const title = oneLine(metric.title, 120)
  return (
    <article className={styles['card']} aria-label={title}>
      <div className={styles['cardHead']}>
        <h2 className="cut foreign" title={title}>
          {title}
        </h2>
        <Tag tone={attention.tone} sign={attention.sign}>
          {attention.word}
        </Tag>
      </div>
      <div className={styles['figures']}>
        <span className={styles['value']}>{metric.latest === null ? '–' : number(metric.latest.value)}</span>
        <span className={styles['unit']}>{metric.latest === null ? '' : unitOf(metric.unit)}</span>
        <span className={styles['second']}>
          <SecondLine metric={metric} points={points} />
        </span>
      </div>
      <div className={styles['change']}>
        <LastChange metric={metric} changes={changes} />
      </div>
      <figure className={styles['chart']} style={{ height: chartHeight }} aria-label={`${title}: ${points.length} points`}>
        {points.length === 0 ? (
          <p className={styles['nothing']}>
            {ranged.loading || metric.latest === null ? '' : 'Nothing was measured in this time.'}
          </p>
        ) : (
          <MetricChart
            metric={metric}
            points={points}
            marks={marks}
            evenly={evenly}
            fromMs={fromMs}
            toMs={toMs}
            colour={`var(--series-${(index % 6) + 1})`}
          />
        )}
      </figure>
    </article>
  )
})
MetricCard.displayName = 'MetricCard'
