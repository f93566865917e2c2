/** The table of contents of the classics: rules that recognise a textbook method and put another algorithm in its place. */
import type { Rule } from '../rule.ts'
import { arithmeticClassics } from './arithmetic.ts'
import { divisorClassics } from './divisors.ts'
import type { Classic } from './classic.ts'
import { pairClassics } from './pairs.ts'
import { ruleOf } from './rewrite.ts'
import { handSort } from './sorts.ts'
import { sumClassics } from './sums.ts'
import { tableClassics } from './tables.ts'
import { textClassics } from './texts.ts'

export const classics: readonly Classic[] = [
  ...divisorClassics,
  ...arithmeticClassics,
  ...sumClassics,
  ...pairClassics,
  handSort,
  ...textClassics,
  ...tableClassics,
]

export const classicRules: readonly Rule[] = classics.map(ruleOf)
