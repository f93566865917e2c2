/** What must be said about a change of a file beside its lines, and whether the diff editor can show it honestly. Pure. */
import type { FileChange } from '../../src-shared/domain/candidate.ts'
import { count } from '../ui/format.ts'
import { countHidden, lineEndingOf } from '../ui/visible.ts'

/** Beyond these Monaco gives up or cuts lines without saying so. */
const maxLines = 20_000
const maxCharacters = 2_000_000
const maxLineLength = 5000

export interface DiffFacts {
  readonly warnings: readonly string[]
  /** Null: the editor can show it. */
  readonly tooLarge: string | null
}

const longest = (text: string): number => {
  let max = 0
  for (let from = 0; from <= text.length;) {
    const end = text.indexOf('\n', from)
    const stop = end === -1 ? text.length : end
    max = Math.max(max, stop - from)
    from = stop + 1
  }
  return max
}
const linesIn = (text: string): number => {
  let lines = 1
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines += 1
  return lines
}

export const factsOf = ({ before, after }: FileChange): DiffFacts => {
  const warnings: string[] = []
  const hiddenBefore = countHidden(before)
  const hiddenAfter = countHidden(after)
  if (hiddenAfter > hiddenBefore)
    warnings.push(
      `${count(hiddenAfter - hiddenBefore)} invisible or direction-changing characters are added; they are shown as ⟦U+…⟧.`,
    )
  else if (hiddenBefore > 0) warnings.push('This file holds invisible or direction-changing characters; they are shown as ⟦U+…⟧.')
  const [endingBefore, endingAfter] = [lineEndingOf(before), lineEndingOf(after)]
  if (endingBefore !== endingAfter) warnings.push(`Line endings change from ${endingBefore} to ${endingAfter}.`)
  if (before.endsWith('\n') !== after.endsWith('\n'))
    warnings.push(
      after.endsWith('\n')
        ? 'A line break is added at the end of the file.'
        : 'The line break at the end of the file is removed.',
    )
  const lines = Math.max(linesIn(before), linesIn(after))
  if (lines > maxLines) return { warnings, tooLarge: `The file has ${count(lines)} lines` }
  if (Math.max(before.length, after.length) > maxCharacters) return { warnings, tooLarge: 'The file is larger than 2 MB' }
  if (Math.max(longest(before), longest(after)) > maxLineLength)
    return { warnings, tooLarge: 'The file has a line of more than 5,000 characters' }
  return { warnings, tooLarge: null }
}
