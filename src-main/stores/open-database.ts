/** Opens one SQLite file the way all of ours are opened, after looking at whether this program may touch it at all. */
import Database from 'better-sqlite3'
import { AsisError, refuse, type Refused } from '../../src-shared/errors.ts'
import { makePrivateFile } from '../platform/private-folder.ts'
import { migrate, schemaVersion, type Migration } from './migrate.ts'
import { corruption } from './store-errors.ts'

export interface StoreFile {
  readonly path: string
  readonly history: readonly Migration[]
  /** True where the last commit must survive a power failure. */
  readonly durable: boolean
}

/** Larger files are not read through at every start. */
const checkedBytes = 32 << 20

/** Nothing is written. @throws AsisError `store-corrupt`, or what SQLite says of the disk. */
export function look({ path, history }: StoreFile): 'missing' | 'older' | 'current' | Refused {
  let db: Database.Database | null = null
  try {
    db = new Database(path, { readonly: true, fileMustExist: true })
    const version = schemaVersion(db)
    if (version > history.length)
      return refuse(
        'store-newer',
        `${path} was written by a newer version of ASIS (schema ${version}, this one knows ${history.length}). Nothing was changed.`,
        'Use that version, or set ASIS_HOME to another folder.',
      )
    const pages = Number(db.pragma('page_count', { simple: true }))
    const pageBytes = Number(db.pragma('page_size', { simple: true }))
    if (pages * pageBytes <= checkedBytes) {
      const answer = db.pragma('quick_check(1)', { simple: true })
      if (answer !== 'ok') throw new AsisError('store-corrupt', `${path} is damaged (${String(answer)}). Nothing was changed.`)
    }
    return version < history.length ? 'older' : 'current'
  } catch (error) {
    throw corruption(error, path)
  } finally {
    db?.close()
  }
}

export function openForWriting({ path, history, durable }: StoreFile): Database.Database {
  makePrivateFile(path)
  const db = new Database(path)
  try {
    db.pragma('journal_mode = WAL')
    db.pragma(`synchronous = ${durable ? 'FULL' : 'NORMAL'}`)
    db.pragma('foreign_keys = ON')
    migrate(db, history)
    return db
  } catch (error) {
    db.close()
    throw corruption(error, path)
  }
}

export function openForReading({ path }: StoreFile): Database.Database {
  const db = new Database(path, { readonly: true, fileMustExist: true })
  db.pragma('query_only = ON')
  return db
}
