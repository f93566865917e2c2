/**
 * Files that are wholly old or wholly new whatever happens: write a new file beside, make it durable, rename it over the old one,
 * make the folder durable. Which files and in which order is decided elsewhere. Method: POSIX rename(2) is atomic; without
 * fsync before and after it is not durable.
 */
import {
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'

/** Told before and after every effect on the disk; tests stop the world there. */
export type Step = (name: string) => void
export const noStep: Step = () => {}

export interface FileAttributes {
  /** Permission bits. */
  readonly mode: number
  readonly uid?: number
  readonly gid?: number
}

/** A new durable file; one that is there already (a left-over of a crash) is removed first. Never follows a link. */
export function writeNew(path: string, bytes: Uint8Array, attributes: FileAttributes, step: Step): void {
  step('before write')
  rmSync(path, { force: true })
  const fd = openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW, 0o600)
  step('in write')
  try {
    for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at)
    const now = fstatSync(fd)
    const uid = attributes.uid ?? now.uid
    const gid = attributes.gid ?? now.gid
    if (uid !== now.uid || gid !== now.gid) fchownSync(fd, uid, gid)
    fchmodSync(fd, attributes.mode & 0o7777)
    step('before fsync')
    fsyncSync(fd)
    step('after fsync')
  } finally {
    closeSync(fd)
  }
}

export function renameOver(from: string, to: string, step: Step): void {
  step('before rename')
  renameSync(from, to)
  step('after rename')
}

export function syncFolder(folder: string, step: Step): void {
  // Windows has no such thing as a folder that can be flushed.
  if (process.platform === 'win32') return
  step('before folder fsync')
  const fd = openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY)
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
  step('after folder fsync')
}
