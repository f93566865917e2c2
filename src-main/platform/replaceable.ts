/**
 * Whether a file can be replaced by a new version at all. Asked before a proof that takes a minute, and again before the change: whoever may not have
 * it learns that at once. Looks only.
 */
import { accessSync, constants, lstatSync } from 'node:fs'
import { dirname } from 'node:path'
import { refuse, type Refused } from '../../src-shared/errors.ts'

/** @param path for the message. Null: nothing stands in the way, or the file is missing, which others say better. */
export function whyNotReplaceable(absolute: string, path: string): Refused | null {
  const file = lstatSync(absolute, { throwIfNoEntry: false })
  if (!file) return null
  if ((file.mode & 0o222) === 0)
    return refuse(
      'disk',
      `${path} is read-only. Nothing was changed.`,
      'Give yourself write permission on the file and try again.',
    )
  // A new version gets a new inode: the other names would keep the old text.
  if (file.nlink > 1)
    return refuse(
      'disk',
      `${path} has ${file.nlink} names (hard links), and a change would reach only this one. Nothing was changed.`,
      `Make it a file of its own: cp ${path} ${path}.new && mv ${path}.new ${path}`,
    )
  try {
    accessSync(dirname(absolute), constants.W_OK)
    return null
  } catch (error) {
    const isReadOnly = error instanceof Error && 'code' in error && error.code === 'EROFS'
    return refuse(
      'disk',
      `The folder of ${path} cannot be written to${isReadOnly ? ': the file system is read-only' : ''}. Nothing was changed.`,
      isReadOnly ? 'Mount it for writing and try again.' : 'Give this user write permission on the folder and try again.',
    )
  }
}
