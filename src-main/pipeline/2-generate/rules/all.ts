/** The table of contents of the rules, by yield. */
import { filterJoin, findJoin, indexPosition } from './joins.ts'
import { includesInLoop } from './membership.ts'
import type { Rule } from './rule.ts'

export const rules: readonly Rule[] = [includesInLoop, findJoin, filterJoin, indexPosition]
