/** For tests: a data folder that goes away, a clock that counts, and a candidate that changes one line of one file. */
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { FileChange, Proposal } from '../../src-shared/domain/candidate.ts'
import type { Evidence } from '../../src-shared/domain/evidence.ts'
import { isRefused } from '../../src-shared/errors.ts'
import type { Clock } from '../platform/ports.ts'
import type { Step } from '../platform/durable-file.ts'
import { openSigningKey } from '../platform/signing-key.ts'
import type { Head } from './journal-chain.ts'
import { signHead } from './journal-signature.ts'
import { openStores } from './open-stores.ts'
import { sha256Of } from './sha256.ts'
import type { NewCandidate, StoreOptions, Stores } from './stores.ts'

/** In memory where the system has such a file system: thousands of fsyncs are made here, and no test pulls the plug. */
const parent = (): string => {
  try {
    accessSync('/dev/shm', constants.W_OK)
    return '/dev/shm'
  } catch {
    return tmpdir()
  }
}

export function temporaryFolder(): { readonly path: string; readonly remove: () => void } {
  const path = mkdtempSync(join(parent(), 'asis test '))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

/** Every look at it is a millisecond later. */
export function countingClock(fromMs = 1_000_000): Clock {
  let ms = fromMs
  return { nowMs: () => (ms += 1), monotonicMs: () => (ms += 1) }
}

export function mustOpen(home: string, options: Partial<StoreOptions> = {}, step?: Step): Stores {
  const stores = openStores(home, { access: 'write', owner: 'a test', clock: countingClock(), ...options }, step)
  if (isRefused(stores)) throw new Error(stores.message)
  return stores
}

/** The copies of the head as a data folder has them from before there were proofs; whoever calls it takes the table of the proof away. */
export function headOfBefore(home: string, head: Head): void {
  const safe = new Database(join(home, 'asis_safe_implementation.db'))
  safe
    .prepare('UPDATE journal_head SET count = ?, sha256 = ?, signature = ?')
    .run(head.count, head.sha256, signHead(openSigningKey(home), head, 'old'))
  safe.close()
  rmSync(join(home, 'asis_journal_head'))
}

export const changeOf = (path: string, before: string, after: string): FileChange => ({
  path,
  before,
  after,
  beforeSha256: sha256Of(before),
  afterSha256: sha256Of(after),
})

export const proposalOf = (files: readonly FileChange[], more: Partial<Proposal> = {}): Proposal => ({
  generator: 'rule',
  rule: 'J01',
  shortName: 'set-instead-of-scan',
  title: 'Set instead of repeated scan',
  reason: 'The list is searched again for every row.',
  riskClass: 'A',
  files,
  changedFunctions: ['a.js#f'],
  facts: ['proved: rows is a fresh array'],
  probes: [],
  expectedGain: 3,
  sameBehaviour: true,
  memoizes: false,
  ...more,
})

export const candidateOf = (files: readonly FileChange[], more: Partial<Proposal> = {}): NewCandidate => ({
  proposal: proposalOf(files, more),
  metricId: 'speed',
  metricTitle: 'Speed',
  unit: 'us',
  sessionId: null,
})

export const evidenceOf = (more: Partial<Evidence> = {}): Evidence => ({
  verdict: 'improved',
  reasons: ['2.0 times as fast'],
  gates: [],
  safety: { score: 0.95, risk: 'LOW', reasons: [] },
  tests: { status: 'passed', passed: 3, failed: 0, elapsedMs: 5, detail: '', meetsChange: 'yes' },
  behaviour: null,
  measurement: {
    unit: 'us',
    verdict: 'improved',
    improvement: { estimate: 2, low: 1.8, high: 2.2 },
    bySize: [],
    split: null,
    allocatedBytes: null,
    reportedByCode: false,
    reasons: [],
  },
  isolation: 'strong',
  cost: { elapsedMs: 1, cpuMs: 1 },
  ...more,
})
