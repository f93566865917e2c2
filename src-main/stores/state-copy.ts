/**
 * The whole state as a folder that can be kept elsewhere: the four stores, every backup and the journal's archive files, each with its SHA-256, signed
 * with the key of the data folder. Not in it: that key and the access token, which belong to this machine. A copy is written beside, checked as an
 * import would, and renamed when it is whole, so there is no half one. Coming back: `state-import.ts`.
 */
import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import { isRefused, refuse, type Refused } from '../../src-shared/errors.ts'
import { noStep, syncFolder, writeNew } from '../platform/durable-file.ts'
import type { Clock } from '../platform/ports.ts'
import { existingSigningKey } from '../platform/signing-key.ts'
import { checkCopiedJournal } from './copied-journal.ts'
import { openStores } from './open-stores.ts'
import { takeOwnerLock } from './owner-lock.ts'
import {
  contentsFile,
  hashedFolders,
  hashOf,
  isNamedByHash,
  namesItsHash,
  signatureFile,
  signedText,
  storeFiles,
  type SignedContents,
} from './state-contents.ts'
import { diskRefusal } from './store-errors.ts'

export interface StateCopy {
  readonly folder: string
  readonly files: number
  readonly bytes: number
}
export interface ExportedCopy extends StateCopy {
  /** Fingerprint of the key of this data folder. */
  readonly signedBy: string
}

/**
 * @param into must not exist. `store-locked` while another ASIS owns the data folder: four stores are one state. `not-approved`: the journal is not as
 * it was written, and a copy of it would be signed by us and refused by every import.
 */
export function exportState(home: string, into: string, clock: Clock): ExportedCopy | Refused {
  if (!existsSync(path.join(home, storeFiles[3])))
    return refuse('not-found', `There is no state in ${home}. Nothing was written.`, 'Name the data folder with ASIS_HOME.')
  if (existsSync(into))
    return refuse('bad-input', `${into} exists already. Nothing was written.`, 'Name a folder that does not exist.')
  const partial = `${into}.partial`
  try {
    // Brings an older data folder to this program's schema, as every reader does: what is signed is the same whenever it comes from.
    const current = openStores(home, { access: 'read', owner: 'asis backup export', clock })
    if (isRefused(current)) return current
    current.close()
    const lock = takeOwnerLock(home, 'asis backup export', clock.nowMs())
    if (isRefused(lock)) return lock
    try {
      const copy = writeCopy(home, partial, clock)
      if (isRefused(copy)) {
        rmSync(partial, { recursive: true, force: true })
        return copy
      }
      renameSync(partial, into)
      syncFolder(path.dirname(path.resolve(into)), noStep)
      return { ...copy, folder: into }
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

function writeCopy(home: string, partial: string, clock: Clock): ExportedCopy | Refused {
  const key = existingSigningKey(home)
  if (key === null)
    return refuse(
      'stale-state',
      `${home} has no signing key yet, and a copy is signed. Nothing was written.`,
      'Open it once for writing: asis improve, or asis serve.',
    )
  rmSync(partial, { recursive: true, force: true })
  mkdirSync(path.join(partial, hashedFolders[0]), { recursive: true, mode: 0o700 })
  for (const name of storeFiles) {
    const db = new Database(path.join(home, name), { readonly: true, fileMustExist: true })
    try {
      db.prepare('VACUUM INTO ?').run(path.join(partial, name))
    } finally {
      db.close()
    }
  }
  const paths: string[] = [...storeFiles]
  for (const within of hashedFolders) {
    if (!existsSync(path.join(home, within))) continue
    mkdirSync(path.join(partial, within), { recursive: true, mode: 0o700 })
    const names = readdirSync(path.join(home, within)).map(name => `${within}/${name}`)
    for (const name of names.filter(isNamedByHash)) {
      copyFileSync(path.join(home, name), path.join(partial, name))
      paths.push(name)
    }
  }
  const journal = checkCopiedJournal(partial, key.publicKey)
  if (!journal.ok)
    return refuse(
      'not-approved',
      `The journal is not as it was written: ${journal.detail} Nothing was written.`,
      'Look at it with: asis journal verify',
    )
  const files = paths.map(each => ({ path: each, ...hashOf(path.join(partial, each)) }))
  const damaged = files.find(file => !namesItsHash(file))
  if (damaged)
    return refuse('disk', `${damaged.path} is damaged. Nothing was written.`, 'Look at the data folder with: asis doctor')

  const document: SignedContents = {
    format: 'asis-state',
    version: 2,
    createdMs: clock.nowMs(),
    publicKey: key.publicKey,
    files,
  }
  const bytes = Buffer.from(`${JSON.stringify(document, null, 2)}\n`)
  const signature = Buffer.from(`${key.sign(signedText(bytes)).toString('base64')}\n`)
  writeNew(path.join(partial, contentsFile), bytes, { mode: 0o600 }, noStep)
  writeNew(path.join(partial, signatureFile), signature, { mode: 0o600 }, noStep)
  return { folder: partial, files: files.length, bytes: files.reduce((sum, file) => sum + file.bytes, 0), signedBy: key.id }
}
