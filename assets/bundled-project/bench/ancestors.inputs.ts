/** `size` concepts and 50 pairs of them. */
import { pick, someConcepts } from './concepts.ts'

const PAIRS = 50

export default (random: () => number, size: number): unknown[] => {
  const concepts = someConcepts(random, size)
  return [concepts, Array.from({ length: PAIRS }, () => [pick(concepts, random).id, pick(concepts, random).id])]
}
