/** Reads the two data files for tests and benchmarks, and deals out the fixed splits. The modules in `src/` do not read files here. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Same shape as `LabelledImage` of pattern recognition. */
export interface Digit {
  readonly label: number
  readonly pixels: readonly number[]
}

/** Same shape as `Concept` of research. */
export interface ConceptRow {
  readonly id: number
  readonly parentId: number | null
  readonly category: number
  readonly words: readonly string[]
  readonly gloss: string
}

export const conceptsFile = join(import.meta.dirname, 'concepts.tsv')
const digitsFile = join(import.meta.dirname, 'digits.csv')

const bodyLines = (file: string): string[] => readFileSync(file, 'utf8').trimEnd().split('\n').slice(1)

export const readDigits = (): Digit[] =>
  bodyLines(digitsFile).map(line => {
    const numbers = line.split(',').map(Number)
    return { label: numbers[64], pixels: numbers.slice(0, 64) }
  })

export const readConcepts = (): ConceptRow[] =>
  bodyLines(conceptsFile).map(line => {
    const [id, parentId, category, words, gloss] = line.split('\t')
    return {
      id: Number(id),
      parentId: parentId === '' ? null : Number(parentId),
      category: Number(category),
      words: words.split('|'),
      gloss,
    }
  })

/** A small generator of its own: what is dealt out must not depend on the code under change. */
export const seeded = (seed: number): (() => number) => {
  let state = (seed * 2654435761 + 1) >>> 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

export const dealt = <T>(items: readonly T[], random: () => number): T[] =>
  items
    .map(item => ({ item, order: random() }))
    .sort((a, b) => a.order - b.order)
    .map(({ item }) => item)

/** `validation` is for choosing; `test` only for reporting what was chosen. */
export type Split = 'validation' | 'test'

/** 597 digits to learn from, and 600 each for the two splits; the same ones every time. */
export const digitSplits = (): { pool: Digit[]; validation: Digit[]; test: Digit[] } => {
  const digits = dealt(readDigits(), seeded(1998))
  return { pool: digits.slice(0, 597), validation: digits.slice(597, 1197), test: digits.slice(1197) }
}
