import { expect, it } from 'vitest'
import { listensLess } from './spoken-to.ts'
import { parse } from './syntax.ts'

const files = (text: string) => [parse('a.ts', text)]
const jumps = 'function* f(all) { for (let at = 0; at < all.length;) { const by = yield all[at]; at += by ?? 1 } }'
const catches = 'function* f(all) { for (const one of all) { try { yield one } catch { continue } } }'
const plain = 'function* f(all) { for (const one of all) yield one }'

it('names what a candidate does not listen to any more', () => {
  expect(listensLess(files(jumps), files(plain))).toEqual(['what callers send to its generator'])
  expect(listensLess(files(catches), files(plain))).toEqual(['what callers throw into its generator'])
})
it('has nothing to say of what was not listened to, or still is', () => {
  expect(listensLess(files(plain), files('function* f(all) { yield* all }'))).toEqual([])
  expect(listensLess(files(plain), files(jumps))).toEqual([])
  expect(listensLess(files(jumps), files(jumps.replace('by ?? 1', '(by ?? 1)')))).toEqual([])
  expect(listensLess(files(catches), files(catches.replace('continue', '')))).toEqual([])
  // Cleaning up is seen: the comparison leaves generators half way.
  expect(listensLess(files('function* f(all, lock) { try { yield* all } finally { lock.free() } }'), files(plain))).toEqual([])
})
