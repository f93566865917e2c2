/**
 * Stage 6 of 8: apply. Writes the approved bytes, and only those: intent, backups, swap, check, state, outcome. Everything is checked
 * again here, because time has passed since the trial. Synchronous, so nothing else of this program runs in between; what a
 * crash leaves open is closed by `control/recover.ts`.
 */
import { AsisError, isRefused, refuse, type Refused } from '../../../src-shared/errors.ts'
import { noStep, type Step } from '../../platform/durable-file.ts'
import type { Clock } from '../../platform/ports.ts'
import { whyNotReplaceable } from '../../platform/replaceable.ts'
import { readNow, swapFiles, type FileSwap } from '../../platform/swap-files.ts'
import { swapText } from '../../platform/swap-text.ts'
import type { Project } from '../../project/project.ts'
import { diskRefusal } from '../../stores/store-errors.ts'
import type { StoredCandidate, Stores } from '../../stores/stores.ts'
import { checkApproval } from './check-approval.ts'

export interface ApplyPorts {
  readonly stores: Stores
  readonly project: Project
  readonly clock: Clock
  /** Told around every effect on the disk, for tests. */
  readonly step?: Step
}

/**
 * @returns the applied candidate. `stale-file`, `outside-project`, `not-approved`, `disk`: nothing was changed and the candidate
 *   awaits review again. `stale-state`, `not-found`: it was not approved in the first place.
 * @throws AsisError `internal` when neither the new nor the old files could be put in place; the next start does it.
 */
export function applyCandidate(
  { projectId, id }: { readonly projectId: string; readonly id: string },
  ports: ApplyPorts,
): StoredCandidate | Refused {
  const { stores, project } = ports
  const candidate = projectId === project.id ? stores.candidates.get(projectId, id) : null
  if (!candidate)
    return refuse(
      'not-found',
      `There is no candidate ${id} in this project. Nothing was changed.`,
      'List what there is: asis candidates',
    )
  if (candidate.state !== 'approved')
    return refuse(
      'stale-state',
      `Candidate ${id} is ${candidate.state}, not approved. Nothing was changed.`,
      'Look at it again, then decide.',
    )
  try {
    const swaps = checkApproval(candidate, stores) ?? plan(candidate, project)
    if (isRefused(swaps)) return backToReview(candidate, swaps, null, ports)
    return write(candidate, swaps, ports)
  } catch (error) {
    const refused = diskRefusal(error, `Candidate ${id} was not applied`)
    if (!refused) throw error
    return backToReview(candidate, refused, openIntentOf(candidate, stores), ports)
  }
}

function plan(candidate: StoredCandidate, project: Project): readonly FileSwap[] | Refused {
  const swaps: FileSwap[] = []
  const changeable = new Set(project.changeableFiles())
  for (const file of candidate.proposal.files) {
    const absolute = project.resolve(file.path)
    if (isRefused(absolute)) return absolute
    const now = readNow(absolute)
    if (now?.sha256 !== file.beforeSha256)
      return refuse(
        'stale-file',
        `${file.path} ${now ? 'was changed' : 'was removed'} since the candidate was made. Nothing was changed.`,
        'Run a new session: it starts from the file as it is now.',
      )
    if (!changeable.has(file.path))
      return refuse(
        'outside-project',
        `${file.path} is not among the files that may be changed. Nothing was changed.`,
        'Add it to `files` in asis.config.json, or decline the candidate.',
      )
    const obstacle = whyNotReplaceable(absolute, file.path)
    if (obstacle) return obstacle
    swaps.push({
      path: file.path,
      absolute,
      from: file.beforeSha256,
      to: file.afterSha256,
      bytes: Buffer.from(file.after),
      mode: now.mode,
    })
  }
  return swaps
}

function write(candidate: StoredCandidate, swaps: readonly FileSwap[], ports: ApplyPorts): StoredCandidate | Refused {
  const { stores, clock, step = noStep } = ports
  const { projectId, id } = candidate
  const files = candidate.proposal.files
  const detail = swapText(swaps)
  const intent = stores.journal.intent({ projectId, action: 'apply', subject: id, detail }, clock.nowMs())
  step('intent')
  for (const file of files) stores.backups.put(projectId, id, file.path, Buffer.from(file.before), clock.nowMs())
  step('backups')
  const refused = swapFiles(swaps, id, step)
  if (refused) return backToReview(candidate, refused, intent.seq, ports)
  try {
    return recordApplied(candidate, swaps, intent.seq, ports)
  } catch (error) {
    const state = stores.candidates.get(projectId, id)?.state
    // Only the outcome is missing then; the next start writes it.
    if (state === 'applied' && diskRefusal(error, '')) return { ...candidate, state }
    if (state !== 'approved') throw error
    // The files are new but the stores cannot say so: they become old again, which needs no store.
    const back = swaps.map((swap, index) => ({
      ...swap,
      from: swap.to,
      to: swap.from!,
      bytes: Buffer.from(files[index]!.before),
    }))
    const stuck = swapFiles(back, id, step)
    if (stuck)
      throw new AsisError('internal', `Candidate ${id} is in the files but not in the stores: ${stuck.message}`, { cause: error })
    throw error
  }
}

/** The end of every apply, also of one that recovery finishes: each call may be repeated. */
export function recordApplied(
  candidate: StoredCandidate,
  swaps: readonly Pick<FileSwap, 'path' | 'mode'>[],
  intentSeq: number,
  { stores, clock, step = noStep }: Pick<ApplyPorts, 'stores' | 'clock' | 'step'>,
): StoredCandidate {
  const { projectId, id } = candidate
  const nowMs = clock.nowMs()
  const modes = new Map(swaps.map(swap => [swap.path, swap.mode]))
  const files = candidate.proposal.files.map(({ path, beforeSha256, afterSha256 }) => ({
    path,
    beforeSha256,
    afterSha256,
    mode: modes.get(path) ?? 0o644,
  }))
  stores.modifications.add(projectId, { candidateId: id, title: candidate.title, appliedMs: nowMs, files })
  step('modification')
  stores.candidates.move(projectId, id, 'approved', 'applied', nowMs, candidate.note)
  step('state')
  stores.journal.outcome(intentSeq, `applied ${files.length} ${files.length === 1 ? 'file' : 'files'}`, clock.nowMs())
  return { ...candidate, state: 'applied', updatedMs: nowMs }
}

/** Best effort on a full disk: what cannot be written now is closed at the next start. */
function backToReview(
  candidate: StoredCandidate,
  refused: Refused,
  intentSeq: number | null,
  { stores, clock }: ApplyPorts,
): Refused {
  const { projectId, id } = candidate
  try {
    stores.modifications.remove(projectId, id)
    stores.candidates.move(projectId, id, 'approved', 'awaiting-review', clock.nowMs(), refused.message)
    const detail = `not applied: ${refused.message}`
    if (intentSeq === null) stores.journal.append('check', { projectId, action: 'apply', subject: id, detail }, clock.nowMs())
    else stores.journal.outcome(intentSeq, detail, clock.nowMs())
  } catch (error) {
    if (!diskRefusal(error, '')) throw error
  }
  return refused
}

const openIntentOf = ({ projectId, id }: StoredCandidate, stores: Stores): number | null =>
  stores.journal.openIntents().find(open => open.action === 'apply' && open.projectId === projectId && open.subject === id)
    ?.seq ?? null
