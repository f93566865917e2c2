import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { conceptsFile, readConcepts } from '../data/read.ts'
import { commonAncestors } from '../src/research/ancestors.ts'
import { answerAll, answerTask } from '../src/research/assistant.ts'
import { parseConcept } from '../src/research/concept.ts'
import { descendantsOf } from '../src/research/descendants.ts'
import { Library } from '../src/research/library.ts'
import { keywordsOf, searchConcepts } from '../src/research/search.ts'

const concepts = readConcepts()
const first = concepts.slice(0, 1500)
const idOf = (word: string): number => concepts.find(concept => concept.words[0] === word)!.id
const glossOf = (id: number): string => concepts[id - 1].gloss

describe('hierarchy', () => {
  it('finds what two concepts have in common', () => {
    const [plants, same, up] = commonAncestors(concepts, [
      [idOf('animal'), idOf('plant')],
      [idOf('animal'), idOf('animal')],
      [idOf('animal'), idOf('entity')],
    ])
    assert.equal(plants.ancestorId, idOf('organism'))
    assert.equal(plants.distance, 2)
    assert.deepEqual(same, { left: idOf('animal'), right: idOf('animal'), ancestorId: idOf('animal'), distance: 0 })
    assert.equal(up.ancestorId, idOf('entity'))
  })

  it('agrees with a walk over parents for many pairs', () => {
    const parent = new Map(concepts.map(concept => [concept.id, concept.parentId]))
    const pathUp = (id: number | null | undefined): number[] => (id == null ? [] : [id, ...pathUp(parent.get(id))])
    const pairs = Array.from({ length: 60 }, (_, at) => [((at * 197) % 12_000) + 1, ((at * 541) % 12_000) + 1] as const)
    for (const { left, right, ancestorId, distance } of commonAncestors(concepts, pairs)) {
      const leftPath = pathUp(left)
      const rightPath = pathUp(right)
      const expected = leftPath.find(id => rightPath.includes(id))
      assert.equal(ancestorId, expected)
      assert.equal(distance, leftPath.indexOf(expected!) + rightPath.indexOf(expected!))
    }
  })

  it('has no answer for an unknown id or without a common root', () => {
    const nothing = { ancestorId: null, distance: null }
    assert.deepEqual(commonAncestors(first, [[1, 999_999]]), [{ left: 1, right: 999_999, ...nothing }])
    const apart = [1, 2].map(id => ({ id, parentId: null, category: 3, words: ['x'], gloss: '' }))
    assert.deepEqual(commonAncestors(apart, [[1, 2]]), [{ left: 1, right: 2, ...nothing }])
  })

  it('survives a cycle', () => {
    const cycle = [
      { id: 1, parentId: 2, category: 3, words: ['hen'], gloss: '' },
      { id: 2, parentId: 1, category: 3, words: ['egg'], gloss: '' },
    ]
    assert.equal(commonAncestors(cycle, [[1, 7]])[0].ancestorId, null)
    assert.deepEqual(descendantsOf(cycle, 1), [{ id: 2, depth: 1 }])
  })

  it('lists everything below a concept once, level by level', () => {
    const below = descendantsOf(first, 1)
    const reached = new Set([1, ...below.map(({ id }) => id)])
    assert.equal(reached.size, below.length + 1)
    const belongs = first.filter(({ id, parentId }) => id !== 1 && parentId !== null && reached.has(parentId))
    assert.equal(below.length, belongs.length)
    assert.ok(below.length > 1000)
    assert.ok(below.every(({ depth }, at) => at === 0 || depth >= below[at - 1].depth))
    assert.deepEqual(descendantsOf(first, 999_999), [])
  })
})

describe('search', () => {
  it('finds a concept by its name, before those that only mention it', () => {
    const hits = searchConcepts(first, 'animal')
    assert.ok(hits.some(hit => hit.id === idOf('animal')))
    assert.ok(hits.length > 1 && hits.length <= 10)
    assert.ok(hits.every((hit, at) => at === 0 || hit.score <= hits[at - 1].score))
  })

  it('finds a concept by words of its definition, whatever their case', () => {
    const id = idOf('cell')
    const hits = searchConcepts(first, 'BASIC structural functional unit organisms')
    assert.equal(hits[0].id, id, glossOf(hits[0].id))
  })

  it('takes the distinct words of a query and leaves short ones out', () => {
    assert.deepEqual(keywordsOf('The Unit of a unit, the CELL!'), ['the', 'unit', 'cell'])
    assert.deepEqual(searchConcepts(first, 'of a'), [])
    assert.deepEqual(searchConcepts(first, 'qqqqq'), [])
    assert.deepEqual(searchConcepts([], 'animal'), [])
  })
})

describe('assistant', () => {
  let library: Library
  before(async () => {
    library = await Library.open(conceptsFile)
  })
  after(() => library.close())

  it('reads concepts from disk as they are in the file', async () => {
    for (const at of [0, 1, 777, 12_242]) assert.deepEqual(await library.read(concepts[at].id), concepts[at])
    assert.equal(await library.read(999_999), null)
    assert.deepEqual(parseConcept('2\t1\t3\tphysical entity\tan entity that has physical existence').words, ['physical entity'])
  })

  it('defines a word, names what two things share, what else there is and what kinds', async () => {
    const [define, common, siblings, kinds] = await answerAll(library, first, [
      { kind: 'define', word: 'Physical Entity', category: 3 },
      { kind: 'common', left: idOf('animal'), right: idOf('plant') },
      { kind: 'siblings', id: 2 },
      { kind: 'kinds', id: 3 },
    ])
    assert.deepEqual(define, { kind: 'concepts', ids: [2] })
    assert.deepEqual(common, { kind: 'concepts', ids: [idOf('organism')] })
    assert.ok(siblings.kind === 'concepts' && siblings.ids.includes(3) && !siblings.ids.includes(2))
    assert.ok(kinds.kind === 'concepts' && kinds.ids.length > 10)
  })

  it('understands a description that fits one thing', async () => {
    const answer = await answerTask(library, first.slice(0, 40), {
      kind: 'describe',
      description: 'biology basic structural functional unit organisms',
    })
    assert.deepEqual(answer, { kind: 'concepts', ids: [idOf('cell')] })
  })

  it('asks the operator where it does not know', async () => {
    const answers = await answerAll(library, first, [
      { kind: 'define', word: 'flibbertigibbetry', category: 3 },
      { kind: 'common', left: 1, right: 999_999 },
      { kind: 'siblings', id: 1 },
      { kind: 'kinds', id: 999_999 },
      { kind: 'describe', description: 'zzzz' },
    ])
    assert.deepEqual(
      answers.map(answer => answer.kind),
      ['ask-operator', 'ask-operator', 'ask-operator', 'ask-operator', 'ask-operator'],
    )
  })

  it('answers in the order of the tasks', async () => {
    const ids = [5, 9, 20, 33, 2]
    const answers = await answerAll(
      library,
      first,
      ids.map(id => ({ kind: 'siblings' as const, id })),
    )
    for (const [at, answer] of answers.entries()) {
      const { parentId } = concepts[ids[at] - 1]
      assert.ok(answer.kind === 'concepts' && answer.ids.every(id => concepts[id - 1].parentId === parentId))
    }
  })
})
