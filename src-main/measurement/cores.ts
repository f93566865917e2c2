/**
 * What is timed has a core to itself: so many timed processes at once as there are cores, two at most, whoever asks. Both versions of a comparison
 * share a process or take turns, so what the other core does falls on both.
 */
import { availableParallelism } from 'node:os'

export interface Cores {
  readonly count: number
  /** Runs `work` when a core is free; first come, first served. */
  take<T>(work: () => Promise<T>): Promise<T>
}

/** @param count 1 or more. */
export const newCores = (count: number): Cores => {
  let free = count
  const waiting: (() => void)[] = []
  return {
    count,
    take: async work => {
      if (free === 0) await new Promise<void>(go => void waiting.push(go))
      else free -= 1
      try {
        return await work()
      } finally {
        const next = waiting.shift()
        if (next) next()
        else free += 1
      }
    },
  }
}

/** More at once would share what even cores share: memory and heat. */
const mostAtOnce = 2
/** Of this process. */
export const cores: Cores = newCores(Math.min(mostAtOnce, availableParallelism()))
