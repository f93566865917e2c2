/**
 * Works through research tasks: definitions, what two things have in common, what else there is of a kind, what kinds
 * there are, and what a description means. Answers what it can, and says "ask the operator" where it is not sure enough.
 */
import type { Concept } from './concept.ts'
import { descendantsOf } from './descendants.ts'
import type { Library } from './library.ts'
import { searchConcepts } from './search.ts'

/** Meanings of one word that are considered; with more of them the word is too vague. */
const MAX_MEANINGS = 2
/** Steps that are taken up the hierarchy in search of a common ancestor. */
const MAX_STEPS = 8
/** Lead of the best hit over the second, as a factor, below which a description is not understood. */
const CONFIDENCE = 1.5
/** Letters cut off a word at the end, at most, when it is not known as it stands ("wolves", "dogs"). */
const STEM_LETTERS = 0

export type Task =
  | { readonly kind: 'define'; readonly word: string; readonly category: number }
  | { readonly kind: 'common'; readonly left: number; readonly right: number }
  | { readonly kind: 'siblings'; readonly id: number }
  | { readonly kind: 'kinds'; readonly id: number }
  | { readonly kind: 'describe'; readonly description: string }

export type Answer =
  | { readonly kind: 'concepts'; readonly ids: readonly number[] }
  | { readonly kind: 'ask-operator'; readonly why: string }

const answer = (...ids: number[]): Answer => ({ kind: 'concepts', ids })
const ask = (why: string): Answer => ({ kind: 'ask-operator', why })

/** The word as it stands or, when it is unknown, with up to STEM_LETTERS fewer letters at the end. */
const meaningsOf = (library: Library, word: string): number[] => {
  for (let cut = 0; cut <= STEM_LETTERS && cut < word.length; cut++) {
    const ids = library.idsNamed(word.slice(0, word.length - cut))
    if (ids.length > 0) return ids
  }
  return []
}

const define = async (library: Library, word: string, category: number): Promise<Answer> => {
  const ids = meaningsOf(library, word)
  if (ids.length === 0) return ask(`"${word}" is not known`)
  if (ids.length > MAX_MEANINGS) return ask(`"${word}" has ${ids.length} meanings`)
  for (const id of ids) {
    const concept = await library.read(id)
    if (concept?.category === category) return answer(id)
  }
  return ask(`"${word}" is not known in category ${category}`)
}

const pathUp = async (library: Library, id: number): Promise<number[]> => {
  const path: number[] = []
  let concept = await library.read(id)
  while (concept !== null && path.length <= MAX_STEPS) {
    path.push(concept.id)
    concept = concept.parentId === null ? null : await library.read(concept.parentId)
  }
  return path
}

const common = async (library: Library, left: number, right: number): Promise<Answer> => {
  const leftPath = await pathUp(library, left)
  const rightPath = await pathUp(library, right)
  const ancestor = leftPath.find(id => rightPath.includes(id))
  return ancestor === undefined ? ask(`nothing in common within ${MAX_STEPS} steps`) : answer(ancestor)
}

const siblings = async (library: Library, id: number): Promise<Answer> => {
  const concept = await library.read(id)
  if (concept === null || concept.parentId === null) return ask(`${id} has no kind`)
  return answer(...library.childrenOf(concept.parentId).filter(other => other !== id))
}

const kinds = (shelf: readonly Concept[], id: number): Answer => {
  const found = descendantsOf(shelf, id)
  return found.length === 0 ? ask(`no kinds of ${id} at hand`) : answer(...found.map(descendant => descendant.id))
}

const describe = (shelf: readonly Concept[], description: string): Answer => {
  const [best, second] = searchConcepts(shelf, description)
  if (best === undefined) return ask('nothing fits')
  if (second !== undefined && best.score < CONFIDENCE * second.score) return ask('more than one thing fits')
  return answer(best.id)
}

/** `shelf` is what is at hand of the library, in memory: kinds are listed from it and descriptions are matched against it. */
export const answerTask = async (library: Library, shelf: readonly Concept[], task: Task): Promise<Answer> => {
  switch (task.kind) {
    case 'define':
      return define(library, task.word, task.category)
    case 'common':
      return common(library, task.left, task.right)
    case 'siblings':
      return siblings(library, task.id)
    case 'kinds':
      return kinds(shelf, task.id)
    case 'describe':
      return describe(shelf, task.description)
  }
}

/** One after the other, in order. */
export const answerAll = async (library: Library, shelf: readonly Concept[], tasks: readonly Task[]): Promise<Answer[]> => {
  const answers: Answer[] = []
  for (const task of tasks) {
    answers.push(await answerTask(library, shelf, task))
  }
  return answers
}
