/**
 * Whose fault a comparison's failure is. A benchmark that cannot be measured says nothing about a change, unless the original can be
 * measured on the same inputs and the changed version cannot, twice. Measures each version by itself; compares no times.
 */
import { isRefused, type Refused } from '../../src-shared/errors.ts'
import type { Comparison } from './ab.ts'
import { forkSeed, type Ports } from './input.ts'
import { measureLevel } from './level.ts'

/** As many as a comparison has forks: one of them met the inputs on which it failed. */
const mostForks = 12
const rounds = 2

/**
 * Why the changed version cannot be measured where the original can, seen twice in turn; null when that cannot be shown (both fail, none
 * fails again, or it was stopped). `seed`: that of the comparison which failed, so that the inputs are the same.
 */
export const changedFails = async (input: Comparison & { readonly seed: number }, ports: Ports): Promise<Refused | null> => {
  const alone = async (dir: string, fork: number): Promise<Refused | null> => {
    const level = await measureLevel({ ...input, dir, count: 1, seed: forkSeed(input.seed, fork) }, ports)
    return isRefused(level) ? level : null
  }
  // A value of a whole process has no inputs that differ from run to run.
  const forks = input.benchmark.kind === 'function' ? mostForks : 1
  for (let fork = 0; fork < forks; fork++) {
    let why = await alone(input.afterDir, fork)
    if (why === null) continue
    for (let round = 1; ; round++) {
      if (why?.code !== 'bad-benchmark' || (await alone(input.beforeDir, fork)) !== null) return null
      if (round === rounds) return why
      why = await alone(input.afterDir, fork)
    }
  }
  return null
}
