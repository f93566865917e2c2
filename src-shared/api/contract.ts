/**
 * The API between the control core and every client: the desktop window, the browser page, the command line. This table
 * is the only place where a method is named, typed and given a scope. Hosts carry it and never extend it.
 *
 * Times are Unix epoch milliseconds (`...Ms`), fractions are 0..1, factors above 1 are better.
 */
import { z } from 'zod'
import { candidateDetail, candidateId, candidateRow, candidateState, sha256 } from '../domain/candidate.ts'
import { isolationReport } from '../domain/evidence.ts'
import { metricId, metricView, opportunity, sample } from '../domain/metric.ts'
import { session, sessionId, sessionProgress } from '../domain/session.ts'

/** What a caller may do. `operate` includes `read`, `approve` includes both. */
export type Scope = 'read' | 'operate' | 'approve'

export const status = z.object({
  project: z.object({ name: z.string(), root: z.string(), bundled: z.boolean() }),
  state: z.enum(['idle', 'running', 'stopped']),
  isolation: isolationReport,
  running: sessionProgress.nullable(),
  waiting: z.int(),
  watching: z.int(),
  counts: z.record(candidateState, z.int()),
  /** True where the caller may approve and roll back. */
  mayApprove: z.boolean(),
  version: z.string(),
  nowMs: z.int(),
})
export type Status = z.infer<typeof status>

export const journalRecord = z.object({
  seq: z.int(),
  tMs: z.int(),
  kind: z.enum(['intent', 'outcome', 'decision', 'check', 'config', 'note']),
  action: z.string(),
  subject: z.string(),
  detail: z.string(),
  sha256,
  previousSha256: z.string(),
})
export type JournalRecord = z.infer<typeof journalRecord>

/** What each file becomes when a modification is rolled back, and what stands in the way. */
export const rollbackPreview = z.object({
  files: z.array(
    z.object({
      path: z.string(),
      now: z.string().nullable(),
      restored: z.string(),
      state: z.enum(['as-applied', 'already-restored', 'edited-since', 'missing']),
    }),
  ),
  /** Later modifications that touched the same files, newest first: they must be rolled back before. */
  blockedBy: z.array(z.object({ id: candidateId, title: z.string() })),
})
export type RollbackPreview = z.infer<typeof rollbackPreview>

const reason = z.string().trim().min(1).max(500)
const nothing = z.strictObject({})

const method = <I extends z.ZodType, O extends z.ZodType>(scope: Scope, input: I, output: O) =>
  ({ scope, input, output }) as const

export const methods = {
  'status.get': method('read', nothing, status),
  /** All declared metrics, each with at most 60 recent samples. */
  'metrics.list': method('read', nothing, z.array(metricView)),
  /** At most `points` samples (minimum and maximum kept per step), oldest first. */
  'metrics.range': method(
    'read',
    z.strictObject({ id: metricId, fromMs: z.int(), toMs: z.int(), points: z.int().min(2).max(2000) }),
    z.array(sample),
  ),
  /** Gaps above the threshold, most worth doing first. */
  'opportunities.list': method('read', nothing, z.array(opportunity)),
  /** Measures without changing anything; answers when done. */
  'analyze.run': method('operate', z.strictObject({ metricIds: z.array(metricId).max(100).optional() }), z.array(opportunity)),
  /** Starts one and answers at once; progress comes as events. `busy` when one runs. */
  'session.start': method(
    'operate',
    z.strictObject({
      metricIds: z.array(metricId).max(100).optional(),
      /** Fraction of improvement per metric, overriding the manifest. */
      goals: z.record(metricId, z.number().gt(0).lt(10)).optional(),
      budgetMs: z.int().min(1000).max(86_400_000).optional(),
    }),
    session,
  ),
  'session.cancel': method('operate', nothing, z.object({ cancelled: z.boolean() })),
  'sessions.list': method('read', z.strictObject({ limit: z.int().min(1).max(200) }), z.array(session)),
  'sessions.get': method('read', z.strictObject({ id: sessionId }), session),
  /** Newest first; all states when `states` is absent. */
  'candidates.list': method(
    'read',
    z.strictObject({ states: z.array(candidateState).max(9).optional(), limit: z.int().min(1).max(500) }),
    z.array(candidateRow),
  ),
  'candidates.get': method('read', z.strictObject({ id: candidateId }), candidateDetail),
  /**
   * Approves and applies exactly the bytes whose diff has this SHA-256. `stale-state` when it does not await review any more,
   * `not-approved` when the hash differs or a HIGH risk lacks `confirm` (the short name), `stale-file` when a file changed since.
   */
  'candidates.approve': method(
    'approve',
    z.strictObject({ id: candidateId, diffSha256: sha256, confirm: z.string().max(200).optional() }),
    candidateRow,
  ),
  'candidates.decline': method('approve', z.strictObject({ id: candidateId, reason }), candidateRow),
  'modifications.preview': method('read', z.strictObject({ id: candidateId }), rollbackPreview),
  /** Restores the backup. Twice answers the first result. `overwriteEdits` must be said to replace later edits by hand. */
  'modifications.rollback': method(
    'approve',
    z.strictObject({ id: candidateId, reason, overwriteEdits: z.boolean().optional() }),
    candidateRow,
  ),
  /** Newest first; `beforeSeq` pages back. */
  'journal.list': method(
    'read',
    z.strictObject({ beforeSeq: z.int().optional(), limit: z.int().min(1).max(500) }),
    z.array(journalRecord),
  ),
  'journal.verify': method(
    'read',
    nothing,
    z.object({ ok: z.boolean(), records: z.int(), firstBad: z.int().nullable(), detail: z.string() }),
  ),
} as const

/** Core to client, one way. A client that missed some re-reads; it never replays. */
export const events = {
  'metrics.sampled': z.object({ id: metricId, sample }),
  'candidates.changed': candidateRow,
  'session.progress': sessionProgress,
  'session.ended': session,
  'status.changed': z.object({ nowMs: z.int() }),
  'journal.appended': journalRecord,
} as const

export type Method = keyof typeof methods
export type Input<M extends Method> = z.input<(typeof methods)[M]['input']>
export type Output<M extends Method> = z.output<(typeof methods)[M]['output']>
export type EventName = keyof typeof events
export type EventData<E extends EventName> = z.output<(typeof events)[E]>

/** The one interface the renderer knows. Electron and HTTP each implement it. */
export interface Transport {
  /** @throws CallError with the refusal's code, message and next step. */
  call<M extends Method>(method: M, input: Input<M>): Promise<Output<M>>
  subscribe<E extends EventName>(event: E, listener: (data: EventData<E>) => void): () => void
  /** Whether events arrive now; a listener is told at once and on each change. */
  onConnection(listener: (connected: boolean) => void): () => void
}
