/**
 * Runs a policy through a changing world and keeps the account of what it cost: the regret, which is the reward that the best
 * arm of each moment would have paid on average, less that of the arm that was chosen.
 */
import type { Environment } from './environment.ts'
import type { Policy } from './bandit.ts'

export interface Account {
  readonly regret: number
  /** Regret up to and including each step. */
  readonly regretByStep: readonly number[]
}

export const runPolicy = (environment: Environment, policy: Policy, steps: number): Account => {
  let regret = 0
  const regretByStep: number[] = []
  for (let step = 0; step < steps; step++) {
    const means = environment.means()
    const best = Math.max(...means)
    const arm = policy.choose()
    regret += best - means[arm]
    regretByStep.push(regret)
    policy.learn({ arm, reward: environment.pull(arm) })
  }
  return { regret, regretByStep }
}

/** 1 is a policy without regret, 0 one that does as well as never adapting, below 0 one that does worse. */
export const effectiveness = (regret: number, regretWithoutAdapting: number): number => 1 - regret / regretWithoutAdapting
