/**
 * A world that changes under one's feet: every setting ("arm") pays a reward with its own mean, and now and then the means are
 * dealt out anew. Seeded, so that two policies can be compared in the very same world.
 */
import { randomIndex, type Random } from '../random.ts'

export interface Environment {
  readonly arms: readonly number[]
  /** Mean reward of every arm now, 0 to 1. Known to the referee, not to the policy. */
  means(): readonly number[]
  /** Reward of one use, 0 or 1; the world moves on by one step. */
  pull(arm: number): number
}

/** Mean steps between two changes of the world. */
const STEPS_BETWEEN_CHANGES = 150

export const driftingEnvironment = (armCount: number, random: Random): Environment => {
  const arms = Array.from({ length: armCount }, (_, arm) => arm)
  const means = arms.map(() => random())
  return {
    arms,
    means: () => means,
    pull: arm => {
      const reward = random() < means[arm] ? 1 : 0
      if (random() < 1 / STEPS_BETWEEN_CHANGES) {
        // Two arms change: often a bad one becomes good, or the favourite gets worse.
        means[randomIndex(random, armCount)] = random()
        means[randomIndex(random, armCount)] = random()
      }
      return reward
    },
  }
}
