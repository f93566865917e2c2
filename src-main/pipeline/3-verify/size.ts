/** Gate: a change that a person can read. Larger ones are refused before anything parses them. */
import { changedLines } from './changed-lines.ts'
import { firstOf, object, type Gate } from './gate.ts'

const maxFiles = 20
const maxBytes = 1 << 20
const maxGrowth = 64 << 10
const maxLines = 1500
const maxLineLength = 500
const maxDepth = 150

export const sizeGate: Gate = {
  name: 'size',
  looked: `At most ${maxFiles} files and ${maxLines} changed lines, none too long to be read.`,
  check: input => {
    const { files } = input.proposal
    if (files.length > maxFiles)
      return object(`The candidate changes ${files.length} files; at most ${maxFiles} can be reviewed.`)
    let total = 0
    return firstOf(input, ({ path, before, after }) => {
      const bytes = Buffer.byteLength(after)
      if (bytes > maxBytes) return object(`The new text has ${bytes} bytes; at most ${maxBytes} are checked.`, path)
      if (bytes - Buffer.byteLength(before) > maxGrowth) return object(`The file grows by more than ${maxGrowth} bytes.`, path)
      if (after.trim() === '') return object('The candidate empties this file.', path)
      const { added, removed, fresh } = changedLines(before, after)
      total += added + removed
      if (total > maxLines) return object(`More than ${maxLines} lines change, which nobody can review.`, path)
      const longest = Math.max(
        maxLineLength,
        ...before
          .split('\n')
          .map(line => line.length)
          .slice(0, 50_000),
      )
      const long = fresh.find(line => line.text.length > longest)
      if (long) return object(`A new line has ${long.text.length} characters; code may hide there.`, path, long.line)
      const hidden = fresh.find(line => /\S[ \t]{60,}\S/.test(line.text) && !/\S[ \t]{60,}\S/.test(before))
      if (hidden) return object('Code follows a wide gap on a new line, where a reviewer may not see it.', path, hidden.line)
      if (depth(after) > Math.max(maxDepth, depth(before))) return object('The new text nests too deeply to be checked.', path)
      return null
    })
  },
}

/** Deepest nesting of brackets, without looking at strings: an upper bound is enough. */
const depth = (text: string): number => {
  let now = 0
  let deepest = 0
  for (const character of text) {
    if (character === '(' || character === '[' || character === '{') deepest = Math.max(deepest, ++now)
    else if (character === ')' || character === ']' || character === '}') now = Math.max(0, now - 1)
  }
  return deepest
}
