/**
 * The data folder is its owner's alone: 0700 and its files 0600, whatever the umask and whoever made it. What stands in it (keys, tokens, the record)
 * is worth as much as the right to change code.
 */
import { chmodSync, closeSync, constants, lstatSync, mkdirSync, openSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { refuse, type Refused } from '../../src-shared/errors.ts'

const others = 0o077
// Windows keeps rights elsewhere.
const hasModes = process.platform !== 'win32'

/** Makes the folder, or takes away what others may do in it. `disk` when it cannot be made private. @throws what the file system says of making it. */
export function makePrivate(folder: string): Refused | null {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (!hasModes) return null
  const { mode, uid } = statSync(folder)
  const own = process.getuid?.() ?? uid
  if (uid !== own && own !== 0)
    return refuse(
      'disk',
      `The data folder ${folder} belongs to another user, who could read and change everything in it. Nothing was changed.`,
      'Set ASIS_HOME to a folder of your own.',
    )
  try {
    if ((mode & others) !== 0) chmodSync(folder, 0o700)
    for (const name of readdirSync(folder)) {
      const path = join(folder, name)
      const file = lstatSync(path, { throwIfNoEntry: false })
      // Key and token are looked at where they are read: whoever could read them knows them, and a tightened file hides that.
      if (name.startsWith('asis_') && file?.isFile() && (file.mode & others) !== 0) chmodSync(path, 0o600)
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    // Another process of ours removed a temporary file meanwhile.
    if (code === 'ENOENT') return null
    return refuse(
      'disk',
      `Others may enter the data folder ${folder}, and that could not be changed (${code}). Nothing was changed.`,
      `Make it private: chmod -R go-rwx ${folder}`,
    )
  }
  return null
}

/**
 * Before a library makes it with rights of its own choice. An existing file is not even opened: closing a descriptor of it would give up the locks that
 * this process holds on it.
 */
export function makePrivateFile(path: string): void {
  try {
    closeSync(openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL, 0o600))
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
}
