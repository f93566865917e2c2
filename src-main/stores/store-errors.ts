/**
 * Tells errors of the machine (full disk, no permission) and damaged files from our own defects, so that an operator reads a
 * sentence and a next step instead of an error code.
 */
import { AsisError, refuse, type Refused } from '../../src-shared/errors.ts'

const fullCodes = new Set(['ENOSPC', 'EDQUOT', 'EFBIG', 'SQLITE_FULL', 'SQLITE_IOERR_SHMSIZE'])
const deniedCodes = new Set(['EACCES', 'EPERM', 'SQLITE_PERM', 'SQLITE_AUTH'])
const brokenCodes = new Set(['EIO', 'EMFILE', 'ENFILE', 'ENAMETOOLONG', 'ENOTDIR'])

/** Code of a system or SQLite error; empty for everything else. */
export const errorCode = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''

/** `disk` for what the operator can put right; null for what is a defect of ours. `what` starts the sentence. */
export function diskRefusal(error: unknown, what: string, nothingChanged = 'Nothing was changed.'): Refused | null {
  const code = errorCode(error)
  if (fullCodes.has(code))
    return refuse('disk', `${what}: there is no space left on the disk. ${nothingChanged}`, 'Free some space and try again.')
  if (code === 'EROFS')
    return refuse('disk', `${what}: the file system is read-only. ${nothingChanged}`, 'Mount it for writing and try again.')
  if (code === 'ELOOP')
    return refuse(
      'outside-project',
      `${what}: a link stands where a file or a folder was. ${nothingChanged}`,
      'Put the file or the folder back, then try again.',
    )
  if (code === 'EISDIR')
    return refuse(
      'stale-file',
      `${what}: something else stands where a file was. ${nothingChanged}`,
      'Put the file back, then try again.',
    )
  if (deniedCodes.has(code) || code.startsWith('SQLITE_READONLY') || code.startsWith('SQLITE_CANTOPEN'))
    return refuse('disk', `${what}: no permission (${code}). ${nothingChanged}`, 'Give this user write permission and try again.')
  if (brokenCodes.has(code) || code.startsWith('SQLITE_IOERR'))
    return refuse('disk', `${what}: the disk answers with an error (${code}). ${nothingChanged}`, 'Check the disk and try again.')
  return null
}

/** Damaged files, as the defect that hosts show with its code; everything else comes back as it is. */
export function corruption(error: unknown, file: string): unknown {
  const code = errorCode(error)
  if (code !== 'SQLITE_NOTADB' && !code.startsWith('SQLITE_CORRUPT')) return error
  return new AsisError(
    'store-corrupt',
    `${file} is damaged or not an ASIS store. Nothing was changed. Put a copy of it back, or move it away to start with an empty one.`,
    { cause: error },
  )
}
