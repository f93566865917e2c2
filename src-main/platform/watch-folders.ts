/**
 * Tells which files in some folders were written, made or removed. Only a hint, never proof: what the system does not tell is found when it is
 * next read. A folder that cannot be watched (it is gone, or the system allows no more watches) is left out.
 */
import { watch, type FSWatcher } from 'node:fs'
import path from 'node:path'
import type { Log } from './ports.ts'

export interface FolderWatch {
  /** From now on these, absolute; others are let go. */
  set(folders: Iterable<string>): void
  close(): void
}

/** One write comes as several events, and an editor writes in several steps. */
const settleMs = 200

/** @param changed absolute paths, each once, a moment after the first of them: of the system's time, whatever the clock of the program. */
export function watchFolders(changed: (paths: readonly string[]) => void, log: Log): FolderWatch {
  const watchers = new Map<string, FSWatcher>()
  const seen = new Set<string>()
  let settling: NodeJS.Timeout | null = null

  function see(file: string): void {
    seen.add(file)
    settling ??= setTimeout(() => {
      settling = null
      const paths = [...seen]
      seen.clear()
      changed(paths)
    }, settleMs)
  }
  function drop(folder: string): void {
    watchers.get(folder)?.close()
    watchers.delete(folder)
  }
  function add(folder: string): void {
    try {
      const watcher = watch(folder, { persistent: false }, (_event, name) => {
        if (name !== null) see(path.join(folder, name))
      })
      watcher.on('error', () => drop(folder))
      watchers.set(folder, watcher)
    } catch (error) {
      log('warn', 'a folder is not watched', { folder, error: String(error) })
    }
  }
  return {
    set(folders) {
      const wanted = new Set(folders)
      for (const folder of watchers.keys()) if (!wanted.has(folder)) drop(folder)
      for (const folder of wanted) if (!watchers.has(folder)) add(folder)
    },
    close() {
      if (settling !== null) clearTimeout(settling)
      for (const folder of watchers.keys()) drop(folder)
    },
  }
}
