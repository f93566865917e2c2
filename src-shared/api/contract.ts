/**
 * The API between the control core and every client: the desktop window, the browser page, the command line. This table
 * is the only place where a method is named, typed and given a scope. Hosts carry it and never extend it.
 *
 * Times are Unix epoch milliseconds (`...Ms`), fractions are 0..1, factors above 1 are better.
 */
import { z } from 'zod'
import { candidateDetail, candidateId, candidateRow, candidateState, sha256 } from '../domain/candidate.ts'
import { keptEdit, keptEditId, keptEditPreview } from '../domain/kept-edit.ts'
import { metricId, metricView, sample } from '../domain/metric.ts'
import { opportunity, proposalHint } from '../domain/opportunity.ts'
import { historySummary } from '../domain/history.ts'
import { policy, policyName, policyOutcome } from '../domain/policy.ts'
import { folderList, folderLook, projectRef } from '../domain/project-ref.ts'
import { commentId, lineComment } from '../domain/review.ts'
import { session, sessionId, sessionProgress } from '../domain/session.ts'
import { setting, settingValue } from '../domain/setting.ts'
import { archiveFile, upkeepDone, upkeepState } from '../domain/upkeep.ts'
import { work } from '../domain/work.ts'
import {
  approvalProof,
  askingWatch,
  attestation,
  journalRecord,
  proofSubject,
  rollbackPreview,
  rollbackSincePreview,
  status,
} from './shapes.ts'

export type { AskingWatch, JournalRecord, RollbackPreview, RollbackSincePreview, Status } from './shapes.ts'

/** What a caller may do. `operate` includes `read`, `approve` includes both. */
export type Scope = 'read' | 'operate' | 'approve'

const folder = z.string().min(1).max(4000)

const historyOrder = z.enum(['created', 'decided'])
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
  /** Runs the generators for one metric without trying what they propose. */
  'opportunities.look': method('operate', z.strictObject({ metricId }), z.array(proposalHint)),
  /** Measures without changing anything; answers when done. `busy` while a session runs, `cancelled` where somebody ended it. */
  'analyze.run': method('operate', z.strictObject({ metricIds: z.array(metricId).max(100).optional() }), z.array(opportunity)),
  /** Ends what measures metrics, whoever asked for it; a session is not touched. What was measured by then stays. */
  'analyze.cancel': method('operate', nothing, z.object({ cancelled: z.boolean() })),
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
  /**
   * Newest first; all states when `states` is absent. `order` says by which time: `created` (default) or `decided` (the decision's
   * time, else the creation's). `after` pages on: the last row of the page before. `search` is found in title, paths, metric, rule.
   */
  'candidates.list': method(
    'read',
    z.strictObject({
      states: z.array(candidateState).max(9).optional(),
      metricId: metricId.optional(),
      search: z.string().trim().max(200).optional(),
      order: historyOrder.optional(),
      after: candidateId.optional(),
      limit: z.int().min(1).max(500),
    }),
    z.array(candidateRow),
  ),
  /** The charts above the timeline, computed in the core. */
  'history.summary': method('read', nothing, historySummary),
  'candidates.get': method('read', z.strictObject({ id: candidateId }), candidateDetail),
  /**
   * What a page approves with, once: made for exactly what it shows, good for a while, worth nothing for another page. `stale-state` and
   * `not-approved` where that is not what waits now, `forbidden` for whoever is no page.
   */
  'approvals.proof': method('approve', proofSubject, approvalProof),
  /**
   * Approves and applies exactly the bytes whose diff has this SHA-256. `stale-state` when it does not await review any more,
   * `not-approved` when the hash differs, the newest trial is not `trial`, or a HIGH risk lacks `confirm` (the short name), `stale-file` when
   * a file changed since. Still `awaiting-review` afterwards where the approval of somebody else is needed too. A page proves it (`not-proved`),
   * a program needs the setting `review.scriptedApprovals` (`forbidden`): so it is for whatever `subjectOf` in `proof.ts` names.
   */
  'candidates.approve': method(
    'approve',
    z.strictObject({
      id: candidateId,
      diffSha256: sha256,
      trial: z.int().optional(),
      confirm: z.string().max(200).optional(),
    }),
    candidateRow,
  ),
  'candidates.decline': method('approve', z.strictObject({ id: candidateId, reason }), candidateRow),
  /** Takes a decline back, as long as the files are still those that were tried. */
  'candidates.undecline': method('approve', z.strictObject({ id: candidateId }), candidateRow),
  /**
   * Keeps some hunks and refuses the rest: the part becomes a candidate of its own and is tried from the beginning before it can be
   * approved. Answers at once with the session that tries it. The whole one is declined when the part's trial has ended.
   */
  'candidates.partial': method(
    'approve',
    z.strictObject({ id: candidateId, diffSha256: sha256, hunks: z.array(z.int().min(0)).min(1).max(10_000) }),
    session,
  ),
  /**
   * Another trial with full precision. A waiting one keeps its id and gets new evidence; a rejected, declined or rolled back one
   * becomes a new candidate. `stale-file` when the files are not those that were tried. Answers at once with the session.
   */
  'candidates.retry': method('operate', z.strictObject({ id: candidateId }), session),
  'candidates.comment': method(
    'operate',
    lineComment
      .pick({ path: true, side: true, line: true })
      .extend({ id: candidateId, text: z.string().trim().min(1).max(2000) })
      .strict(),
    lineComment,
  ),
  'candidates.uncomment': method('operate', z.strictObject({ id: candidateId, commentId }), nothing),
  'modifications.preview': method('read', z.strictObject({ id: candidateId }), rollbackPreview),
  /** Restores the backup. Twice answers the first result. `overwriteEdits` must be said to replace later edits by hand. */
  'modifications.rollback': method(
    'approve',
    z.strictObject({ id: candidateId, reason, overwriteEdits: z.boolean().optional() }),
    candidateRow,
  ),
  /** What went in, what came out, which tests and figures, who decided: signed. Only for what was applied. */
  'modifications.attest': method('read', z.strictObject({ id: candidateId }), attestation),
  'modifications.previewSince': method('read', z.strictObject({ sinceMs: z.int() }), rollbackSincePreview),
  /** All or nothing. `ids`: what the preview showed; `stale-state` when it is not that any more. */
  'modifications.rollbackSince': method(
    'approve',
    z.strictObject({ sinceMs: z.int(), ids: z.array(candidateId).min(1).max(1000), reason }),
    z.array(candidateRow),
  ),
  /** What a rollback was told to overwrite, newest first; of one modification where `id` is given. */
  'edits.list': method('read', z.strictObject({ id: candidateId.optional() }), z.array(keptEdit)),
  'edits.preview': method('read', z.strictObject({ id: keptEditId }), keptEditPreview),
  /**
   * Puts it back; what is in the file now is kept in turn. Twice answers the same. `overwriteEdits` must be said where the file was edited or
   * removed since. `stale-state` where a modification was applied to the file after it was kept and is in effect.
   */
  'edits.restore': method('approve', z.strictObject({ id: keptEditId, overwriteEdits: z.boolean().optional() }), keptEdit),
  /** Modifications in effect whose watch waits for a person, newest first. */
  'watches.asking': method('read', nothing, z.array(askingWatch)),
  /**
   * What a person decides where a watch asks. `keep`: it stays in effect and its watch ends; possible while everything is stopped.
   * `look-again`: its watch starts over with its terms; needs `operate` only, see `scopeFor`. `stale-state` where its watch does not ask or
   * it is not in effect, `stale-file` where it was kept before and its files are others now: a look would not see this change.
   */
  'watches.answer': method(
    'approve',
    z.strictObject({ id: candidateId, answer: z.enum(['keep', 'look-again']), reason: reason.optional() }),
    candidateRow,
  ),
  /** Newest first; `beforeSeq` pages back. `search` is found in action, subject and detail. */
  'journal.list': method(
    'read',
    z.strictObject({
      beforeSeq: z.int().optional(),
      kinds: z.array(journalRecord.shape.kind).max(6).optional(),
      search: z.string().trim().max(200).optional(),
      limit: z.int().min(1).max(500),
    }),
    z.array(journalRecord),
  ),
  /** The whole chain of all projects as JSON Lines, oldest first, in pieces: `nextSeq` is null after the last one. */
  'journal.export': method(
    'read',
    z.strictObject({ fromSeq: z.int().min(0), limit: z.int().min(1).max(5000) }),
    z.object({ text: z.string(), nextSeq: z.int().nullable() }),
  ),
  'journal.verify': method(
    'read',
    nothing,
    z.object({ ok: z.boolean(), records: z.int(), firstBad: z.int().nullable(), detail: z.string() }),
  ),
  /** Files that hold the oldest records, oldest first; `journal.list` does not look into them. */
  'journal.archives': method('read', nothing, z.array(archiveFile)),
  /** What of the record is old, when that was looked for and will be. */
  'upkeep.get': method('read', nothing, upkeepState),
  /** Moves and removes what is old, now. `busy` during a session; gives way to one that begins. */
  'upkeep.run': method('approve', nothing, upkeepDone),
  /** Emergency stop: ends trials, loop and watches within a second, leaves the files as they are, and holds over a restart. */
  'control.stop': method(
    'operate',
    z.strictObject({ reason: z.string().trim().max(500).optional() }),
    z.object({ stoppedMs: z.int() }),
  ),
  'control.resume': method('approve', nothing, z.object({ resumedMs: z.int() })),
  'settings.list': method('read', nothing, z.array(setting)),
  /** `value: null` goes back to the default. Answers the setting as it is now. */
  /** Turning autonomous mode off needs `operate` only; see `scopeFor`. */
  'settings.set': method('approve', z.strictObject({ key: setting.shape.key, value: settingValue }), setting),
  /** `suggestion` is what a careful operator may begin with. */
  'policies.list': method('read', nothing, z.object({ policies: z.array(policy), suggestion: policy })),
  /** Adds one, or replaces the one with this name. */
  'policies.put': method('approve', policy, z.array(policy)),
  /** What is applied afterwards is still allowed by a policy that somebody with the right to approve wrote. */
  'policies.remove': method('operate', z.strictObject({ name: policyName }), z.array(policy)),
  /** What this policy would have done with the last 200 finished trials. Changes nothing. */
  'policies.dryRun': method('read', policy, z.array(policyOutcome)),
  /** Answered also while no project is open. */
  'projects.list': method('read', nothing, z.object({ open: projectRef.nullable(), known: z.array(projectRef) })),
  /** Opens another one; `busy` while a session runs. `root` absent: the bundled project. */
  'projects.open': method('approve', z.strictObject({ root: folder.optional() }), projectRef),
  'projects.look': method('approve', z.strictObject({ root: folder }), folderLook),
  /** Writes a first manifest and opens the project. */
  'projects.init': method('approve', z.strictObject({ root: folder }), projectRef),
  /** `path` absent: the operator's home. */
  'folders.list': method('approve', z.strictObject({ path: folder.optional() }), folderList),
} as const

/** Core to client, one way. A client that missed some re-reads; it never replays. */
export const events = {
  'metrics.sampled': z.object({ id: metricId, sample }),
  'candidates.changed': candidateRow,
  'session.progress': sessionProgress,
  'session.ended': session,
  /** All that runs beside a session now. */
  'works.changed': z.object({ works: z.array(work) }),
  'status.changed': z.object({ nowMs: z.int() }),
  'journal.appended': journalRecord,
  /** Files that metrics run or that are under review were written, by whomever; relative paths. */
  'files.changed': z.object({ paths: z.array(z.string()) }),
  /** The manifest of the open project was edited; what came of it also stands in the status. */
  'manifest.changed': z.object({ message: z.string() }),
  'settings.changed': z.object({ key: z.string() }),
  /** Another project was opened: everything that is known is old. */
  'project.changed': z.object({ root: z.string() }),
} as const

export type Method = keyof typeof methods

/** Settings with the value that only makes things safer: setting it never needs the right to approve. */
const saferSettings: Readonly<Record<string, unknown>> = { 'autonomous.on': false }

/** The scope that one call needs; the input has passed its schema. */
export function scopeFor(name: Method, input: unknown): Scope {
  // Another look decides nothing; what comes of it is what would have come of the watch.
  if (name === 'watches.answer' && (input as { readonly answer: unknown }).answer === 'look-again') return 'operate'
  if (name !== 'settings.set') return methods[name].scope
  const { key, value } = input as { readonly key: string; readonly value: unknown }
  return Object.hasOwn(saferSettings, key) && saferSettings[key] === value ? 'operate' : methods[name].scope
}
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
