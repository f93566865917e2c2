/**
 * What is timed has a core to itself: so many timed processes at once as there are cores, two at most, whoever asks. Both versions of a comparison
 * share a process or take turns, so what the other core does falls on both.
 */
import { availableParallelism } from 'node:os'
import { atMost } from '../platform/turnstile.ts'

/** More at once would share what even cores share: memory and heat. */
const mostAtOnce = 2
const count = Math.min(mostAtOnce, availableParallelism())

/** Of this process. `take` runs its work when a core is free; first come, first served. */
export const cores = { count, take: atMost(count) }
