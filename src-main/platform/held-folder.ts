/**
 * A folder that is held open while files in it are written and renamed. Every component of its path is opened without following a link,
 * so what is written lands in the folder that was looked at, whatever its path leads to a moment later. Decides nothing.
 *
 * Node has no openat(2). On Linux `/proc/self/fd/N/name` is the same: the kernel starts at the open folder. Elsewhere the plain path is
 * used, and `isStill` before and after each effect is what there is.
 */
import { closeSync, constants, fstatSync, mkdirSync, openSync, statSync } from 'node:fs'
import { basename, dirname, join, parse, sep } from 'node:path'

export interface HeldFolder {
  /** Path of an entry of exactly this folder; `name` is a plain file name. */
  at(name: string): string
  /** Whether the path still leads to this folder, without a link on the way. */
  isStill(): boolean
  close(): void
}

/** From the Linux headers (the same on x64 and arm64): opens a folder as a place only, for which no read permission is needed. */
const openAsPlace = 0o10000000
const canStart = process.platform === 'linux'

/** What stands where a folder was: the caller shows it as a refusal (`diskRefusal`). */
const notAFolder = (path: string): Error => Object.assign(new Error(`${path} is a link or no folder`), { code: 'ELOOP' })

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '')

/** Descriptor of the folder. @throws ELOOP for a link or a file on the way, ENOENT where a component is gone, EACCES. */
function walkTo(folder: string): number {
  const { root } = parse(folder)
  let fd = openSync(root, openAsPlace | constants.O_DIRECTORY)
  try {
    for (const name of folder.slice(root.length).split(sep).filter(Boolean)) {
      const next = openSync(`/proc/self/fd/${fd}/${name}`, openAsPlace | constants.O_DIRECTORY | constants.O_NOFOLLOW)
      closeSync(fd)
      fd = next
    }
    return fd
  } catch (error) {
    closeSync(fd)
    throw codeOf(error) === 'ENOTDIR' ? notAFolder(folder) : error
  }
}

/** @param folder absolute, without a link in it. @throws as `walkTo`. */
export function holdFolder(folder: string): HeldFolder {
  if (!canStart) return plainFolder(folder)
  const fd = walkTo(folder)
  const held = fstatSync(fd, { bigint: true })
  return {
    at: name => `/proc/self/fd/${fd}/${name}`,
    isStill() {
      let now: number
      try {
        now = walkTo(folder)
      } catch {
        return false
      }
      try {
        const { dev, ino } = fstatSync(now, { bigint: true })
        return dev === held.dev && ino === held.ino
      } finally {
        closeSync(now)
      }
    },
    close: () => closeSync(fd),
  }
}

function plainFolder(folder: string): HeldFolder {
  const look = () => statSync(folder, { bigint: true })
  const held = look()
  if (!held.isDirectory()) throw notAFolder(folder)
  return {
    at: name => join(folder, name),
    isStill() {
      try {
        const { dev, ino } = look()
        return dev === held.dev && ino === held.ino
      } catch {
        return false
      }
    },
    close: () => {},
  }
}

/** Runs `work` with the folder of a file and the file's name. */
export function inFolderOf<T>(absolute: string, work: (folder: HeldFolder, name: string) => T): T {
  const folder = holdFolder(dirname(absolute))
  try {
    return work(folder, basename(absolute))
  } finally {
    folder.close()
  }
}

/** Makes the folders between `root` and the file that are not there; never through a link. @throws as `walkTo`. */
export function makeFoldersFor(root: string, file: string): void {
  let at = root
  for (const name of dirname(file).split('/')) {
    if (name === '.' || name === '') continue
    const parent = holdFolder(at)
    try {
      mkdirSync(parent.at(name))
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error
    } finally {
      parent.close()
    }
    at = join(at, name)
  }
}
