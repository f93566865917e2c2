import { describe, expect, it } from 'vitest'
import { encode } from '../../languages/javascript/harness/codec.ts'
import { toState } from '../../languages/javascript/harness/state.ts'
import { compareObservations } from './compare.ts'
import { around, explain } from './explain.ts'
import type { Observation } from './shim.ts'

const observed = (result: unknown, ...args: unknown[]): Observation => ({
  kind: 'value',
  async: false,
  state: structuredClone(toState(encode([result, ...args]), { left: Infinity })) as Observation['state'],
  shared: false,
  trace: '',
  turns: false,
  steady: true,
  end: null,
  moved: null,
})
const told = (one: Observation, two: Observation): readonly [string, string] => {
  const { place } = compareObservations(one, two)
  if (!place) throw new Error('no difference')
  return explain(one, two, place)
}

describe('a difference in words', () => {
  const inner = { n: 1 }
  const list = new Float64Array(2000)
  it.each([
    ['sharing', observed([inner, inner]), observed([{ n: 1 }, { n: 1 }]), /\*\d/],
    ['frozenness', observed(Object.freeze([1])), observed([1]), /frozen/],
    ['order', observed({ a: 1, b: 2 }), observed({ b: 2, a: 1 }), /b: 2, a: 1/],
    ['a descriptor', observed(Object.defineProperty({}, 'a', { value: 1 })), observed({ a: 1 }), /hidden/],
    [
      'an accessor',
      observed({
        get a() {
          return 1
        },
      }),
      observed({ a: 1 }),
      /accessor/,
    ],
    ['memory of an argument', observed(list.slice(), list), observed(list.subarray(), list), /memory \*\d/],
    [
      'one item far away',
      observed(Array.from({ length: 9000 }, () => 'same')),
      observed(Array.from({ length: 9000 }, (_, at) => (at === 8000 ? 'other' : 'same'))),
      /other/,
    ],
    ['the arguments', observed(1, [1]), observed(1, [2]), /arguments afterwards: \[\[2\]\]/],
  ] as const)('shows %s', (_, one, two, wanted) => {
    const [left, right] = told(one, two)
    expect(left).not.toBe(right)
    expect(`${left} ${right}`).toMatch(wanted)
    expect(Math.max(left.length, right.length)).toBeLessThanOrEqual(500)
  })

  it('is cut around the first place where both part', () => {
    const [one, two] = around(`${'x'.repeat(5000)}A`, `${'x'.repeat(5000)}B`, 100)
    expect([one.endsWith('A'), two.endsWith('B'), one.length <= 100]).toEqual([true, true, true])
  })
})
