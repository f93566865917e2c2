/**
 * What must hold after a kill, said by somebody who was not killed: what was seen and answered before it, and what the operator's own edits
 * were. Looks at the stores and the files; changes neither.
 */
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { JournalRecord } from '../../src-shared/api/contract.ts'
import { isRefused } from '../../src-shared/errors.ts'
import { systemClock } from '../../src-main/platform/ports.ts'
import { openStores } from '../../src-main/stores/open-stores.ts'
import type { StoredCandidate, StoredRecord, Stores } from '../../src-main/stores/stores.ts'
import { files, readText, type File } from './project.ts'

/** A decision to which the host said yes. */
export interface Promised {
  readonly id: string
  readonly verb: 'approve' | 'decline' | 'rollback'
}

export interface Ledger {
  saw(record: Pick<JournalRecord, 'seq'> & { readonly sha256?: string }): void
  promised(what: Promised): void
  /** Somebody saved this file with an editor: what was applied to it before counts no more. */
  edited(file: File, text: string): void
  /** As a kill left it: one change may be half done, everything else is as it must be. Findings; none when all is well. */
  afterKill(): readonly string[]
  /** Actions that were begun and not ended at the last kill. */
  begun(): readonly string[]
  /** As the next start left it; null: the host was writing meanwhile, ask again. */
  afterRecovery(): readonly string[] | null
  readonly figures: {
    records: number
    applied: number
    rolledBack: number
    closedByRecovery: number
    /** What was begun and not ended when a kill came. */
    readonly interrupted: Record<string, number>
  }
}

const inEffect = new Set(['applied', 'kept'])
const unfinished = new Set(['approved', 'rolling-back'])
/** Of rows that a test of this size makes. */
const all = 1_000_000

export function createLedger(home: string, root: string, projectId: string): Ledger {
  const seen = new Map<number, string | null>()
  const promises: Promised[] = []
  const base = new Map<File, { readonly text: string; readonly afterSeq: number }>(
    files.map(file => [file, { text: readText(root, file), afterSeq: 0 }]),
  )
  const interrupted: Record<string, number> = {}
  const figures = { records: 0, applied: 0, rolledBack: 0, closedByRecovery: 0, interrupted }
  let kept: StoredRecord[] = []
  let begun: readonly string[] = []

  function reading<T>(work: (stores: Stores) => T): T {
    const stores = openStores(home, { access: 'read', owner: 'soak', clock: systemClock })
    if (isRefused(stores)) throw new Error(`${stores.message} ${stores.next}`)
    try {
      return work(stores)
    } finally {
      stores.close()
    }
  }

  const candidatesOf = (stores: Stores): StoredCandidate[] =>
    stores.candidates.list(projectId, null, all).flatMap(({ id }) => stores.candidates.get(projectId, id) ?? [])

  /** Texts that a file may have: one, or two where a change to it is unfinished. */
  function expected(stores: Stores, file: File, candidates: readonly StoredCandidate[], problems: string[]): readonly string[] {
    const { text, afterSeq } = base.get(file)!
    const byId = new Map(candidates.map(each => [each.id, each]))
    let now = text
    const changes = stores.modifications
      .list(projectId, all)
      .filter(each => each.seq > afterSeq && each.files.some(({ path }) => path === file))
      .sort((a, b) => a.seq - b.seq)
    const open: string[] = []
    for (const { candidateId } of changes) {
      const candidate = byId.get(candidateId)
      const change = candidate?.proposal.files.find(({ path }) => path === file)
      if (!candidate || !change) problems.push(`${candidateId} is among the modifications and not among the candidates`)
      else if (inEffect.has(candidate.state)) {
        if (change.before !== now) problems.push(`${candidateId} was applied to ${file} over something else than what was there`)
        now = change.after
      } else if (unfinished.has(candidate.state)) open.push(change.after)
    }
    // Before the modification itself is recorded, an approved one may be in the file already.
    for (const { state, proposal } of candidates)
      for (const change of proposal.files)
        if (state === 'approved' && change.path === file && change.before === now) open.push(change.after)
    return [now, ...open]
  }

  function lookAtFiles(stores: Stores, candidates: readonly StoredCandidate[], problems: string[]): void {
    for (const file of files) {
      const text = readText(root, file)
      const texts = expected(stores, file, candidates, problems)
      if (!texts.includes(text))
        problems.push(`${file} is none of the ${texts.length} texts it may be: ${JSON.stringify(text.slice(0, 300))}`)
    }
  }

  function lookAtJournal(stores: Stores, problems: string[]): void {
    const check = stores.journal.verify()
    if (!check.ok) problems.push(`the journal does not verify: ${check.detail}`)
    const records = stores.journal.from(1, all)
    for (const old of kept)
      if (records[old.seq - 1]?.sha256 !== old.sha256) problems.push(`record ${old.seq} is not the one that was there before`)
    kept = [...records]
    for (const [seq, sha256] of seen) {
      const record = records[seq - 1]
      if (!record) problems.push(`record ${seq} was told and is lost`)
      else if (sha256 !== null && record.sha256 !== sha256) problems.push(`record ${seq} is not the one that was told`)
    }
    seen.clear()
    figures.records = records.length
  }

  /** Applied once at most, and closed as often as begun. */
  function lookForTwice(records: readonly StoredRecord[], candidates: readonly StoredCandidate[], problems: string[]): void {
    const state = new Map(candidates.map(each => [each.id, each.state]))
    const count = (kind: string, action: string, of: (record: StoredRecord) => boolean): Map<string, number> => {
      const counts = new Map<string, number>()
      for (const record of records)
        if (record.kind === kind && record.action === action && of(record))
          counts.set(record.subject, (counts.get(record.subject) ?? 0) + 1)
      return counts
    }
    const effective = count('outcome', 'apply', ({ detail }) => /^applied |candidate is (applied|kept|rolled-back)$/.test(detail))
    for (const [id, times] of effective) {
      if (times > 1) problems.push(`${id} was applied ${times} times`)
      if (!inEffect.has(state.get(id) ?? '') && state.get(id) !== 'rolled-back')
        problems.push(`${id} was applied according to the journal and is ${state.get(id)}`)
    }
    for (const { id, state: now } of candidates)
      if ((inEffect.has(now) || now === 'rolled-back') && !effective.has(id))
        problems.push(`${id} is ${now} and the journal does not know that it was applied`)
    for (const action of ['apply', 'rollback', 'rollback-since', 'session']) {
      const opened = count('intent', action, () => true)
      const closed = count('outcome', action, () => true)
      for (const [subject, times] of opened)
        if (action !== 'session' && closed.get(subject) !== times)
          problems.push(`${action} of ${subject} was opened ${times} times and closed ${closed.get(subject) ?? 0} times`)
    }
    figures.applied = effective.size
    figures.rolledBack = candidates.filter(each => each.state === 'rolled-back').length
    figures.closedByRecovery = records.filter(({ detail }) => /after an interruption|ASIS stopped/.test(detail)).length
  }

  function lookAtPromises(stores: Stores, candidates: readonly StoredCandidate[], problems: string[]): void {
    const state = new Map(candidates.map(each => [each.id, each.state]))
    for (const { id, verb } of promises) {
      const now = state.get(id) ?? 'missing'
      const holds =
        verb === 'decline'
          ? now === 'declined'
          : verb === 'rollback'
            ? now === 'rolled-back'
            : inEffect.has(now) || now === 'rolled-back'
      if (!holds) problems.push(`${verb} of ${id} was answered with yes, and it is ${now}`)
      const verbs: readonly string[] = stores.decisions.list(projectId, id).map(each => each.verb)
      if (verb !== 'rollback' && !verbs.includes(verb === 'approve' ? 'approved' : 'declined'))
        problems.push(`the decision to ${verb} ${id} was answered with yes and is lost`)
    }
  }

  function lookAtRest(stores: Stores, candidates: readonly StoredCandidate[], problems: string[]): void {
    const left = candidates.filter(each => unfinished.has(each.state))
    for (const { id, state } of left) problems.push(`${id} is still ${state}`)
    const numbers = stores.modifications.list(projectId, all)
    if (new Set(numbers.map(each => each.seq)).size !== numbers.length)
      problems.push('two modifications have one place in the order')
    if (new Set(numbers.map(each => each.candidateId)).size !== numbers.length) problems.push('a modification is listed twice')
    if (stores.settings.get(projectId, 'autonomous.on') !== true) problems.push('autonomous mode is not on any more')
    lookAtFolder(problems)
  }

  function lookAtFolder(problems: string[]): void {
    const temporary = readdirSync(join(home, 'asis_sandbox'), { withFileTypes: true }).map(each => each.name)
    if (temporary.length > 20) problems.push(`asis_sandbox grows: ${temporary.join(', ')}`)
    const names = [...readdirSync(join(home, 'asis_backups'), { recursive: true }), ...readdirSync(join(root, 'src'))].map(String)
    for (const name of names) if (name.endsWith('.tmp')) problems.push(`${name} was left behind`)
    for (const name of readdirSync(home))
      if (name.endsWith('-wal') && statSync(join(home, name)).size > 64 << 20) problems.push(`${name} grows beyond 64 MB`)
  }

  return {
    figures,
    begun: () => begun,
    saw: ({ seq, sha256 }) => void seen.set(seq, sha256 ?? null),
    promised: what => void promises.push(what),
    edited: (file, text) =>
      void base.set(file, {
        text,
        afterSeq: reading(stores => Math.max(0, ...stores.modifications.list(projectId, 1).map(each => each.seq))),
      }),
    afterKill: () =>
      reading(stores => {
        const problems: string[] = []
        const candidates = candidatesOf(stores)
        lookAtJournal(stores, problems)
        lookAtFiles(stores, candidates, problems)
        begun = stores.journal.openIntents().map(each => each.action)
        for (const action of begun) interrupted[action] = (interrupted[action] ?? 0) + 1
        return problems
      }),
    afterRecovery: () =>
      reading(stores => {
        const problems: string[] = []
        const newest = (): number => stores.journal.list(null, null, 1)[0]?.seq ?? 0
        const before = newest()
        const candidates = candidatesOf(stores)
        lookAtJournal(stores, problems)
        lookAtFiles(stores, candidates, problems)
        lookForTwice(kept, candidates, problems)
        lookAtPromises(stores, candidates, problems)
        lookAtRest(stores, candidates, problems)
        // Sessions and stops aside, nothing may be open.
        for (const { action, subject } of stores.journal.openIntents())
          if (action !== 'session') problems.push(`${action} of ${subject} is still open`)
        return newest() === before ? problems : null
      }),
  }
}
