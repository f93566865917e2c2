/**
 * The unified diff of a candidate: the one text that a reviewer sees, and whose SHA-256 an approval names. Its header carries the full
 * hashes of both versions, so the approval binds the exact bytes and not only the lines shown; what an eye cannot see (line
 * endings, byte order mark, invisible characters) is said in words.
 */
import { formatPatch, structuredPatch, FILE_HEADERS_ONLY, type StructuredPatch } from 'diff'
import type { FileChange } from '../../src-shared/domain/candidate.ts'
import { oneHunk } from './one-hunk.ts'
import { sha256Of } from './sha256.ts'

/** Time grows with the square of it: a tenth of a second here. A limit in time would give another diff on another day. */
const mostEdits = 600

export function diffOf(files: readonly FileChange[]): { readonly diff: string; readonly diffSha256: string } {
  const diff = files.map(diffOfFile).join('')
  return { diff, diffSha256: sha256Of(diff) }
}

/** The line diff of one file. Everything that speaks of changed lines comes from here. */
export function patchOf({ path, before, after }: Pick<FileChange, 'path' | 'before' | 'after'>): StructuredPatch {
  const [was, is] = [`a/${path}`, `b/${path}`]
  const options = { context: 3, maxEditLength: mostEdits }
  return structuredPatch(was, is, before, after, undefined, undefined, options) ?? oneHunk(was, is, before, after)
}

function diffOfFile(file: FileChange): string {
  const { path, before, after, beforeSha256, afterSha256 } = file
  const patch = patchOf(file)
  const notes = unseen(before, after).map(note => `note: ${note}\n`)
  return `diff a/${quoted(path)}\nsha256 ${beforeSha256} -> ${afterSha256}\n${notes.join('')}${formatPatch(patch, FILE_HEADERS_ONLY)}`
}

/** A path on the first line cannot fake other lines. */
const quoted = (path: string): string => (/[\p{C}"\\]/u.test(path) ? JSON.stringify(path) : path)

/** Characters that change what a program does, or what a reader sees, without showing: bidirectional marks, zero widths, NUL. */
const invisible = /[\p{Cf}\p{Zl}\p{Zp}\u{115f}\u{1160}\u{3164}\u{ffa0}]|[^\P{Cc}\t\n\r]/gu

function unseen(before: string, after: string): string[] {
  const notes: string[] = []
  const was = lineEndings(before)
  const is = lineEndings(after)
  if (was !== is) notes.push(`line endings: ${was} before, ${is} after`)
  if (before.startsWith('\u{feff}') !== after.startsWith('\u{feff}'))
    notes.push(after.startsWith('\u{feff}') ? 'a byte order mark was added' : 'the byte order mark was removed')
  const known = tally(before)
  for (const [character, count] of tally(after)) {
    const more = count - (known.get(character) ?? 0)
    const name = `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`
    if (more > 0) notes.push(`${more} more of the invisible character ${name}`)
  }
  return notes
}

const lineEndings = (text: string): string => {
  const crlf = text.split('\r\n').length - 1
  const lf = text.split('\n').length - 1 - crlf
  const cr = text.split('\r').length - 1 - crlf
  const kinds = [lf > 0 && 'LF', crlf > 0 && 'CRLF', cr > 0 && 'CR'].filter(Boolean)
  return kinds.length === 0 ? 'none' : kinds.join(' and ')
}

function tally(text: string): Map<string, number> {
  const counts = new Map<string, number>()
  for (const [character] of text.replace(/^\u{feff}/u, '').matchAll(invisible))
    counts.set(character, (counts.get(character) ?? 0) + 1)
  return counts
}
