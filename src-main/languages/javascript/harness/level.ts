/**
 * Runs in the box: one sample of one function's level, with the control probe measured between its blocks. The loop is that of a
 * comparison (`ab-measure.ts`), with one version only.
 */
import { prepare } from './ab-case.ts'
import { findDefault, findFunction, generatorFor, mixSeeds } from './ab-load.ts'
import { makeMegamorphic } from './ab-loop.ts'
import { measureAll } from './ab-measure.ts'
import type { FunctionAnswer, FunctionRequest } from './ab-protocol.ts'
import { answerOnce } from './ab-talk.ts'
import { acceptBundlerImports } from './bundler-imports.ts'
import { seededRandom } from './random.ts'
import { probeOf, probeOnce, warmProbe } from './level-probe.ts'

acceptBundlerImports()
await answerOnce(async (request: FunctionRequest): Promise<FunctionAnswer> => {
  const callee = await findFunction(request.roots[0]!, request.file, request.wanted[0]!, 0)
  makeMegamorphic()
  warmProbe()
  const prepared = await prepare(request, [callee], async () =>
    generatorFor(await findDefault(request.roots[0]!, request.inputs), callee),
  )
  const runs: number[] = []
  const { clock, sizes } = await measureAll(
    prepared,
    request,
    seededRandom(mixSeeds(request.seed, 1)),
    () => void runs.push(probeOnce()),
  )
  return {
    kind: 'measured',
    clock,
    mutating: prepared.mutating,
    sizes,
    probeMicros: probeOf(runs),
  }
})
