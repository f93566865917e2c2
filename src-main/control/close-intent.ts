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
import { recordRolledBack } from '../pipeline/8-rollback/rollback.ts'
import type { Project } from '../project/project.ts'
import type { RollbackPlan, StoredCandidate, Stores } from '../stores/stores.ts'

export interface CloseWork {
  readonly stores: Stores
  readonly projectOf: (projectId: string) => Project | null
  readonly clock: Clock
  readonly step: Step
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
  const project = work.projectOf(projectId)
  if (!project) return projectIsGone
  // The crash may have come before the backups; nothing is ever written without them.
  for (const file of candidate.proposal.files)
    stores.backups.put(projectId, id, file.path, Buffer.from(file.before), clock.nowMs())
  step('backups')
  const files = candidate.proposal.files.map(file => ({
    path: file.path,
    from: file.beforeSha256,
    to: file.afterSha256,
    mode: 0o644,
    bytes: (sha256: string) => Buffer.from(sha256 === file.afterSha256 ? file.after : file.before),
  }))
  const located = locateAll(files, project)
  if (finish(located, id, step)) {
    recordApplied(candidate, modesOf(located), intentSeq, { stores, clock, step })
    return { done: true, sentence: 'applied; the files were finished after an interruption' }
  }
  takeBack(located, id, step)
  return backToReview('ASIS stopped while it was applied and a file was changed since; it was taken back.')
}

export function closeRollback(candidate: StoredCandidate, intentSeq: number | null, work: CloseWork): Closing {
  const { stores, clock, step } = work
  const { projectId, id } = candidate
  const project = work.projectOf(projectId)
  if (!project) return projectIsGone
  const plan = stores.rollbacks.get(projectId, id) ?? planFrom(candidate, clock)
  const after = new Map(candidate.proposal.files.map(file => [file.afterSha256, file.after]))
  const files = plan.files.map(file => ({
    path: file.path,
    from: file.nowSha256,
    to: file.restoredSha256,
    mode: file.mode,
    bytes: (sha256: string) => {
      const text = after.get(sha256)
      return text === undefined ? stores.backups.read(sha256) : Buffer.from(text)
    },
  }))
  const located = locateAll(files, project)
  if (finish(located, id, step)) {
    recordRolledBack(candidate, plan, intentSeq, { stores, clock, step })
    return { done: true, sentence: 'rolled back; the files were finished after an interruption' }
  }
  takeBack(located, id, step)
  const why = 'ASIS stopped while it was rolled back and a file was changed since; the change stays in effect.'
  stores.candidates.move(projectId, id, 'rolling-back', 'kept', clock.nowMs(), why)
  step('state')
  if (intentSeq === null) stores.journal.append('note', { projectId, action: 'recover', subject: id, detail: why }, clock.nowMs())
  else stores.journal.outcome(intentSeq, `not rolled back: ${why}`, clock.nowMs())
  return { done: true, sentence: why }
}

/** The plan is written before the claim, so this is for a store that lost it. */
const planFrom = (candidate: StoredCandidate, clock: Clock): RollbackPlan => ({
  by: 'recovery',
  reason: candidate.note,
  files: candidate.proposal.files.map(file => ({
    path: file.path,
    nowSha256: file.afterSha256,
    restoredSha256: file.beforeSha256,
    mode: 0o644,
  })),
  tMs: clock.nowMs(),
})

/** Files that cannot be reached any more (removed folder, a link in the way) are left out: `finish` sees that one is lacking. */
export function locateAll(files: readonly Between[], project: Project): readonly (Located | null)[] {
  return files.map(file => {
    const absolute = project.resolve(file.path)
    // Whatever is in there may be a new version: this stays open until somebody can look.
    if (isRefused(absolute) && absolute.code === 'disk') throw new AsisError('internal', absolute.message)
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
