/**
 * Takes back everything that was applied since a time, as one: look at all, plan, intent, claim all, restore each file to what it was before
 * the oldest of them, states, outcome. All or nothing; edits by hand are never overwritten. Synchronous; what a crash leaves open is
 * closed by `control/close-rollback-since.ts`.
 */
import { plural } from '../../../src-shared/words.ts'
import { isRefused, refuse, type Refused } from '../../../src-shared/errors.ts'
import { noStep } from '../../platform/durable-file.ts'
import { swapFiles, type FileSwap } from '../../platform/swap-files.ts'
import { swapText } from '../../platform/swap-text.ts'
import { diskRefusal } from '../../stores/store-errors.ts'
import type { RollbackPlan, StoredCandidate, Stores } from '../../stores/stores.ts'
import { lookSince, type FoundSince } from './look-since.ts'
import type { RollbackPorts } from './rollback.ts'

export interface RollbackSinceRequest {
  readonly projectId: string
  readonly sinceMs: number
  /** Newest first, as the preview showed them. */
  readonly ids: readonly string[]
  readonly by: string
  readonly reason: string
}

/** Of intents in the journal; their subject is the batch. */
export const sinceAction = 'rollback-since'

/**
 * @returns the rolled-back candidates, newest first. `stale-state`: they are not what was shown, or the order stands in the way;
 *   `stale-file`: edited by hand. `outside-project`, `disk`. Nothing was changed then.
 * @throws AsisError `backup-corrupt` before anything is touched; `internal` when the files could neither be restored nor kept.
 */
export function rollbackSince(request: RollbackSinceRequest, ports: RollbackPorts): readonly StoredCandidate[] | Refused {
  const { stores, project } = ports
  try {
    const found = lookSince(request.projectId, request.sinceMs, stores, project)
    if (isRefused(found)) return found
    return obstacle(found, request) ?? restore(found, request, ports)
  } catch (error) {
    const refused = diskRefusal(error, 'Nothing was rolled back')
    if (!refused) throw error
    return refused
  }
}

function obstacle({ modifications, files, conflicts }: FoundSince, { ids }: RollbackSinceRequest): Refused | null {
  const now = modifications.map(each => each.candidateId)
  if (now.length !== ids.length || now.some((id, index) => id !== ids[index]))
    return refuse(
      'stale-state',
      'What was applied since then is not what the preview showed any more. Nothing was changed.',
      'Look at the preview again.',
    )
  if (conflicts.length === 0) return null
  const edited = files.some(file => file.state === 'edited-since' || file.state === 'missing')
  return refuse(
    edited ? 'stale-file' : 'stale-state',
    `${conflicts.slice(0, 5).join(' ')}${conflicts.length > 5 ? ` And ${conflicts.length - 5} more.` : ''} Nothing was changed.`,
    'Roll back one by one, from the newest: each preview says what stands in the way.',
  )
}

/** Detail of the intent; recovery compares its end, `sinceIntentEnd`, before it writes anything. */
const sinceIntent = (plan: RollbackPlan, sinceMs: number): string =>
  `${plan.by}: ${plan.reason}; since ${new Date(sinceMs).toISOString()}: ${sinceIntentEnd(plan)}`
export const sinceIntentEnd = ({ ids = [], files }: RollbackPlan): string =>
  `${ids.join(', ')}; ${swapText(files.map(({ path, nowSha256, restoredSha256 }) => ({ path, from: nowSha256, to: restoredSha256 })))}`

function restore(found: FoundSince, request: RollbackSinceRequest, ports: RollbackPorts): readonly StoredCandidate[] | Refused {
  const { stores, clock, step = noStep } = ports
  const { projectId, by, reason } = request
  const candidates = found.modifications.map(each => each.candidate)
  const batch = stores.newId('s').replace('s_', 'r_')
  // All are read and verified before the first file is touched.
  const swaps: FileSwap[] = found.files.map(({ path, absolute, now, restoredSha256, mode }) => ({
    path,
    absolute,
    from: now?.sha256 ?? null,
    to: restoredSha256,
    bytes: stores.backups.read(restoredSha256),
    mode,
  }))
  const tMs = clock.nowMs()
  for (const { candidateId, files } of found.modifications) {
    const own = files.map(({ path, beforeSha256, afterSha256, mode }) => ({
      path,
      nowSha256: afterSha256,
      restoredSha256: beforeSha256,
      mode,
    }))
    stores.rollbacks.put(projectId, candidateId, { by, reason, files: own, tMs, batch })
    step('plan of one')
  }
  const plan: RollbackPlan = {
    by,
    reason,
    files: swaps.map(({ path, from, to, mode }) => ({ path, nowSha256: from, restoredSha256: to, mode })),
    tMs,
    ids: candidates.map(each => each.id),
  }
  stores.rollbacks.put(projectId, batch, plan)
  step('plan')
  const detail = sinceIntent(plan, request.sinceMs)
  const intent = stores.journal.intent({ projectId, action: sinceAction, subject: batch, detail }, clock.nowMs())
  step('intent')
  try {
    const lost = claim(candidates, reason, ports)
    const refused =
      lost ??
      swapFiles(
        swaps.filter(swap => swap.from !== swap.to),
        candidates[0]!.id,
        step,
      )
    if (refused) return recordSinceKept(candidates, refused, intent.seq, ports)
  } catch (error) {
    const refused = diskRefusal(error, 'Nothing was rolled back')
    if (!refused) throw error
    return recordSinceKept(candidates, refused, intent.seq, ports)
  }
  try {
    return recordSince(candidates, plan, intent.seq, ports)
  } catch (error) {
    const refused = diskRefusal(error, 'The files are restored, but that could not be recorded', 'The next start records it.')
    if (!refused) throw error
    return refused
  }
}

type Records = Pick<RollbackPorts, 'stores' | 'clock' | 'step'>

function claim(
  candidates: readonly StoredCandidate[],
  reason: string,
  { stores, clock, step = noStep }: Records,
): Refused | null {
  for (const { projectId, id, state } of candidates) {
    if (!stores.candidates.move(projectId, id, state, 'rolling-back', clock.nowMs(), reason))
      return refuse('stale-state', `Candidate ${id} has moved on. Nothing was changed.`, 'Look at the preview again.')
    step('claim')
  }
  return null
}

const stateNow = (stores: Stores, { projectId, id }: StoredCandidate) => stores.candidates.get(projectId, id)?.state

/** The end of every one, also of one that recovery finishes: each call may be repeated. */
export function recordSince(
  candidates: readonly StoredCandidate[],
  plan: RollbackPlan,
  intentSeq: number,
  { stores, clock, step = noStep }: Records,
): readonly StoredCandidate[] {
  const nowMs = clock.nowMs()
  for (const { projectId, id } of candidates) {
    stores.candidates.move(projectId, id, 'rolling-back', 'rolled-back', nowMs, plan.reason)
    step('state')
  }
  const detail = `rolled back ${plural(candidates.length, 'modification')} in ${plural(plan.files.length, 'file')} by ${plan.by}: ${plan.reason}`
  stores.journal.outcome(intentSeq, detail, clock.nowMs())
  return candidates.map(candidate => ({ ...candidate, state: 'rolled-back' as const, updatedMs: nowMs, note: plan.reason }))
}

/** All of them stay in effect. Best effort on a full disk: what cannot be written now is closed at the next start. */
export function recordSinceKept(
  candidates: readonly StoredCandidate[],
  refused: Refused,
  intentSeq: number,
  { stores, clock, step = noStep }: Records,
): Refused {
  try {
    for (const candidate of candidates) {
      if (stateNow(stores, candidate) !== 'rolling-back') continue
      stores.candidates.move(candidate.projectId, candidate.id, 'rolling-back', 'kept', clock.nowMs(), refused.message)
      step('state')
    }
    stores.journal.outcome(intentSeq, `not rolled back: ${refused.message}`, clock.nowMs())
  } catch (error) {
    if (!diskRefusal(error, '')) throw error
  }
  return refused
}
