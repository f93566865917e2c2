/** Metrics, their samples and the gap between a baseline and its goal. Pure. */
import { z } from 'zod'
import { generator } from './generator.ts'

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
  goalFraction: z.number().nullable(),
  goalValue: z.number().nullable(),
  /** Level of the first version that ASIS saw: what goals and cumulative gains refer to. */
  reference: z.number().nullable(),
  baseline: baseline.nullable(),
  gap: z.number().nullable(),
  latest: sample.nullable(),
  recent: z.array(sample),
  /** Why its last measurement failed; absent when it did not. */
  failed: z.object({ message: z.string(), next: z.string() }).optional(),
})
export type MetricView = z.infer<typeof metricView>

/** What one kind of generator would try for a metric, without trying it. */
export const proposalHint = z.object({
  generator,
  /** Rule id or the generator's own name. */
  rule: z.string(),
  title: z.string(),
  reason: z.string(),
  /** Factor from the catalogue; null when unknown. */
  expectedGain: z.number().nullable(),
  /** The same bytes were judged or decided before. */
  triedBefore: z.boolean(),
})
export type ProposalHint = z.infer<typeof proposalHint>

export const opportunity = z.object({
  metricId,
  title: z.string(),
  unit: z.string(),
  direction,
  current: z.number(),
  goalValue: z.number(),
  /** Relative distance from baseline to goal, 0.25 = 25 %. */
  gap: z.number(),
  /** Larger is more worth doing. */
  rank: z.number(),
  why: z.string(),
  /** Latest values, oldest first, at most 40: for a small line. */
  trend: z.array(z.number()),
  /** What generators found at the last look at these files; null: nobody looked yet, or the files changed since. */
  hints: z.array(proposalHint).nullable(),
  /** From this project's own trials of the same rules, else from the catalogue; null when nothing is known. Never a promise. */
  estimatedGain: z.object({ factor: z.number(), basis: z.enum(['trials', 'catalogue']), count: z.int() }).nullable(),
})
export type Opportunity = z.infer<typeof opportunity>

export { gapOf, goalValue } from './gap.ts'
