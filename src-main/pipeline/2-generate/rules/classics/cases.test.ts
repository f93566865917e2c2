/** Every rewrite of a case does what the case did, for ordinary and for strange inputs; and the cases that are no trap are recognised. */
import { isDeepStrictEqual } from 'node:util'
import { stripTypeScriptTypes } from 'node:module'
import { describe, expect, test } from 'vitest'
import { matches, openSource } from '../../engine.ts'
import { type ClassicCase, classicArgument } from '../fixtures/classic-inputs.ts'
import { listCases } from '../fixtures/classic-lists.ts'
import { neighbourCases } from '../fixtures/classic-neighbours.ts'
import { numberCases } from '../fixtures/classic-numbers.ts'
import { orderCases } from '../fixtures/classic-orders.ts'
import { recursionCases } from '../fixtures/classic-recursions.ts'
import { tableCases } from '../fixtures/classic-tables.ts'
import { textCases } from '../fixtures/classic-texts.ts'
import { rules } from '../all.ts'
import { load, seeded } from '../testing.ts'

const families = { numberCases, recursionCases, listCases, orderCases, textCases, tableCases, neighbourCases }
const own = rules.filter(each => /^J1[0-4]\d$/.test(each.id))

/** What older rules recognise, and what no rule knows: an answer here means that this list is out of date. */
const known = new Map<string, readonly string[]>([
  ['ways to give change', ['J16']],
  ['knapsack', ['J16']],
  ['partitions', ['J16']],
  ['subset sum', ['J16']],
  ['product of all others', []],
  ['merge by taking from the front', []],
  ['dates made in the comparison', ['J37']],
  ['lower case made in the comparison', []],
  ['set representative without path compression', []],
  ['neighbours found in the list of edges', ['J09']],
])

function found(each: ClassicCase, by = own): readonly { readonly id: string; readonly after: string }[] {
  const path = each.path ?? 'a.js'
  const source = openSource(path, new Map([[path, each.text]]))
  return source.functions.flatMap(fn => matches(source, fn, by, [])).map(({ rule, after }) => ({ id: rule.id, after }))
}

describe.each(Object.entries(families))('%s', (_family, cases) => {
  test.each(cases.map(each => [each.name, each] as const))('%s', async (_name, each) => {
    const all = found(each)
    const others = known.get(each.name)
    if (others) expect(found(each, [...rules]).map(({ id }) => id)).toEqual(others)
    else if (!each.trap) expect(all.length, 'recognised').toBeGreaterThan(0)
    for (const { after, id } of all) expect(await firstDifference(each, after), `${id}\n${after}`).toBe(null)
  })
})

async function firstDifference(each: ClassicCase, after: string): Promise<string | null> {
  const plain = (text: string): string => (each.path ? stripTypeScriptTypes(text) : text)
  const old = (await load(plain(each.text)))['f']!
  const now = (await load(plain(after)))['f']!
  const random = seeded(11)
  for (let run = 0; run < 250; run++) {
    const args = each.kinds.map(kind => classicArgument(kind, random))
    const a = outcome(old, structuredClone(args))
    const b = outcome(now, structuredClone(args))
    if (!isDeepStrictEqual(a, b)) return [args, a, b].map(show).join(' ')
  }
  return null
}

const show = (value: unknown): string =>
  JSON.stringify(value, (_key, each: unknown) => (typeof each === 'bigint' ? `${each}n` : Object.is(each, -0) ? '-0' : each))

function outcome(f: (...args: unknown[]) => unknown, args: unknown[]): unknown {
  try {
    const value = f(...args)
    return { value, args, same: args.indexOf(value) }
  } catch (error) {
    return { error: error instanceof Error ? error.constructor.name : String(error), args }
  }
}
