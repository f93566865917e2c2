/**
 * A fixed mix of 240 reads and writes on a knowledge store of 1,200 concepts in a file of its own, one number: `total` and `p95`
 * in ms, `size` of the file in kB. Filling the store is not part of the time.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seeded } from '../data/read.ts'
import { KnowledgeStore } from '../src/database/knowledge-store.ts'
import { pick, someConcepts } from './concepts.ts'

const CONCEPTS = 1200
const OPERATIONS = 240

export default (figure: 'total' | 'p95' | 'size'): number => {
  const random = seeded(7)
  const concepts = someConcepts(random, CONCEPTS)
  const anyId = (): number => pick(concepts, random).id
  const folder = mkdtempSync(join(tmpdir(), 'knowledge-'))
  const file = join(folder, 'knowledge.db')
  const store = new KnowledgeStore(file)
  try {
    store.addConcepts(concepts)
    const elapsedMs: number[] = []
    for (let operation = 0; operation < OPERATIONS; operation++) {
      const kind = operation % 6
      const id = anyId()
      const word = pick(pick(concepts, random).words, random)
      const ids = Array.from({ length: 6 }, anyId)
      const startMs = performance.now()
      if (kind === 0) store.idsNamed(word)
      else if (kind === 1) store.childrenOf(id)
      else if (kind === 2) store.ancestorsOf(id)
      else if (kind === 3) store.entries(ids)
      else if (kind === 4) store.observe({ conceptId: id, tMs: operation, value: operation })
      else store.latestObservations(id, 5)
      elapsedMs.push(performance.now() - startMs)
    }
    if (figure === 'size') return statSync(file).size / 1024
    if (figure === 'total') return elapsedMs.reduce((sum, elapsed) => sum + elapsed, 0)
    return elapsedMs.sort((a, b) => a - b)[Math.ceil(0.95 * OPERATIONS) - 1]
  } finally {
    store.close()
    rmSync(folder, { recursive: true })
  }
}
