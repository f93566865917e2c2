/**
 * Chooses among settings by what they have paid lately: an epsilon-greedy bandit that looks at the recent past only, so that it
 * notices when the world changes. `rankArms` is the decision itself, on plain data; `Bandit` keeps the history.
 */
import { randomIndex, type Random } from '../random.ts'

/** Share of decisions that try something at random. */
const EXPLORATION = 0.1
/** Uses that are remembered. */
const WINDOW = 400
/** Weight of a use relative to the next one of the same arm; 1 weighs all alike. */
const DISCOUNT = 1
/** Value of an arm of which nothing is known. */
const PRIOR_VALUE = 0.5

export interface Pull {
  readonly arm: number
  readonly reward: number
}

export interface ArmEstimate {
  readonly arm: number
  readonly value: number
  readonly pulls: number
}

/** Mean of rewards in order of time, where older ones count less. */
const discountedMean = (rewards: readonly number[]): number => {
  let total = 0
  let weight = 0
  for (const reward of rewards) {
    total = total * DISCOUNT + reward
    weight = weight * DISCOUNT + 1
  }
  return total / weight
}

/** Every arm with its value by the history, best first; equal ones in the order of `arms`. */
export const rankArms = (arms: readonly number[], history: readonly Pull[]): ArmEstimate[] => {
  const estimates = arms.map(arm => {
    const rewards = history.filter(pull => pull.arm === arm).map(pull => pull.reward)
    return { arm, value: rewards.length === 0 ? PRIOR_VALUE : discountedMean(rewards), pulls: rewards.length }
  })
  return estimates.sort((a, b) => b.value - a.value)
}

export interface Policy {
  choose(): number
  learn(pull: Pull): void
}

export const epsilonGreedy = (arms: readonly number[], random: Random): Policy => {
  let history: Pull[] = []
  return {
    choose: () => (random() < EXPLORATION ? arms[randomIndex(random, arms.length)] : rankArms(arms, history)[0].arm),
    learn: pull => {
      history = [...history, pull].slice(-WINDOW)
    },
  }
}

/** Tries every arm a few times, settles for the best one, and never changes its mind: what adapting is compared with. */
export const settleOnce = (arms: readonly number[], trialsPerArm: number): Policy => {
  const history: Pull[] = []
  let settled: number | null = null
  return {
    choose: () => {
      if (history.length < arms.length * trialsPerArm) return arms[history.length % arms.length]
      settled ??= rankArms(arms, history)[0].arm
      return settled
    },
    learn: pull => {
      history.push(pull)
    },
  }
}
