/** What an import refuses, what it leaves behind then, and what a crash at any of its steps leaves. With real stores and real keys. */
import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { isRefused, type RefusalCode } from '../../src-shared/errors.ts'
import { existingSigningKey, openSigningKey, type SigningKey } from '../platform/signing-key.ts'
import { linkOf } from './journal-chain.ts'
import { signHead } from './journal-signature.ts'
import { sha256Of } from './sha256.ts'
import { signedText, type ImportWish } from './state-contents.ts'
import { exportState } from './state-copy.ts'
import { importState } from './state-import.ts'
import { countingClock, mustOpen, temporaryFolder } from './test-home.ts'
import type { StoredRecord } from './stores.ts'

// Every step of an import is gone through, on a machine that may be busy: nothing here is judged by its time.
vi.setConfig({ testTimeout: 300_000 })

let folder: ReturnType<typeof temporaryFolder>
let home: string
let copy: string
let into: string
let key: string
const clock = countingClock()
const master = 'asis_self_modification_master.db'
const safe = 'asis_safe_implementation.db'

beforeEach(async () => {
  folder = temporaryFolder()
  home = join(folder.path, 'data')
  copy = join(folder.path, 'copy')
  into = join(folder.path, 'new', 'data')
  const stores = mustOpen(home, { archiveSizes: { most: 10, least: 5, newest: 5 } })
  for (let i = 0; i < 20; i++) stores.journal.append('note', { projectId: 'p', action: 'a', subject: `${i}`, detail: 'd' }, i)
  await stores.journal.archive(1_000, 1_000, async () => true)
  stores.backups.put('p', 'c_0000000000', 'a.js', Buffer.from('old'), 3)
  stores.close()
  key = existingSigningKey(home)!.id
  const done = exportState(home, copy, clock)
  if (isRefused(done)) throw new Error(done.message)
})
afterEach(() => folder.remove())

interface Contents {
  version: number
  publicKey?: string
  createdMs: number
  files: { path: string; bytes: number; sha256: string }[]
}
const contents = (): Contents => JSON.parse(readFileSync(join(copy, 'contents.json'), 'utf8')) as Contents
const put = (changed: Contents): void => writeFileSync(join(copy, 'contents.json'), `${JSON.stringify(changed, null, 2)}\n`)
/** As somebody does it who can write the copy and knows how one is made. */
const describeAnew = (more: Partial<Contents> = {}): void => {
  const now = contents()
  for (const file of now.files) {
    const bytes = readFileSync(join(copy, file.path))
    Object.assign(file, { bytes: bytes.length, sha256: sha256Of(bytes) })
  }
  put({ ...now, ...more })
}
const signWith = (signer: SigningKey): void =>
  writeFileSync(join(copy, 'contents.sig'), signer.sign(signedText(readFileSync(join(copy, 'contents.json')))).toString('base64'))
const otherKey = (): SigningKey => openSigningKey(join(folder.path, 'machine'))
/** Version 1: what was written before copies were signed. */
const asVersion1 = (): void => {
  const { publicKey: _, ...rest } = contents()
  put({ ...rest, version: 1 })
  rmSync(join(copy, 'contents.sig'))
}
const inStore = (name: string, work: (db: Database.Database) => void): void => {
  const db = new Database(join(copy, name))
  work(db)
  db.close()
}

const cutJournal = (): void => inStore(master, db => db.exec('DROP TRIGGER journal_is_never_cut; DELETE FROM journal'))

/** Names, rights and bytes. */
const snapshot = (at: string): string[] =>
  existsSync(at)
    ? (readdirSync(at, { recursive: true }) as string[]).sort().map(name => {
        const stat = statSync(join(at, name))
        return `${name} ${stat.mode} ${stat.isFile() ? sha256Of(readFileSync(join(at, name))) : ''}`
      })
    : ['none']

/** Into no folder, and into one that holds a key and other things: neither is another one afterwards. */
const refused = (code: RefusalCode = 'bad-input', message: RegExp = /./, wish: ImportWish = {}): void => {
  const before = snapshot(join(folder.path, 'new'))
  expect(importState(copy, into, clock, wish)).toMatchObject({
    kind: 'refused',
    code,
    message: expect.stringMatching(message) as string,
  })
  expect(snapshot(join(folder.path, 'new'))).toEqual(before)
  const kept = join(folder.path, 'kept')
  if (!existsSync(kept)) openSigningKey(kept)
  writeFileSync(join(kept, 'access-token'), 'token')
  const keptBefore = snapshot(kept)
  expect(importState(copy, kept, clock, wish)).toMatchObject({ kind: 'refused', code })
  expect(snapshot(kept)).toEqual(keptBefore)
}

describe('an import', () => {
  it('signs with the key that is there already, and leaves what else is there', () => {
    const own = openSigningKey(into)
    writeFileSync(join(into, 'access-token'), 'token')
    expect(importState(copy, into, clock, { signedBy: key })).toMatchObject({ signedBy: key, compared: true, records: 20 })
    expect(existingSigningKey(into)?.id).toBe(own.id)
    expect(readFileSync(join(into, 'access-token'), 'utf8')).toBe('token')
    const stores = mustOpen(into)
    expect(stores.head.key?.id).toBe(own.id)
    expect(stores.journal.verify()).toMatchObject({ ok: true, records: 21 })
    expect(stores.journal.from(21, 1)[0]?.detail).toMatch(/with 20 records, signed by key [0-9a-f]{64}, which was asked for\.$/)
    stores.close()
  })
  it('goes only into a data folder that holds no state', () => {
    const before = snapshot(home)
    expect(importState(copy, home, clock)).toMatchObject({ code: 'bad-input' })
    expect(snapshot(home)).toEqual(before)
  })
  it('leaves a folder that was locked before as it was', () => {
    mustOpen(into).close()
    for (const name of readdirSync(into)) if (!name.startsWith('asis_owner')) rmSync(join(into, name), { recursive: true })
    const before = snapshot(into)
    asVersion1()
    cutJournal()
    describeAnew()
    expect(importState(copy, into, clock, { unsigned: true })).toMatchObject({ code: 'bad-input' })
    expect(snapshot(into)).toEqual(before)
  })
})
describe('an import is refused, and nothing is left behind,', () => {
  it('with one changed byte in any kind of file', () => {
    const names = [...contents().files.map(file => file.path), 'contents.json', 'contents.sig']
    expect(new Set(names.map(name => name.replace(/[0-9a-f]{64}/, '')))).toHaveLength(8)
    for (const name of names) {
      const file = join(copy, name)
      const bytes = readFileSync(file)
      for (const at of [0, bytes.length >> 1]) {
        const changed = Buffer.from(bytes)
        changed[at] = (changed[at] ?? 0) ^ 1
        writeFileSync(file, changed)
        expect(importState(copy, into, clock), `${name} at ${at}`).toMatchObject({ kind: 'refused' })
        expect(existsSync(join(folder.path, 'new'))).toBe(false)
      }
      writeFileSync(file, bytes)
    }
    expect(importState(copy, into, clock)).toMatchObject({ records: 20 })
  })
  it('with contents that were made anew without the key', () => {
    inStore(master, db => db.exec('DELETE FROM sessions'))
    appendFileSync(join(copy, 'asis_code_generation.db'), 'x')
    describeAnew()
    refused('not-approved', /not as it was signed/)
    put({ ...contents(), createdMs: 5 })
    refused('not-approved', /not as it was signed/)
    // Another key is named, and the old signature kept.
    put({ ...contents(), publicKey: otherKey().publicKey })
    refused('not-approved', /not as it was signed/)
    put({ ...contents(), publicKey: 'no key' })
    refused('not-approved', /not as it was signed/)
  })
  it('of another key than the one that is asked for', () => {
    refused('not-approved', new RegExp(`signed by key ${key}, not by ${'0'.repeat(64)}`), { signedBy: '0'.repeat(64) })
    expect(importState(copy, into, clock, { signedBy: key })).toMatchObject({ compared: true })
  })
  it('made on another machine of a journal that this machine has signed', () => {
    const other = otherKey()
    put({ ...contents(), publicKey: other.publicKey })
    signWith(other)
    refused('bad-input', /The head is not signed by the key/)
    refused('not-approved', /signed by key/, { signedBy: key })
  })
  it('with archive files that another key vouches for', () => {
    const other = otherKey()
    inStore(safe, db => {
      const head = db.prepare<[], { count: number; sha256: string }>('SELECT count, sha256 FROM journal_head').get()!
      db.prepare('UPDATE journal_head SET signature = ?').run(signHead(other, head))
      inStore(master, proofs => proofs.prepare('UPDATE journal_proof SET signature = ?').run(signHead(other, head)))
    })
    describeAnew({ publicKey: other.publicKey })
    signWith(other)
    refused('bad-input', /What is kept about the archive file/)
  })
  it('with a journal whose chain was made anew by somebody else, whatever is signed', () => {
    inStore(master, db => {
      db.exec('DROP TRIGGER journal_is_never_changed')
      const last = db
        .prepare<[], StoredRecord>(
          `SELECT seq, t_ms AS tMs, kind, project_id AS projectId, action, subject, detail, previous_sha256 AS previousSha256, sha256
           FROM journal ORDER BY seq DESC LIMIT 1`,
        )
        .get()!
      const forged = linkOf({ ...last, detail: 'forged' })
      db.prepare('UPDATE journal SET detail = ?, sha256 = ? WHERE seq = ?').run(forged.detail, forged.sha256, forged.seq)
      inStore(safe, heads => heads.prepare('UPDATE journal_head SET sha256 = ?').run(forged.sha256))
    })
    describeAnew()
    refused('not-approved', /not as it was signed/)
    const signer = existingSigningKey(home)!
    signWith(signer)
    refused('bad-input', /The head is not signed by the key/)
  })
  it('with a journal that was cut, or no store at all, under a good signature', () => {
    const signer = existingSigningKey(home)!
    cutJournal()
    describeAnew()
    signWith(signer)
    refused('bad-input', /were cut off/)
    writeFileSync(join(copy, master), 'none')
    describeAnew()
    signWith(signer)
    refused('bad-input', /A store is damaged/)
  })
  it('with a missing store, signature or contents', () => {
    rmSync(join(copy, 'asis_code_generation.db'))
    refused('bad-input', /asis_code_generation.db cannot be read/)
    rmSync(join(copy, 'contents.sig'))
    refused('bad-input', /contents.sig cannot be read/)
    refused('bad-input', /contents.sig cannot be read/, { unsigned: true })
    rmSync(join(copy, 'contents.json'))
    refused('bad-input', /contents.json cannot be read/)
  })
  it('with a name that leads elsewhere, whoever signed it', () => {
    const whole = contents()
    symlinkSync('/etc/passwd', join(copy, 'asis_backups', 'x'))
    for (const path of ['../../etc/passwd', 'asis_backups/x', '/etc/passwd', 'signing-key.pem']) {
      put({ ...whole, files: [...whole.files, { path, bytes: 1, sha256: '0'.repeat(64) }] })
      signWith(existingSigningKey(home)!)
      refused('bad-input', /does not say what it must/)
    }
  })
  it('with a file that is changed while it is read', () => {
    for (const name of ['asis_code_generation.db', contents().files.find(file => file.path.startsWith('asis_journal'))!.path]) {
      const bytes = readFileSync(join(copy, name))
      expect(importState(copy, into, clock, {}, () => writeFileSync(join(copy, name), 'else'))).toMatchObject({
        code: 'bad-input',
        message: expect.stringContaining(`${name} was changed`) as string,
      })
      expect(existsSync(join(folder.path, 'new'))).toBe(false)
      writeFileSync(join(copy, name), bytes)
    }
  })
  it.each([true, false])('when the disk is full, at any step until all is there; a key there before: %s', hadKey => {
    const all = join(folder.path, 'all')
    if (hadKey) for (const at of [into, all]) openSigningKey(at)
    const before = snapshot(join(folder.path, 'new'))
    const steps: string[] = []
    importState(copy, all, clock, {}, step => steps.push(step))
    let kept = 0
    for (const at of steps.keys()) {
      let now = 0
      const answer = importState(copy, into, clock, {}, () => {
        if (now++ === at) throw Object.assign(new Error('full'), { code: 'ENOSPC' })
      })
      expect(answer, `step ${at}`).toMatchObject({ code: 'disk' })
      if (JSON.stringify(snapshot(join(folder.path, 'new'))) === JSON.stringify(before)) {
        expect(answer).toMatchObject({ message: expect.stringContaining('Nothing was changed.') as string })
        continue
      }
      kept += 1
      expect(answer).toMatchObject({ message: expect.stringContaining('the next start goes on with it') as string })
      const stores = mustOpen(into)
      expect(stores.journal.verify()).toMatchObject({ ok: true, records: 21 })
      stores.close()
      for (const name of readdirSync(into))
        if (!hadKey || name !== 'signing-key.pem') rmSync(join(into, name), { recursive: true })
      if (!hadKey) rmSync(join(folder.path, 'new'), { recursive: true })
    }
    expect([kept > 5, steps.length - kept > 20]).toEqual([true, true])
  })
  it('into a folder whose key others may read', () => {
    openSigningKey(into)
    chmodSync(join(into, 'signing-key.pem'), 0o644)
    const before = snapshot(into)
    expect(() => importState(copy, into, clock)).toThrow(/can be read by others/)
    expect(snapshot(into)).toEqual(before)
  })
})

describe('a copy from before copies were signed', () => {
  beforeEach(asVersion1)
  it('needs a word of its own, and no key can be asked for', () => {
    refused('not-approved', /is not signed/)
    refused('not-approved', /is not signed/, { signedBy: key })
    refused('not-approved', /is not signed/, { signedBy: key, unsigned: true })
  })
  it('comes in with it, and the journal says so', () => {
    expect(importState(copy, into, clock, { unsigned: true })).toMatchObject({ signedBy: null, compared: false, records: 20 })
    const stores = mustOpen(into)
    expect(stores.journal.verify()).toMatchObject({ ok: true, records: 21 })
    expect(stores.journal.from(21, 1)).toMatchObject([{ kind: 'config', action: 'import', subject: 'unsigned' }])
    expect(stores.journal.from(21, 1)[0]?.detail).toContain('not signed by anybody')
    stores.close()
  })
  it('is refused with a journal that was cut, after the stores were opened', () => {
    cutJournal()
    describeAnew()
    refused('bad-input', /were cut off/, { unsigned: true })
  })
})

describe.each([true, false])('a crash at any step of an import, a key there before: %s', hadKey => {
  it('leaves nothing or all of it; the next start or import ends it', () => {
    if (hadKey) openSigningKey(into)
    const own = existingSigningKey(into)?.id
    const images: { readonly at: string; readonly step: string }[] = []
    const done = importState(copy, into, clock, {}, step => {
      const at = join(folder.path, `image ${images.length}`)
      cpSync(into, at, { recursive: true })
      images.push({ at, step })
    })
    expect(done).toMatchObject({ records: 20 })
    expect(images.filter(({ step }) => step === 'after rename').length).toBeGreaterThanOrEqual(6)
    let [fresh, whole] = [0, 0]
    for (const { at, step } of images) {
      const started = join(folder.path, 'started')
      cpSync(at, started, { recursive: true })
      const stores = mustOpen(started)
      const check = stores.journal.verify()
      // New stores beside an older key have a head that nobody signed, and are told so: as without any import.
      if (own === undefined || check.records > 0) expect(check, step).toMatchObject({ ok: true })
      expect([0, 21], step).toContain(check.records)
      if (own !== undefined) expect(stores.head.key?.id).toBe(own)
      stores.close()
      expect(existsSync(join(started, 'asis_import.tmp'))).toBe(false)
      const again = importState(copy, at, clock)
      if (check.records === 0) {
        fresh += 1
        expect(again, step).toMatchObject({ records: 20 })
      } else {
        whole += 1
        expect(again, step).toMatchObject({
          code: 'bad-input',
          message: expect.stringContaining('holds a state already') as string,
        })
        const carried = mustOpen(at)
        expect(carried.journal.verify()).toMatchObject({ ok: true, records: 21 })
        expect(carried.backups.read(sha256Of('old')).toString()).toBe('old')
        carried.close()
      }
      rmSync(started, { recursive: true })
      rmSync(at, { recursive: true })
    }
    expect(Math.min(fresh, whole)).toBeGreaterThan(5)
  })
})

it('what an earlier import left is not thrown away by one that cannot go on with it', () => {
  const image = join(folder.path, 'image')
  importState(copy, into, clock, {}, step => {
    if (step === 'before rename' && !existsSync(image) && existsSync(join(into, 'asis_import.tmp', 'ready')))
      cpSync(into, image, { recursive: true })
  })
  let renames = 0
  const answer = importState(copy, image, clock, {}, step => {
    if (step === 'before rename' && ++renames === 3) throw Object.assign(new Error('full'), { code: 'ENOSPC' })
  })
  expect(answer).toMatchObject({ code: 'disk', message: expect.stringContaining('the next start goes on with it') as string })
  const stores = mustOpen(image)
  expect(stores.journal.verify()).toMatchObject({ ok: true, records: 21 })
  stores.close()
})

it('two at once: the second one is refused, and the first one is not disturbed', () => {
  mkdirSync(into, { recursive: true })
  let second: unknown
  const first = importState(copy, into, clock, {}, step => {
    if (step === 'adopted') second = importState(copy, into, clock)
  })
  expect(second).toMatchObject({ code: 'store-locked' })
  expect(first).toMatchObject({ records: 20 })
})
