/** A candidate, its states, and the one transition table which the store and the buttons share. */
import { z } from 'zod'
import { evidence, risk, verdict } from './evidence.ts'
import { generator, type Generator } from './generator.ts'
import { interval, metricId } from './metric.ts'
import { hunk, lineComment, trialSummary } from './review.ts'

export const candidateId = z.string().regex(/^c_[0-9a-z]{10}$/)
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/)

export const candidateState = z.enum([
  'generated',
  'rejected',
  'awaiting-review',
  'declined',
  'approved',
  'applied',
  'kept',
  'rolling-back',
  'rolled-back',
])
export type CandidateState = z.infer<typeof candidateState>

export { mayMove, transitions } from './transitions.ts'

export { generator, type Generator } from './generator.ts'

/** Whole text of one changed file, before and after. `path` is POSIX, relative to the project's folder. */
export const fileChange = z.object({
  path: z.string(),
  beforeSha256: sha256,
  afterSha256: sha256,
  before: z.string(),
  after: z.string(),
})
export type FileChange = z.infer<typeof fileChange>

/**
 * What every generator hands over; the rest of the pipeline does not know who wrote it.
 */
export interface Proposal {
  readonly generator: Generator
  /** Rule id of the catalogue (`J01`) or the generator's own name. */
  readonly rule: string
  /** Two to six words, typed by the operator to confirm HIGH risk: `set-instead-of-scan`. */
  readonly shortName: string
  /** One line for lists: "Set instead of repeated scan in findKnown". */
  readonly title: string
  /** One to three sentences: what was found, what it becomes, why it is faster. */
  readonly reason: string
  /** Catalogue class: A local proof, B types or probes, C changes the algorithm. */
  readonly riskClass: 'A' | 'B' | 'C'
  readonly files: readonly FileChange[]
  /** Functions whose text changed: `path#name`. */
  readonly changedFunctions: readonly string[]
  /** Preconditions and how each was met: "proved: rows is a fresh array", "guarded: Array.isArray". */
  readonly facts: readonly string[]
  /** Argument lists (JavaScript source of an array of arrays) that break the naive version of the rule. */
  readonly probes: readonly string[]
  /** Expected factor at the benchmark's size, from the catalogue; null when unknown. */
  readonly expectedGain: number | null
  /** False only for search over constants: outputs are expected to differ, the metric decides. */
  readonly sameBehaviour: boolean
  readonly memoizes: boolean
}

export const decision = z.object({
  verb: z.enum(['approved', 'declined']),
  /** Person (`operator`, `operator:NAME`), a program (`script`, `script:NAME`) or a named policy (`policy:bundled-low-risk`). */
  by: z.string(),
  reason: z.string(),
  diffSha256: sha256,
  tMs: z.int(),
})
export type Decision = z.infer<typeof decision>

export const rollback = z.object({ by: z.string(), reason: z.string(), tMs: z.int() })
export type Rollback = z.infer<typeof rollback>

/** One line of a queue or timeline. */
export const candidateRow = z.object({
  id: candidateId,
  state: candidateState,
  metricId,
  metricTitle: z.string(),
  unit: z.string(),
  title: z.string(),
  shortName: z.string(),
  generator,
  rule: z.string(),
  paths: z.array(z.string()),
  verdict: verdict.nullable(),
  improvement: interval.nullable(),
  risk: risk.nullable(),
  score: z.number().nullable(),
  diffSha256: sha256,
  createdMs: z.int(),
  updatedMs: z.int(),
  decision: decision.nullable(),
  /** Set where it is rolled back, or on the way: by whom (a person, `watch`, `recovery`), why, when. */
  rollback: rollback.nullable(),
  /** Why it stands where it stands: the rejection, the rollback's reason. */
  note: z.string(),
})
export type CandidateRow = z.infer<typeof candidateRow>

export const candidateDetail = candidateRow.extend({
  reason: z.string(),
  facts: z.array(z.string()),
  changedFunctions: z.array(z.string()),
  memoizes: z.boolean(),
  files: z.array(fileChange),
  diff: z.string(),
  evidence: evidence.nullable(),
  /** Of `files`, in the order of the files and lines. */
  hunks: z.array(hunk),
  /** Oldest first. */
  comments: z.array(lineComment),
  /** Newest first; the first one's evidence is `evidence`. */
  trials: z.array(trialSummary),
  /** Those that count now: of this diff, by the newest trial's evidence. */
  approvals: z.object({
    needed: z.int(),
    /** Oldest first. */
    given: z.array(z.object({ by: z.string(), tMs: z.int() })),
    /** Number of the newest trial; an approval names it. */
    trial: z.int().nullable(),
    /** Whoever asks has approved it already. */
    yours: z.boolean(),
  }),
  /** Set where this is a chosen part of another candidate. */
  partOf: z.object({ id: candidateId, title: z.string(), hunks: z.array(z.int()) }).nullable(),
  /** Before and after of the metric around the apply, in its unit, where measured. */
  watch: z.object({
    status: z.enum(['none', 'running', 'fine', 'degraded', 'unclear']),
    detail: z.string(),
    /** It is in effect, and a person is asked what becomes of it: `watches.answer`, or a rollback. */
    asks: z.boolean(),
  }),
})
export type CandidateDetail = z.infer<typeof candidateDetail>
