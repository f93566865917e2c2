/**
 * The level of one metric on one copy: samples for the analyzer's series and the monitor's baseline, each from a fresh process with the
 * control probe beside it. A level is never compared with a stored one to judge a candidate; that is `ab.ts`.
 */
import type { FunctionBenchmark } from '../../src-shared/domain/manifest.ts'
import { isRefused, type Refused } from '../../src-shared/errors.ts'
import type { FunctionAnswer, FunctionRequest } from '../languages/javascript/harness/ab-protocol.ts'
import { wantedIn } from '../languages/javascript/wanted.ts'
import { timeUnit } from './ab-function.ts'
import { ask, measuringFlags, mountsOf, newTyping, type Typing } from './box.ts'
import { cores } from './cores.ts'
import type { Ports, Subject } from './input.ts'
import { measureValue, type Measured } from './value.ts'

export interface LevelInput extends Subject {
  readonly dir: string
  /** Number of samples, 1 or more. */
  readonly count: number
}
export interface Level {
  readonly unit: string
  /** In `unit`; function benchmarks at their largest size. */
  readonly values: readonly number[]
  /** Control probe beside each value, microseconds: what the machine did meanwhile. */
  readonly probes: readonly number[]
}

/** All samples of a level use the same inputs: what differs between them is the machine alone. */
const levelSeed = 1
const settings = { warmupMs: 100, pairs: 30, blockMs: 2, budgetMs: 150 }

const functionSample = async (
  benchmark: FunctionBenchmark,
  input: LevelInput,
  ports: Ports,
  typing: Typing,
): Promise<Measured | Refused> => {
  const request: Omit<FunctionRequest, 'nonce'> = {
    roots: ['/src'],
    file: benchmark.file,
    function: benchmark.function,
    wanted: [wantedIn(input.dir, benchmark.file, benchmark.function)],
    inputs: benchmark.inputs,
    sizes: [Math.max(...benchmark.sizes)],
    seed: input.seed ?? levelSeed,
    reversed: false,
    clock: 'auto',
    ...settings,
  }
  const asked = await ask<typeof request, FunctionAnswer>(
    'level',
    request,
    { mounts: mountsOf(input, [{ host: input.dir, box: '/src' }], ports), runtimeFlags: measuringFlags, typing },
    input,
    ports,
    `The benchmark of ${benchmark.function}`,
  )
  if (isRefused(asked)) return asked
  const value = asked.answer.sizes[0]!.micros[0]! * timeUnit(input.unit).factor
  return { value, probeMicros: asked.answer.probeMicros ?? Number.NaN }
}

export const measureLevel = async (input: LevelInput, ports: Ports): Promise<Level | Refused> => {
  const { benchmark } = input
  const typing = newTyping()
  const values: number[] = []
  const probes: number[] = []
  for (let i = 0; i < Math.max(1, input.count); i++) {
    const measured =
      benchmark.kind === 'function'
        ? await cores.take(() => functionSample(benchmark, input, ports, typing))
        : await measureValue(benchmark, input.dir, input, ports, { probe: true, typing })
    if (isRefused(measured)) return measured
    values.push(measured.value)
    probes.push(measured.probeMicros)
    ports.onProgress?.(`sample ${i + 1} of ${input.count}`)
  }
  return { unit: benchmark.kind === 'function' ? timeUnit(input.unit).unit : input.unit, values, probes }
}
