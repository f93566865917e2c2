/** Metrics, their samples and the gap between a baseline and its goal. Pure. */
import { z } from 'zod'

export const direction = z.enum(['higher', 'lower'])
export type Direction = z.infer<typeof direction>

/** A factor above 1 is always better: before/after where lower is better, after/before where higher is. */
export const interval = z.object({ estimate: z.number(), low: z.number(), high: z.number() })
export type Interval = z.infer<typeof interval>

export const metricId = z.string().regex(/^[a-z][a-z0-9_-]{0,79}$/)

export const sample = z.object({ tMs: z.int(), value: z.number() })
export type Sample = z.infer<typeof sample>

/** Median and median absolute deviation of the recent samples, in the metric's unit. */
export const baseline = z.object({ median: z.number(), mad: z.number(), count: z.int(), fromMs: z.int(), toMs: z.int() })
export type Baseline = z.infer<typeof baseline>

/** A metric with what is known about it now. `goalValue` is null until a first baseline exists. */
export const metricView = z.object({
  id: metricId,
  title: z.string(),
  unit: z.string(),
  direction,
  guardrail: z.boolean(),
  /** The file that it is about, relative to the project; empty where nobody can say. */
  subject: z.string(),
  goalFraction: z.number().nullable(),
  goalValue: z.number().nullable(),
  /** Level of the first version that ASIS saw: what goals and cumulative gains refer to. */
  reference: z.number().nullable(),
  baseline: baseline.nullable(),
  gap: z.number().nullable(),
  latest: sample.nullable(),
  recent: z.array(sample),
  /** Why its last measurement failed; absent when it did not. */
  failed: z.object({ message: z.string(), next: z.string(), tMs: z.int() }).optional(),
  /** Something that it runs was changed since it was measured; absent when nothing was. */
  outdated: z.literal(true).optional(),
})
export type MetricView = z.infer<typeof metricView>

export { gapOf, goalValue } from './gap.ts'
