/**
 * Memory that one round through the modules allocates, in kB: a stream learned, images classified, motifs found, a part of the hierarchy walked,
 * rows put together. Allocated, not held: what the collector has to clear away. Counted from the heap statistics around every
 * collection, so it is the same in every run but for a few per cent.
 */
import { GCProfiler, getHeapStatistics } from 'node:v8'
import { seeded } from '../data/read.ts'
import { rankArms } from '../src/adaptation/bandit.ts'
import { assembleEntries } from '../src/database/assemble.ts'
import { learnStream } from '../src/learning/perceptron.ts'
import { classifyAll } from '../src/pattern-recognition/classifier.ts'
import { findMotifs } from '../src/pattern-recognition/motifs.ts'
import { descendantsOf } from '../src/research/descendants.ts'
import assembleInputs from './assemble.inputs.ts'
import classifyInputs from './classify.inputs.ts'
import { someConcepts } from './concepts.ts'
import decideInputs from './decide.inputs.ts'
import learnInputs from './learn.inputs.ts'
import motifInputs from './motifs.inputs.ts'

const allocatedBytes = (work: () => void): number => {
  const profiler = new GCProfiler()
  profiler.start()
  let level = getHeapStatistics().used_heap_size
  work()
  const end = getHeapStatistics().used_heap_size
  let allocated = 0
  for (const { beforeGC, afterGC } of profiler.stop()?.statistics ?? []) {
    allocated += beforeGC.heapStatistics.usedHeapSize - level
    level = afterGC.heapStatistics.usedHeapSize
  }
  return allocated + end - level
}

export default (): number => {
  const random = seeded(11)
  const classify = classifyInputs(random, 200) as Parameters<typeof classifyAll>
  const learn = learnInputs(random, 600) as Parameters<typeof learnStream>
  const motifs = motifInputs(random, 800) as Parameters<typeof findMotifs>
  const decide = decideInputs(random, 800) as Parameters<typeof rankArms>
  const assemble = assembleInputs(random, 300) as Parameters<typeof assembleEntries>
  const concepts = someConcepts(random, 500)
  const round = (): void => {
    classifyAll(...classify)
    learnStream(...learn)
    findMotifs(...motifs)
    rankArms(...decide)
    assembleEntries(...assemble)
    descendantsOf(concepts, 1)
  }
  return allocatedBytes(round) / 1024
}
