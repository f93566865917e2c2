import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isRefused } from '../../src-shared/errors.ts'
import { sha256Of } from './sha256.ts'
import { exportState, importState, storeFiles } from './state-copy.ts'
import { candidateOf, changeOf, countingClock, evidenceOf, mustOpen, temporaryFolder } from './test-home.ts'

let folder: ReturnType<typeof temporaryFolder>
let home: string
let copy: string
let id: string
let into: string
const clock = countingClock()

beforeEach(() => {
  folder = temporaryFolder()
  home = join(folder.path, 'data')
  copy = join(folder.path, 'copy')
  into = join(folder.path, 'other')
  const stores = mustOpen(home)
  id = stores.candidates.add('p', candidateOf([changeOf('a.js', 'old', 'new')]), 1).id
  stores.evidence.put('p', id, evidenceOf(), 2)
  stores.samples.append('p', 'speed', [{ tMs: 1, value: 2 }])
  stores.backups.put('p', id, 'a.js', Buffer.from('old'), 3)
  stores.journal.append('note', { projectId: 'p', action: 'a', subject: id, detail: 'd' }, 4)
  stores.close()
})
afterEach(() => folder.remove())

const exported = (): void => {
  const done = exportState(home, copy, clock)
  if (isRefused(done)) throw new Error(done.message)
}

describe('a copy of the state', () => {
  it('comes back in another data folder as it was', () => {
    exported()
    const other = join(folder.path, 'other')
    expect(importState(copy, other, clock)).toMatchObject({ files: 5 })
    const stores = mustOpen(other)
    expect(stores.candidates.get('p', id)).toMatchObject({ id, state: 'generated' })
    expect(stores.evidence.get('p', id)).toEqual(evidenceOf())
    expect(stores.samples.recent('p', 'speed', 5)).toEqual([{ tMs: 1, value: 2 }])
    const [backup] = stores.backups.list('p', id)
    expect(stores.backups.read(backup!.sha256).toString()).toBe('old')
    expect(stores.journal.verify()).toMatchObject({ ok: true, records: 1 })
    stores.close()
  })
  it('carries the archive files of the journal, and its chain is whole afterwards', async () => {
    const archiveSizes = { most: 30, least: 10, newest: 5 }
    const stores = mustOpen(home, { archiveSizes })
    for (let i = 0; i < 60; i++) stores.journal.append('note', { projectId: 'p', action: 'a', subject: `${i}`, detail: '' }, i)
    await stores.journal.archive(1000, 1000, async () => true)
    const records = stores.journal.from(1, 100)
    stores.close()
    exported()
    expect(importState(copy, into, clock)).toMatchObject({ files: 7 })
    const other = mustOpen(into)
    expect(other.journal.verify()).toMatchObject({ ok: true, records: 61 })
    expect(other.journal.from(1, 100)).toEqual(records)
    other.close()
    rmSync(into, { recursive: true })
    const [name] = readdirSync(join(copy, 'asis_journal'))
    appendFileSync(join(copy, 'asis_journal', name!), '\n')
    refused()
  })
  it('holds neither key nor token', () => {
    writeFileSync(join(home, 'signing-key.pem'), 'secret')
    writeFileSync(join(home, 'access-token'), 'secret')
    exported()
    expect(readdirSync(copy).sort()).toEqual(['asis_backups', 'contents.json', ...storeFiles].sort())
  })
  it('is not made while another ASIS writes, nor over something', () => {
    const stores = mustOpen(home)
    expect(exportState(home, copy, clock)).toMatchObject({ code: 'store-locked' })
    stores.close()
    mkdirSync(copy)
    expect(exportState(home, copy, clock)).toMatchObject({ code: 'bad-input' })
    expect(readdirSync(copy)).toEqual([])
  })
})

const refused = (): void => {
  expect(importState(copy, into, clock)).toMatchObject({ kind: 'refused', code: 'bad-input' })
  expect(existsSync(into) ? readdirSync(into).filter(name => !name.startsWith('asis_owner')) : []).toEqual([])
}
describe('a copy is refused, and nothing is left behind,', () => {
  beforeEach(exported)
  it('with a changed store', () => {
    appendFileSync(join(copy, 'asis_code_generation.db'), 'x')
    refused()
  })
  it('with a changed backup whose hash was changed as well', () => {
    const [name] = readdirSync(join(copy, 'asis_backups'))
    const file = join(copy, 'asis_backups', name!)
    writeFileSync(file, 'bad')
    const contents = JSON.parse(readFileSync(join(copy, 'contents.json'), 'utf8')) as {
      files: { path: string; sha256: string }[]
    }
    contents.files.find(each => each.path.includes('backups'))!.sha256 =
      '9e6de9c6d1a6a4a6ce2b1a7a2e0f5a2b4b6b5d1a5a3f8f8e2a1f0f6d5c4b3a29'
    writeFileSync(join(copy, 'contents.json'), JSON.stringify(contents))
    refused()
  })
  it('with a journal that was cut, however well its file is described', () => {
    const file = join(copy, 'asis_self_modification_master.db')
    const db = new Database(file)
    db.exec('DROP TRIGGER journal_is_never_cut; DELETE FROM journal')
    db.close()
    const contents = JSON.parse(readFileSync(join(copy, 'contents.json'), 'utf8')) as {
      files: { path: string; sha256: string; bytes: number }[]
    }
    const entry = contents.files.find(each => each.path.includes('master'))!
    entry.sha256 = sha256Of(readFileSync(file))
    entry.bytes = readFileSync(file).length
    writeFileSync(join(copy, 'contents.json'), JSON.stringify(contents))
    refused()
  })
  it('with a missing store, or with no contents', () => {
    rmSync(join(copy, 'asis_safe_implementation.db'))
    refused()
    rmSync(join(copy, 'contents.json'))
    refused()
  })
  it('with a name that leads elsewhere', () => {
    const contents = JSON.parse(readFileSync(join(copy, 'contents.json'), 'utf8')) as { files: object[] }
    symlinkSync('/etc/passwd', join(copy, 'asis_backups', 'x'))
    for (const path of ['../../etc/passwd', 'asis_backups/x', '/etc/passwd', 'signing-key.pem']) {
      writeFileSync(
        join(copy, 'contents.json'),
        JSON.stringify({ ...contents, files: [...contents.files, { path, bytes: 1, sha256: '0'.repeat(64) }] }),
      )
      refused()
    }
  })
  it('into a data folder that holds a state', () => {
    expect(importState(copy, home, clock)).toMatchObject({ code: 'bad-input' })
    const stores = mustOpen(home)
    expect(stores.candidates.get('p', id)?.id).toBe(id)
    stores.close()
  })
})
