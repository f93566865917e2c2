/**
 * Edits of the record by somebody who knows its format and lacks the key. Each is found by `journal verify`, by a reader and by the owner, before
 * and after more was written; nothing is approved on it; and no recovery writes into the project.
 */
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { AsisError, isRefused } from '../src-shared/errors.ts'
import { recover } from '../src-main/control/recover.ts'
import { approve } from '../src-main/pipeline/5-review/approve.ts'
import { rollbackModification } from '../src-main/pipeline/8-rollback/rollback.ts'
import { silentLog } from '../src-main/platform/ports.ts'
import { openSigningKey } from '../src-main/platform/signing-key.ts'
import type { Project } from '../src-main/project/project.ts'
import { signHead } from '../src-main/stores/journal-signature.ts'
import { changeOf, countingClock, mustOpen, temporaryFolder } from '../src-main/stores/test-home.ts'
import type { StoredRecord, Stores } from '../src-main/stores/stores.ts'
import { allChanges, oldFiles, projectAt } from './support/changing-project.ts'
import { applied, waiting } from './support/decided.ts'
import { hashOf } from './support/command-line.ts'
import {
  forger,
  headFile,
  masterFile,
  replaceSegment,
  safeFile,
  slotsOf,
  storeNames,
  type Forger,
  type Signed,
} from './support/journal-forger.ts'

const folder = temporaryFolder()
const clock = countingClock(1_000_000)
let project: Project
/** The folder as it is; as it was one record ago; as it was long before; and as a running program leaves it. */
const [now, before, longAgo, running] = ['now', 'before', 'long ago', 'running'].map(name => join(folder.path, name)) as [string, string, string, string] // prettier-ignore
let undone = ''
let queued: { readonly id: string; readonly diffSha256: string }
/** Of the archive's first file. */
let oldest: readonly StoredRecord[] = []

const open = (home: string): Stores => mustOpen(home, { archiveSizes: { most: 10, least: 5, newest: 12 } })
const note = (stores: Stores, subject: string): void =>
  void stores.journal.append(
    'note',
    { projectId: project.id, action: 'recover', subject, detail: `about ${subject}` },
    clock.nowMs(),
  )

beforeAll(async () => {
  project = projectAt(join(folder.path, 'project'), oldFiles)
  let stores = open(now)
  for (let i = 0; i < 28; i++) note(stores, `c_${i}`)
  undone = applied({ stores, project, clock }, allChanges()).id
  const taken = rollbackModification(
    { projectId: project.id, id: undone, by: 'operator', reason: 'slower', overwriteEdits: false },
    { stores, project, clock },
  )
  if (isRefused(taken)) throw new Error(taken.message)
  stores.close()
  cpSync(now, longAgo, { recursive: true })
  stores = open(now)
  oldest = stores.journal.from(1, 10)
  expect(await stores.journal.archive(Number.MAX_SAFE_INTEGER, clock.nowMs(), async () => true)).toMatchObject({ files: 2 })
  queued = waiting({ stores, project, clock }, [changeOf('src/a.js', oldFiles['src/a.js'], 'export const f = 3\n')])
  note(stores, 'the last but one')
  stores.close()
  cpSync(now, before, { recursive: true })
  stores = open(now)
  note(stores, 'the last')
  cpSync(now, running, { recursive: true })
  stores.close()
})
afterAll(() => folder.remove())

/** Signatures that stood in the stores one record ago: whoever watched them, or reads old pages, has them. Not those of the file beside them. */
const seenBefore = (): Signed => forger(before).row('SELECT count, sha256, signature FROM journal_proof')
const inStores = (at: Forger, from: string): void => {
  for (const name of storeNames(at.home)) rmSync(join(at.home, name))
  for (const name of storeNames(from)) cpSync(join(from, name), join(at.home, name))
}
const forged = (record: StoredRecord, more: Partial<StoredRecord> = {}): StoredRecord => ({
  ...record,
  detail: 'nothing to see',
  ...more,
})
const rewritten = (at: Forger, change: (records: StoredRecord[]) => StoredRecord[]): StoredRecord => {
  const records = at.chained(change(at.records()))
  at.write(records)
  return records.at(-1)!
}
const end = ({ seq, sha256 }: StoredRecord) => ({ count: seq, sha256 })
/** A table of the journal without its rules, with the same rows. */
const loosened = (at: Forger, more: string): void => {
  const { sql } = at.row<{ sql: string }>(`SELECT sql FROM sqlite_master WHERE name = 'journal'`)
  at.dropRules()
  at.sql(`ALTER TABLE journal RENAME TO kept; ${sql.replace('INTEGER NOT NULL PRIMARY KEY', 'INTEGER')};
    INSERT INTO journal SELECT * FROM kept; ${more}; DROP TABLE kept;
    CREATE INDEX journal_by_project ON journal (project_id, seq); CREATE INDEX journal_by_kind ON journal (project_id, kind, seq);`)
  at.restoreRules()
}
const intentOf = (at: Forger, action: string): StoredRecord =>
  at.records().find(each => each.kind === 'intent' && each.action === action && each.subject === undone)!

const edits: Readonly<Record<string, (at: Forger) => void>> = {
  'a record put in, and all after it linked anew': at => {
    at.heads(end(rewritten(at, all => [...all.slice(0, 5), forged(all[5]!), ...all.slice(5)])))
  },
  'a record taken out, and all after it linked anew': at => {
    at.heads(end(rewritten(at, all => [...all.slice(0, 5), ...all.slice(6)])))
  },
  'two records in the other order, linked anew': at => {
    at.heads(end(rewritten(at, all => [...all.slice(0, 4), all[5]!, all[4]!, ...all.slice(6)])))
  },
  'another text, linked anew': at => at.heads(end(rewritten(at, all => all.map((each, i) => (i === 3 ? forged(each) : each))))),
  'other times, linked anew': at =>
    at.heads(end(rewritten(at, all => all.map(each => ({ ...each, tMs: each.tMs - 86_400_000 }))))),
  'another project, in the last record alone': at => {
    at.heads(end(rewritten(at, all => all.map((each, i) => (i === all.length - 1 ? { ...each, projectId: 'p_other' } : each)))))
  },
  'all linked anew, heads as they were': at => void rewritten(at, all => all.map(each => forged(each))),
  'a record at the end, with the copies of the head that follow it': at =>
    at.heads(end(rewritten(at, all => [...all, forged(all.at(-1)!)]))),
  'a record at the end, and nothing else': at => void rewritten(at, all => [...all, forged(all.at(-1)!)]),
  'a record at the end, as if a crash had come before its head in a folder from before there were proofs': at => {
    rewritten(at, all => [...all, forged(all.at(-1)!)])
    at.sql('DELETE FROM journal_proof')
    rmSync(join(at.home, headFile))
  },
  'the same, with the version of that time': at => {
    rewritten(at, all => [...all, forged(all.at(-1)!)])
    at.sql('DROP TABLE journal_proof; PRAGMA user_version = 4')
    rmSync(join(at.home, headFile))
  },
  'a whole chain that another key has signed': at => {
    const last = rewritten(at, all => all.map(each => forged(each)))
    mkdirSync(join(folder.path, 'elsewhere'), { recursive: true })
    at.heads({ ...end(last), signature: signHead(openSigningKey(join(folder.path, 'elsewhere')), end(last)) })
  },
  'a proof with another signature': at => at.sql(`UPDATE journal_proof SET signature = 'AAAA'`),
  'a proof without a signature': at => at.sql(`UPDATE journal_proof SET signature = ''`),
  'a second copy of the head without a signature': at => at.sql(`UPDATE journal_head SET signature = ''`, safeFile),
  'no proof': at => at.sql('DELETE FROM journal_proof'),
  'no proof and no file of the head': at => {
    at.sql('DELETE FROM journal_proof')
    rmSync(join(at.home, headFile))
  },
  'no second copy of the head': at => at.sql('DELETE FROM journal_head', safeFile),
  'no file of the head': at => rmSync(join(at.home, headFile)),
  'an empty file of the head': at => writeFileSync(join(at.home, headFile), ''),
  'a file of the head that says more': at => {
    const head = at.row<Signed>('SELECT count, sha256, signature FROM journal_proof')
    writeFileSync(join(at.home, headFile), slotsOf([{ ...head, count: head.count + 1 }, null]))
  },
  'a file of the head that another folder wrote': at => {
    const elsewhere = join(folder.path, 'another')
    const stores = open(elsewhere)
    note(stores, 'x')
    stores.close()
    cpSync(join(elsewhere, headFile), join(at.home, headFile))
  },
  'the last record cut off, with signatures that stood in the stores before': at => {
    at.write(at.records().slice(0, -1))
    at.heads(seenBefore())
  },
  'the last record cut off, with what the file of the head still holds': at => {
    at.write(at.records().slice(0, -1))
    const { count, sha256, signature } = seenBefore()
    at.sql(`UPDATE journal_proof SET count = ${count}, sha256 = '${sha256}', signature = '${signature}'`)
    at.sql(`UPDATE journal_head SET count = ${count}, sha256 = '${sha256}', signature = '${signature}'`, safeFile)
    // Whatever is not of the last record stays in it.
    const text = readFileSync(join(at.home, headFile), 'latin1')
    const slots = [text.slice(0, 512), text.slice(512)].map(slot =>
      slot.includes(`"count":${count + 1},`) ? ''.padEnd(512) : slot,
    )
    writeFileSync(join(at.home, headFile), slots.join(''))
  },
  'older stores': at => inStores(at, longAgo),
  'older stores, without the file of the head': at => {
    inStores(at, longAgo)
    rmSync(join(at.home, headFile))
  },
  'older stores, and the file of the head made of their signatures': at => {
    inStores(at, before)
    writeFileSync(join(at.home, headFile), slotsOf([seenBefore(), null]))
  },
  'one older store': at => {
    for (const name of storeNames(at.home).filter(each => each.startsWith(masterFile))) rmSync(join(at.home, name))
    cpSync(join(before, masterFile), join(at.home, masterFile))
  },
  'no write-ahead log': at => {
    rmSync(at.home, { recursive: true })
    cpSync(running, at.home, { recursive: true })
    for (const name of storeNames(at.home)) if (/-(?:wal|shm)$/.test(name)) rmSync(join(at.home, name))
  },
  'no write-ahead log and no file of the head': at => {
    edits['no write-ahead log']!(at)
    rmSync(join(at.home, headFile))
  },
  'an empty journal, as of a new folder': at => {
    at.dropRules()
    at.sql(`DELETE FROM journal; DELETE FROM journal_proof; DELETE FROM journal_archives; DELETE FROM open_intents`)
    at.restoreRules()
    at.sql(`UPDATE journal_head SET count = 0, sha256 = '', signature = ''`, safeFile)
    rmSync(join(at.home, headFile))
    rmSync(join(at.home, 'asis_journal'), { recursive: true })
  },
  'another text in an archive file, which is named anew': at =>
    replaceSegment(at, all => all.map((each, i) => (i === 4 ? forged(each) : each)), oldest),
  'a record less in an archive file, and all after it linked anew': at => {
    replaceSegment(at, all => [...all.slice(0, 4), ...all.slice(5)], oldest)
  },
  'no archive: the rest is numbered from 1': at => {
    const records = at.records()
    at.dropRules()
    at.sql('DELETE FROM journal_archives')
    at.restoreRules()
    at.write(at.chained(records, { count: 0, sha256: '', signature: '' }))
    at.heads(end(at.records().at(-1)!))
  },
  'an archive file that is gone': at => {
    const [name] = readdirSync(join(at.home, 'asis_journal'))
    rmSync(join(at.home, 'asis_journal', name!))
  },
  'an index that leaves records out': at => at.sql(`DROP INDEX journal_by_project; CREATE INDEX journal_by_project ON journal (project_id, seq) WHERE seq < 30`), // prettier-ignore
  'the rows of an index that lost one': at => {
    const old = `CREATE INDEX journal_by_project ON journal (project_id, seq)`
    at.sql(`DROP INDEX journal_by_project; ${old} WHERE seq <> 31; PRAGMA writable_schema = ON;
      UPDATE sqlite_master SET sql = '${old}' WHERE name = 'journal_by_project'; PRAGMA writable_schema = RESET`)
  },
  'a number twice': at => {
    const { seq } = at.records()[5]!
    loosened(at, `INSERT INTO journal SELECT * FROM kept WHERE seq = ${seq}`)
  },
  'a record without a number': at => {
    const last = at.records().at(-1)!
    loosened(at, `INSERT INTO journal SELECT NULL, t_ms, kind, project_id, action, subject, 'nothing to see', '', '' FROM kept WHERE seq = ${last.seq}`) // prettier-ignore
  },
  'a time that no number of ours can hold': at => {
    at.dropRules()
    at.sql('UPDATE journal SET t_ms = 9223372036854775807 WHERE seq = 30')
    at.restoreRules()
  },
  'a view in the place of the table': at => {
    at.dropRules()
    at.sql('ALTER TABLE journal RENAME TO kept; CREATE VIEW journal AS SELECT * FROM kept')
  },
  'without the rules of the table': at => at.dropRules(),
  'a rule of somebody else, which goes off at the next record': at =>
    at.sql(`CREATE TRIGGER of_mine AFTER INSERT ON journal_proof BEGIN DELETE FROM settings; END`),
  'an intent that was closed is open again': at => {
    const { seq, action, subject } = intentOf(at, 'apply')
    at.sql(`INSERT INTO open_intents VALUES (${seq}, '${project.id}', '${action}', '${subject}')`)
    at.sql(`UPDATE candidates SET state = 'approved' WHERE id = '${subject}'`, 'asis_code_generation.db')
  },
  'a rollback that was closed is open again': at => {
    const { seq, action, subject } = intentOf(at, 'rollback')
    at.sql(`INSERT INTO open_intents VALUES (${seq}, '${project.id}', '${action}', '${subject}')`)
    at.sql(`UPDATE candidates SET state = 'rolling-back' WHERE id = '${subject}'`, 'asis_code_generation.db')
  },
  'an intent that nobody had': at => {
    const { seq } = at.records().at(-1)!
    at.sql(`INSERT INTO open_intents VALUES (${seq}, '${project.id}', 'apply', '${queued.id}')`)
  },
}

/** By the check, or because the stores are not opened at all. */
function found(home: string, access: 'read' | 'write', work: (stores: Stores) => void = () => {}): boolean {
  let stores: Stores
  try {
    stores = mustOpen(home, { access })
  } catch (error) {
    if (error instanceof AsisError && error.code === 'store-corrupt') return true
    throw error
  }
  try {
    if (stores.journal.verify().ok) return false
    work(stores)
    return !stores.journal.verify().ok
  } finally {
    stores.close()
  }
}
const approving = (stores: Stores) =>
  approve(
    { projectId: project.id, id: queued.id, diffSha256: queued.diffSha256, by: 'operator', reason: 'good' },
    { stores, clock },
  )

it('the folder without an edit is whole, and approves', () => {
  for (const from of [now, running]) {
    const home = join(folder.path, 'copy')
    cpSync(from, home, { recursive: true })
    const reader = mustOpen(home, { access: 'read' })
    expect(reader.journal.verify()).toMatchObject({ ok: true })
    reader.close()
    const stores = open(home)
    expect(stores.journal.verify()).toMatchObject({ ok: true })
    expect(isRefused(approving(stores))).toBe(false)
    stores.close()
    rmSync(home, { recursive: true })
  }
})

it.each(Object.keys(edits))('%s', name => {
  const home = join(folder.path, 'copy')
  cpSync(now, home, { recursive: true })
  try {
    edits[name]!(forger(home))
    const files = hashOf(project.root)
    expect(['reader', found(home, 'read')]).toEqual(['reader', true])
    const isFound = found(home, 'write', stores => {
      recover(stores, () => project, { clock, log: silentLog, sandboxFolder: join(home, 'asis_sandbox') })
      expect(hashOf(project.root)).toBe(files)
      if (stores.candidates.get(project.id, queued.id))
        expect(approving(stores)).toMatchObject({
          code: 'not-approved',
          message: expect.stringMatching(/journal is not as it was written/),
        })
      // Going on does not make it ours.
      for (const subject of ['on', 'and on', 'and on']) note(stores, subject)
    })
    expect(['owner', isFound]).toEqual(['owner', true])
    expect(['opened again', found(home, 'write')]).toEqual(['opened again', true])
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
})
