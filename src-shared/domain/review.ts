/** What a reviewer does inside of one change: choose hunks, comment on lines, ask for another trial. */
import { z } from 'zod'
import { verdict } from './evidence.ts'
import { interval } from './metric.ts'

/**
 * One run of changed lines in one file, without context lines. Lines count from 1; `beforeLines` or `afterLines` may be 0 (pure insertion
 * or deletion), then the start is the line before which it stands. `index` counts from 0 through all files of the change.
 */
export const hunk = z.object({
  index: z.int().min(0),
  path: z.string(),
  beforeStart: z.int(),
  beforeLines: z.int(),
  afterStart: z.int(),
  afterLines: z.int(),
})
export type Hunk = z.infer<typeof hunk>

export const commentId = z.string().regex(/^n_[0-9a-z]{10}$/)
/** A remark on one line of one version; goes to the generator on the next try. */
export const lineComment = z.object({
  id: commentId,
  path: z.string(),
  side: z.enum(['before', 'after']),
  line: z.int().min(1),
  text: z.string(),
  by: z.string(),
  tMs: z.int(),
})
export type LineComment = z.infer<typeof lineComment>

/** One finished trial of these bytes. */
export const trialSummary = z.object({ tMs: z.int(), verdict, improvement: interval.nullable(), elapsedMs: z.number() })
export type TrialSummary = z.infer<typeof trialSummary>
