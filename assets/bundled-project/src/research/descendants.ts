/** Walks down the hierarchy of concepts. Pure functions on plain data. */
import type { Concept } from './concept.ts'

export interface Descendant {
  readonly id: number
  /** 1 for the children of the root that was asked for. */
  readonly depth: number
}

/** Everything below `rootId`, level by level, in the order of `concepts` within one parent. */
export const descendantsOf = (concepts: readonly Concept[], rootId: number): Descendant[] => {
  const found: Descendant[] = []
  const queue: Descendant[] = [{ id: rootId, depth: 0 }]
  const visited: number[] = [rootId]
  while (queue.length > 0) {
    const { id, depth } = queue.shift()!
    const children = concepts.filter(concept => concept.parentId === id)
    for (const child of children) {
      if (visited.includes(child.id)) continue
      visited.push(child.id)
      found.push({ id: child.id, depth: depth + 1 })
      queue.push({ id: child.id, depth: depth + 1 })
    }
  }
  return found
}
