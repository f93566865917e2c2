/** What the gates look for in a script: one entry per place. The gates compare those of before and after; what was there may stay. */
import type { ts } from '../../languages/javascript/syntax.ts'

export interface Finding {
  /** Tells what is the same before and after: a kind, and what it works on. */
  readonly key: string
  /** The whole sentence for the reviewer. */
  readonly message: string
  readonly node: ts.Node
  /** Once there, any number may be: rewrites keep the old code beside the new, behind a guard. */
  readonly anyNumber: boolean
}

export type Report = (key: string, message: string, node: ts.Node, anyNumber?: boolean) => void

/** First finding of the second list that the first does not have, or not as often. */
export const firstNew = (before: readonly Finding[], after: readonly Finding[]): Finding | null => {
  const left = new Map<string, number>()
  for (const { key } of before) left.set(key, (left.get(key) ?? 0) + 1)
  for (const each of after) {
    const count = left.get(each.key) ?? 0
    if (count === 0) return each
    if (!each.anyNumber) left.set(each.key, count - 1)
  }
  return null
}
