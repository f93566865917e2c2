/** Old records in archive files: the chain stays one, whatever is stopped, missing or changed. */
import { appendFileSync, cpSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isRefused } from '../../src-shared/errors.ts'
import { exportLine } from './journal-chain.ts'
import { sha256Of } from './sha256.ts'
import { mustOpen, temporaryFolder } from './test-home.ts'
import type { Step } from '../platform/durable-file.ts'
import type { Stores } from './stores.ts'

const archiveSizes = { most: 30, least: 10, newest: 5 }
const master = 'asis_self_modification_master.db'
let folder: ReturnType<typeof temporaryFolder>
let home: string
let stores: Stores
const open = (step?: Step): void => {
  stores = mustOpen(home, { archiveSizes }, step)
}
const reopen = (step?: Step): void => {
  stores.close()
  open(step)
}
const onward = async (): Promise<boolean> => true
/** Record n is of time n. */
const fill = (count: number, from = 1): void => {
  for (let i = from; i < from + count; i++)
    stores.journal.append('note', { projectId: 'p', action: 'trial', subject: `c_${i}`, detail: `about ${i}` }, i)
}
const archive = (beforeMs: number) => stores.journal.archive(beforeMs, 999, onward)
const whole = (): string => stores.journal.from(1, 1000).map(exportLine).join('')
const live = (): number => Number(read('SELECT count(*) FROM journal'))
function read(sql: string): unknown {
  const db = new Database(join(home, master), { readonly: true })
  try {
    return db.prepare(sql).pluck().get()
  } finally {
    db.close()
  }
}
function edit(sql: string): void {
  stores.close()
  const db = new Database(join(home, master))
  db.exec(`DROP TRIGGER journal_is_never_changed; DROP TRIGGER journal_is_never_cut;
    DROP TRIGGER journal_archive_is_never_changed; DROP TRIGGER journal_archive_is_never_cut; ${sql}`)
  db.close()
  open()
}
const segments = (): string[] => readdirSync(join(home, 'asis_journal')).map(name => join(home, 'asis_journal', name))

beforeEach(() => {
  folder = temporaryFolder()
  home = join(folder.path, 'home')
  open()
})
afterEach(() => {
  stores.close()
  folder.remove()
})

describe('old records', () => {
  it('leave the database for files that are named after their bytes, and the chain stays one', async () => {
    fill(100)
    const before = whole()
    expect(stores.journal.archivable(71)).toBe(70)
    expect(await archive(71)).toEqual({ records: 70, files: 3 })
    expect(live()).toBe(30)
    expect(stores.journal.archives()).toMatchObject([
      { firstSeq: 1, lastSeq: 30, records: 30, tMs: 999 },
      { firstSeq: 31, lastSeq: 60, records: 30 },
      { firstSeq: 61, lastSeq: 70, records: 10 },
    ])
    for (const { file, sha256, bytes } of stores.journal.archives()) {
      expect([sha256Of(readFileSync(file)), readFileSync(file).length]).toEqual([sha256, bytes])
      expect(file).toContain(sha256)
    }
    expect(whole()).toBe(before)
    fill(3, 101)
    reopen()
    expect(whole().startsWith(before)).toBe(true)
    expect(stores.journal.verify()).toMatchObject({
      ok: true,
      records: 103,
      detail: expect.stringContaining('The oldest 70 are in 3 archive files.'),
    })
    expect(await stores.journal.verifyInPieces(async () => {})).toEqual(stores.journal.verify())
    expect(stores.journal.from(29, 4).map(({ seq }) => seq)).toEqual([29, 30, 31, 32])
    expect(stores.journal.from(69, 4).map(({ seq }) => seq)).toEqual([69, 70, 71, 72])
    expect(stores.journal.from(33, 2).map(({ seq }) => seq)).toEqual([33, 34])
  })

  it('stay while they are few, among the newest, or younger', async () => {
    fill(14)
    expect([await archive(1000), live()]).toEqual([{ records: 0, files: 0 }, 14])
    fill(86, 15)
    expect([await archive(10), live()]).toEqual([{ records: 0, files: 0 }, 100])
    expect([await archive(1000), live()]).toEqual([{ records: 90, files: 3 }, 10])
  })

  it('stay from the first open intent on', async () => {
    fill(40)
    const intent = stores.journal.intent({ projectId: 'p', action: 'apply', subject: 'c', detail: '' }, 41)
    fill(40, 42)
    expect(await archive(1000)).toEqual({ records: 40, files: 2 })
    stores.journal.outcome(intent.seq, 'done', 82)
    expect(await archive(1000)).toEqual({ records: 30, files: 1 })
  })

  it('are not listed or searched any more, and the younger ones are', async () => {
    fill(100)
    await archive(61)
    expect(stores.journal.list(null, null, 500)).toHaveLength(40)
    expect(stores.journal.list('p', null, 500, { search: 'about 4' })).toEqual([])
    expect(stores.journal.list('p', null, 500, { search: 'about 9' }).map(({ seq }) => seq)).toEqual([
      99, 98, 97, 96, 95, 94, 93, 92, 91, 90,
    ])
    const index = new Database(join(home, 'asis_self_modification.db'))
    expect(index.prepare(`SELECT count(*) FROM journal_search WHERE journal_search MATCH 'abo'`).pluck().get()).toBe(40)
    index.prepare(`INSERT INTO journal_search (journal_search) VALUES ('integrity-check')`).run()
    index.close()
  })

  it('are not moved when anything is wrong with the chain', async () => {
    fill(100)
    edit(`UPDATE journal SET detail = 'x' WHERE seq = 99`)
    expect(await archive(71)).toMatchObject({ code: 'not-approved', message: expect.stringContaining('Record 99 was changed.') })
    expect([live(), stores.journal.archives()]).toEqual([100, []])
  })

  it('cannot be removed by this program without a file', async () => {
    fill(50)
    await archive(31)
    const db = new Database(join(home, master))
    expect(() => db.exec('DELETE FROM journal WHERE seq = 31')).toThrow(/append-only/)
    expect(() => db.exec('DELETE FROM journal_archives')).toThrow(/append-only/)
    expect(() => db.exec('UPDATE journal_archives SET last_seq = 40')).toThrow(/append-only/)
    db.close()
  })

  it('may be moved while the chain is checked', async () => {
    fill(600)
    let moved: Promise<unknown> | null = null
    const check = await stores.journal.verifyInPieces(async () => {
      moved ??= archive(500)
      await moved
    })
    expect(check).toMatchObject({ ok: true, records: 600 })
    expect(live()).toBe(101)
  })

  it('end early between two pieces, with everything whole', async () => {
    fill(100)
    for (let pauses = 0; ; pauses++) {
      let left = pauses
      const done = await stores.journal.archive(71, 999, async () => left-- > 0)
      expect([pauses, stores.journal.verify()]).toMatchObject([pauses, { ok: true, records: 100 }])
      if (!isRefused(done) && live() === 30) break
    }
    expect(segments().filter(name => name.endsWith('.tmp'))).toEqual([])
  })
})

const second = (): string => stores.journal.archives()[1]!.file
const finding = () => stores.journal.verify()

describe('verify says which file', () => {
  beforeEach(async () => {
    fill(100)
    await archive(61)
  })

  it('is missing', () => {
    const file = second()
    renameSync(file, join(folder.path, 'elsewhere'))
    expect(finding()).toMatchObject({
      ok: false,
      firstBad: 31,
      detail: `A part of the journal is missing: the archive file ${file.split('/').at(-1)} (records 31 to 60).`,
    })
    expect(() => stores.journal.from(1, 100)).toThrow(expect.objectContaining({ code: 'store-corrupt' }))
    renameSync(join(folder.path, 'elsewhere'), file)
    expect(finding().ok).toBe(true)
  })
  it.each([
    ['about 44', 'about 45', 44],
    ['"seq":44', '"seq": 44', 44],
    ['"tMs":31', '"tMs":32', 31],
  ])('was changed: %s', (from, to, firstBad) => {
    const file = second()
    writeFileSync(file, readFileSync(file, 'utf8').replace(from, to))
    expect(finding()).toMatchObject({ ok: false, firstBad, detail: expect.stringContaining('(records 31 to 60)') })
  })
  it('was cut, or made longer', () => {
    const file = second()
    const text = readFileSync(file, 'utf8')
    writeFileSync(file, text.split('\n').slice(0, 20).join('\n') + '\n')
    expect(finding()).toMatchObject({ ok: false, firstBad: 51, detail: expect.stringContaining('cut off') })
    writeFileSync(file, text)
    appendFileSync(file, '\n')
    expect(finding()).toMatchObject({ ok: false, firstBad: 31 })
  })
  it('holds a whole other chain', () => {
    writeFileSync(second(), readFileSync(stores.journal.archives()[0]!.file))
    expect(finding()).toMatchObject({ ok: false, firstBad: 31 })
  })
  it.each([
    'DELETE FROM journal_archives WHERE first_seq = 31',
    'DELETE FROM journal_archives WHERE first_seq = 1',
    'DELETE FROM journal_archives',
    'UPDATE journal_archives SET bytes = 1 WHERE first_seq = 31',
    `UPDATE journal_archives SET signature = '' WHERE first_seq = 31`,
    'UPDATE journal_archives SET last_seq = 59 WHERE first_seq = 31',
    'DELETE FROM journal WHERE seq = 61',
    'DELETE FROM journal',
    `INSERT INTO journal SELECT 0, t_ms, kind, project_id, action, subject, detail, previous_sha256, sha256 FROM journal WHERE seq = 61`,
    `INSERT INTO journal SELECT 44, t_ms, kind, project_id, action, subject, detail, previous_sha256, sha256 FROM journal WHERE seq = 61`,
  ])('or record, after %s', async sql => {
    edit(sql)
    expect(finding().ok).toBe(false)
    expect(await stores.journal.verifyInPieces(async () => {})).toEqual(finding())
    // Going on does not make it ours, and nothing more is moved.
    fill(1, 200)
    expect(finding().ok).toBe(false)
    const files = stores.journal.archives()
    if (stores.journal.archivable(1000) > 0) expect(await archive(1000)).toMatchObject({ code: 'not-approved' })
    expect(stores.journal.archives()).toEqual(files)
  })
})

describe('stopped', () => {
  class Stopped extends Error {}

  it('at any step, nothing is lost and the next run ends it', async () => {
    fill(100)
    const before = whole()
    stores.close()
    const start = join(folder.path, 'start')
    cpSync(home, start, { recursive: true })
    const seen = new Set<string>()
    for (let index = 0; ; index++) {
      rmSync(home, { recursive: true })
      cpSync(start, home, { recursive: true })
      let left = index
      let stopped = false
      open(name => {
        seen.add(name)
        if (stopped || left-- > 0) {
          if (!stopped) return
        }
        // Nothing after it happens: neither on the disk nor in the stores.
        if (!stopped) stores.close()
        stopped = true
        throw new Stopped(name)
      })
      try {
        await archive(71)
      } catch (error) {
        // After the stop every statement of the closed database throws as well.
        if (!stopped) throw error
      }
      stores.close()
      open()
      expect([index, stores.journal.verify()]).toMatchObject([index, { ok: true, records: 100 }])
      expect(whole() === before).toBe(true)
      if (!stopped) break
      const again = await archive(71)
      expect([index, isRefused(again), live(), stores.journal.verify()]).toMatchObject([
        index,
        false,
        30,
        { ok: true, records: 100 },
      ])
      expect(whole() === before).toBe(true)
      expect(segments().toSorted()).toEqual(
        stores.journal
          .archives()
          .map(({ file }) => file)
          .toSorted(),
      )
      expect(stores.journal.list(null, null, 500, { search: 'about' })).toHaveLength(30)
    }
    expect([...seen]).toEqual(
      expect.arrayContaining(['before segment', 'segment is durable', 'after rename', 'checkpoint', 'forgotten', 'removed']),
    )
  })
})
