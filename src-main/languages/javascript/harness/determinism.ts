/**
 * Gives the code in the box a clock and a `Math.random` that depend only on the number of the call. The original and the candidate
 * then see the same times and draws, and a candidate that remembers something it should have read again is seen: the same input at
 * a later call has another time and other draws. The stand-ins can be seen by whoever looks (`Date.toString()`), so this is one of two
 * worlds; `plain.ts` is the other. Not used for measuring, where the real clock matters.
 */
import { seededRandom } from './random.ts'

const define = (holder: object, key: string, value: unknown): void => {
  Reflect.defineProperty(holder, key, { value, writable: true, enumerable: false, configurable: true })
}

export interface ToldTime {
  /** To call number `at`. */
  moveTo(at: number): void
  /** Whether loading, or a call since the last whole number, asked for the time. */
  wasTimed(): boolean
}

/** The first call sees `startMs`, each next one `stepMs` more. */
export const installDeterminism = (startMs: number, stepMs: number): ToldTime => {
  const RealDate = Date
  const originMs = startMs - 50_000_000_000
  let random = seededRandom(0)
  let nowMs = startMs
  let loading = true
  let asked = false
  let askedLoading = false
  const tell = (): number => {
    if (loading) askedLoading = true
    else asked = true
    return nowMs
  }

  define(Math, 'random', () => random())
  define(RealDate, 'now', () => tell())
  const clock: DateConstructor = new Proxy(RealDate, {
    construct: (target, args, newTarget): object =>
      Reflect.construct(target, args.length === 0 ? [tell()] : args, newTarget === clock ? target : newTarget) as object,
    apply: () => new RealDate(tell()).toString(),
  })
  define(RealDate.prototype, 'constructor', clock)
  define(globalThis, 'Date', clock)
  define(performance, 'now', () => tell() - originMs)

  return {
    moveTo: at => {
      loading = at < 0
      if (Number.isInteger(at)) asked = false
      random = seededRandom(at ^ 0x5bd1e995)
      nowMs = Math.floor(startMs + at * stepMs)
    },
    wasTimed: () => asked || askedLoading,
  }
}
