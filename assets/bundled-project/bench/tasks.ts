/**
 * 200 research tasks with the answers that count as right. Made from the data by code that has nothing in common with the code
 * under test. Half of the words asked about are not in their basic form, as people write them.
 */
import { seeded, type ConceptRow, type Split } from '../data/read.ts'
import type { Answer, Task } from '../src/research/assistant.ts'
import { allConcepts, pathUp, pick, someConcepts } from './concepts.ts'

export interface Question {
  readonly task: Task
  /** `one`: a single id out of these; `all`: exactly these, in any order. */
  readonly expected: { readonly kind: 'one' | 'all'; readonly ids: readonly number[] }
}

const PER_KIND = 40

const defineQuestion = (random: () => number): Question => {
  const concept = pick(allConcepts(), random)
  const word = pick(concept.words, random)
  const ids = allConcepts()
    .filter(other => other.category === concept.category && other.words.includes(word))
    .map(other => other.id)
  const written = random() < 0.5 ? word : `${word}s`
  return { task: { kind: 'define', word: written, category: concept.category }, expected: { kind: 'one', ids } }
}

const commonQuestion = (random: () => number): Question => {
  const left = pick(allConcepts(), random)
  const right = pick(allConcepts(), random)
  const above = new Set(pathUp(right.id))
  const ids = pathUp(left.id)
    .filter(id => above.has(id))
    .slice(0, 1)
  return { task: { kind: 'common', left: left.id, right: right.id }, expected: { kind: 'one', ids } }
}

const siblingsQuestion = (random: () => number): Question => {
  const concept = pick(allConcepts().slice(1), random)
  const ids = allConcepts().filter(other => other.parentId === concept.parentId && other.id !== concept.id).map(other => other.id)
  return { task: { kind: 'siblings', id: concept.id }, expected: { kind: 'all', ids } }
}

const kindsQuestion = (random: () => number, shelf: readonly ConceptRow[]): Question => {
  const parents = new Set(shelf.map(concept => concept.parentId))
  const { id } = pick(
    shelf.filter(concept => parents.has(concept.id)),
    random,
  )
  const ids = shelf.filter(other => other.id !== id && pathUp(other.id).includes(id)).map(other => other.id)
  return { task: { kind: 'kinds', id }, expected: { kind: 'all', ids } }
}

const describeQuestion = (random: () => number, shelf: readonly ConceptRow[]): Question => {
  const concept = pick(shelf, random)
  const words = concept.gloss.split(' ').filter(word => word.length > 3)
  const description = Array.from({ length: 4 }, () => pick(words.length > 0 ? words : concept.words, random)).join(' ')
  return { task: { kind: 'describe', description }, expected: { kind: 'one', ids: [concept.id] } }
}

/** The same 200 questions every time; those of `test` are others than those of `validation`. */
export const questions = (split: Split): { shelf: ConceptRow[]; questions: Question[] } => {
  const random = seeded(split === 'test' ? 77 : 33)
  const shelf = someConcepts(random, 500)
  const all = Array.from({ length: PER_KIND }, () => [
    defineQuestion(random),
    commonQuestion(random),
    siblingsQuestion(random),
    kindsQuestion(random, shelf),
    describeQuestion(random, shelf),
  ])
  return { shelf, questions: all.flat() }
}

export const isRight = (answer: Answer, { expected }: Question): boolean => {
  if (answer.kind === 'ask-operator') return false
  if (expected.kind === 'one') return answer.ids.length === 1 && expected.ids.includes(answer.ids[0])
  return answer.ids.length === expected.ids.length && expected.ids.every(id => answer.ids.includes(id))
}
