/**
 * The only way from a path that somebody wrote (a manifest, a candidate, the command line) to a file on the disk. Lexical checks
 * first, then every component is looked at without following links. Does not decide what may be changed; see `changeable.ts`.
 */
import { createHash } from 'node:crypto'
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  type Stats,
} from 'node:fs'
import { join } from 'node:path'
import { refuse, type Refused } from '../../src-shared/errors.ts'
import type { SourceFile } from './project.ts'
import { isPrivatePath } from './private-paths.ts'

/** Nothing that a person reviews as source is larger. */
export const maxSourceBytes = 2 << 20

const outside = (path: string, why: string): Refused =>
  refuse(
    'outside-project',
    `${show(path)} ${why}. Nothing was read or changed.`,
    'Name a file inside of the project, with forward slashes.',
  )

/** Paths come from anywhere: shown with control characters escaped and cut. */
export const show = (path: string): string => JSON.stringify(path.length > 200 ? `${path.slice(0, 200)}...` : path)

/** Whether `path` is a plain relative POSIX path. No disk access; null when it is. */
export const checkPathText = (path: string): Refused | null => {
  if (path === '') return outside(path, 'is empty')
  if (path.length > 1000) return outside(path, 'is longer than 1,000 characters')
  if (/[\0-\x1f\x7f]/.test(path)) return outside(path, 'holds a control character')
  if (path.includes('\\')) return outside(path, 'holds a backslash')
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path)) return outside(path, 'is absolute')
  // Colons name alternate streams on Windows; a name that ends in a dot or a blank is another name there.
  for (const part of path.split('/')) {
    if (part === '..') return outside(path, 'leads out of the project by ".."')
    if (part === '' || part === '.') return outside(path, 'holds an empty or "." component')
    if (part.includes(':') || /[. ]$/.test(part)) return outside(path, `holds the unsafe name ${show(part)}`)
  }
  return null
}

const lookAt = (path: string): Stats | 'missing' | 'denied' => {
  try {
    return lstatSync(path)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : ''
    return code === 'EACCES' || code === 'EPERM' ? 'denied' : 'missing'
  }
}

/**
 * Absolute path of `path` below `root` (a real path). The last component may be missing when `mayBeMissing` is set, because a
 * rollback restores deleted files; its folder must exist then.
 */
export const locate = (root: string, path: string, mayBeMissing = false): string | Refused => {
  const bad = checkPathText(path)
  if (bad) return bad
  if (isPrivatePath(path)) {
    return refuse(
      'forbidden',
      `${show(path)} is a private file or folder, which ASIS never opens.`,
      'Name a source file of the project.',
    )
  }
  const parts = path.split('/')
  let at = root
  for (const [index, part] of parts.entries()) {
    at = join(at, part)
    const last = index === parts.length - 1
    const stat = lookAt(at)
    if (stat === 'denied')
      return refuse('disk', `${show(path)} cannot be read: no permission.`, 'Give yourself permission to read it.')
    if (stat === 'missing') {
      if (last && mayBeMissing) return at
      return refuse(
        'not-found',
        `${show(path)} does not exist in ${root}.`,
        'Check the spelling; paths are relative to the project.',
      )
    }
    if (stat.isSymbolicLink()) return outside(path, `goes through the symbolic link ${show(part)}`)
    if (last ? !stat.isFile() : !stat.isDirectory()) {
      return refuse(
        'bad-input',
        `${show(path)} is not a ${last ? 'regular file' : 'folder'}.`,
        'Name a source file of the project.',
      )
    }
  }
  // On file systems that ignore case or normalize names, one file has many spellings: only its own is accepted.
  const real = realpathSync.native(at)
  if (real.normalize('NFC') !== at.normalize('NFC')) return outside(path, 'is not how the file is spelled on the disk')
  return at
}

/** Bytes of a regular file whose path was located, without following a link that was put there meanwhile. */
export const readBytes = (absolute: string, limitBytes: number): Buffer | Refused => {
  let fd: number
  try {
    fd = openSync(absolute, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (code === 'ELOOP') return outside(absolute, 'became a symbolic link')
    if (code === 'ENOENT') return refuse('not-found', `${show(absolute)} does not exist any more.`, 'Try again.')
    return refuse('disk', `${show(absolute)} cannot be opened (${code}).`, 'Give yourself permission to read it.')
  }
  try {
    const stat = fstatSync(fd)
    if (!stat.isFile())
      return refuse('bad-input', `${show(absolute)} is not a regular file.`, 'Name a source file of the project.')
    // A folder on the way may have been replaced by a link since: ask the kernel what was opened.
    if (process.platform === 'linux' && readlinkSync(`/proc/self/fd/${fd}`) !== absolute)
      return outside(absolute, 'moved while it was opened')
    if (stat.size > limitBytes) {
      return refuse(
        'bad-input',
        `${show(absolute)} has ${stat.size} bytes, more than ${limitBytes}.`,
        'Split the file, or leave it out.',
      )
    }
    return readFileSync(fd)
  } finally {
    closeSync(fd)
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Text whose UTF-8 encoding is exactly `bytes`, or null. */
export const decodeExactly = (bytes: Uint8Array): string | null => {
  try {
    return utf8.decode(bytes)
  } catch {
    return null
  }
}

export const readSource = (root: string, path: string): SourceFile | Refused => {
  const absolute = locate(root, path)
  if (typeof absolute !== 'string') return absolute
  const bytes = readBytes(absolute, maxSourceBytes)
  if (!Buffer.isBuffer(bytes)) return bytes
  const text = decodeExactly(bytes)
  if (text === null) {
    return refuse(
      'bad-input',
      `${show(path)} is not UTF-8 text, so it cannot be changed safely.`,
      'Convert it to UTF-8, or leave it out of `files`.',
    )
  }
  return { path, text, sha256: createHash('sha256').update(bytes).digest('hex') }
}
