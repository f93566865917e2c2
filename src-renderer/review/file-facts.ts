/** What is known of one file of a change before any view shows it: texts as they may be shown, hunks, rows, and which view can be believed. */
import type { FileChange } from '../../src-shared/domain/candidate.ts'
import type { Hunk } from '../../src-shared/domain/review.ts'
import { count } from '../ui/format.ts'
import { oneLine, visible } from '../ui/visible.ts'
import { factsOf, type DiffFacts } from './diff-facts.ts'
import { hunksTellAll, isCoarse, type ChangeRange } from './hunk-lines.ts'

export interface FileFacts extends DiffFacts {
  readonly path: string
  readonly shownPath: string
  readonly before: string
  readonly after: string
  readonly hunks: readonly Hunk[]
  /** What the editor colours; null: it compares by itself. */
  readonly drawn: readonly ChangeRange[] | null
}

/** `hunks` of all files, as the core counted them; null where it did not (a preview of a rollback). */
export const fileFactsOf = (file: FileChange, hunks: readonly Hunk[] | null): FileFacts => {
  const own = (hunks ?? []).filter(hunk => hunk.path === file.path)
  const facts = factsOf(file)
  const warnings = [...facts.warnings]
  const complete = hunks !== null && hunksTellAll(file.before, file.after, own)
  if (hunks !== null && !complete)
    warnings.push(
      'The list of hunks does not hold the whole change of this file: the comparison of the editor is shown, and hunks cannot be chosen.',
    )
  const coarse = complete ? own.find(isCoarse) : undefined
  if (coarse !== undefined)
    warnings.push(
      `${count(coarse.beforeLines)} lines become ${count(coarse.afterLines)} with too many edits to be told apart: they are one hunk, kept or refused as one.`,
    )
  return {
    ...facts,
    warnings,
    path: file.path,
    shownPath: oneLine(file.path),
    before: visible(file.before),
    after: visible(file.after),
    hunks: complete ? own : [],
    drawn: complete && coarse === undefined ? own : null,
  }
}

export const countsOf = (ranges: readonly ChangeRange[]): { readonly added: number; readonly removed: number } => ({
  added: ranges.reduce((sum, r) => sum + r.afterLines, 0),
  removed: ranges.reduce((sum, r) => sum + r.beforeLines, 0),
})
