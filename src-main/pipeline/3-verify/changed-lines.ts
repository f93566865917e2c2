/** How much of a text changed, in lines. A count for limits and scores, not the diff that a reviewer sees. Pure. */

export interface ChangedLines {
  readonly added: number
  readonly removed: number
  /** Lines of the new text that the old one does not have, each with its 1-based number. */
  readonly fresh: readonly { readonly line: number; readonly text: string }[]
}

/** By multiset: a moved line counts as unchanged. */
export const changedLines = (before: string, after: string): ChangedLines => {
  const left = new Map<string, number>()
  for (const text of before.split('\n')) left.set(text, (left.get(text) ?? 0) + 1)
  const fresh: { line: number; text: string }[] = []
  for (const [index, text] of after.split('\n').entries()) {
    const count = left.get(text) ?? 0
    if (count > 0) left.set(text, count - 1)
    else fresh.push({ line: index + 1, text })
  }
  let removed = 0
  for (const count of left.values()) removed += count
  return { added: fresh.length, removed, fresh }
}
