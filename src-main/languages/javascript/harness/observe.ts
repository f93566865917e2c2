/**
 * One call and everything of it that a caller can see: value or error, whether it came as a promise, the state of the arguments
 * afterwards (encoded together with the result, so that "the result is the second argument" is part of the text), whether any part
 * of the result is an object that an earlier call already returned, and the order of calls into callbacks. Seen at return, again
 * at the end of the batch, and once more when the caller has changed his arguments.
 */
import { TooLarge, type Encoding, type Look } from './codec.ts'
import { callOnce, within, type Subject, type Watched } from './call-once.ts'
import { Beside, callAgain } from './beside.ts'
import { changeInPlace } from './later.ts'
import type { Mood } from './mood.ts'
import { privateFields } from './privates.ts'
import { Promises } from './promises.ts'
import { Returned } from './returned.ts'
import { spoil } from './spoil.ts'
import { isSameEncoding, lookAt, toDigest, toState, type Room, type State } from './state.ts'
import { noteBeside, traced, type Trace } from './trace.ts'
import { hasMore, readAll } from './views.ts'
import type { Runner } from './world.ts'

export type ObservationKind = 'value' | 'throw' | 'timeout' | 'too-large' | 'bad-input' | 'not-run'
export interface Observation {
  readonly kind: ObservationKind
  /** The value came as a promise (or other thenable) and was awaited. */
  readonly async: boolean
  /** Root is the list `[result or error, ...arguments]`; null unless kind is `value` or `throw`. */
  readonly state: State | null
  /** A part of the result was already returned by an earlier call. */
  readonly shared: boolean
  /** Digest of the calls into callbacks, in order; '' when there are none. */
  readonly trace: string
  /** Of a look while something was under way: the answer is the one of the undisturbed call. Else true. */
  readonly steady: boolean
  /** The event loop went on before the promise was there: others had a turn. */
  readonly turns: boolean
  /** The same at the end of the batch, after turns of the event loop with timers, when something was changed until then. */
  readonly end: State | null
  /** The result alone, after the caller then changed what he gave. */
  readonly moved: State | null
}
interface Kept {
  readonly encoding: Encoding
  readonly result: unknown
  readonly given: readonly unknown[]
  readonly settled: Look['settled']
}
export interface Observed extends Observation {
  readonly result: unknown
  /** For another look at the end of the batch. */
  readonly kept: Kept | null
  /** A second call is worth it: the result shows more when it is read. */
  readonly showsMore: boolean
}

/** Objects: of a larger answer only the first ones are looked at again. */
const mostAgain = 20_000

const unobserved = (kind: ObservationKind): Observed => ({ kind, async: false, state: null, shared: false, trace: '', turns: false, steady: true, end: null, moved: null, result: null, kept: null, showsMore: false }) // prettier-ignore

export interface Asked {
  readonly limitMs: number
  /** Number of the call in the run. */
  readonly at: number
  /** Afterwards the result is changed in place, as a caller may do with what is his. */
  readonly spoil: boolean
  /** Callbacks among the arguments are given as they are, without a stand-in that tells their calls. */
  readonly bare: boolean
  readonly mood: Mood | null
  readonly room: Room
}

export const observe = async (
  runner: Runner,
  subject: Subject,
  args: unknown[],
  asked: Asked,
  returned: Returned,
): Promise<Observed> => {
  const { at, room, limitMs } = asked
  const trace: Trace = { events: 0, digest: '' }
  const given = asked.bare ? args : traced(args, trace, asked.mood, () => callAgain(subject, args))
  const promises = new Promises()
  const marks = returned.call(at)
  let showsMore = false
  const how: Look = {
    fields: privateFields,
    settled: promises.settled,
    met: (object, from, to) => {
      marks.met(object, from, to)
      if (!showsMore && hasMore(object)) showsMore = true
    },
  }
  const first: { encoding: Encoding | null; error: unknown; open: boolean } = { encoding: null, error: null, open: false }
  const look = (result: unknown): void => {
    try {
      first.encoding = lookAt([result, ...given], how)
      // Asked now: by the time anybody waits, they may have ended.
      first.open = promises.any()
    } catch (error) {
      first.error = error
    }
  }
  const beforeDrain = (): void => void (showsMore = true)
  const called = await callOnce(runner, subject, given, { limitMs, at, beforeDrain, look })
  if (called.kind === 'timeout') return unobserved('timeout')
  if (trace.beside !== undefined)
    noteBeside(
      trace,
      await within(
        Promise.resolve(trace.beside).catch(() => null),
        limitMs,
      ),
    )
  const { kind, async, turns, result } = called
  try {
    if (!first.encoding) throw first.error
    let { encoding } = first
    // Promises inside of the result: what becomes of them belongs to it.
    if (first.open) {
      await promises.wait()
      encoding = lookAt([result, ...given], how)
    }
    const state = toState(encoding, room)
    if (asked.spoil && kind === 'value') spoil(result, given)
    const kept = asked.spoil ? null : { encoding, result, given, settled: promises.settled }
    return {
      kind,
      async,
      state,
      shared: marks.shared(),
      trace: trace.digest,
      turns,
      steady: true,
      end: null,
      moved: null,
      result,
      kept,
      showsMore,
    }
  } catch (error) {
    return unobserved(error instanceof TooLarge ? 'too-large' : 'bad-input')
  }
}

/** What the result of a second call with the same input shows when it is read; read again after the arguments were changed. */
export const observeView = async (
  runner: Runner,
  subject: Subject,
  args: unknown[],
  { limitMs, at, bare: asIs, mood, room }: Omit<Asked, 'spoil'>,
): Promise<Observation> => {
  const given = asIs ? args : traced(args, { events: 0, digest: '' }, mood)
  const change = (): void => changeInPlace(given)
  const beside = new Beside(subject)
  const watched: Watched = { limitMs, at, beforeDrain: change, look: () => {} }
  const called = await callOnce(runner, { ...subject, call: beside.call }, given, watched)
  beside.end()
  if (called.kind === 'timeout') return unobserved('timeout')
  const { kind, async, result } = called
  try {
    const promises = new Promises()
    const found: object[] = []
    const collect = (object: object): void => {
      if (!ArrayBuffer.isView(object) && hasMore(object)) found[found.length] = object
    }
    lookAt([result], { met: collect, settled: promises.settled })
    if (await promises.wait()) {
      found.length = 0
      lookAt([result], { met: collect, settled: promises.settled })
    }
    const once = readAll(found)
    changeInPlace(given)
    const twice = readAll(found)
    const encoding = lookAt([[once, twice, result], ...given], { fields: privateFields, settled: promises.settled })
    return { ...bare(unobserved('value')), kind, async, state: toState(encoding, room) }
  } catch (error) {
    return bare(unobserved(error instanceof TooLarge ? 'too-large' : 'bad-input'))
  }
}

/**
 * Of a second call with the same input, whose arguments the caller changes while it is under way. An original that lets them decide says nothing:
 * who reads them at once is no worse.
 */
export const observeMeanwhile = async (
  runner: Runner,
  subject: Subject,
  args: unknown[],
  asked: Omit<Asked, 'spoil'>,
  { result: undisturbed }: Observed,
): Promise<Observation> => {
  const { limitMs, at, room } = asked
  const given = asked.bare ? args : traced(args, { events: 0, digest: '' }, asked.mood)
  const before = lookAt([undisturbed], {})
  const watched: Watched = { limitMs, at, beforeDrain: () => {}, meanwhile: () => changeInPlace(given), look: () => {} }
  const called = await callOnce(runner, subject, given, watched)
  if (called.kind === 'timeout') return unobserved('timeout')
  const { kind, async, result } = called
  try {
    const after = lookAt([result], {})
    const steady = kind === 'value' && isSameEncoding(before, after, Infinity)
    return { ...bare(unobserved('value')), kind, async, steady, state: toState(after, room) }
  } catch (error) {
    return bare(unobserved(error instanceof TooLarge ? 'too-large' : 'bad-input'))
  }
}

const bare = ({ kind, async, state, shared, trace, turns, steady, end, moved }: Observed): Observation => ({ kind, async, state, shared, trace, turns, steady, end, moved }) // prettier-ignore
export const reportOf = bare

/**
 * Once more, after everything that the calls left behind has had its turn; then the caller changes his arguments (`fresh`: they are
 * nobody else's), and a lazy result reads otherwise.
 */
export const lookAgain = (observed: Observed, fresh: boolean, room: Room): Pick<Observation, 'end' | 'moved'> => {
  const { kept } = observed
  if (!kept) return { end: null, moved: null }
  const { result, given, encoding, settled } = kept
  try {
    const quick: Look = { ...(settled ? { settled } : {}), ...(encoding.nodes.length > mostAgain ? { most: mostAgain } : {}) }
    const look: Look = { ...quick, fields: privateFields }
    const values = [result, ...given]
    const end = isSameEncoding(encoding, lookAt(values, quick), mostAgain) ? null : toState(lookAt(values, look), room)
    const isObject = (typeof result === 'object' && result !== null) || typeof result === 'function'
    if (!fresh || !isObject || encoding.nodes.length > mostAgain) return { end, moved: null }
    changeInPlace(given)
    return { end, moved: toDigest(lookAt([result], look), room) }
  } catch {
    return { end: null, moved: null }
  }
}
