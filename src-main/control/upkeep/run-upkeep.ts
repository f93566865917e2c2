/**
 * One upkeep of a data folder: old records of the journal into archive files, old samples, backups that nothing needs and, where somebody says so, old kept edits away. The intent says
 * what is due before the first of it goes, the outcome what went. Works for all projects of the folder; decides nothing about when.
 */
import { isRefused, type Refused } from '../../../src-shared/errors.ts'
import type { UpkeepDone, UpkeepDue } from '../../../src-shared/domain/upkeep.ts'
import { doneWords, dueWords } from '../../../src-shared/domain/upkeep-words.ts'
import type { Clock } from '../../platform/ports.ts'
import { diskRefusal } from '../../stores/store-errors.ts'
import type { Pause, Stores } from '../../stores/stores.ts'
import { homeNumber } from '../settings/settings.ts'

export interface UpkeepWork {
  readonly stores: Stores
  readonly clock: Clock
  /** A name, or `upkeep` for the daily one. */
  readonly by: string
  readonly pause: Pause
}

const dayMs = 86_400_000
export const upkeepAction = 'upkeep'
const nothingDone: UpkeepDone = { records: 0, archives: 0, samples: 0, analyses: 0, changes: 0, files: 0, bytes: 0, edits: 0 }

/** From when on back something is old; nothing is where the setting is 0. */
const before = (stores: Stores, key: string, nowMs: number): number => {
  const days = homeNumber(stores, key)
  return days === 0 ? Number.NEGATIVE_INFINITY : nowMs - days * dayMs
}
const limits = (stores: Stores, nowMs: number) => ({
  journalMs: before(stores, 'record.journalDays', nowMs),
  sampleMs: before(stores, 'record.sampleDays', nowMs),
  backupMs: before(stores, 'record.backupDays', nowMs),
  editMs: before(stores, 'record.editDays', nowMs),
})

/** Null: ended early. */
export async function upkeepDue(stores: Stores, nowMs: number, pause: Pause): Promise<UpkeepDue | null> {
  const { journalMs, sampleMs, backupMs, editMs } = limits(stores, nowMs)
  const backups = await stores.retention.backups.due(backupMs, pause)
  if (backups === null) return null
  const { samples, edits } = stores.retention
  return { records: stores.journal.archivable(journalMs), ...samples.due(sampleMs), ...backups, edits: edits.due(editMs) }
}

const isNothing = (due: UpkeepDue): boolean => Object.values(due).every(count => count === 0)

/** Null: ended early, before anything was done. */
export async function runUpkeep({ stores, clock, by, pause }: UpkeepWork): Promise<UpkeepDone | Refused | null> {
  const nowMs = clock.nowMs()
  const due = await upkeepDue(stores, nowMs, pause)
  if (due === null) return null
  if (isNothing(due)) return nothingDone
  const { journalMs, sampleMs, backupMs, editMs } = limits(stores, nowMs)
  const { journal, retention } = stores
  const entry = { projectId: '', action: upkeepAction, subject: 'retention', detail: `${dueWords(due)}; by ${by}` }
  const intent = journal.intent(entry, nowMs)
  let ended = false
  const goesOn: Pause = async () => (ended ||= !(await pause())) === false
  const outcome = (detail: string): void => void journal.outcome(intent.seq, detail, clock.nowMs())
  try {
    const moved = await journal.archive(journalMs, nowMs, goesOn)
    if (isRefused(moved)) {
      // A record that was changed is a reason to touch nothing.
      outcome(`nothing was removed: ${moved.message}`)
      return moved
    }
    const measured = ended ? { samples: 0, analyses: 0 } : await retention.samples.remove(sampleMs, goesOn)
    const backups = ended ? { changes: 0, files: 0, bytes: 0 } : await retention.backups.remove(backupMs, goesOn)
    const edits = ended ? 0 : await retention.edits.remove(editMs, goesOn)
    const done: UpkeepDone = { records: moved.records, archives: moved.files, ...measured, ...backups, edits }
    outcome(`${ended ? 'ended early, the rest follows later: ' : ''}${doneWords(done)}`)
    return done
  } catch (error) {
    const refused = diskRefusal(error, 'What is old could not be removed', 'Nothing that is needed was touched.')
    if (!refused) throw error
    outcome(`ended early: ${refused.message}`)
    return refused
  }
}
