/** One improvement run: what was asked, how far it is, what came out per metric. */
import { z } from 'zod'
import { refusalCodes } from '../errors.ts'
import { candidateId } from './candidate.ts'
import { verdict } from './evidence.ts'
import { direction, interval, metricId } from './metric.ts'

export const sessionId = z.string().regex(/^s_[0-9a-z]{10}$/)

export const sessionStage = z.enum(['starting', 'measure', 'generate', 'verify', 'trial', 'review', 'apply', 'watch', 'done'])
export type SessionStage = z.infer<typeof sessionStage>

export const sessionProgress = z.object({
  sessionId,
  stage: sessionStage,
  /** What runs now, one line: "Set instead of scan in findKnown: measuring, fork 5". */
  message: z.string(),
  metricId: metricId.nullable(),
  /** Finished steps of those known so far. */
  done: z.int(),
  total: z.int(),
  elapsedMs: z.number(),
})
export type SessionProgress = z.infer<typeof sessionProgress>

/** One row of the table that a session prints. Values in the metric's unit. */
export const sessionRow = z.object({
  metricId,
  title: z.string(),
  unit: z.string(),
  direction,
  before: z.number().nullable(),
  after: z.number().nullable(),
  /** Factor, above 1 is better. */
  change: interval.nullable(),
  /** Null: nothing was tried; `why` says what stood in the way. */
  verdict: verdict.nullable(),
  candidateId: candidateId.nullable(),
  /** What became of it: applied, waiting for review, nothing. */
  outcome: z.enum(['applied', 'awaiting-review', 'in-effect', 'rolled-back', 'none']),
  what: z.string(),
  why: z.string(),
})
export type SessionRow = z.infer<typeof sessionRow>

export const session = z.object({
  id: sessionId,
  /** `trial`: one candidate tried again, or a chosen part of one. */
  kind: z.enum(['manual', 'autonomous', 'trial']),
  state: z.enum(['running', 'finished', 'cancelled', 'failed']),
  startedMs: z.int(),
  endedMs: z.int().nullable(),
  metricIds: z.array(metricId),
  goals: z.record(z.string(), z.number()),
  rows: z.array(sessionRow),
  note: z.string(),
  /** What stood in the way of a failed one, for the exit code and the next step; absent for a defect of ASIS. */
  refusal: z.object({ code: z.enum(refusalCodes), message: z.string(), next: z.string() }).optional(),
})
export type Session = z.infer<typeof session>
