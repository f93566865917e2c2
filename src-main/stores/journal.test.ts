import { cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { linkOf } from './journal-chain.ts'
import { openSigningKey } from '../platform/signing-key.ts'
import { signHead } from './journal-signature.ts'
import { headOfBefore, mustOpen, temporaryFolder } from './test-home.ts'
import { sha256Of } from './sha256.ts'
import type { JournalCheck, StoredRecord, Stores } from './stores.ts'

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

const entry = (subject: string, projectId = 'p') => ({ projectId, action: 'apply', subject, detail: `about ${subject}` })
const subjects = (records: readonly StoredRecord[]) => records.map(record => record.subject)
const fill = (count: number): void => {
  for (let i = 1; i <= count; i++) stores.journal.append('note', entry(`s${i}`), i)
}
/** Edits the file behind the program's back, as somebody with another tool would. */
function tamper(sql: string, file = 'asis_self_modification_master.db'): JournalCheck {
  stores.close()
  const db = new Database(join(folder.path, file))
  db.exec('DROP TRIGGER IF EXISTS journal_is_never_changed; DROP TRIGGER IF EXISTS journal_is_never_cut;')
  db.exec(sql)
  db.close()
  stores = mustOpen(folder.path)
  return stores.journal.verify()
}

describe('the journal', () => {
  it('numbers its records from 1 and chains each to the one before', () => {
    fill(3)
    const [third, second, first] = stores.journal.list('p', null, 10) as [StoredRecord, StoredRecord, StoredRecord]
    expect([first.seq, second.seq, third.seq]).toEqual([1, 2, 3])
    expect([first.previousSha256, second.previousSha256, third.previousSha256]).toEqual(['', first.sha256, second.sha256])
    expect(stores.journal.verify()).toEqual({
      ok: true,
      records: 3,
      firstBad: null,
      detail: expect.stringMatching(/^All 3 records are unchanged and in order\. The head is signed by key [0-9a-f]{16}\.$/),
    })
  })

  it('hashes the RFC 8785 form, so that anybody can check a record', () => {
    const record = stores.journal.append('note', { projectId: 'p', action: 'a', subject: 'é', detail: 'line\n"quoted"' }, 7)
    const canonical = String.raw`{"action":"a","detail":"line\n\"quoted\"","kind":"note","previousSha256":"","projectId":"p","seq":1,"subject":"é","tMs":7}`
    expect(record.sha256).toBe(sha256Of(canonical))
  })

  it('keeps intents open until their outcome, also over a restart', () => {
    const intent = stores.journal.intent(entry('c_1'), 1)
    stores.journal.intent(entry('c_2'), 2)
    stores.close()
    stores = mustOpen(folder.path)
    expect(stores.journal.openIntents().map(open => open.subject)).toEqual(['c_1', 'c_2'])
    const outcome = stores.journal.outcome(intent.seq, 'applied', 3)
    expect(outcome).toMatchObject({ kind: 'outcome', action: 'apply', subject: 'c_1', detail: 'applied', projectId: 'p' })
    expect(stores.journal.openIntents().map(open => open.subject)).toEqual(['c_2'])
    expect(() => stores.journal.outcome(intent.seq, 'again', 4)).toThrow(/not open/)
  })

  it('pages back and shows one project with what concerns the folder', () => {
    stores.journal.append('note', entry('a', 'p'), 1)
    stores.journal.append('note', entry('b', 'q'), 2)
    stores.journal.append('config', entry('c', ''), 3)
    stores.journal.append('note', entry('d', 'p'), 4)
    expect(subjects(stores.journal.list('p', null, 10))).toEqual(['d', 'c', 'a'])
    expect(subjects(stores.journal.list('p', 4, 1))).toEqual(['c'])
    expect(subjects(stores.journal.list(null, 3, 10))).toEqual(['b', 'a'])
  })

  it('does not let even this program change or remove a record', () => {
    fill(1)
    const db = new Database(join(folder.path, 'asis_self_modification_master.db'))
    expect(() => db.exec(`UPDATE journal SET detail = 'x'`)).toThrow(/append-only/)
    expect(() => db.exec('DELETE FROM journal')).toThrow(/append-only/)
    db.close()
  })

  it('reads any text back as it was hashed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary-ascii' }), (detail, subject) => {
        stores.journal.append('note', { projectId: 'p', action: 'a', subject, detail }, 1)
      }),
      { numRuns: 100 },
    )
    stores.journal.append('note', { projectId: '', action: 'a', subject: 'half \ud800 a pair \0 and NUL', detail: '' }, 1)
    expect(stores.journal.verify().ok).toBe(true)
  })
})

describe('verify names', () => {
  beforeEach(() => fill(6))

  it.each(['t_ms = 99', `kind = 'check'`, `project_id = 'q'`, `action = 'x'`, `subject = 'x'`, `detail = 'x'`])(
    'a record with another %s',
    change => {
      expect(tamper(`UPDATE journal SET ${change} WHERE seq = 3`)).toMatchObject({
        ok: false,
        firstBad: 3,
        detail: 'Record 3 was changed.',
      })
    },
  )
  it('a record that was changed and hashed again, by the one after it', () => {
    const record = stores.journal.list(null, 4, 1)[0]!
    expect(record.seq).toBe(3)
    const check = tamper(`UPDATE journal SET sha256 = '${'0'.repeat(64)}' WHERE seq = 3`)
    expect(check).toMatchObject({ ok: false, firstBad: 3 })
  })
  it('a missing record', () => {
    expect(tamper('DELETE FROM journal WHERE seq = 4')).toMatchObject({ ok: false, firstBad: 4, detail: 'Record 4 is missing.' })
  })
  it('two records that changed places', () => {
    const swap =
      'UPDATE journal SET seq = 99 WHERE seq = 2; UPDATE journal SET seq = 2 WHERE seq = 3; UPDATE journal SET seq = 3 WHERE seq = 99'
    expect(tamper(swap)).toMatchObject({ ok: false, firstBad: 2 })
  })
  it.each([6, 5, 1])('an end that was cut off from record %i on', from => {
    expect(tamper(`DELETE FROM journal WHERE seq >= ${from}`)).toMatchObject({
      ok: false,
      firstBad: from,
      detail: `Record ${from} and those after it were cut off: there were 6.`,
    })
  })
  it.each([1, 2, 3, 4])('a cut that %i later records would hide', count => {
    tamper('DELETE FROM journal WHERE seq >= 5')
    fill(count)
    expect(stores.journal.verify()).toMatchObject({ ok: false, firstBad: 6 })
  })
  it('a head that was set back or lost', () => {
    expect(tamper('UPDATE journal_head SET count = 2', 'asis_safe_implementation.db')).toMatchObject({ ok: false, firstBad: 2 })
    expect(tamper(`UPDATE journal_head SET count = 0, sha256 = ''`, 'asis_safe_implementation.db')).toMatchObject({
      ok: false,
      detail: expect.stringMatching(/not signed by the key/),
    })
  })
  it('a record that was added in its right place without the key, also for a reader, and even after this program went on', () => {
    const [end] = stores.journal.list(null, null, 1)
    const { seq, sha256, tMs, kind, projectId, action, subject, detail } = linkOf({
      ...end!,
      seq: 7,
      detail: 'forged',
      previousSha256: end!.sha256,
    })
    const insert = `INSERT INTO journal VALUES (${seq}, ${tMs}, '${kind}', '${projectId}', '${action}', '${subject}', '${detail}', '${end!.sha256}', '${sha256}')`
    const found = { ok: false, firstBad: 7, detail: expect.stringMatching(/Record 7 has no proof/) }
    expect(tamper(insert)).toMatchObject(found)
    const reader = mustOpen(folder.path, { access: 'read' })
    expect(reader.journal.verify()).toMatchObject(found)
    reader.close()
    fill(3)
    expect(stores.journal.verify()).toMatchObject(found)
    // Nor with the other copies of the head, or without the proof.
    for (const [sql, file] of [
      [`UPDATE journal_head SET count = 7, sha256 = '${sha256}'`, 'asis_safe_implementation.db'],
      [`UPDATE journal_proof SET count = 7, sha256 = '${sha256}'`, 'asis_self_modification_master.db'],
      ['DELETE FROM journal_proof', 'asis_self_modification_master.db'],
    ] as const)
      expect(tamper(sql, file)).toMatchObject({ ok: false })
    fill(1)
    expect(stores.journal.verify().ok).toBe(false)
  })
  it('a set of stores that was put back to an older copy', () => {
    const storeNames = () => readdirSync(folder.path).filter(name => /\.db(?:-wal|-shm)?$/.test(name))
    const older = join(folder.path, 'older')
    const keep = () => {
      mkdirSync(older, { recursive: true })
      for (const name of storeNames()) cpSync(join(folder.path, name), join(older, name))
    }
    stores.close()
    keep()
    stores = mustOpen(folder.path)
    fill(2)
    stores.close()
    for (const name of storeNames()) rmSync(join(folder.path, name))
    cpSync(older, folder.path, { recursive: true })
    stores = mustOpen(folder.path)
    const found = {
      ok: false,
      firstBad: 7,
      detail: expect.stringMatching(/asis_journal_head knows 8.*put back to an older state/),
    }
    expect(stores.journal.verify()).toMatchObject(found)
    fill(1)
    expect(stores.journal.verify()).toMatchObject({ ok: false })
  })
  it('stores that lost their write-ahead log', () => {
    const without = join(folder.path, 'without')
    mkdirSync(without)
    for (const name of readdirSync(folder.path))
      if (/\.db$|_head$|\.pem$/.test(name)) cpSync(join(folder.path, name), join(without, name))
    const lost = mustOpen(without)
    expect(lost.journal.verify()).toMatchObject({ ok: false, detail: expect.stringMatching(/lost what was written last/) })
    lost.close()
  })
  it('nothing of a data folder from before there were proofs, also where a crash left the head one behind', () => {
    const { sha256 } = stores.journal.list(null, 6, 1)[0]!
    stores.close()
    const old = new Database(join(folder.path, 'asis_self_modification_master.db'))
    old.exec('DROP TABLE journal_proof; PRAGMA user_version = 4')
    old.close()
    headOfBefore(folder.path, { count: 5, sha256 })
    stores = mustOpen(folder.path)
    expect(stores.journal.verify()).toMatchObject({ ok: true, records: 6 })
    fill(1)
    expect(stores.journal.verify()).toMatchObject({ ok: true, records: 7 })
  })
  it('records that were added without the head, even after this program went on', () => {
    const record = linkOf({ ...stores.journal.list(null, null, 1)[0]!, seq: 7, previousSha256: 'x' })
    const values = `7, 1, 'note', 'p', '${record.action}', '${record.subject}', '${record.detail}', 'x', '${record.sha256}'`
    expect(tamper(`INSERT INTO journal VALUES (${values})`)).toMatchObject({ ok: false, firstBad: 7 })
    fill(1)
    expect(stores.journal.verify()).toMatchObject({ ok: false, firstBad: 7 })
  })
  it('nothing when a crash came between a record and its head', () => {
    const { sha256 } = stores.journal.list(null, 6, 1)[0]!
    const signature = signHead(openSigningKey(folder.path), { count: 5, sha256 })
    const setBack = `UPDATE journal_head SET count = 5, sha256 = '${sha256}', signature = '${signature}'`
    expect(tamper(setBack, 'asis_safe_implementation.db').ok).toBe(true)
  })
  it('a whole chain that somebody made without the key', () => {
    const forged: StoredRecord[] = []
    for (const record of stores.journal.list(null, null, 10).toReversed())
      forged.push(linkOf({ ...record, detail: 'nothing to see', previousSha256: forged.at(-1)?.sha256 ?? '' }))
    const last = forged.at(-1)!
    tamper(
      forged
        .map(
          r =>
            `UPDATE journal SET detail = '${r.detail}', previous_sha256 = '${r.previousSha256}', sha256 = '${r.sha256}' WHERE seq = ${r.seq}`,
        )
        .join(';'),
    )
    const head = `UPDATE journal_head SET sha256 = '${last.sha256}'`
    for (const signature of ['', ", signature = ''", ", signature = 'AAAA'"]) {
      expect(tamper(`${head}${signature}`, 'asis_safe_implementation.db')).toMatchObject({ ok: false, firstBad: 6 })
      // Going on does not make it ours.
      fill(1)
      expect(stores.journal.verify().ok).toBe(false)
      tamper('DELETE FROM journal WHERE seq > 6')
    }
  })
})
