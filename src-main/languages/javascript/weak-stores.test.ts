import { expect, it } from 'vitest'
import { parse } from './syntax.ts'
import { weakStoresWritten } from './weak-stores.ts'

const stores = (text: string): readonly string[] => weakStoresWritten([parse('a.ts', text)])

it('names stores of the module and of classes that are written to', () => {
  expect(stores(`const amounts = new WeakMap()\nexport const f = o => { amounts.set(o, 1); return o }`)).toEqual(['amounts'])
  expect(stores(`class A { static all = new WeakSet<object>(); add(o: object) { A.all.add(o) } }`)).toEqual(['all'])
})
it('is silent about those of one call, those that are only read, and ordinary collections', () => {
  expect(stores(`export const f = o => { const known = new WeakMap(); known.set(o, 1); return known.get(o) }`)).toEqual([])
  expect(stores(`const known = new WeakMap()\nexport const f = o => known.get(o)`)).toEqual([])
  expect(stores(`const known = new Map()\nexport const f = o => known.set(o, 1)`)).toEqual([])
})
