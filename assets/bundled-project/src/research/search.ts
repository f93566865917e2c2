/** Keyword search over words and definitions, best hits first. Pure functions on plain data. */
import type { Concept } from './concept.ts'

/** Hits that are returned. */
const RESULTS = 10
/** Weight of a keyword among the words of a concept, relative to one in its definition. */
const WORD_WEIGHT = 3
/** Keywords shorter than this are left out: "a", "of". */
const SHORTEST_KEYWORD = 3

export interface SearchHit {
  readonly id: number
  readonly score: number
}

/** Distinct words of a query, in lower case, in order. */
export const keywordsOf = (query: string): string[] => {
  const words: string[] = query.toLowerCase().match(/[a-z]+/g) ?? []
  return words.filter((word, at) => word.length >= SHORTEST_KEYWORD && words.indexOf(word) === at)
}

/** Rare keywords count more than frequent ones (inverse document frequency). Equal scores: the smaller id first. */
export const searchConcepts = (concepts: readonly Concept[], query: string): SearchHit[] => {
  const scores = new Map<number, number>()
  for (const keyword of keywordsOf(query)) {
    const named = concepts.filter(concept => concept.words.some(word => new RegExp(`\\b${keyword}`, 'i').test(word)))
    const described = concepts.filter(concept => new RegExp(`\\b${keyword}`, 'i').test(concept.gloss))
    const rarity = Math.log(1 + concepts.length / (1 + named.length + described.length))
    for (const { id } of named) scores.set(id, (scores.get(id) ?? 0) + WORD_WEIGHT * rarity)
    for (const { id } of described) scores.set(id, (scores.get(id) ?? 0) + rarity)
  }
  const hits = [...scores].map(([id, score]) => ({ id, score }))
  return hits.sort((a, b) => b.score - a.score || a.id - b.id).slice(0, RESULTS)
}
