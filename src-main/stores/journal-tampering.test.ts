/**
 * 1,000 random edits to the bytes of the journal's file, as a disk or an editor would make them. Each is found by the check, or SQLite refuses the file, or
 * it did not touch a record at all (free space, another table): then every record must read back exactly as it was written.
 */
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { isRefused } from '../../src-shared/errors.ts'
import { openStores } from './open-stores.ts'
import { countingClock, mustOpen, temporaryFolder } from './test-home.ts'
import type { StoredRecord } from './stores.ts'

const folder = temporaryFolder()
const home = join(folder.path, 'home')
const file = 'asis_self_modification_master.db'
let records: readonly StoredRecord[]
let bytes: Buffer

beforeAll(() => {
  const stores = mustOpen(home)
  for (let i = 0; i < 120; i++)
    stores.journal.append('note', { projectId: 'p', action: 'apply', subject: `c_${i}`, detail: `record ${i} `.repeat(5) }, i)
  records = stores.journal.list(null, null, 500)
  stores.close()
  bytes = readFileSync(join(home, file))
})
afterAll(() => folder.remove())

type Found = 'found' | 'refused' | 'no record touched' | 'MISSED'

function after(edit: (copy: Buffer) => Buffer, at: string): Found {
  mkdirSync(at)
  cpSync(home, at, { recursive: true })
  for (const end of ['-wal', '-shm']) rmSync(join(at, `${file}${end}`), { force: true })
  writeFileSync(join(at, file), edit(Buffer.from(bytes)))
  try {
    const stores = openStores(at, { access: 'read', owner: 'test', clock: countingClock() })
    if (isRefused(stores)) return 'refused'
    try {
      if (!stores.journal.verify().ok) return 'found'
      return JSON.stringify(stores.journal.list(null, null, 500)) === JSON.stringify(records) ? 'no record touched' : 'MISSED'
    } finally {
      stores.close()
    }
  } catch {
    // store-corrupt, or what SQLite says.
    return 'refused'
  } finally {
    rmSync(at, { recursive: true, force: true })
  }
}

/** Bytes changed at one place, a piece zeroed, a piece copied over another, the end cut off. */
const edits = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('flip' as const),
      at: fc.nat(),
      by: fc.integer({ min: 1, max: 255 }),
      length: fc.constant(1),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('zero' as const),
      at: fc.nat(),
      by: fc.nat(),
      length: fc.integer({ min: 1, max: 600 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('copy' as const),
      at: fc.nat(),
      by: fc.nat(),
      length: fc.integer({ min: 1, max: 600 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cut' as const), at: fc.nat(), by: fc.nat(), length: fc.nat() }) },
)

it('1,000 random edits: none is missed', () => {
  const results = new Map<Found, number>()
  const missed: unknown[] = []
  for (const [i, edit] of fc.sample(edits, 1000).entries()) {
    const found = after(
      copy => {
        const at = edit.at % copy.length
        if (edit.kind === 'flip') copy[at] = (copy[at] ?? 0) ^ edit.by
        else if (edit.kind === 'zero') copy.fill(0, at, Math.min(at + edit.length, copy.length))
        else if (edit.kind === 'copy') copy.copyWithin(at, edit.by % copy.length, (edit.by % copy.length) + edit.length)
        else return copy.subarray(0, at)
        return copy
      },
      join(folder.path, `copy-${i}`),
    )
    results.set(found, (results.get(found) ?? 0) + 1)
    if (found === 'MISSED') missed.push(edit)
  }
  expect(missed).toEqual([])
  // The edits do reach records: a check that finds nothing would be no check.
  expect((results.get('found') ?? 0) + (results.get('refused') ?? 0)).toBeGreaterThan(300)
}, 180_000)
