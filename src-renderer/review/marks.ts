/** What a reviewer puts on a diff: hunks kept or refused, remarks on lines. Handed to both views of the diff, so that both show the same. */
import type { Hunk, LineComment } from '../../src-shared/domain/review.ts'
import type { Place } from './hunk-lines.ts'

export interface Marks {
  /** Of all files. */
  readonly hunks: readonly Hunk[]
  readonly comments: readonly LineComment[]
  readonly mayRemark: boolean
  /** Where a remark is being written. */
  readonly composing: Place | null
  compose(place: Place | null): void
  /** Whether it is kept: a refusal is told, and the box stays. */
  save(place: Place, text: string): Promise<boolean>
  remove(comment: LineComment): void
  /** Null: the change is read as a whole. */
  readonly choice: HunkChoice | null
}

export interface HunkChoice {
  readonly kept: ReadonlySet<number>
  toggle(index: number): void
}
