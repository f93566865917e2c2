/** One metric: its value now, what the last modification did to it, its course. */
import { memo, useRef, useState } from 'react'
import type { CandidateRow } from '../../src-shared/domain/candidate.ts'
import type { MetricView } from '../../src-shared/domain/metric.ts'
import { addressOf } from '../routing/route.ts'
import { clockTime, exactTime, number, spread, unitOf, withUnit } from '../ui/format.ts'
import { Tag } from '../ui/tags.tsx'
import { Ago } from '../ui/time.tsx'
import { oneLine } from '../ui/visible.ts'
import type { Attention } from './attention.ts'
import { nearest, type Mark } from './chart-data.ts'
import type { DrawnLine } from './chart-line.tsx'
import { useHoveredMs } from './hover-time.ts'
import { LastChange } from './last-change.tsx'
import { chartHeight, markLabel, MetricChart } from './metric-chart.tsx'
import { useLiveChart, type ShownTime } from './use-live-chart.ts'
import styles from './dashboard.module.css'

/** The value at the hovered time of any chart, else the baseline: always one line, so that nothing moves. */
const SecondLine = memo(({ metric, line }: { readonly metric: MetricView; readonly line: DrawnLine }) => {
  const hoveredMs = useHoveredMs()
  const at = hoveredMs === null ? null : nearest(line.points(), hoveredMs)
  if (at !== null && at.value !== null)
    return <span title={exactTime(at.tMs)}>{`${clockTime(at.tMs)}: ${withUnit(at.value, metric.unit)}`}</span>
  if (metric.baseline === null) return <span>no baseline yet</span>
  return (
    <span title={`Level in fresh processes: median of ${metric.baseline.count} samples and their median absolute deviation`}>
      {`baseline ${number(metric.baseline.median)} ± ${spread(metric.baseline.mad)}, `}
      <Ago tMs={metric.baseline.toMs} />
    </span>
  )
})
SecondLine.displayName = 'SecondLine'

/** Why the last measurement failed, in the place of the last change, so that nothing moves. */
const Failure = ({
  metric,
  failed,
  onMeasure,
}: {
  readonly metric: MetricView
  readonly failed: NonNullable<MetricView['failed']>
  readonly onMeasure: MetricCardProps['onMeasure']
}) => (
  <>
    <a
      className={`${styles['last'] ?? ''} cut foreign`}
      data-sign="regressed"
      href={addressOf('opportunities')}
      title={`${oneLine(failed.message, 600)}\n${oneLine(failed.next, 300)}`}
    >
      {'✕ '}
      <Ago tMs={failed.tMs} />
      {`: ${oneLine(failed.message, 200)}`}
    </a>
    <button
      type="button"
      className={styles['again']}
      disabled={onMeasure === null}
      onClick={() => onMeasure?.([metric.id])}
      aria-label={`Measure again: ${oneLine(metric.title, 80)}`}
    >
      Measure again
    </button>
  </>
)

/** Always three digits, so that what stands beside a number that changes does not move. */
const steady = (value: number): string => {
  const size = Math.abs(value)
  return size >= 0.001 && size < 999.5 ? value.toPrecision(3) : number(value)
}

interface MetricCardProps {
  readonly metric: MetricView
  readonly colour: string
  readonly attention: Attention
  /** Those of this metric. */
  readonly changes: readonly CandidateRow[]
  readonly time: ShownTime
  readonly onMeasure: ((metricIds: readonly string[]) => void) | null
}

export const MetricCard = memo(({ metric, colour, attention, changes, time, onMeasure }: MetricCardProps) => {
  const card = useRef<HTMLElement>(null)
  const { frame, empty, latest, line, width } = useLiveChart(card, metric, changes, time)
  const [mark, setMark] = useState<Mark | null>(null)
  const title = oneLine(metric.title, 120)
  return (
    <article ref={card} className={styles['card']} aria-label={title}>
      <div className={styles['cardHead']}>
        <h2 className="cut foreign" title={title}>
          {title}
        </h2>
        <Tag tone={attention.tone} sign={attention.sign}>
          {attention.word}
        </Tag>
      </div>
      <div className={styles['figures']}>
        <span className={styles['value']}>{latest === null ? '–' : steady(latest.value)}</span>
        <span className={styles['unit']}>{latest === null ? '' : unitOf(metric.unit)}</span>
        <span className={styles['second']}>
          <SecondLine metric={metric} line={line} />
        </span>
      </div>
      <div className={styles['change']}>
        {mark === null && metric.failed !== undefined ? (
          <Failure metric={metric} failed={metric.failed} onMeasure={onMeasure} />
        ) : mark === null ? (
          <LastChange metric={metric} changes={changes} />
        ) : (
          <span className="cut foreign">{`${mark.kind === 'applied' ? '▲' : '▼'} ${markLabel(mark)}`}</span>
        )}
      </div>
      <figure className={styles['chart']} style={{ height: chartHeight }} aria-label={`Course of ${title}`}>
        {frame === null || empty ? (
          <p className={styles['nothing']}>{frame === null || latest === null ? '' : 'Nothing was measured in this time.'}</p>
        ) : (
          <MetricChart width={width} frame={frame} line={line} direction={metric.direction} colour={colour} onMark={setMark} />
        )}
      </figure>
    </article>
  )
})
MetricCard.displayName = 'MetricCard'
