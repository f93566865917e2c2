/**
 * Stage 8 of 8: rollback. Puts the verified backup of every file back: look, plan, claim, intent, swap, state, outcome. Twice
 * gives the first answer. Edits made by hand since are never lost: they stop it, or, when the operator says so, are
 * kept before they are replaced (`restore-edit.ts` puts them back). Synchronous; what a crash leaves open is closed by `control/recover.ts`.
 */
import { isRefused, refuse, type Refused } from '../../../src-shared/errors.ts'
import { noStep, type Step } from '../../platform/durable-file.ts'
import type { Clock } from '../../platform/ports.ts'
import { swapFiles, type FileSwap } from '../../platform/swap-files.ts'
import { swapText } from '../../platform/swap-text.ts'
import type { Project } from '../../project/project.ts'
import { diskRefusal } from '../../stores/store-errors.ts'
import type { RollbackPlan, StoredCandidate, Stores } from '../../stores/stores.ts'
import { lookAt, type Found } from './look.ts'

export interface RollbackPorts {
  readonly stores: Stores
  readonly project: Project
  readonly clock: Clock
  /** Told around every effect on the disk, for tests. */
  readonly step?: Step
}
export interface RollbackRequest {
  readonly projectId: string
  readonly id: string
  /** `operator`, `watch` ... */
  readonly by: string
  readonly reason: string
  readonly overwriteEdits: boolean
}

/**
 * @returns the rolled-back candidate. `stale-file`: edited since. `stale-state`: not in effect, or later modifications touched the same
 *   files (named). `outside-project`, `disk`. Nothing was changed then.
 * @throws AsisError `backup-corrupt` before anything is touched; `internal` when the files could neither be restored nor kept.
 */
export function rollbackModification(request: RollbackRequest, ports: RollbackPorts): StoredCandidate | Refused {
  const { stores, project } = ports
  const { projectId, id } = request
  const candidate = projectId === project.id ? stores.candidates.get(projectId, id) : null
  if (!candidate)
    return refuse(
      'not-found',
      `There is no candidate ${id} in this project. Nothing was changed.`,
      'List what there is: asis candidates',
    )
  if (candidate.state === 'rolled-back') return candidate
  try {
    const found = lookAt(candidate, stores, project)
    if (isRefused(found)) return found
    return obstacle(found, request) ?? restore(found, request, ports)
  } catch (error) {
    const refused = diskRefusal(error, `Candidate ${id} was not rolled back`)
    if (!refused) throw error
    return refused
  }
}

function obstacle({ candidate, files, blockedBy }: Found, { overwriteEdits }: RollbackRequest): Refused | null {
  const { id } = candidate
  if (candidate.state === 'rolling-back')
    return refuse(
      'stale-state',
      `Candidate ${id} is being rolled back. Nothing was changed.`,
      'Start ASIS again: it finishes what was interrupted.',
    )
  if (blockedBy.length > 0) {
    const names = blockedBy.map(later => `${later.candidateId} (${later.title})`).join(', ')
    return refuse(
      'stale-state',
      `Later modifications changed the same files: ${names}. Nothing was changed.`,
      `Roll back ${blockedBy[0]!.candidateId} first.`,
    )
  }
  const edited = files.find(({ state }) => state === 'edited-since' || state === 'missing')
  if (edited && !overwriteEdits)
    return refuse(
      'stale-file',
      `${edited.file.path} was ${edited.state === 'missing' ? 'removed' : 'edited'} since it was changed by ${id}. Nothing was changed.`,
      'Look at the preview; say that edits may be overwritten if they may. They are kept then, and can be restored.',
    )
  return null
}

/** Detail of the intent, which recovery finds again before it writes anything. */
export const rollbackIntent = ({ by, reason, files }: RollbackPlan): string =>
  `${by}: ${reason}; ${swapText(files.map(({ path, nowSha256, restoredSha256 }) => ({ path, from: nowSha256, to: restoredSha256 })))}`

function restore(found: Found, request: RollbackRequest, ports: RollbackPorts): StoredCandidate | Refused {
  const { stores, clock, step = noStep } = ports
  const { candidate, files } = found
  const { projectId, id } = candidate
  // All are read and verified before the first file is touched.
  const swaps: FileSwap[] = files.map(({ file, absolute, now }) => ({
    path: file.path,
    absolute,
    from: now?.sha256 ?? null,
    to: file.beforeSha256,
    bytes: stores.backups.read(file.beforeSha256),
    mode: file.mode,
  }))
  for (const { file, now, state } of files)
    if (now && state === 'edited-since')
      stores.edits.keep(
        projectId,
        { candidateId: id, path: file.path, bytes: now.bytes, mode: now.mode, cause: 'rollback' },
        clock.nowMs(),
      )
  step('edits kept')
  const plan: RollbackPlan = {
    by: request.by,
    reason: request.reason,
    files: swaps.map(({ path, from, to, mode }) => ({ path, nowSha256: from, restoredSha256: to, mode })),
    tMs: clock.nowMs(),
  }
  stores.rollbacks.put(projectId, id, plan)
  step('plan')
  // Before the claim: a candidate that is being rolled back always has an intent, and recovery writes only what an intent names.
  const intentSeq = stores.journal.intent(
    { projectId, action: 'rollback', subject: id, detail: rollbackIntent(plan) },
    clock.nowMs(),
  ).seq
  step('intent')
  const from = candidate.state === 'kept' ? 'kept' : 'applied'
  if (!stores.candidates.move(projectId, id, from, 'rolling-back', clock.nowMs(), request.reason)) {
    stores.journal.outcome(intentSeq, 'not rolled back: the candidate has moved on', clock.nowMs())
    return refuse('stale-state', `Candidate ${id} has moved on. Nothing was changed.`, 'Look at it again.')
  }
  step('claim')
  try {
    const refused = swapFiles(
      swaps.filter(swap => swap.from !== swap.to),
      id,
      step,
    )
    if (refused) return recordKept(candidate, refused, intentSeq, ports)
  } catch (error) {
    const refused = diskRefusal(error, `Candidate ${id} was not rolled back`)
    if (!refused) throw error
    return recordKept(candidate, refused, intentSeq, ports)
  }
  try {
    return recordRolledBack(candidate, plan, intentSeq, ports)
  } catch (error) {
    const refused = diskRefusal(
      error,
      `The files of ${id} are restored, but that could not be recorded`,
      'The next start records it.',
    )
    if (!refused) throw error
    return refused
  }
}

type Records = Pick<RollbackPorts, 'stores' | 'clock' | 'step'>

/** The end of every rollback, also of one that recovery finishes: each call may be repeated. */
export function recordRolledBack(
  candidate: StoredCandidate,
  plan: RollbackPlan,
  intentSeq: number | null,
  { stores, clock, step = noStep }: Records,
): StoredCandidate {
  const { projectId, id } = candidate
  const nowMs = clock.nowMs()
  stores.candidates.move(projectId, id, 'rolling-back', 'rolled-back', nowMs, plan.reason)
  step('state')
  const detail = `rolled back ${plan.files.length} ${plan.files.length === 1 ? 'file' : 'files'} by ${plan.by}: ${plan.reason}`
  if (intentSeq === null) stores.journal.append('note', { projectId, action: 'rollback', subject: id, detail }, clock.nowMs())
  else stores.journal.outcome(intentSeq, detail, clock.nowMs())
  return { ...candidate, state: 'rolled-back', updatedMs: nowMs, note: plan.reason }
}

/** The change stays in effect. Best effort on a full disk: what cannot be written now is closed at the next start. */
function recordKept(candidate: StoredCandidate, refused: Refused, intentSeq: number | null, { stores, clock }: Records): Refused {
  const { projectId, id } = candidate
  try {
    stores.candidates.move(projectId, id, 'rolling-back', 'kept', clock.nowMs(), refused.message)
    if (intentSeq !== null) stores.journal.outcome(intentSeq, `not rolled back: ${refused.message}`, clock.nowMs())
  } catch (error) {
    if (!diskRefusal(error, '')) throw error
  }
  return refused
}
