/** Folders of ours that must not outlive their use: removed when a job ends, when the process exits, or by the next one. */
import { existsSync, readdirSync, rmSync } from 'node:fs'
import path from 'node:path'

const atExit = new Set<string>()

export function removeFolders(folders: Iterable<string>): void {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
}

export function removeAtExit(folder: string): void {
  if (atExit.size === 0) process.once('exit', () => removeFolders(atExit))
  atExit.add(folder)
}

/** Removes what a process that was killed could not: folders named after a process that is gone. */
export function removeLeftovers(copies: string): void {
  const names = existsSync(copies) ? readdirSync(copies) : []
  for (const name of names) {
    const pid = /^(?:readable|self-test|asis-sandbox)-(\d+)-/.exec(name)?.[1]
    if (pid === undefined || existsSync(`/proc/${pid}`)) continue
    try {
      removeFolders([path.join(copies, name)])
    } catch {
      // Somebody else's, in a folder that all share.
    }
  }
}
