/**
 * 1,000 random edits to the bytes of the journal's file, as a disk or an editor would make them. Each is found by the check, or SQLite refuses the file, or
 * it did not touch a record at all (free space, another table): then every record must read back exactly as it was written. The same with a
 * journal whose older half stands in archive files, edited in the database or in a file.
 */
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isRefused } from '../../src-shared/errors.ts'
import { openStores } from './open-stores.ts'
import { countingClock, mustOpen, temporaryFolder } from './test-home.ts'
import type { Stores } from './stores.ts'

/** Another one finds other places: ASIS_SEED. */
const seed = Number(process.env['ASIS_SEED'] ?? 20_261_129)
const folder = temporaryFolder()
const database = 'asis_self_modification_master.db'

/** One data folder as it was written, and the file of it that is edited. */
interface Written {
  readonly home: string
  readonly files: readonly string[]
  readonly records: string
}
const written = new Map<'whole' | 'compacted', Written>()
const recordsOf = (stores: Stores): string =>
  JSON.stringify([
    stores.journal.from(1, 500),
    stores.journal.list(null, null, 500),
    stores.journal.archives().map(each => each.sha256),
  ])

beforeAll(async () => {
  for (const kind of ['whole', 'compacted'] as const) {
    const home = join(folder.path, kind)
    const stores = mustOpen(home, { archiveSizes: { most: 35, least: 10, newest: 50 } })
    for (let i = 0; i < 120; i++)
      stores.journal.append('note', { projectId: 'p', action: 'apply', subject: `c_${i}`, detail: `record ${i} `.repeat(5) }, i)
    if (kind === 'compacted') expect(await stores.journal.archive(1_000, 1, async () => true)).toEqual({ records: 70, files: 2 })
    const records = recordsOf(stores)
    stores.close()
    const segments = kind === 'compacted' ? readdirSync(join(home, 'asis_journal')).map(name => join('asis_journal', name)) : []
    written.set(kind, { home, files: [database, ...segments], records })
  }
})
afterAll(() => folder.remove())

type Found = 'found' | 'refused' | 'no record touched' | 'MISSED'

function after({ home, records }: Written, file: string, edit: (copy: Buffer) => Buffer, at: string): Found {
  mkdirSync(at)
  cpSync(home, at, { recursive: true })
  for (const end of ['-wal', '-shm']) rmSync(join(at, `${database}${end}`), { force: true })
  writeFileSync(join(at, file), edit(readFileSync(join(home, file))))
  try {
    const stores = openStores(at, { access: 'read', owner: 'test', clock: countingClock() })
    if (isRefused(stores)) return 'refused'
    try {
      if (!stores.journal.verify().ok) return 'found'
      return recordsOf(stores) === records ? 'no record touched' : 'MISSED'
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

describe.each(['whole', 'compacted'] as const)('a %s journal', kind => {
  it('1,000 random edits: none is missed', () => {
    const folderAsWritten = written.get(kind)!
    const results = new Map<Found, number>()
    const missed: unknown[] = []
    const inSegments: Found[] = []
    for (const [i, edit] of fc.sample(edits, { numRuns: 1000, seed }).entries()) {
      const file = folderAsWritten.files[i % folderAsWritten.files.length]!
      let changed = false
      const found = after(
        folderAsWritten,
        file,
        copy => {
          const original = Buffer.from(copy)
          const at = edit.at % copy.length
          let result = copy
          if (edit.kind === 'flip') copy[at] = (copy[at] ?? 0) ^ edit.by
          else if (edit.kind === 'zero') copy.fill(0, at, Math.min(at + edit.length, copy.length))
          else if (edit.kind === 'copy') copy.copyWithin(at, edit.by % copy.length, (edit.by % copy.length) + edit.length)
          else result = copy.subarray(0, at)
          changed = !result.equals(original)
          return result
        },
        join(folder.path, `copy-${i}`),
      )
      results.set(found, (results.get(found) ?? 0) + 1)
      if (found === 'MISSED') missed.push(edit)
      // There is no free space in an archive file.
      if (file !== database && changed) inSegments.push(found)
    }
    expect(missed).toEqual([])
    expect(inSegments.filter(found => found !== 'found')).toEqual([])
    expect(inSegments.length).toBeGreaterThan(kind === 'compacted' ? 500 : -1)
    // The edits do reach records: a check that finds nothing would be no check.
    expect((results.get('found') ?? 0) + (results.get('refused') ?? 0)).toBeGreaterThan(300)
  })
})
