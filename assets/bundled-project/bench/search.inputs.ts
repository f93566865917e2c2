/** `size` concepts and a query of three words out of the definition of one of them. */
import { pick, someConcepts } from './concepts.ts'

export default (random: () => number, size: number): unknown[] => {
  const concepts = someConcepts(random, size)
  const words = pick(concepts, random).gloss.split(' ')
  return [concepts, Array.from({ length: 3 }, () => pick(words, random)).join(' ')]
}
