/** The table of contents of the readers. */
import { readFrontCopy, readFrontSplice, readGrowingReduce, readIndexedPush, readReduceAsLoop } from './list-reading.ts'
import { readLateStart } from './late-start.ts'
import { readLoop } from './loop-reading.ts'
import type { Reader } from './reading.ts'

export const readers: readonly Reader[] = [
  readLoop,
  readLateStart,
  readIndexedPush,
  readFrontCopy,
  readFrontSplice,
  readGrowingReduce,
  readReduceAsLoop,
]
