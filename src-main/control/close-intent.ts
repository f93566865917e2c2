/**
 * Closes one interrupted apply or rollback. Every file must be a version that was written down before the crash: then the rest is
 * finished, because the bytes are durable and were allowed. Otherwise somebody edited a file meanwhile: that one stays as
 * it is, and ours go back.
 */
import { dirname } from 'node:path'
import { AsisError, isRefused } from '../../src-shared/errors.ts'
import type { Step } from '../platform/durable-file.ts'
import type { Clock } from '../platform/ports.ts'
import { readNow, removeLeftOvers, swapFiles, type FileSwap } from '../platform/swap-files.ts'
import { recordApplied } from '../pipeline/6-apply/apply.ts'
import { checkApproval } from '../pipeline/6-apply/check-approval.ts'
import { recordRolledBack, rollbackIntent } from '../pipeline/8-rollback/rollback.ts'
import { swapText } from '../platform/swap-text.ts'
import type { Project } from '../project/project.ts'
import type { RollbackPlan, StoredCandidate, Stores } from '../stores/stores.ts'
import { bytesByHash, namedIntent, swapsNamedBy, type NamedSwap } from './named-intent.ts'

export interface CloseWork {
  readonly stores: Stores
  readonly projectOf: (projectId: string) => Project | null
  readonly clock: Clock
  readonly step: Step
  /** Whether the whole chain is as it was written; looked at once. */
  readonly isJournalWhole: () => boolean
}
export interface Closing {
  readonly done: boolean
  readonly sentence: string
}

/** One file between its two versions. `from` null: it was missing. */
interface Between {
  readonly path: string
  readonly from: string | null
  readonly to: string
  readonly mode: number
  /** Bytes of either version; what is written is hashed again. */
  bytes(sha256: string): Uint8Array
}
interface Located extends Between {
  readonly absolute: string
  readonly now: string | null
}

export const projectIsGone: Closing = {
  done: false,
  sentence: 'the folder of its project is not there; it is closed when it is back',
}

/** Nobody knows then what may be written. */
export const notNamed: Closing = {
  done: false,
  sentence:
    'the journal is not as it was written, or does not name what was to be written; no file was touched (asis journal verify)',
}

export function closeApply(candidate: StoredCandidate, intentSeq: number | null, work: CloseWork): Closing {
  const { stores, clock, step } = work
  const { projectId, id } = candidate
  const backToReview = (why: string): Closing => {
    stores.modifications.remove(projectId, id)
    stores.candidates.move(projectId, id, 'approved', 'awaiting-review', clock.nowMs(), why)
    step('state')
    if (intentSeq === null)
      stores.journal.append('note', { projectId, action: 'recover', subject: id, detail: why }, clock.nowMs())
    else stores.journal.outcome(intentSeq, `not applied: ${why}`, clock.nowMs())
    return { done: true, sentence: why }
  }
  // Nothing was touched before the intent.
  if (intentSeq === null) return backToReview('ASIS stopped before it was applied; nothing was changed.')
  const intent = work.isJournalWhole() ? namedIntent(stores, { seq: intentSeq, action: 'apply', subject: id, projectId }) : null
  const named = intent && swapsNamedBy(intent)
  if (!intent || !named) return notNamed
  const project = work.projectOf(projectId)
  if (!project) return projectIsGone
  const { files } = candidate.proposal
  const isApproved =
    swapText(files.map(file => ({ path: file.path, from: file.beforeSha256, to: file.afterSha256 }))) === intent.detail &&
    checkApproval(candidate, stores) === null
  // The crash may have come before the backups; nothing is ever written without them.
  if (isApproved) for (const file of files) stores.backups.put(projectId, id, file.path, Buffer.from(file.before), clock.nowMs())
  step('backups')
  const bytes = bytesByHash(
    stores,
    files.flatMap(file => [file.before, file.after]),
  )
  const located = locateAll(
    named.map(swap => ({ ...swap, mode: 0o644, bytes })),
    project,
  )
  if (isApproved && finish(located, id, step)) {
    recordApplied(candidate, modesOf(located), intentSeq, { stores, clock, step })
    return { done: true, sentence: 'applied; the files were finished after an interruption' }
  }
  takeBack(located, id, step)
  return backToReview(
    isApproved
      ? 'ASIS stopped while it was applied and a file was changed since; it was taken back.'
      : 'ASIS stopped while it was applied, and what the stores hold now is not what was approved; it was taken back.',
  )
}

export function closeRollback(candidate: StoredCandidate, intentSeq: number | null, work: CloseWork): Closing {
  const { stores, clock, step } = work
  const { projectId, id } = candidate
  const staysInEffect = (why: string): Closing => {
    stores.candidates.move(projectId, id, 'rolling-back', 'kept', clock.nowMs(), why)
    step('state')
    if (intentSeq === null)
      stores.journal.append('note', { projectId, action: 'recover', subject: id, detail: why }, clock.nowMs())
    else stores.journal.outcome(intentSeq, `not rolled back: ${why}`, clock.nowMs())
    return { done: true, sentence: why }
  }
  // No file is touched before the intent.
  if (intentSeq === null) return staysInEffect('ASIS stopped before it was rolled back; nothing was changed.')
  const intent = work.isJournalWhole()
    ? namedIntent(stores, { seq: intentSeq, action: 'rollback', subject: id, projectId })
    : null
  const named = intent && swapsNamedBy(intent)
  if (!intent || !named) return notNamed
  const project = work.projectOf(projectId)
  if (!project) return projectIsGone
  const stored = stores.rollbacks.get(projectId, id)
  const plan = stored && rollbackIntent(stored) === intent.detail ? stored : planFrom(named, clock)
  const modes = new Map(plan.files.map(file => [file.path, file.mode]))
  const bytes = bytesByHash(
    stores,
    candidate.proposal.files.map(file => file.after),
  )
  const located = locateAll(
    named.map(swap => ({ ...swap, mode: modes.get(swap.path) ?? 0o644, bytes })),
    project,
  )
  if (finish(located, id, step)) {
    recordRolledBack(candidate, plan, intentSeq, { stores, clock, step })
    return { done: true, sentence: 'rolled back; the files were finished after an interruption' }
  }
  takeBack(located, id, step)
  return staysInEffect('ASIS stopped while it was rolled back and a file was changed since; the change stays in effect.')
}

/** For a store that lost the plan, or says another one than the intent. */
const planFrom = (named: readonly NamedSwap[], clock: Clock): RollbackPlan => ({
  by: 'recovery',
  reason: 'as its intent says',
  files: named.map(({ path, from, to }) => ({ path, nowSha256: from, restoredSha256: to, mode: 0o644 })),
  tMs: clock.nowMs(),
})

/**
 * Files whose folder was removed are left out: `finish` sees that one is lacking. A link in the way, or a folder that cannot be read, hides a
 * file that may be new: then it stays open until somebody put that right.
 */
export function locateAll(files: readonly Between[], project: Project): readonly (Located | null)[] {
  return files.map(file => {
    const absolute = project.resolve(file.path)
    if (isRefused(absolute) && absolute.code !== 'not-found') throw new AsisError('internal', absolute.message)
    if (isRefused(absolute)) return null
    removeLeftOvers(dirname(absolute))
    return { ...file, absolute, now: readNow(absolute)?.sha256 ?? null }
  })
}

const modesOf = (located: readonly (Located | null)[]): Pick<FileSwap, 'path' | 'mode'>[] =>
  located.flatMap(file => (file ? [{ path: file.path, mode: readNow(file.absolute)?.mode ?? file.mode }] : []))

/** True when every file has its new version. Changes nothing when one of them is neither old nor new. */
export function finish(located: readonly (Located | null)[], id: string, step: Step): boolean {
  const swaps: FileSwap[] = []
  for (const file of located) {
    if (!file || (file.now !== file.from && file.now !== file.to)) return false
    if (file.now !== file.to) swaps.push({ ...file, from: file.from, bytes: file.bytes(file.to) })
  }
  return swapFiles(swaps, id, step) === null
}

/** Ours go back to the old version; what somebody else wrote, and what was missing before, stays as it is. */
export function takeBack(located: readonly (Located | null)[], id: string, step: Step): void {
  for (const file of located) {
    if (!file || file.from === null || readNow(file.absolute)?.sha256 !== file.to || file.from === file.to) continue
    swapFiles([{ ...file, from: file.to, to: file.from, bytes: file.bytes(file.from) }], id, step)
  }
}
