/**
 * Callbacks that do not always do as their maker wrote them: one fails at a certain call, answers come in another order, what is true
 * is not `true`. A caller's callbacks may do all of this, and how a function behaves then is part of what it does.
 */
import { aTurn } from './later.ts'

export type Mood =
  /** Call number `at` of all callbacks, from 1, throws; one that answers with a promise has it rejected. */
  | { readonly kind: 'fails'; readonly at: number }
  /** The same for call number `at` and all after it: no second try helps. */
  | { readonly kind: 'fails-from'; readonly at: number }
  /** Promises end in another order than that of the calls: the latest of those under way first. */
  | { readonly kind: 'turned' }
  /** Call number `at` calls the function itself before it does anything else. */
  | { readonly kind: 'again'; readonly at: number }
  /** They have a long name, and say that they take many arguments. */
  | { readonly kind: 'named' }
  /** `true` is a text and `false` a zero. */
  | { readonly kind: 'truthy' }

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function'

const failure = (): Error => {
  const error = new Error('cannot be done')
  // Where it comes from is nobody's affair.
  Reflect.defineProperty(error, 'stack', { value: 'Error: cannot be done', writable: true, configurable: true })
  return error
}

/**
 * Puts off the ends of promises: when everything that is under way has come to its end, the latest call ends first. No clock decides, so
 * that the same code sees the same order each time.
 */
export class Turned {
  readonly #waiting: { open: boolean; release: () => void }[] = []
  #busy = false

  /** As `value` ends, later. `ended` is told just before. */
  put(value: PromiseLike<unknown>, ended: () => void): Promise<unknown> {
    const one = { open: true, release: (): void => {} }
    const gate = new Promise<void>(resolve => (one.release = resolve))
    this.#waiting.push(one)
    const settled = (): void => {
      one.open = false
      void this.#work()
    }
    void value.then(settled, settled)
    return gate.then(() => {
      ended()
      return value
    })
  }

  async #work(): Promise<void> {
    if (this.#busy) return
    this.#busy = true
    const allSettled = (): boolean => this.#waiting.every(({ open }) => !open)
    while (this.#waiting.length > 0 && allSettled()) {
      await aTurn()
      await aTurn()
      if (allSettled()) this.#waiting.pop()?.release()
      await aTurn()
    }
    this.#busy = false
  }
}

/** What the callback answers instead, as call `number` of all. `ended`: a promise whose end was put off has come to it. @throws what a failing callback throws. */
export const inMood = (mood: Mood, number: number, answer: unknown, turned: Turned, ended: () => void): unknown => {
  switch (mood.kind) {
    case 'fails':
    case 'fails-from': {
      if (mood.kind === 'fails' ? number !== mood.at : number < mood.at) return answer
      if (!isThenable(answer)) throw failure()
      void answer.then(undefined, () => {})
      return Promise.reject(failure())
    }
    case 'again':
    case 'named':
      return answer
    case 'turned':
      return isThenable(answer) ? turned.put(answer, ended) : answer
    case 'truthy':
      return answer === true ? 'yes' : answer === false ? 0 : answer
  }
}
