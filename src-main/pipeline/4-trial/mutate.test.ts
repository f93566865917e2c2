import { expect, test } from 'vitest'
import { seededRandom } from '../../languages/javascript/harness/random.ts'
import { open, type Shape } from '../../languages/javascript/shape.ts'
import { mutator } from './mutate.ts'

const hasHole = (list: readonly unknown[]): boolean => Array.from(list, (_, at) => at in list).includes(false)

const rows: Shape = {
  kind: 'list',
  of: { kind: 'object', properties: [{ name: 'id', shape: { kind: 'number' }, optional: false }], index: null },
}

const lists = (shape: Shape): unknown[][] => {
  const { mutated } = mutator({ random: seededRandom(7), shapes: { at: () => shape } })
  return Array.from({ length: 2000 }, () => mutated([[{ id: 1 }, { id: 2 }, { id: 3 }]])).flatMap(({ args }) =>
    Array.isArray(args[0]) ? [args[0] as unknown[]] : [],
  )
}

test('lists of untyped code get holes, lists of typed code do not', () => {
  expect(lists(open).some(hasHole)).toBe(true)
  const typed = lists(rows)
  expect(typed.length).toBeGreaterThan(1000)
  expect(typed.some(hasHole)).toBe(false)
})
