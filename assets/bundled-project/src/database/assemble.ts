/** Puts rows of several tables together into what a reader wants to see. Pure functions on plain data; no database in here. */

export interface ConceptRow {
  readonly id: number
  readonly parent_id: number | null
  readonly category: number
  readonly gloss: string
}

export interface WordRow {
  readonly concept_id: number
  readonly word: string
}

export interface LinkRow {
  readonly from_id: number
  readonly to_id: number
  readonly kind: string
}

export interface Entry {
  readonly id: number
  readonly gloss: string
  readonly words: readonly string[]
  /** Gloss of the more general concept, when it is among the rows. */
  readonly parentGloss: string | null
  readonly links: readonly { readonly toId: number; readonly kind: string }[]
}

/** One entry per concept, in the order of `concepts`. */
export const assembleEntries = (concepts: readonly ConceptRow[], words: readonly WordRow[], links: readonly LinkRow[]): Entry[] =>
  concepts.map(concept => {
    const parent = concept.parent_id === null ? undefined : concepts.find(candidate => candidate.id === concept.parent_id)
    const own = links.filter(link => link.from_id === concept.id)
    return {
      id: concept.id,
      gloss: concept.gloss,
      words: words.filter(row => row.concept_id === concept.id).map(row => row.word),
      parentGloss: parent === undefined ? null : parent.gloss,
      links: own.map(link => ({ toId: link.to_id, kind: link.kind })),
    }
  })
