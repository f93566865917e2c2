/**
 * The whole state as a folder that can be kept elsewhere: the four stores, every backup and the journal's archive files, each with its SHA-256. Not in it: the signing key and the
 * access token, which belong to this machine. A copy is written beside and renamed when it is whole, so there is no half one.
 */
import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import { z } from 'zod'
import { isRefused, refuse, type Refused } from '../../src-shared/errors.ts'
import { noStep, syncFolder, writeNew } from '../platform/durable-file.ts'
import type { Clock } from '../platform/ports.ts'
import { openStores } from './open-stores.ts'
import { takeOwnerLock } from './owner-lock.ts'
import { diskRefusal } from './store-errors.ts'

export const storeFiles = [
  'asis_self_modification.db',
  'asis_code_generation.db',
  'asis_safe_implementation.db',
  'asis_self_modification_master.db',
] as const
const backups = 'asis_backups'
/** Of the journal; files of a folder whose names are hashes of what is in them. */
const archive = 'asis_journal'
const contents = 'contents.json'

const isNamedByHash = (name: string): boolean => /^(?:asis_backups\/[0-9a-f]{64}|asis_journal\/[0-9a-f]{64}\.jsonl)$/.test(name)
const namesItsHash = ({ path: name, sha256 }: { readonly path: string; readonly sha256: string }): boolean =>
  !isNamedByHash(name) || path.basename(name, '.jsonl') === sha256

/** Only such names are ever read from a copy or written to a data folder. */
const known = z.string().refine(name => (storeFiles as readonly string[]).includes(name) || isNamedByHash(name))
const contentsOf = z.strictObject({
  format: z.literal('asis-state'),
  version: z.literal(1),
  createdMs: z.int(),
  files: z
    .array(z.strictObject({ path: known, bytes: z.int().min(0), sha256: z.string().regex(/^[0-9a-f]{64}$/) }))
    .max(1_000_000),
})

export interface StateCopy {
  readonly folder: string
  readonly files: number
  readonly bytes: number
}

const hashOf = (file: string): { bytes: number; sha256: string } => {
  const bytes = readFileSync(file)
  return { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }
}

/** @param into must not exist. `store-locked` while another ASIS owns the data folder: four stores are one state. */
export function exportState(home: string, into: string, clock: Clock): StateCopy | Refused {
  if (!existsSync(path.join(home, storeFiles[3])))
    return refuse('not-found', `There is no state in ${home}. Nothing was written.`, 'Name the data folder with ASIS_HOME.')
  if (existsSync(into))
    return refuse('bad-input', `${into} exists already. Nothing was written.`, 'Name a folder that does not exist.')
  const partial = `${into}.partial`
  try {
    const lock = takeOwnerLock(home, 'asis backup export', clock.nowMs())
    if (isRefused(lock)) return lock
    try {
      rmSync(partial, { recursive: true, force: true })
      mkdirSync(path.join(partial, backups), { recursive: true, mode: 0o700 })
      for (const name of storeFiles) {
        const db = new Database(path.join(home, name), { readonly: true, fileMustExist: true })
        try {
          db.prepare('VACUUM INTO ?').run(path.join(partial, name))
        } finally {
          db.close()
        }
      }
      const paths: string[] = [...storeFiles]
      for (const within of [backups, archive]) {
        if (!existsSync(path.join(home, within))) continue
        mkdirSync(path.join(partial, within), { recursive: true, mode: 0o700 })
        const names = readdirSync(path.join(home, within)).map(name => `${within}/${name}`)
        for (const name of names.filter(isNamedByHash)) {
          copyFileSync(path.join(home, name), path.join(partial, name))
          paths.push(name)
        }
      }
      const files = paths.map(each => ({ path: each, ...hashOf(path.join(partial, each)) }))
      const damaged = files.find(file => !namesItsHash(file))
      if (damaged) {
        rmSync(partial, { recursive: true, force: true })
        return refuse('disk', `${damaged.path} is damaged. Nothing was written.`, 'Look at the data folder with: asis doctor')
      }
      const document = { format: 'asis-state', version: 1, createdMs: clock.nowMs(), files }
      writeNew(path.join(partial, contents), Buffer.from(`${JSON.stringify(document, null, 2)}\n`), { mode: 0o600 }, noStep)
      renameSync(partial, into)
      syncFolder(path.dirname(path.resolve(into)), noStep)
      return { folder: into, files: files.length, bytes: files.reduce((sum, file) => sum + file.bytes, 0) }
    } finally {
      lock.release()
    }
  } catch (error) {
    rmSync(partial, { recursive: true, force: true })
    const refused = diskRefusal(error, `The state could not be written to ${into}`)
    if (refused) return refused
    throw error
  }
}

/**
 * Into a data folder that holds no state yet. Every file is checked before the first is written, the journal after the last; when anything is wrong
 * the data folder is as it was.
 */
export function importState(from: string, home: string, clock: Clock): StateCopy | Refused {
  const copy = readContents(from)
  if (isRefused(copy)) return copy
  if (
    storeFiles.some(name => existsSync(path.join(home, name))) ||
    [backups, archive].some(name => existsSync(path.join(home, name)))
  )
    return refuse('bad-input', `${home} holds a state already. Nothing was changed.`, 'Set ASIS_HOME to a new folder.')
  const written: string[] = []
  const undo = (): void => {
    for (const file of [...written, path.join(home, 'signing-key.pem')])
      for (const end of ['', '-wal', '-shm']) rmSync(`${file}${end}`, { force: true })
    for (const name of [backups, archive]) rmSync(path.join(home, name), { recursive: true, force: true })
  }
  try {
    mkdirSync(home, { recursive: true, mode: 0o700 })
    const lock = takeOwnerLock(home, 'asis backup import', clock.nowMs())
    if (isRefused(lock)) return lock
    try {
      for (const name of [backups, archive]) mkdirSync(path.join(home, name), { mode: 0o700 })
      for (const file of copy.files) {
        const to = path.join(home, file.path)
        written.push(to)
        writeNew(to, readFileSync(path.join(from, file.path)), { mode: 0o600 }, noStep)
      }
    } finally {
      lock.release()
    }
    const stores = openStores(home, { access: 'write', owner: 'asis backup import', clock })
    if (isRefused(stores)) {
      undo()
      return stores
    }
    // Its head is signed by the machine that it comes from; from here on this one's key signs.
    stores.head.adopt()
    stores.journal.adoptArchives()
    const check = stores.journal.verify()
    stores.close()
    if (!check.ok) {
      undo()
      return refuse('bad-input', `The journal in ${from} was changed: ${check.detail} Nothing was kept.`, 'Use another copy.')
    }
    return { folder: home, files: copy.files.length, bytes: copy.files.reduce((sum, file) => sum + file.bytes, 0) }
  } catch (error) {
    undo()
    const refused = diskRefusal(error, `The state could not be written to ${home}`)
    if (refused) return refused
    throw error
  }
}

function readContents(from: string): z.infer<typeof contentsOf> | Refused {
  const damaged = (what: string): Refused =>
    refuse('bad-input', `${from} is no whole copy: ${what}. Nothing was changed.`, 'Make one with: asis backup export FOLDER')
  let text: string
  try {
    text = readFileSync(path.join(from, contents), 'utf8')
  } catch {
    return damaged(`${contents} cannot be read`)
  }
  const parsed = contentsOf.safeParse(jsonOf(text))
  if (!parsed.success) return damaged(`${contents} does not say what it must`)
  const { files } = parsed.data
  if (storeFiles.some(name => !files.some(file => file.path === name))) return damaged('a store is missing')
  for (const file of files) {
    try {
      const now = hashOf(path.join(from, file.path))
      if (now.sha256 !== file.sha256 || !namesItsHash(file)) return damaged(`${file.path} was changed`)
    } catch {
      return damaged(`${file.path} cannot be read`)
    }
  }
  return parsed.data
}

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return null
  }
}
