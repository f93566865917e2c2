/**
 * The place in a data folder where an import is prepared, so that nothing of it stands under its name before all of it is there and checked. A folder
 * that is marked as ready is moved into place by whoever opens the data folder next; one that is not is thrown away.
 */
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { noStep, renameOver, syncFolder, writeNew, type Step } from '../platform/durable-file.ts'
import { signingKeyFile } from '../platform/signing-key.ts'
import { outsideHeadFile } from './journal-outside-head.ts'
import { hashedFolders, storeFiles } from './state-contents.ts'

export const stagingFolder = (home: string): string => join(home, 'asis_import.tmp')
const ready = 'ready'

/** From here on the import will be, whatever happens. */
export function markReady(home: string, step: Step): void {
  const staging = stagingFolder(home)
  for (const name of hashedFolders) syncFolder(join(staging, name), noStep)
  syncFolder(staging, noStep)
  writeNew(join(staging, ready), Buffer.from(''), { mode: 0o600 }, step)
  syncFolder(staging, step)
}

/** The mark first: half of what was ready must never be moved. */
export function discardStaged(home: string): void {
  rmSync(join(stagingFolder(home), ready), { force: true })
  rmSync(stagingFolder(home), { recursive: true, force: true })
}

/** The owner alone calls it, before anything is opened. The journal comes last: a reader who does not find it has the owner's part done first. */
export function finishStaged(home: string, step: Step): void {
  const staging = stagingFolder(home)
  if (!existsSync(staging)) return
  if (existsSync(join(staging, ready))) {
    // The key is a copy of the one that is there already, or the first one.
    const key = existsSync(join(home, signingKeyFile)) ? [] : [signingKeyFile]
    // What an older state left beside its stores says nothing of this one, and is replaced before they are.
    for (const name of [...key, outsideHeadFile, ...hashedFolders, ...storeFiles])
      if (existsSync(join(staging, name))) renameOver(join(staging, name), join(home, name), step)
    syncFolder(home, step)
  }
  rmSync(staging, { recursive: true, force: true })
  step('staging removed')
}
