/**
 * Gives the code in the box a clock and a `Math.random` that depend only on the number of the call. The original and the candidate
 * then see the same times and draws, and a candidate that remembers something it should have read again is seen: the same input at
 * a later call has another time and other draws. Not used for measuring, where the real clock matters.
 */
import { seededRandom } from './random.ts'

const define = (holder: object, key: string, value: unknown): void => {
  Reflect.defineProperty(holder, key, { value, writable: true, enumerable: false, configurable: true })
}

/** Returns the function that moves the world to call number `at`. */
export const installDeterminism = (): ((at: number) => void) => {
  const RealDate = Date
  let random = seededRandom(0)
  let nowMs = 0

  define(Math, 'random', () => random())
  define(RealDate, 'now', () => nowMs)
  const clock: DateConstructor = new Proxy(RealDate, {
    construct: (target, args, newTarget): object =>
      Reflect.construct(target, args.length === 0 ? [nowMs] : args, newTarget === clock ? target : newTarget) as object,
    apply: () => new RealDate(nowMs).toString(),
  })
  define(RealDate.prototype, 'constructor', clock)
  define(globalThis, 'Date', clock)
  define(performance, 'now', () => nowMs - 1_700_000_000_000)

  return at => {
    random = seededRandom(at ^ 0x5bd1e995)
    nowMs = 1_750_000_000_000 + at * 1_000_003
  }
}
