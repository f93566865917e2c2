/** The shape of what research reads: noun concepts in a hierarchy, from the general to the special. */

export interface Concept {
  readonly id: number
  /** The next more general concept; null for the root. */
  readonly parentId: number | null
  /** WordNet's lexicographer file number: 5 is animals, 6 artifacts, 18 persons, ... */
  readonly category: number
  readonly words: readonly string[]
  /** Definition. */
  readonly gloss: string
}

/** One line of `concepts.tsv`, without the line break. */
export const parseConcept = (line: string): Concept => {
  const [id, parentId, category, words, gloss] = line.split('\t')
  return {
    id: Number(id),
    parentId: parentId === '' ? null : Number(parentId),
    category: Number(category),
    words: words.split('|'),
    gloss,
  }
}
