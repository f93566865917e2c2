import { createHash } from 'node:crypto'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { exportLine } from './journal-chain.ts'
import { headOfBefore, mustOpen, temporaryFolder } from './test-home.ts'
import type { StoredRecord, Stores } from './stores.ts'

let folder: ReturnType<typeof temporaryFolder>
let stores: Stores
beforeEach(() => {
  folder = temporaryFolder()
  stores = mustOpen(folder.path)
})
afterEach(() => {
  stores.close()
  folder.remove()
})

const kinds = ['note', 'check', 'decision', 'config'] as const
const append = (kind: (typeof kinds)[number], detail: string, projectId = 'p', action = 'trial', subject = 'c_0123456789') =>
  stores.journal.append(kind, { projectId, action, subject, detail }, 1)
const details = (...wanted: Parameters<Stores['journal']['list']>) => stores.journal.list(...wanted).map(({ detail }) => detail)

function reopen(sql: string, file: string): void {
  stores.close()
  const db = new Database(join(folder.path, file))
  db.exec(sql)
  db.close()
  stores = mustOpen(folder.path)
}

describe('pages of the journal', () => {
  it('are the same as filtering all records, page by page', () => {
    const words = ['Approved', 'approved by', 'x', 'xy', 'ü', 'c_', '100 %', '"', 'nul\0 inside', 'ΑΣ']
    const record = fc.record({
      kind: fc.constantFrom(...kinds),
      projectId: fc.constantFrom('p', 'q', ''),
      detail: fc.array(fc.constantFrom(...words), { maxLength: 3 }).map(parts => parts.join(' ')),
    })
    const query = fc.record({
      projectId: fc.constantFrom('p', 'q', '', null),
      kinds: fc.option(fc.subarray([...kinds]), { nil: undefined }),
      search: fc.option(
        fc.constantFrom('', 'x', 'Xy', 'ü', 'app', 'APPROVED', 'approved by', '%', '"', 'l\0 i', 'trial', '456', 'nowhere', 'zz'),
        {
          nil: undefined,
        },
      ),
      limit: fc.integer({ min: 1, max: 5 }),
    })
    const all: StoredRecord[] = []
    fc.assert(
      fc.property(fc.array(record, { maxLength: 8 }), fc.array(query, { minLength: 1, maxLength: 6 }), (added, queries) => {
        for (const each of added) all.unshift(append(each.kind, each.detail, each.projectId))
        for (const { projectId, kinds: wanted, search, limit } of queries) {
          const expected = all.filter(
            each =>
              (projectId === null || each.projectId === projectId || each.projectId === '') &&
              (wanted === undefined || wanted.includes(each.kind as never)) &&
              `${each.action}\n${each.subject}\n${each.detail}`.toLowerCase().includes((search ?? '').toLowerCase()),
          )
          const found: StoredRecord[] = []
          for (;;) {
            const page = stores.journal.list(projectId, found.at(-1)?.seq ?? null, limit, { kinds: wanted, search })
            found.push(...page)
            if (page.length < limit || found.length > expected.length) break
          }
          expect(found).toEqual(expected)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('find what is older than the index for searching, newer than it, and of another copy of the journal', () => {
    append('note', 'first needle')
    append('note', 'second needle')
    const index = 'asis_self_modification.db'
    // A store of before there was an index.
    reopen(
      `INSERT INTO journal_search (journal_search) VALUES ('delete-all'); UPDATE journal_indexed SET seq = 0, sha256 = ''`,
      index,
    )
    expect(details('p', null, 9, { search: 'needle' })).toEqual(['second needle', 'first needle'])
    // A mark that belongs to another journal.
    reopen(
      `UPDATE journal_indexed SET seq = 2, sha256 = 'other'; INSERT INTO journal_search (journal_search) VALUES ('delete-all')`,
      index,
    )
    expect(details('p', null, 9, { search: 'first' })).toEqual(['first needle'])
    // A reader beside a writer that was killed between the record and its index.
    reopen(`UPDATE journal_indexed SET seq = 1, sha256 = (SELECT 'x')`, index)
    stores.close()
    const db = new Database(join(folder.path, index))
    db.exec('UPDATE journal_indexed SET seq = 1')
    db.close()
    stores = mustOpen(folder.path, { access: 'read' })
    expect(details('p', null, 9, { search: 'needle' })).toEqual(['second needle', 'first needle'])
    expect(details('p', 2, 9, { search: 'needle' })).toEqual(['first needle'])
  })
})

/** As somebody without ASIS would: sort the keys, no white space. */
const verify = (text: string): number => {
  let previous = ''
  let seq = 0
  for (const line of text.trimEnd().split('\n')) {
    const { sha256, ...content } = JSON.parse(line) as Record<string, string | number>
    const keys = Object.keys(content).sort()
    const canonical = `{${keys.map(key => `${JSON.stringify(key)}:${JSON.stringify(content[key])}`).join(',')}}`
    expect(createHash('sha256').update(canonical, 'utf8').digest('hex')).toBe(sha256)
    expect(content['previousSha256']).toBe(previous)
    expect(content['seq']).toBe(++seq)
    previous = sha256 as string
  }
  return seq
}

describe('a piece of an export', () => {
  it('is enough to verify the chain of all projects without us, whatever texts it holds', () => {
    const texts = ['plain', 'line\nbreak "quoted" \\', 'é 中 😀', 'nul \0', '\u{2028}\u{202e}', 'half \ud800', '</script>']
    for (const [i, detail] of texts.entries()) append('note', detail, ['p', 'q', ''][i % 3])
    stores.journal.outcome(stores.journal.intent({ projectId: 'p', action: 'apply', subject: 'c', detail: '' }, 2).seq, 'done', 3)
    const text = stores.journal.from(1, 100).map(exportLine).join('')
    expect(verify(text)).toBe(texts.length + 2)
    expect(stores.journal.from(3, 2).map(({ seq }) => seq)).toEqual([3, 4])
    expect(() => verify(text.replace('plain', 'other'))).toThrow()
  })
})

describe('verifying in pieces', () => {
  it('finds what the whole verification finds, lets others in, and does not mind what is added meanwhile', async () => {
    for (let i = 0; i < 600; i++) append('note', `${i}`)
    let pauses = 0
    const pause = async (): Promise<void> => {
      pauses += 1
      append('note', 'added meanwhile')
    }
    expect(await stores.journal.verifyInPieces(pause)).toMatchObject({ ok: true, records: 600 })
    expect(pauses).toBe(3)
    const drop = 'DROP TRIGGER journal_is_never_changed; DROP TRIGGER journal_is_never_cut;'
    reopen(`${drop} UPDATE journal SET detail = 'x' WHERE seq = 300`, 'asis_self_modification_master.db')
    expect(await stores.journal.verifyInPieces(async () => {})).toEqual(stores.journal.verify())
    reopen('DELETE FROM journal WHERE seq > 590', 'asis_self_modification_master.db')
    expect(await stores.journal.verifyInPieces(async () => {})).toEqual(stores.journal.verify())
  })
})

it('a journal of before is listed by kind and searched, and verifies', () => {
  append('note', 'old note')
  append('check', 'old check')
  const records = stores.journal.from(1, 9)
  stores.close()
  const path = join(folder.path, 'asis_self_modification_master.db')
  const db = new Database(path)
  db.exec(
    `DROP INDEX journal_by_kind; DROP TABLE kept_answers; DROP TABLE journal_archives; DROP TABLE journal_proof; PRAGMA user_version = 1`,
  )
  db.close()
  headOfBefore(folder.path, { count: 2, sha256: records[1]!.sha256 })
  stores = mustOpen(folder.path)
  expect(details('p', null, 9, { kinds: ['check'] })).toEqual(['old check'])
  expect(stores.journal.from(1, 9)).toEqual(records)
  expect(stores.journal.verify()).toMatchObject({ ok: true, records: 2 })
})
