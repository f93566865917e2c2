/** What falls short of its goal, what generators would try for it, and what came of the last try. Pure. */
import { z } from 'zod'
import { candidateId, candidateState } from './candidate.ts'
import { verdict } from './evidence.ts'
import { generator } from './generator.ts'
import { direction, interval, metricId } from './metric.ts'

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

/** What came of the last try to improve a metric. */
export const lastTry = z.object({
  tMs: z.int(),
  /** Null: none was made, `why` says what stood in the way. */
  candidateId: candidateId.nullable(),
  state: candidateState.nullable(),
  verdict: verdict.nullable(),
  improvement: interval.nullable(),
  /** One line: the candidate's note or title, or what stood in the way. */
  why: z.string(),
})
export type LastTry = z.infer<typeof lastTry>

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
  /** Null: nothing was tried for it. */
  lastTry: lastTry.nullable(),
  /** Something that it runs was changed since it was measured, so that the gap is of code that is gone; absent when nothing was. */
  outdated: z.literal(true).optional(),
  estimatedGain: z.object({ factor: z.number(), basis: z.enum(['trials', 'catalogue']), count: z.int() }).nullable(),
})
export type Opportunity = z.infer<typeof opportunity>
