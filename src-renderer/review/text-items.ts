/** What the text view lists for one file: the rows of the stored diff with the switches of hunks and the remarks between them. Pure. */
import type { Hunk, LineComment } from '../../src-shared/domain/review.ts'
import type { Place } from './hunk-lines.ts'
import type { DiffRow } from './unified.ts'

export type TextItem =
  | { readonly kind: 'row'; readonly row: DiffRow }
  | { readonly kind: 'switch'; readonly hunk: Hunk }
  | { readonly kind: 'remark'; readonly comment: LineComment }
  | { readonly kind: 'composer'; readonly place: Place }
  | { readonly kind: 'elsewhere' }

interface Shown {
  readonly path: string
  readonly hunks: readonly Hunk[]
  readonly choosing: boolean
  readonly comments: readonly LineComment[]
  readonly composing: Place | null
}

export const itemsOf = (rows: readonly DiffRow[], { path, hunks, choosing, comments, composing }: Shown): TextItem[] => {
  const starts = new Map<string, Hunk>()
  if (choosing)
    for (const hunk of hunks)
      if (hunk.path === path) starts.set(hunk.beforeLines > 0 ? `before ${hunk.beforeStart}` : `after ${hunk.afterStart}`, hunk)
  const left = new Set(comments.filter(comment => comment.path === path))
  let open = composing?.path === path ? composing : null
  const items: TextItem[] = []
  const under = (side: Place['side'], line: number | null): void => {
    if (line === null) return
    for (const comment of left)
      if (comment.side === side && comment.line === line) {
        items.push({ kind: 'remark', comment })
        left.delete(comment)
      }
    if (open !== null && open.side === side && open.line === line) {
      items.push({ kind: 'composer', place: open })
      open = null
    }
  }
  rows.forEach((row, i) => {
    const key = row.kind === 'removed' ? `before ${row.before}` : row.kind === 'added' ? `after ${row.after}` : null
    const hunk = key === null ? undefined : starts.get(key)
    if (hunk !== undefined && key !== null) {
      items.push({ kind: 'switch', hunk })
      starts.delete(key)
    }
    items.push({ kind: 'row', row })
    const next = rows[i + 1]
    // Only under the last piece of a long line.
    if (next?.from !== undefined && next.from > 0) return
    under('before', row.before)
    under('after', row.after)
  })
  if (left.size > 0) items.push({ kind: 'elsewhere' })
  for (const comment of left) items.push({ kind: 'remark', comment })
  if (open !== null) items.push({ kind: 'composer', place: open })
  return items
}

/** The row of a line, for going there; -1 where it is not in the diff. */
export const itemAt = (items: readonly TextItem[], { side, line }: Omit<Place, 'path'>): number =>
  items.findIndex(item => item.kind === 'row' && item.row[side] === line)

/** Where a hunk is read from: its first row, or the first piece of it that differs where its lines are long. */
export const itemOfHunk = (
  items: readonly TextItem[],
  hunk: Pick<Hunk, 'beforeStart' | 'beforeLines' | 'afterStart'>,
): number => {
  const side = hunk.beforeLines > 0 ? 'before' : 'after'
  const line = side === 'before' ? hunk.beforeStart : hunk.afterStart
  const kind = side === 'before' ? 'removed' : 'added'
  const first = items.findIndex(item => item.kind === 'row' && item.row.kind === kind && item.row[side] === line)
  const row = first === -1 ? undefined : items[first]
  if (row?.kind !== 'row' || row.row.from === undefined) return first
  const marked = items.findIndex(
    (item, i) => i >= first && item.kind === 'row' && item.row[side] === line && item.row.mark !== null,
  )
  return marked === -1 ? first : marked
}
