/** What the benchmarks of research and of the database have in common: concepts of WordNet, drawn so that no parent is missing. */
import { readConcepts, type ConceptRow } from '../data/read.ts'

let read: { concepts: ConceptRow[]; byId: Map<number, ConceptRow> } | undefined
/** Read when first asked for: most processes that load this file never draw. */
const table = () => {
  if (read === undefined) {
    const concepts = readConcepts()
    read = { concepts, byId: new Map(concepts.map(concept => [concept.id, concept])) }
  }
  return read
}

export const allConcepts = (): ConceptRow[] => table().concepts

export const pathUp = (id: number): number[] => {
  const { byId } = table()
  const path: number[] = []
  for (let at = byId.get(id); at !== undefined; at = at.parentId === null ? undefined : byId.get(at.parentId)) path.push(at.id)
  return path
}

export const pick = <T>(items: readonly T[], random: () => number): T => items[Math.floor(random() * items.length)]

/** `count` concepts with all their ancestors, in the order of the file. */
export const someConcepts = (random: () => number, count: number): ConceptRow[] => {
  const ids = new Set<number>()
  while (ids.size < count) {
    // From the root down, so that the part is closed whenever the count is reached.
    for (const id of pathUp(pick(allConcepts(), random).id).reverse()) if (ids.size < count) ids.add(id)
  }
  return allConcepts().filter(concept => ids.has(concept.id))
}
