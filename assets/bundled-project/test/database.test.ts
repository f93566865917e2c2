import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach, beforeEach, describe, it } from 'node:test'
import { readConcepts } from '../data/read.ts'
import { assembleEntries } from '../src/database/assemble.ts'
import { KnowledgeStore } from '../src/database/knowledge-store.ts'

const concepts = readConcepts().slice(0, 300)
const present = new Set(concepts.map(concept => concept.id))

describe('knowledge store', () => {
  const folder = mkdtempSync(join(tmpdir(), 'knowledge-test-'))
  let store: KnowledgeStore
  beforeEach(() => {
    store = new KnowledgeStore(':memory:')
    store.addConcepts(concepts)
  })
  afterEach(() => store.close())
  after(() => rmSync(folder, { recursive: true }))

  it('finds concepts by word', () => {
    for (const word of ['entity', 'substance', 'cell']) {
      const expected = concepts.filter(concept => concept.words.includes(word)).map(concept => concept.id)
      assert.deepEqual(
        store.idsNamed(word),
        expected.sort((a, b) => a - b),
      )
    }
    assert.deepEqual(store.idsNamed("no such word'; --"), [])
  })

  it('walks down and up', () => {
    assert.deepEqual(
      store.childrenOf(1),
      concepts.filter(concept => concept.parentId === 1).map(concept => concept.id),
    )
    assert.deepEqual(store.ancestorsOf(8), [8, 7, 6, 5, 2, 1])
    assert.deepEqual(store.ancestorsOf(999_999), [])
  })

  it('gives the latest observations first', () => {
    for (const [tMs, value] of [
      [10, 1],
      [30, 3],
      [20, 2],
      [30, 4],
    ]) {
      store.observe({ conceptId: 5, tMs, value })
    }
    store.observe({ conceptId: 6, tMs: 99, value: 9 })
    assert.deepEqual(
      store.latestObservations(5, 3).map(({ value }) => value),
      [4, 3, 2],
    )
    assert.deepEqual(store.latestObservations(7, 3), [])
  })

  it('tells everything about the concepts asked for, in that order', () => {
    const entries = store.entries([12, 8, 999_999, 7])
    assert.deepEqual(
      entries.map(entry => entry.id),
      [12, 8, 7],
    )
    const [person, organism] = entries
    assert.deepEqual(person.words, concepts[11].words)
    assert.equal(person.parentGloss, organism.gloss)
    assert.deepEqual(person.links, [{ toId: 8, kind: 'is-a' }])
  })

  it('takes a set of concepts whole or not at all', () => {
    const fresh = { id: 500_000, parentId: 1, category: 3, words: ['novelty'], gloss: 'something new' }
    assert.throws(() => store.addConcepts([fresh, { ...fresh }]))
    assert.deepEqual(store.idsNamed('novelty'), [])
    store.addConcepts([fresh])
    assert.deepEqual(store.idsNamed('novelty'), [500_000])
  })

  it('is still there when the file is opened again', () => {
    const file = join(folder, 'kept.db')
    const first = new KnowledgeStore(file)
    first.addConcepts(concepts.slice(0, 20))
    first.observe({ conceptId: 3, tMs: 5, value: 0.5 })
    first.close()
    const again = new KnowledgeStore(file)
    assert.deepEqual(again.idsNamed('entity'), [1])
    assert.deepEqual(again.latestObservations(3, 1), [{ conceptId: 3, tMs: 5, value: 0.5 }])
    again.close()
  })
})

describe('assembleEntries', () => {
  const rows = concepts.map(({ id, parentId, category, gloss }) => ({ id, parent_id: parentId, category, gloss }))
  const words = concepts.flatMap(concept => concept.words.map(word => ({ concept_id: concept.id, word })))
  const links = concepts
    .filter(concept => concept.parentId !== null)
    .map(concept => ({ from_id: concept.id, to_id: concept.parentId!, kind: 'is-a' }))

  it('gives every concept its own words and links', () => {
    const entries = assembleEntries(rows, words, links)
    for (const [at, entry] of entries.entries()) {
      const { id, parentId, words: own } = concepts[at]
      assert.equal(entry.id, id)
      assert.deepEqual(entry.words, own)
      assert.deepEqual(
        entry.links.map(link => link.toId),
        parentId === null ? [] : [parentId],
      )
      assert.equal(
        entry.parentGloss,
        parentId !== null && present.has(parentId) ? rows.find(row => row.id === parentId)!.gloss : null,
      )
    }
  })

  it('keeps rows that come more than once, and the first of two parents', () => {
    const row = { id: 2, parent_id: 1, category: 3, gloss: 'child' }
    const parents = ['first', 'second'].map(gloss => ({ id: 1, parent_id: null, category: 3, gloss }))
    const word = { concept_id: 2, word: 'twice' }
    const entry = assembleEntries([row, ...parents], [word, word], [])[0]
    assert.deepEqual(entry.words, ['twice', 'twice'])
    assert.equal(entry.parentGloss, 'first')
    assert.deepEqual(assembleEntries([], [word], []), [])
  })
})
