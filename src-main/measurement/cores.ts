/**
 * What is timed has a core to itself: so many timed processes at once as there are cores, two at most, whoever asks. Both versions of a comparison
 * share a process or take turns, so what the other core does falls on both.
 */
import { availableParallelism } from 'node:os'
import { atMost, type Turnstile } from '../platform/turnstile.ts'

export interface Cores {
  readonly count: number
  /** Runs the work when a core is free; first come, first served. */
  readonly take: Turnstile
}

/** @param count 1 or more. */
export const newCores = (count: number): Cores => ({ count, take: atMost(count) })

/** More at once would share what even cores share: memory and heat. */
const mostAtOnce = 2
/** Of this process. */
export const cores: Cores = newCores(Math.min(mostAtOnce, availableParallelism()))
