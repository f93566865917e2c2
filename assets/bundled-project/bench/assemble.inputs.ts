/** Rows of `size` concepts with their words and links, as the queries of the store return them. */
import { someConcepts } from './concepts.ts'

export default (random: () => number, size: number): unknown[] => {
  const concepts = someConcepts(random, size)
  return [
    concepts.map(({ id, parentId, category, gloss }) => ({ id, parent_id: parentId, category, gloss })),
    concepts.flatMap(({ id, words }) => words.map(word => ({ concept_id: id, word }))),
    concepts.flatMap(({ id, parentId }) => (parentId === null ? [] : [{ from_id: id, to_id: parentId, kind: 'is-a' }])),
  ]
}
