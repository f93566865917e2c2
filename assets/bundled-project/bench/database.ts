/**
 * A fixed mix of 180 reads and writes on a knowledge store of 1,000 concepts in a file of its own, one number: `total`, CPU time
 * of the mix in ms (of the processor, because a busy neighbour must not count); `p95`, the time in ms within which 95 % of single
 * operations are done; `size` of the file in kB. Filling the store is not part of the time. The mix is done twice and the faster
 * one counts (of the whole, or of each operation).
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seeded } from '../data/read.ts'
import { KnowledgeStore } from '../src/database/knowledge-store.ts'
import { pick, someConcepts } from './concepts.ts'

const CONCEPTS = 1000
const OPERATIONS = 180
const ROUNDS = 2

export default (figure: 'total' | 'p95' | 'size'): number => {
  const concepts = someConcepts(seeded(6), CONCEPTS)
  let random = seeded(7)
  const anyId = (): number => pick(concepts, random).id
  const folder = mkdtempSync(join(tmpdir(), 'knowledge-'))
  const file = join(folder, 'knowledge.db')
  const store = new KnowledgeStore(file)
  try {
    store.addConcepts(concepts)
    let fastestCpuMs = Infinity
    const elapsedMs = Array.from({ length: OPERATIONS }, () => Infinity)
    for (let round = 0; round < ROUNDS; round++) {
      random = seeded(7)
      let cpuMs = 0
      for (let operation = 0; operation < OPERATIONS; operation++) {
        const kind = operation % 6
        const id = anyId()
        const word = pick(pick(concepts, random).words, random)
        const ids = Array.from({ length: 6 }, anyId)
        const cpu = process.cpuUsage()
        const startMs = performance.now()
        if (kind === 0) store.idsNamed(word)
        else if (kind === 1) store.childrenOf(id)
        else if (kind === 2) store.ancestorsOf(id)
        else if (kind === 3) store.entries(ids)
        else if (kind === 4) store.observe({ conceptId: id, tMs: operation, value: operation })
        else store.latestObservations(id, 5)
        elapsedMs[operation] = Math.min(elapsedMs[operation], performance.now() - startMs)
        const { user, system } = process.cpuUsage(cpu)
        cpuMs += (user + system) / 1000
      }
      fastestCpuMs = Math.min(fastestCpuMs, cpuMs)
    }
    if (figure === 'size') return statSync(file).size / 1024
    if (figure === 'total') return fastestCpuMs
    return elapsedMs.sort((a, b) => a - b)[Math.ceil(0.95 * OPERATIONS) - 1]
  } finally {
    store.close()
    rmSync(folder, { recursive: true })
  }
}
