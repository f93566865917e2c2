/**
 * Opens a data folder: takes the owner's lock, brings the four files to this program's schema, and hands out the stores. A
 * reader takes no lock, but where the folder is new it makes it first, so that "nothing yet" is an answer and not an error.
 */
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from 'better-sqlite3'
import { AsisError, isRefused, refuse, type Refused } from '../../src-shared/errors.ts'
import { noStep, type Step } from '../platform/durable-file.ts'
import { makePrivate } from '../platform/private-folder.ts'
import { openAnalysisStore } from './analysis-store.ts'
import { openBackupRetention } from './backup-retention.ts'
import { openBackupStore } from './backup-store.ts'
import { buildHistory } from './build-history.ts'
import { openCandidateStore } from './candidate-store.ts'
import { openCommentStore, openOriginStore } from './comment-store.ts'
import { copierOfDecidedTimes } from './decided-times.ts'
import { openDecisionStore, openEvidenceStore } from './evidence-store.ts'
import { openHistoryStore } from './history-store.ts'
import { openIdempotencyStore } from './idempotency-store.ts'
import { idMaker } from './ids.ts'
import { openJournalHead } from './journal-signature.ts'
import { openJournal } from './journal.ts'
import { openKeptEditRetention } from './kept-edit-retention.ts'
import { openKeptEditStore } from './kept-edit-store.ts'
import { openFailedMeasurementStore } from './failed-measurement-store.ts'
import { openLookStore } from './look-store.ts'
import { openModificationStore, openRollbackStore } from './modification-store.ts'
import { look, openForReading, openForWriting, type StoreFile } from './open-database.ts'
import { takeOwnerLock } from './owner-lock.ts'
import { openRuleStore } from './rule-store.ts'
import { openSampleRetention } from './sample-retention.ts'
import { openSampleStore } from './sample-store.ts'
import { codeGenerationSchema } from './schema/code-generation.ts'
import { masterSchema } from './schema/master.ts'
import { safeImplementationSchema } from './schema/safe-implementation.ts'
import { selfModificationSchema } from './schema/self-modification.ts'
import { archiveFolder } from './segment-file.ts'
import { finishStaged } from './staged-import.ts'
import { openSessionStore, openSettingsStore } from './session-store.ts'
import { diskRefusal, errorCode } from './store-errors.ts'
import type { StoreOptions, Stores } from './stores.ts'
import { openTrialStore } from './trial-store.ts'
import { candidateViews } from './views.ts'
import { openWatchStore } from './watch-store.ts'

export const backupFolder = (home: string): string => join(home, 'asis_backups')
export const sandboxFolder = (home: string): string => join(home, 'asis_sandbox')

/** In the order in which `assemble` takes them. */
const filesOf = (home: string): readonly StoreFile[] => [
  { path: join(home, 'asis_self_modification.db'), history: selfModificationSchema, durable: false },
  { path: join(home, 'asis_code_generation.db'), history: codeGenerationSchema, durable: true },
  { path: join(home, 'asis_safe_implementation.db'), history: safeImplementationSchema, durable: true },
  { path: join(home, 'asis_self_modification_master.db'), history: masterSchema, durable: true },
]

/**
 * `store-locked` names the owner; `store-newer`; `disk`.
 * @param step told around every write to `asis_backups/`, for tests.
 * @throws AsisError `store-corrupt` for a damaged file. Nothing was changed then.
 */
export function openStores(home: string, options: StoreOptions, step: Step = noStep): Stores | Refused {
  try {
    return options.access === 'write' ? openAsOwner(home, options, step) : openAsReader(home, options)
  } catch (error) {
    const refused = diskRefusal(error, `The data folder ${home} cannot be used`)
    if (refused) return refused
    if (errorCode(error).startsWith('SQLITE_BUSY'))
      return refuse('store-locked', `Another program holds a store in ${home}. Nothing was changed.`, 'Close it and try again.')
    if (errorCode(error) === 'SQLITE_ERROR')
      throw new AsisError(
        'store-corrupt',
        `A store in ${home} does not have the tables that ASIS made (${error instanceof Error ? error.message : ''}). Nothing was changed. Put a copy of it back.`,
        { cause: error },
      )
    throw error
  }
}

function openAsOwner(home: string, options: StoreOptions, step: Step): Stores | Refused {
  const entered = makePrivate(home)
  if (entered) return entered
  const lock = takeOwnerLock(home, options.owner, options.clock.nowMs())
  if (isRefused(lock)) return lock
  const files = filesOf(home)
  const open: Database[] = []
  const close = (): void => {
    for (const db of open) db.close()
    lock.release()
  }
  try {
    // What a crash left of an import.
    finishStaged(home, step)
    // All four are looked at before the first one is written.
    for (const file of files) {
      const found = existsSync(file.path) ? look(file) : 'missing'
      if (isRefused(found)) {
        close()
        return found
      }
    }
    for (const file of files) open.push(openForWriting(file))
    return assemble(home, options, open, close, step)
  } catch (error) {
    close()
    throw error
  }
}

function openAsReader(home: string, options: StoreOptions): Stores | Refused {
  const entered = existsSync(home) ? makePrivate(home) : null
  if (entered) return entered
  const files = filesOf(home)
  const found = files.map(file => (existsSync(file.path) ? look(file) : 'missing'))
  const refused = found.find(isRefused)
  if (refused) return refused
  if (found.some(state => state !== 'current')) {
    const made = openAsOwner(home, { ...options, access: 'write' }, noStep)
    if (isRefused(made)) return made
    made.close()
  }
  const open: Database[] = []
  const close = (): void => {
    for (const db of open) db.close()
  }
  try {
    for (const file of files) open.push(openForReading(file))
    return assemble(home, options, open, close, noStep)
  } catch (error) {
    close()
    throw error
  }
}

function assemble(home: string, options: StoreOptions, open: readonly Database[], close: () => void, step: Step): Stores {
  const [measured, generated, safe, master] = open
  if (!measured || !generated || !safe || !master) throw new AsisError('internal', 'four stores are opened, or none')
  const newId = idMaker(options.random ?? randomBytes)
  const evidence = openEvidenceStore(safe)
  const factorOf = (projectId: string, id: string): number | null =>
    evidence.summary(projectId, id)?.improvement?.estimate ?? null
  const candidates = openCandidateStore(
    generated,
    () => newId('c'),
    options.onCandidate ?? (() => {}),
    factorOf,
    options.complexityOf,
  )
  const copyDecidedTimes = copierOfDecidedTimes(generated, safe)
  if (options.access === 'write') {
    copyDecidedTimes()
    buildHistory(generated, safe, factorOf)
  }
  const decisions = openDecisionStore(safe, copyDecidedTimes)
  const watches = openWatchStore(safe)
  const head = openJournalHead(safe, home, options.access)
  const trials = openTrialStore(safe)
  const comments = openCommentStore(safe)
  const origins = openOriginStore(safe)
  const rollbacks = openRollbackStore(safe)
  return {
    home,
    access: options.access,
    samples: openSampleStore(measured),
    analyses: openAnalysisStore(measured),
    looks: openLookStore(measured),
    failedMeasurements: openFailedMeasurementStore(measured),
    candidates,
    history: openHistoryStore(generated),
    rules: openRuleStore(generated),
    evidence,
    decisions,
    trials,
    comments,
    origins,
    modifications: openModificationStore(safe),
    rollbacks,
    watches,
    backups: openBackupStore(safe, backupFolder(home), step),
    edits: openKeptEditStore(safe, backupFolder(home), () => newId('e'), step),
    retention: {
      samples: openSampleRetention(measured),
      edits: openKeptEditRetention(safe, backupFolder(home), step),
      backups: openBackupRetention(safe, backupFolder(home), candidates, step),
    },
    journal: openJournal(
      { db: master, head, derived: measured, archiveFolder: archiveFolder(home), step, sizes: options.archiveSizes },
      options.access,
      options.onJournal ?? (() => {}),
    ),
    head,
    sessions: openSessionStore(master),
    settings: openSettingsStore(master),
    idempotency: openIdempotencyStore(master),
    views: candidateViews({ candidates, evidence, decisions, watches, trials, comments, origins, rollbacks }),
    newId,
    close,
  }
}
