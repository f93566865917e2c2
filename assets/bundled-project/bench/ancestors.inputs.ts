/** `size` concepts and 50 pairs of them (fewer at small sizes). */
import { pick, someConcepts } from './concepts.ts'

const MOST_PAIRS = 50

export default (random: () => number, size: number): unknown[] => {
  const concepts = someConcepts(random, size)
  return [
    concepts,
    Array.from({ length: Math.min(size, MOST_PAIRS) }, () => [pick(concepts, random).id, pick(concepts, random).id]),
  ]
}
