import { randomBytes } from 'node:crypto'
import type { RandomBytes } from './ports.ts'

/** The operating system's random numbers. */
export const systemRandom: RandomBytes = count => randomBytes(count)
