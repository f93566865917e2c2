/** Fresh processes with both versions of one function in each: so many at once as there are cores for it. */
import type { FunctionBenchmark } from '../../src-shared/domain/manifest.ts'
import { isRefused, type Refused } from '../../src-shared/errors.ts'
import type { FunctionAnswer, FunctionRequest } from '../languages/javascript/harness/ab-protocol.ts'
import { wantedIn } from '../languages/javascript/wanted.ts'
import { ask, measuringFlags, mountsOf, newTyping, strippedFor } from './box.ts'
import { cores } from './cores.ts'
import { forkSeed, seedOf, type Ports, type Subject } from './input.ts'
import type { Precision } from './looks.ts'

export interface FunctionComparison extends Subject {
  readonly benchmark: FunctionBenchmark
  /** Host folders with a copy of the project each. */
  readonly beforeDir: string
  readonly afterDir: string
  readonly precision?: Precision
}

export type ForkSettings = Pick<FunctionRequest, 'warmupMs' | 'pairs' | 'blockMs' | 'budgetMs'>

/**
 * Warm-up and blocks of one fork: `measurement.md`, point 3. With several sizes each gets fewer pairs: what differs from fork to fork (how
 * the compiler fared) outweighs what differs from block to block.
 */
export const forkSettings = (precision: Precision, sizes: number): ForkSettings => {
  const pairs = (most: number, least: number) => Math.min(most, Math.max(least, Math.round((2 * most) / sizes)))
  return precision === 'full'
    ? { warmupMs: 150, pairs: pairs(25, 12), blockMs: 2, budgetMs: 250 }
    : { warmupMs: 100, pairs: pairs(15, 8), blockMs: 2, budgetMs: 150 }
}
/** Enough to see a difference that is large. */
export const glanceSettings: ForkSettings = { warmupMs: 80, pairs: 8, blockMs: 2, budgetMs: 80 }
export const waitingSettings: ForkSettings = { warmupMs: 60, pairs: 15, blockMs: 1, budgetMs: 150 }

export interface Forks {
  /** How many at once. */
  readonly width: number
  /** Of the last fork; `auto` before the first. */
  clock(): FunctionRequest['clock']
  /** Of `count` processes, in the order of their seeds; what is wrong with the first of them that cannot be used. */
  run(count: number, sizes: readonly number[], settings: ForkSettings): Promise<readonly FunctionAnswer[] | Refused>
}

export const forksOf = (input: FunctionComparison, ports: Ports): Forks => {
  const { benchmark, beforeDir, afterDir } = input
  const seed = seedOf(input, ports)
  const typing = newTyping()
  const wanted = [beforeDir, afterDir].map(dir => wantedIn(dir, benchmark.file, benchmark.function))
  const copies = [{ host: beforeDir, box: '/a' }, { host: afterDir, box: '/b' }] // prettier-ignore
  const mounts = mountsOf(input, copies, ports)
  let begun = 0
  let clock: FunctionRequest['clock'] = 'auto'
  const stripped = Promise.all([strippedFor(benchmark, beforeDir, '/a', ports), strippedFor(benchmark, afterDir, '/b', ports)])
  const one = async (fork: number, sizes: readonly number[], settings: ForkSettings) => {
    const request: Omit<FunctionRequest, 'nonce'> = {
      roots: ['/a', '/b'],
      file: benchmark.file,
      function: benchmark.function,
      wanted,
      inputs: benchmark.inputs,
      stripped: (await stripped).flat(),
      sizes: [...sizes],
      seed: forkSeed(seed, fork),
      reversed: fork % 2 === 1,
      clock,
      ...settings,
    }
    const job = { mounts, runtimeFlags: measuringFlags, typing }
    return await ask<typeof request, FunctionAnswer>('ab', request, job, input, ports, `The benchmark of ${benchmark.function}`)
  }
  return {
    width: cores.count,
    clock: () => clock,
    run: async (count, sizes, settings) => {
      const from = begun
      begun += count
      const asked = await Promise.all(
        Array.from({ length: count }, (_, i) => cores.take(async () => await one(from + i, sizes, settings))),
      )
      const answers: FunctionAnswer[] = []
      for (const each of asked) {
        if (isRefused(each)) return each
        answers.push(each.answer)
      }
      clock = answers.at(-1)!.clock
      return answers
    },
  }
}
