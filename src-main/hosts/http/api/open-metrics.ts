/** The project's metrics and ASIS's own figures in the text format of OpenMetrics 1.0, for Prometheus. Pure. */
import type { Status } from '../../../../src-shared/api/contract.ts'
import type { MetricView } from '../../../../src-shared/domain/metric.ts'

export const openMetricsType = 'application/openmetrics-text; version=1.0.0; charset=utf-8'

const label = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"')

interface Point {
  readonly labels?: Readonly<Record<string, string>>
  readonly value: number
  /** Epoch milliseconds. */
  readonly tMs?: number
}
const family = (name: string, type: 'gauge' | 'counter', help: string, points: readonly Point[]): string => {
  if (points.length === 0) return ''
  const lines = points.map(({ labels = {}, value, tMs }) => {
    const inner = Object.entries(labels).map(([key, text]) => `${key}="${label(text)}"`)
    const series = `${name}${type === 'counter' ? '_total' : ''}${inner.length === 0 ? '' : `{${inner.join(',')}}`}`
    return `${series} ${value}${tMs === undefined ? '' : ` ${(tMs / 1000).toFixed(3)}`}`
  })
  return [`# TYPE ${name} ${type}`, `# HELP ${name} ${help}`, ...lines, ''].join('\n')
}

export interface ProcessFigures {
  readonly residentBytes: number
  readonly cpuSeconds: number
  readonly uptimeSeconds: number
}

const of = (metric: MetricView) => ({ metric: metric.id, unit: metric.unit, direction: metric.direction })
const one = (value: boolean | number): readonly Point[] => [{ value: Number(value) }]

export function openMetrics(status: Status, metrics: readonly MetricView[], own: ProcessFigures): string {
  const some = (pick: (metric: MetricView) => number | null | undefined): readonly Point[] =>
    metrics.flatMap(metric => {
      const value = pick(metric)
      return value === null || value === undefined ? [] : [{ labels: of(metric), value }]
    })
  return [
    family('asis_build_info', 'gauge', 'Version of ASIS.', [{ labels: { version: status.version }, value: 1 }]),
    family(
      'asis_metric_value',
      'gauge',
      'Latest sample of a metric of the project, in its unit.',
      metrics.flatMap(metric =>
        metric.latest ? [{ labels: of(metric), value: metric.latest.value, tMs: metric.latest.tMs }] : [],
      ),
    ),
    family(
      'asis_metric_baseline',
      'gauge',
      'Median of the recent samples, in the unit of the metric.',
      some(m => m.baseline?.median),
    ),
    family(
      'asis_metric_goal',
      'gauge',
      'Goal of a metric, in its unit.',
      some(m => m.goalValue),
    ),
    family(
      'asis_metric_gap_ratio',
      'gauge',
      'Relative distance from baseline to goal.',
      some(m => m.gap),
    ),
    family(
      'asis_candidates',
      'gauge',
      'Candidates by state.',
      Object.entries(status.counts).map(([state, value]) => ({ labels: { state }, value })),
    ),
    family('asis_session_running', 'gauge', '1 while a session runs.', one(status.running !== null)),
    family('asis_stopped', 'gauge', '1 while an emergency stop holds.', one(status.stopped !== null)),
    family('asis_autonomous', 'gauge', '1 while autonomous mode is on.', one(status.autonomous.on)),
    family('asis_isolation_strong', 'gauge', '1 while trials run in the strong tier.', one(status.isolation.tier === 'strong')),
    family('process_resident_memory_bytes', 'gauge', 'Resident memory of the core.', one(own.residentBytes)),
    family('process_cpu_seconds', 'counter', 'CPU time of the core.', one(own.cpuSeconds)),
    family('process_uptime_seconds', 'gauge', 'Seconds since the core was started.', one(own.uptimeSeconds)),
    '# EOF\n',
  ].join('')
}
