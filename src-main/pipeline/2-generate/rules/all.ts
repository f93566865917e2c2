/** The table of contents of the rules, by yield. */
import { concatLoop, spreadReduceArray, spreadReduceObject } from './accumulate.ts'
import { dedupeFilter, filterFirst, filterLength, keysIncludes, lastElement, mapFlat, substringStart } from './filters.ts'
import { byteFlags } from './flags.ts'
import { intlInLoop, invariantExpression, regExpInLoop, setInLoop } from './invariants.ts'
import { filterJoin, findJoin, indexPosition } from './joins.ts'
import { sortKeys } from './keys.ts'
import { includesInLoop } from './membership.ts'
import { nestedJoin } from './nested.ts'
import { sortFirst } from './order.ts'
import { shiftQueue, unshiftLoop } from './queues.ts'
import { memoRecursion } from './recursion.ts'
import { entriesLoop, missingBreak, prefixSum, sumLoop } from './rounds.ts'
import type { Rule } from './rule.ts'
import { keptStatement } from './statements.ts'
import { seenList } from './seen.ts'

export const rules: readonly Rule[] = [
  includesInLoop,
  seenList,
  findJoin,
  filterJoin,
  indexPosition,
  nestedJoin,
  spreadReduceArray,
  spreadReduceObject,
  concatLoop,
  shiftQueue,
  unshiftLoop,
  sortFirst,
  invariantExpression,
  setInLoop,
  regExpInLoop,
  intlInLoop,
  keptStatement,
  memoRecursion,
  dedupeFilter,
  filterFirst,
  filterLength,
  mapFlat,
  lastElement,
  substringStart,
  keysIncludes,
  sortKeys,
  byteFlags,
  prefixSum,
  missingBreak,
  sumLoop,
  entriesLoop,
]
