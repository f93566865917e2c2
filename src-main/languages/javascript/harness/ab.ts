/**
 * Runs in the box, once per fork: original and candidate of one function side by side in a fresh process. Both are loaded, in an order
 * that alternates between forks. Answers microseconds per call; comparing forks is the host's business.
 */
import { prepare } from './ab-case.ts'
import { findDefault, findFunction, generatorFor, mixSeeds, type Subject } from './ab-load.ts'
import { makeMegamorphic } from './ab-loop.ts'
import { measureAll } from './ab-measure.ts'
import type { FunctionAnswer, FunctionRequest } from './ab-protocol.ts'
import { answerOnce } from './ab-talk.ts'
import { acceptBundlerImports } from './bundler-imports.ts'
import { seededRandom } from './random.ts'
import { takeStripped } from './stripped.ts'

acceptBundlerImports()
await answerOnce(async (request: FunctionRequest): Promise<FunctionAnswer> => {
  takeStripped(request.stripped ?? [])
  const callees: Subject[] = []
  const order = [...request.roots.keys()]
  if (request.reversed) order.reverse()
  for (const which of order)
    callees[which] = await findFunction(request.roots[which]!, request.file, request.wanted[which]!, which)
  makeMegamorphic()
  const generatorOf = async (side: number) =>
    generatorFor(await findDefault(request.roots[side]!, request.inputs), callees[side]!)
  const prepared = await prepare(request, callees, generatorOf)
  const { clock, sizes } = await measureAll(prepared, request, seededRandom(mixSeeds(request.seed, 1)))
  return { kind: 'measured', clock, mutating: prepared.mutating, sizes, probeMicros: null }
})
