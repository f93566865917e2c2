/** The table of contents of the rules, by yield. */
import { spreadReduceArray, spreadReduceObject } from './accumulate.ts'
import { askedDirectly } from './asked-directly.ts'
import { classicRules } from './classics/classics.ts'
import { concatLoop } from './concat.ts'
import { dedupeFilter } from './dedupe.ts'
import { filterFirst, filterLength, keysIncludes, lastElement, mapFlat, substringStart } from './filters.ts'
import { byteFlags } from './flags.ts'
import { intlInLoop } from './formatters.ts'
import { growingIndex } from './growing.ts'
import { invariantExpression, setInLoop } from './invariants.ts'
import { filterJoin, findJoin } from './joins.ts'
import { sortKeys } from './keys.ts'
import { includesInLoop } from './membership.ts'
import { nestedJoin } from './nested.ts'
import { sortFirst } from './order.ts'
import { duplicatePair, equalCount } from './pairs.ts'
import { regExpInLoop } from './patterns.ts'
import { numericSort } from './numeric-sort.ts'
import { indexPosition } from './positions.ts'
import { prefixSum } from './prefix-sums.ts'
import { objectLoop } from './object-loop.ts'
import { keyPosition, narrowedSearch } from './narrowed.ts'
import { shiftQueue, unshiftLoop } from './queues.ts'
import { memoForms } from './recursion-forms.ts'
import { memoRecursion } from './recursion.ts'
import { entriesLoop, missingBreak } from './rounds.ts'
import { seenList } from './seen.ts'
import { keptStatement } from './statements.ts'
import { sliceRecursion } from './slices.ts'
import { sortedQueue } from './sorted-queue.ts'
import { sumLoop } from './sums.ts'
import type { Rule } from './rule.ts'

export const rules: readonly Rule[] = [
  includesInLoop,
  seenList,
  findJoin,
  filterJoin,
  indexPosition,
  nestedJoin,
  growingIndex,
  duplicatePair,
  equalCount,
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
  narrowedSearch,
  keyPosition,
  objectLoop,
  askedDirectly,
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
  // Changes of algorithm.
  ...classicRules,
  numericSort,
  memoForms,
  sortedQueue,
  sliceRecursion,
]
