/**
 * One writer per data folder. The lock is a transaction that is held open on a small SQLite file: the operating system ends it with
 * the process, however the process ends, so there is no stale lock to clean up. Who holds it stands beside it in plain
 * JSON, for the message only. Never open `asis_owner.lock` by other means in the same process: closing any descriptor of
 * a file gives up the POSIX locks on it.
 */
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { makePrivateFile } from '../platform/private-folder.ts'
import { AsisError, refuse, type Refused } from '../../src-shared/errors.ts'
import { errorCode } from './store-errors.ts'

export interface OwnerLock {
  release(): void
  /** Releases it, and leaves the folder as if it had never been taken. */
  undo(): void
}

/** Referred to until they are released: a database that nobody refers to is closed by the garbage collector, and its lock with it. */
const held = new Set<Database.Database>()

/** Waits this long: a reader may be preparing a new folder at the same moment. */
const patienceMs = 500

/** @throws what SQLite or the file system say when the lock file cannot be made. */
export function takeOwnerLock(home: string, owner: string, nowMs: number): OwnerLock | Refused {
  const file = join(home, 'asis_owner.lock')
  const isNew = inodeOf(file) === null
  const db = lockFile(file)
  if (db === null) return lockedBy(home)
  const about = join(home, 'asis_owner.json')
  const aboutBefore = bytesOf(about)
  try {
    writeFileSync(`${about}.tmp`, `${JSON.stringify({ owner, pid: process.pid, sinceMs: nowMs })}\n`, { mode: 0o600 })
    renameSync(`${about}.tmp`, about)
  } catch (error) {
    db.close()
    throw error
  }
  held.add(db)
  return {
    release: () => {
      held.delete(db)
      db.close()
    },
    undo: () => {
      if (aboutBefore === null) rmSync(about, { force: true })
      else writeFileSync(about, aboutBefore, { mode: 0o600 })
      // While it is held: who waits for it sees that it is another one, or none. Windows removes no open file.
      if (isNew && process.platform !== 'win32') rmSync(file, { force: true })
      held.delete(db)
      db.close()
    },
  }
}

/** Null: somebody else holds it. A lock on a file that was taken away meanwhile is none, since the next one would lock another file. */
function lockFile(file: string): Database.Database | null {
  for (let tries = 0; tries < 100; tries++) {
    const before = inodeOf(file)
    makePrivateFile(file)
    const db = new Database(file, { timeout: patienceMs })
    try {
      db.exec('BEGIN EXCLUSIVE')
    } catch (error) {
      db.close()
      if (!errorCode(error).startsWith('SQLITE_BUSY')) throw error
      return null
    }
    if (before !== null && inodeOf(file) === before) return db
    db.close()
  }
  throw new AsisError('internal', `${file} is another one each time that it is opened`)
}

const inodeOf = (file: string): bigint | null => statSync(file, { bigint: true, throwIfNoEntry: false })?.ino ?? null

function bytesOf(file: string): Buffer | null {
  try {
    return readFileSync(file)
  } catch {
    return null
  }
}

function lockedBy(home: string): Refused {
  return refuse(
    'store-locked',
    `${ownerOf(home)} owns the data folder ${home}. Nothing was changed.`,
    'Use that one, or close it and try again.',
  )
}

function ownerOf(home: string): string {
  try {
    const about: unknown = JSON.parse(readFileSync(join(home, 'asis_owner.json'), 'utf8'))
    if (typeof about === 'object' && about !== null && 'owner' in about && 'pid' in about)
      return `"${String(about.owner)}" (process ${String(about.pid)})`
  } catch {
    // The name is a courtesy; the lock does not depend on it.
  }
  return 'Another ASIS'
}
