import { expect, test } from 'vitest'
import { seededRandom } from '../../languages/javascript/harness/random.ts'
import { mutator } from './mutate.ts'

const hasHole = (list: readonly unknown[]): boolean => Array.from(list, (_, at) => at in list).includes(false)

const lists = (typed: boolean): unknown[][] => {
  const random = seededRandom(7)
  const { mutated } = mutator({ random, typed })
  return Array.from({ length: 2000 }, () => mutated([[{ id: 1 }, { id: 2 }, { id: 3 }]])).flatMap(args =>
    Array.isArray(args?.[0]) ? [args[0] as unknown[]] : [],
  )
}

test('lists of untyped code get holes, lists of typed code do not', () => {
  expect(lists(false).some(hasHole)).toBe(true)
  const typed = lists(true)
  expect(typed.length).toBeGreaterThan(1000)
  expect(typed.some(hasHole)).toBe(false)
})
