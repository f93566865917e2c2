/**
 * Two calls at once: a callback that calls the function itself, and two readers who take turns with what two calls gave. A function that keeps its
 * state for each call apart does not notice; one that keeps it in its module mixes them up.
 */
import { isAsyncIterator, isIteratorLike } from './drain.ts'

type Call = (...args: unknown[]) => unknown
interface Callable {
  readonly call: Call
  readonly receiver: unknown
}
type Steps = { next(): unknown }

const { apply, defineProperty, deleteProperty } = Reflect
const ownSteps = 2

/** What comes of it is nobody's affair, an error neither. */
const forget = (value: unknown): void => {
  if (typeof (value as PromiseLike<unknown> | null)?.then === 'function')
    void Promise.resolve(value).then(
      () => {},
      () => {},
    )
}
const readSome = (value: unknown): void => {
  try {
    const steps = isIteratorLike(value) ? value : isAsyncIterator(value) ? (value[Symbol.asyncIterator]() as unknown as Steps) : null // prettier-ignore
    if (steps) for (let count = 0; count < ownSteps; count += 1) forget(steps.next())
    forget(value)
  } catch {
    // As above.
  }
}

const another = (value: unknown): unknown => {
  if (typeof value === 'number') return value + 1
  return typeof value === 'string' ? `${value}~` : value
}
/** A callback of another caller: it answers otherwise, so that it shows whose answers somebody got. */
const ofAnother = (callback: Call): Call =>
  function (this: unknown, ...args: unknown[]): unknown {
    const value: unknown = apply(callback, this, args)
    return typeof (value as PromiseLike<unknown> | null)?.then === 'function'
      ? (value as PromiseLike<unknown>).then(another)
      : another(value)
  }

/** From inside of a callback, with lists and callbacks of its own. What the other caller gets; steps are begun and left. */
export const callAgain = ({ call, receiver }: Callable, args: readonly unknown[]): unknown => {
  try {
    const own = args.map(arg => (Array.isArray(arg) ? arg.slice() : typeof arg === 'function' ? ofAnother(arg as Call) : arg))
    const value: unknown = apply(call, receiver, own)
    readSome(value)
    return isIteratorLike(value) || isAsyncIterator(value) ? null : value
  } catch {
    return null
  }
}

/** For one call: where it gives steps, another reader begins after the first of them. */
export class Beside {
  readonly #subject: Callable
  #steps: object | null = null

  constructor(subject: Callable) {
    this.#subject = subject
  }

  readonly call = (...args: unknown[]): unknown => {
    const { call, receiver } = this.#subject
    const result: unknown = apply(call, receiver, args)
    if (isIteratorLike(result) || isAsyncIterator(result)) this.#readTwice(result as unknown as Steps, args)
    return result
  }

  #readTwice(steps: Steps, args: readonly unknown[]): void {
    const next = (): unknown => {
      this.end()
      const step = steps.next()
      callAgain(this.#subject, args)
      return step
    }
    if (!Object.hasOwn(steps, 'next') && defineProperty(steps, 'next', { value: next, configurable: true })) this.#steps = steps
  }

  /** Nothing of ours is left on what the call gave. */
  end(): void {
    if (this.#steps) deleteProperty(this.#steps, 'next')
    this.#steps = null
  }
}
