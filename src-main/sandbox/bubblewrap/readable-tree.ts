/** Whether everyone may read a tree, and a copy of it that everyone may. Links are kept as links, never followed. */
import { chmodSync, constants, copyFileSync, lstatSync, mkdirSync, readdirSync, readlinkSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { AsisError } from '../../../src-shared/errors.ts'

/** A copy is made for every job; beyond this it is better to change the permissions of the project. */
const maxCopiedFiles = 20_000

export function isReadable(file: string): boolean {
  const stat = lstatSync(file)
  if (stat.isDirectory()) {
    return (stat.mode & 0o005) === 0o005 && readdirSync(file).every(name => isReadable(path.join(file, name)))
  }
  return !stat.isFile() || (stat.mode & 0o004) !== 0
}

/** Copies folders, files and links from `from` to `to`, which must not exist; sockets, pipes and devices are left out. */
export function copyReadable(from: string, to: string, budget = { files: maxCopiedFiles }): void {
  if (--budget.files < 0) {
    throw new AsisError(
      'sandbox-broken',
      `${from} belongs to a tree that the sandbox's user may not read; make it readable: chmod -R a+rX`,
    )
  }
  const stat = lstatSync(from)
  if (stat.isSymbolicLink()) symlinkSync(readlinkSync(from), to)
  else if (stat.isFile()) {
    copyFileSync(from, to, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL)
    chmodSync(to, (stat.mode & 0o100) === 0 ? 0o644 : 0o755)
  } else if (stat.isDirectory()) {
    mkdirSync(to)
    for (const name of readdirSync(from)) copyReadable(path.join(from, name), path.join(to, name), budget)
    chmodSync(to, 0o755)
  }
}
