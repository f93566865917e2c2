/** The table of contents of the readers. */
import { readLoop } from './loop-reading.ts'
import type { Reader } from './reading.ts'

export const readers: readonly Reader[] = [readLoop]
