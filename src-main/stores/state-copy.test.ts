import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isRefused } from '../../src-shared/errors.ts'
import { existingSigningKey, isSignedBy } from '../platform/signing-key.ts'
import { signedText, storeFiles } from './state-contents.ts'
import { exportState } from './state-copy.ts'
import { importState } from './state-import.ts'
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
const nothingWritten = (): void => expect(readdirSync(folder.path)).toEqual(['data'])

describe('a copy of the state', () => {
  it('comes back in another data folder as it was, and the journal says from where', () => {
    exported()
    const key = existingSigningKey(home)!
    const { createdMs } = JSON.parse(readFileSync(join(copy, 'contents.json'), 'utf8')) as { createdMs: number }
    expect(importState(copy, into, clock)).toEqual({
      folder: into,
      files: 5,
      bytes: expect.any(Number) as number,
      signedBy: key.id,
      compared: false,
      exportedMs: createdMs,
      records: 1,
    })
    const stores = mustOpen(into)
    expect(stores.candidates.get('p', id)).toMatchObject({ id, state: 'generated' })
    expect(stores.evidence.get('p', id)).toEqual(evidenceOf())
    expect(stores.samples.recent('p', 'speed', 5)).toEqual([{ tMs: 1, value: 2 }])
    const [backup] = stores.backups.list('p', id)
    expect(stores.backups.read(backup!.sha256).toString()).toBe('old')
    expect(stores.journal.verify()).toMatchObject({ ok: true, records: 2 })
    expect(stores.journal.from(2, 5)).toMatchObject([{ kind: 'config', projectId: '', action: 'import', subject: key.id }])
    expect(stores.journal.from(2, 5)[0]?.detail).toBe(
      `From a copy of ${new Date(createdMs).toISOString()} with 1 record, signed by key ${key.id}, which was not compared with anything.`,
    )
    expect(stores.head.key?.id).not.toBe(key.id)
    stores.close()
    expect(readdirSync(into).sort()).toEqual(
      [
        'asis_backups',
        'asis_journal',
        'asis_journal_head',
        'asis_owner.json',
        'asis_owner.lock',
        'signing-key.pem',
        ...storeFiles,
      ].sort(),
    )
  })
  it('carries the archive files of the journal, and its chain is whole afterwards', async () => {
    const archiveSizes = { most: 30, least: 10, newest: 5 }
    const stores = mustOpen(home, { archiveSizes })
    for (let i = 0; i < 60; i++) stores.journal.append('note', { projectId: 'p', action: 'a', subject: `${i}`, detail: '' }, i)
    await stores.journal.archive(1000, 1000, async () => true)
    const records = stores.journal.from(1, 100)
    stores.close()
    exported()
    expect(importState(copy, into, clock)).toMatchObject({ files: 7, records: 61 })
    const other = mustOpen(into)
    expect(other.journal.verify()).toMatchObject({ ok: true, records: 62 })
    expect(other.journal.from(1, 61)).toEqual(records)
    other.close()
    rmSync(into, { recursive: true })
    const [name] = readdirSync(join(copy, 'asis_journal'))
    appendFileSync(join(copy, 'asis_journal', name!), '\n')
    expect(importState(copy, into, clock)).toMatchObject({ code: 'bad-input' })
    expect(readdirSync(folder.path).sort()).toEqual(['copy', 'data'])
  })
  it('comes from an import too, with the key of that machine', () => {
    exported()
    expect(importState(copy, into, clock)).toMatchObject({ records: 1 })
    const second = join(folder.path, 'second')
    const key = existingSigningKey(into)!.id
    expect(exportState(into, second, clock)).toMatchObject({ files: 5, signedBy: key })
    expect(importState(second, join(folder.path, 'third'), clock, { signedBy: key })).toMatchObject({
      records: 2,
      compared: true,
    })
  })
  it('holds neither key nor token, and is signed', () => {
    writeFileSync(join(home, 'access-token'), 'secret')
    exported()
    expect(readdirSync(copy).sort()).toEqual(['asis_backups', 'contents.json', 'contents.sig', ...storeFiles].sort())
    const [, secret = ''] = readFileSync(join(home, 'signing-key.pem'), 'utf8').split('\n')
    expect(secret.length).toBeGreaterThan(40)
    for (const name of readdirSync(copy).filter(each => each !== 'asis_backups'))
      expect(readFileSync(join(copy, name)).includes(secret)).toBe(false)
    const bytes = readFileSync(join(copy, 'contents.json'))
    const signature = Buffer.from(readFileSync(join(copy, 'contents.sig'), 'utf8'), 'base64')
    const key = existingSigningKey(home)!
    expect(isSignedBy(key.publicKey, signedText(bytes), signature)).toBe(true)
    expect(isSignedBy(key.publicKey, bytes, signature)).toBe(false)
  })
  it('is not made while another ASIS writes, nor over something', () => {
    const stores = mustOpen(home)
    expect(exportState(home, copy, clock)).toMatchObject({ code: 'store-locked' })
    stores.close()
    mkdirSync(copy)
    expect(exportState(home, copy, clock)).toMatchObject({ code: 'bad-input' })
    expect(readdirSync(copy)).toEqual([])
  })
  it('is not made of a journal that was changed, since our signature would stand under it', () => {
    const db = new Database(join(home, 'asis_self_modification_master.db'))
    db.exec("DROP TRIGGER journal_is_never_changed; UPDATE journal SET detail = 'else'")
    db.close()
    expect(exportState(home, copy, clock)).toMatchObject({
      code: 'not-approved',
      message: 'The journal is not as it was written: Record 1 was changed. Nothing was written.',
    })
    nothingWritten()
  })
  it('is not made with another key than the one that signed the journal, nor without any', () => {
    rmSync(join(home, 'signing-key.pem'))
    expect(exportState(home, copy, clock)).toMatchObject({ code: 'stale-state' })
    nothingWritten()
    mustOpen(home).close()
    expect(exportState(home, copy, clock)).toMatchObject({ code: 'not-approved' })
    nothingWritten()
  })
})
