/**
 * What the first moments after a start do: close whatever a crash left open. Files are finished where every one of them is a
 * version that ASIS knows, and put back otherwise; states follow the files; each closing is journalled. May itself be
 * killed at any moment and simply starts again. Starts nothing new: an approved change that was not begun goes back to review.
 */
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { AsisError } from '../../src-shared/errors.ts'
import { judgeAgain } from '../pipeline/5-review/submit.ts'
import { noStep, type Step } from '../platform/durable-file.ts'
import type { Clock, Log } from '../platform/ports.ts'
import type { Project } from '../project/project.ts'
import { diskRefusal } from '../stores/store-errors.ts'
import type { OpenIntent, StoredCandidate, Stores } from '../stores/stores.ts'
import { sinceAction } from '../pipeline/8-rollback/rollback-since.ts'
import { restoreEditAction } from '../pipeline/8-rollback/restore-edit.ts'
import { closeEditRestore } from './close-edit-restore.ts'
import { closeRollbackSince } from './close-rollback-since.ts'
import { closeApply, closeRollback, notNamed, type Closing } from './close-intent.ts'
import { declineLeftWholes } from './review/continued.ts'

export interface RecoverPorts {
  readonly clock: Clock
  readonly log: Log
  /** `asis_sandbox/`: what is in it belonged to processes that are gone, but for folders named after one that lives. */
  readonly sandboxFolder: string
  readonly step?: Step
}

export interface Recovered {
  /** What was closed and how, one sentence each. */
  readonly closed: readonly string[]
  /** What stays open and why; the next start tries again. */
  readonly open: readonly string[]
}

/** Only for the owner of the stores. `projectOf` answers null for a project whose folder is not there. */
export function recover(stores: Stores, projectOf: (projectId: string) => Project | null, ports: RecoverPorts): Recovered {
  const closed: string[] = []
  const open: string[] = []
  let isWhole: boolean | null = null
  const isJournalWhole = (): boolean => (isWhole ??= stores.journal.verify().ok)
  const work = { stores, projectOf, clock: ports.clock, step: ports.step ?? noStep, isJournalWhole }
  stores.backups.sweep()
  const intents = stores.journal.openIntents()
  const inState = (state: 'approved' | 'rolling-back'): StoredCandidate[] =>
    stores.candidates.inStates([state]).flatMap(({ projectId, id }) => stores.candidates.get(projectId, id) ?? [])
  const intentOf = (action: string, candidate: StoredCandidate): OpenIntent | null =>
    intents.find(each => each.action === action && each.subject === candidate.id && each.projectId === candidate.projectId) ??
    null

  const attempt = (what: string, close: () => Closing): void => {
    try {
      const { done, sentence } = close()
      ;(done ? closed : open).push(`${what}: ${sentence}`)
    } catch (error) {
      // One damaged backup or one full disk must not keep the program from starting.
      const refused = diskRefusal(error, what)
      if (refused) open.push(refused.message)
      else if (error instanceof AsisError) open.push(`${what}: ${error.message}`)
      else throw error
    }
  }
  for (const intent of intents)
    if (intent.action === sinceAction) attempt(`rollback ${intent.subject}`, () => closeRollbackSince(intent, work))
  const openBatches = stores.journal.openIntents().filter(intent => intent.action === sinceAction)
  const inOpenBatch = ({ projectId, id }: StoredCandidate): boolean => {
    const batch = stores.rollbacks.get(projectId, id)?.batch
    return openBatches.some(intent => intent.projectId === projectId && intent.subject === batch)
  }
  for (const intent of intents)
    if (intent.action === restoreEditAction) attempt(`restore of ${intent.subject}`, () => closeEditRestore(intent, work))
  for (const candidate of inState('rolling-back').filter(each => !inOpenBatch(each)))
    attempt(`rollback of ${candidate.id}`, () => closeRollback(candidate, intentOf('rollback', candidate)?.seq ?? null, work))
  for (const candidate of inState('approved'))
    attempt(`apply of ${candidate.id}`, () => closeApply(candidate, intentOf('apply', candidate)?.seq ?? null, work))
  for (const { projectId, id } of stores.candidates.inStates(['generated']))
    closed.push(rejectUnfinished(stores, projectId, id, ports.clock))
  for (const { projectId, id } of stores.candidates.inStates(['awaiting-review'])) {
    // Its new evidence was stored, and ASIS stopped before it left the queue.
    if (judgeAgain({ projectId, id }, { stores, clock: ports.clock }) === 'rejected')
      closed.push(`candidate ${id}: its latest trial does not prove it; it left the queue.`)
  }
  for (const { projectId, session } of stores.sessions.running()) {
    if (session.kind === 'trial')
      for (const id of declineLeftWholes(projectId, session.id, { stores, clock: ports.clock }))
        closed.push(`candidate ${id}: its part was proved; the whole change is declined.`)
    const note = 'ASIS stopped before it was finished.'
    stores.sessions.put(projectId, { ...session, state: 'failed', endedMs: ports.clock.nowMs(), note })
    closed.push(`session ${session.id}: ${note}`)
  }
  // What is left is only the outcome: the state was reached before the crash.
  for (const intent of stores.journal.openIntents()) {
    const state = stores.candidates.get(intent.projectId, intent.subject)?.state
    const isLeft = intent.action === restoreEditAction || openBatches.some(each => each.seq === intent.seq)
    if (state === 'approved' || state === 'rolling-back' || isLeft) continue
    // The list of open ones is not signed: an outcome of what was never begun would be a record of ours that says what is not.
    if (!isJournalWhole()) {
      open.push(`${intent.action} of ${intent.subject}: ${notNamed.sentence}`)
      continue
    }
    stores.journal.outcome(
      intent.seq,
      `ASIS stopped in between; ${state ? `the candidate is ${state}` : 'it was not finished'}`,
      ports.clock.nowMs(),
    )
    closed.push(`${intent.action} of ${intent.subject}: ${state ?? 'not finished'}`)
  }
  emptySandboxes(ports)
  for (const sentence of open) ports.log('error', `recovery: ${sentence}`)
  for (const sentence of closed) ports.log('warn', `recovery: ${sentence}`)
  return { closed, open }
}

function rejectUnfinished(stores: Stores, projectId: string, id: string, clock: Clock): string {
  const note = stores.evidence.summary(projectId, id)
    ? `ASIS stopped before its trial was judged. Try it again: asis retry ${id}`
    : 'ASIS stopped before it was tried out.'
  stores.candidates.move(projectId, id, 'generated', 'rejected', clock.nowMs(), note)
  stores.journal.append('note', { projectId, action: 'recover', subject: id, detail: `rejected: ${note}` }, clock.nowMs())
  return `candidate ${id}: ${note}`
}

/** A folder that cannot be removed costs space, nothing else. */
function emptySandboxes({ sandboxFolder, log }: RecoverPorts): void {
  if (!existsSync(sandboxFolder)) return
  for (const name of readdirSync(sandboxFolder)) {
    if (isInUse(name)) continue
    try {
      rmSync(join(sandboxFolder, name), { recursive: true, force: true })
    } catch (error) {
      log('warn', 'a sandbox folder could not be removed', { name, error: String(error) })
    }
  }
}

/** `alone-4711-...`: of a process that needs no lock (`asis optimize`, `asis sandbox run`) and may be at work now. */
function isInUse(name: string): boolean {
  const pid = Number(/^[a-z-]+-(\d+)-/.exec(name)?.[1])
  if (!pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
