/**
 * A copy of the state into a data folder that holds none yet. Who signed the copy and every file of it are checked before anything is written, the journal
 * before this machine's key signs it. All of it is prepared in one folder and moved when it is whole: an import that fails leaves the data folder as
 * it was, one that a crash ended is thrown away or carried through by the next start.
 */
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmdirSync } from 'node:fs'
import path from 'node:path'
import { AsisError, isRefused, refuse, type Refused } from '../../src-shared/errors.ts'
import { plural } from '../../src-shared/words.ts'
import { noStep, writeNew, type Step } from '../platform/durable-file.ts'
import { makePrivate } from '../platform/private-folder.ts'
import type { Clock } from '../platform/ports.ts'
import { existingSigningKey, signingKeyFile } from '../platform/signing-key.ts'
import { checkCopiedJournal } from './copied-journal.ts'
import { openStores } from './open-stores.ts'
import { takeOwnerLock } from './owner-lock.ts'
import { sha256Of } from './sha256.ts'
import { discardStaged, finishStaged, markReady, stagingFolder } from './staged-import.ts'
import { hashedFolders, notWhole, readContents, storeFiles, type CheckedContents, type ImportWish } from './state-contents.ts'
import type { StateCopy } from './state-copy.ts'
import { diskRefusal } from './store-errors.ts'

export interface ImportedCopy extends StateCopy {
  /** Fingerprint of the key that signed the copy; null: nobody did. */
  readonly signedBy: string | null
  /** Whether the caller had named it. */
  readonly compared: boolean
  readonly exportedMs: number
  /** Records of the journal in the copy. */
  readonly records: number
}

/** Of an import that is ready. */
const carriedOn = 'What was prepared is kept, and the next start goes on with it.'

/** @param step told around every effect on the disk, for tests. */
export function importState(
  from: string,
  into: string,
  clock: Clock,
  wish: ImportWish = {},
  step: Step = noStep,
): ImportedCopy | Refused {
  const contents = readContents(from, wish)
  if (isRefused(contents)) return contents
  const home = path.resolve(into)
  /** The first folder that was made for it. */
  let made: string | undefined
  let left = 'Nothing was changed.'
  try {
    made = mkdirSync(home, { recursive: true, mode: 0o700 })
    const entered = makePrivate(home)
    if (entered) return entered
    const lock = takeOwnerLock(home, 'asis backup import', clock.nowMs())
    if (isRefused(lock)) return lock
    let end = (): void => lock.undo()
    try {
      left = carriedOn
      finishStaged(home, step)
      left = 'Nothing was changed.'
      end = () => {
        discardStaged(home)
        lock.undo()
      }
      if ([...storeFiles, ...hashedFolders].some(name => existsSync(path.join(home, name))))
        return refuse('bad-input', `${home} holds a state already. Nothing was changed.`, 'Set ASIS_HOME to a new folder.')
      const imported = stage({ from, home, contents, compared: wish.signedBy !== undefined, clock, step })
      if (isRefused(imported)) return imported
      markReady(home, step)
      left = carriedOn
      made = undefined
      end = () => lock.release()
      finishStaged(home, step)
      return imported
    } finally {
      end()
    }
  } catch (error) {
    const refused = diskRefusal(error, `The state could not be written to ${home}`, left)
    if (refused) return refused
    throw error
  } finally {
    removeMade(home, made)
  }
}

/** Folders that were made for it, and are empty again. */
function removeMade(home: string, firstMade: string | undefined): void {
  if (firstMade === undefined) return
  try {
    for (let folder = home; ; folder = path.dirname(folder)) {
      rmdirSync(folder)
      if (folder === path.resolve(firstMade)) return
    }
  } catch {
    // Somebody else has put something there.
  }
}

interface Staging {
  readonly from: string
  readonly home: string
  readonly contents: CheckedContents
  readonly compared: boolean
  readonly clock: Clock
  readonly step: Step
}

function stage({ from, home, contents, compared, clock, step }: Staging): ImportedCopy | Refused {
  const { files, publicKey, signedBy, createdMs } = contents
  const staging = stagingFolder(home)
  for (const name of hashedFolders) mkdirSync(path.join(staging, name), { recursive: true, mode: 0o700 })
  for (const file of files) {
    const bytes = readFileSync(path.join(from, file.path))
    if (sha256Of(bytes) !== file.sha256) return notWhole(from, `${file.path} was changed`)
    writeNew(path.join(staging, file.path), bytes, { mode: 0o600 }, step)
  }
  const changed = (detail: string): Refused =>
    refuse('bad-input', `The journal in ${from} was changed: ${detail} Nothing was kept.`, 'Use another copy.')
  if (publicKey !== null) {
    const check = checkCopiedJournal(staging, publicKey)
    if (!check.ok) return changed(check.detail)
  }
  if (existingSigningKey(home) !== null) copyFileSync(path.join(home, signingKeyFile), path.join(staging, signingKeyFile))
  try {
    const stores = openStores(staging, { access: 'write', owner: 'asis backup import', clock }, step)
    if (isRefused(stores)) return stores
    try {
      // Its head is signed by the machine that it comes from; from here on this one's key signs.
      stores.head.adopt()
      stores.journal.adoptArchives()
      const check = stores.journal.verify()
      if (!check.ok) return changed(check.detail)
      const whose = signedBy === null ? 'not signed by anybody (--unsigned)' : `signed by key ${signedBy}`
      const how = signedBy === null ? '' : compared ? ', which was asked for' : ', which was not compared with anything'
      const exported = new Date(createdMs).toISOString()
      const detail = `From a copy of ${exported} with ${plural(check.records, 'record')}, ${whose}${how}.`
      stores.journal.append('config', { projectId: '', action: 'import', subject: signedBy ?? 'unsigned', detail }, clock.nowMs())
      step('adopted')
      return {
        folder: home,
        files: files.length,
        bytes: files.reduce((sum, file) => sum + file.bytes, 0),
        signedBy,
        compared: signedBy !== null && compared,
        exportedMs: createdMs,
        records: check.records,
      }
    } finally {
      stores.close()
    }
  } catch (error) {
    if (error instanceof AsisError && error.code === 'store-corrupt') return notWhole(from, 'a store is damaged or is none')
    throw error
  }
}
