/**
 * The folders in one folder, for choosing a project where the host has no dialog of its own. Names only, never what is in files;
 * what the operator's account may not read stays unread.
 */
import { existsSync, statSync } from 'node:fs'
import { opendir } from 'node:fs/promises'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import type { FolderList } from '../../src-shared/domain/project-ref.ts'
import { refuse, type Refused } from '../../src-shared/errors.ts'
import { manifestName } from './manifest-file.ts'

const maxShown = 500
/** Entries looked at: a folder of a million files must not hold the page up. */
const maxSeen = 20_000

const why: Readonly<Record<string, readonly [Refused['code'], string]>> = {
  ENOENT: ['not-found', 'There is no folder'],
  ENOTDIR: ['bad-input', 'This is a file, not a folder:'],
  EACCES: ['disk', 'Your account may not read'],
  EPERM: ['disk', 'Your account may not read'],
}

const isFolder = (path: string): boolean => {
  try {
    return statSync(path).isDirectory()
  } catch {
    return false
  }
}

/** Hidden folders are left out; one whose own path is asked for is listed. `not-found`, `bad-input` (not absolute, a file), `disk`. */
export const listFolders = async (asked: string): Promise<FolderList | Refused> => {
  if (!isAbsolute(asked) || asked.includes('\0'))
    return refuse(
      'bad-input',
      'A folder is named by its whole path. Nothing was read.',
      'Begin with the root, for example /home.',
    )
  const path = resolve(asked)
  const found: { readonly name: string; readonly path: string }[] = []
  let seen = 0
  try {
    for await (const entry of await opendir(path)) {
      seen += 1
      if (seen > maxSeen) break
      const child = join(path, entry.name)
      if (entry.name.startsWith('.') || entry.name === 'node_modules') continue
      if (entry.isDirectory() || (entry.isSymbolicLink() && isFolder(child))) found.push({ name: entry.name, path: child })
    }
  } catch (error) {
    const known = why[(error as NodeJS.ErrnoException).code ?? ''] ?? ['disk', 'This folder cannot be read:']
    return refuse(known[0], `${known[1]} ${path}. Nothing was changed.`, 'Choose another folder.')
  }
  found.sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }))
  const parent = dirname(path)
  return {
    path,
    parent: parent === path ? null : parent,
    folders: found.slice(0, maxShown).map(folder => ({ ...folder, isProject: existsSync(join(folder.path, manifestName)) })),
    truncated: seen > maxSeen || found.length > maxShown,
  }
}
