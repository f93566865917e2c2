/** What stands between the lines of the diff editor for one file: switches of hunks, remarks, the box in which one is written. */
import type { Hunk } from '../../src-shared/domain/review.ts'
import type { ReactNode } from 'react'
import { lineAfter, type Place } from './hunk-lines.ts'
import { HunkSwitch } from './hunk-switch.tsx'
import type { Marks } from './marks.ts'
import type { Block } from './monaco-blocks.ts'
import { Composer, Remark } from './remark.tsx'

export interface FilledBlock extends Block {
  readonly content: ReactNode
}

export const blocksOf = (
  path: string,
  hunks: readonly Hunk[],
  marks: Marks | null,
  split: boolean,
  onLeave: () => void,
): FilledBlock[] => {
  if (marks === null) return []
  const { choice, comments, composing, mayRemark } = marks
  // In one column the lines before are no lines of the editor: what is said about them stands where they were.
  const at = ({ side, line }: Omit<Place, 'path'>): { side: Place['side']; under: number } =>
    side === 'after' || split ? { side, under: line } : { side: 'after', under: lineAfter(hunks, line) }
  const blocks: FilledBlock[] = []
  if (choice !== null)
    for (const hunk of hunks)
      blocks.push({
        key: `hunk ${hunk.index}`,
        side: 'after',
        under: hunk.afterStart - 1,
        // Above the lines that it removes in one column.
        order: -15_000,
        content: <HunkSwitch hunk={hunk} total={marks.hunks.length} choice={choice} />,
      })
  comments
    .filter(comment => comment.path === path)
    .forEach((comment, i) =>
      blocks.push({
        key: comment.id,
        ...at(comment),
        order: i,
        content: <Remark comment={comment} onRemove={mayRemark ? () => marks.remove(comment) : null} />,
      }),
    )
  if (composing?.path === path)
    blocks.push({
      key: `write ${composing.side} ${composing.line}`,
      ...at(composing),
      order: 1000,
      content: <Composer place={composing} onSave={text => marks.save(composing, text)} onLeave={onLeave} />,
    })
  return blocks
}
