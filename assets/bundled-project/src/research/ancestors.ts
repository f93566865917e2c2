/** Walks up the hierarchy of concepts. Pure functions on plain data. */
import type { Concept } from './concept.ts'

/** Longest way up that is followed: no concept is that deep, and a cycle in the data must not hang us. */
const MAX_DEPTH = 40

export interface CommonAncestor {
  readonly left: number
  readonly right: number
  /** Most special concept that is above both (or one of them); null when there is none or an id is unknown. */
  readonly ancestorId: number | null
  /** Steps from left and right up to it, together; null without one. */
  readonly distance: number | null
}

/** The common ancestor of each pair of ids, in order. */
export const commonAncestors = (
  concepts: readonly Concept[],
  pairs: readonly (readonly [left: number, right: number])[],
): CommonAncestor[] => {
  const answers: CommonAncestor[] = []
  for (const [left, right] of pairs) {
    const path: number[] = []
    let concept = concepts.find(candidate => candidate.id === left)
    while (concept !== undefined && path.length < MAX_DEPTH) {
      path.push(concept.id)
      const { parentId }: Concept = concept
      if (parentId === null) break
      concept = concepts.find(candidate => candidate.id === parentId)
    }

    let steps = 0
    let other = concepts.find(candidate => candidate.id === right)
    while (other !== undefined && !path.includes(other.id) && steps < MAX_DEPTH) {
      const { parentId }: Concept = other
      other = parentId === null ? undefined : concepts.find(candidate => candidate.id === parentId)
      steps++
    }

    const met = other === undefined ? -1 : path.indexOf(other.id)
    answers.push(
      other === undefined || met === -1
        ? { left, right, ancestorId: null, distance: null }
        : { left, right, ancestorId: other.id, distance: met + steps },
    )
  }
  return answers
}
