/** Promises that a result holds: waited for shortly, because what becomes of them is part of the answer. */
import { aTurn } from './later.ts'

type Ended = { readonly how: 'fulfilled' | 'rejected'; readonly value: unknown }
const then = Promise.prototype.then
const later = setTimeout
const mostMs = 60

const known = new WeakMap<Promise<unknown>, Ended>()

export class Promises {
  readonly #open = new Set<Promise<unknown>>()

  readonly settled = (promise: Promise<unknown>): Ended | undefined => {
    const found = known.get(promise)
    if (!found && !this.#open.has(promise)) {
      this.#open.add(promise)
      const end = (how: Ended['how']) => (value: unknown) => {
        known.set(promise, { how, value })
        this.#open.delete(promise)
      }
      void Reflect.apply(then, promise, [end('fulfilled'), end('rejected')])
    }
    return found
  }

  any(): boolean {
    return this.#open.size > 0
  }

  /** True when there were any. */
  async wait(): Promise<boolean> {
    if (!this.any()) return false
    for (let turn = 0; turn < 3 && this.#open.size > 0; turn += 1) await aTurn()
    for (let spent = 0; spent < mostMs && this.#open.size > 0; spent += 5) await new Promise<void>(resolve => later(resolve, 5))
    return true
  }
}
