/**
 * The shim of split mode, run inside the box: it loads one function and answers requests about it, one line in, one line out. It
 * holds no expected output, no clock that counts and no secret; the judge outside compares. Requests and answers are described in
 * `protocol.ts`.
 */
import { privateFields } from './privates.ts'
import { serve } from './channel.ts'
import { rememberExports } from './classes.ts'
import { encode, TooLarge } from './codec.ts'
import { decode } from './decode.ts'
import { forbiddenTo, type Forbidden } from './blocked.ts'
import { countBlocks } from './coverage.ts'
import { rememberIntrinsics } from './integrity.ts'
import { acceptBundlerImports } from './bundler-imports.ts'
import { errorText, exportsOf, loadFunction, type Loaded } from './load.ts'
import { aTurnOfTimers } from './later.ts'
import { lookAgain, observe, observeMeanwhile, observeView, reportOf, type Observation, type Observed } from './observe.ts'
import type { Call, CallAnswer, Request, Source } from './protocol.ts'
import { seededRandom } from './random.ts'
import { givesInstance, holdField, inSubclass, newInstance } from './receiver.ts'
import { Returned } from './returned.ts'
import { turnInto } from './spoil.ts'
import { lookAt, toState, type Room, type State } from './state.ts'
import { enter, type Entered } from './world.ts'
import { takeStripped } from './stripped.ts'

const exit = process.exit.bind(process)
const { stringify } = JSON

acceptBundlerImports()
let world: Entered
let changedIntrinsics: () => string[] = () => []
let covered: ReturnType<typeof countBlocks> | null = null
const returned = new Returned()
let subject: Loaded | null = null
let generator: Loaded | null = null
let replaceable: readonly string[] = []

/** Arguments for one call: decoded, generated again from their seed, or out of a probe. */
const make = async (source: Source): Promise<unknown[]> => {
  if (source.kind === 'data') return decode(source.args) as unknown[]
  if (source.kind === 'generated') {
    const made = await generate(source.seed, source.size)
    return subject?.owner && givesInstance(subject.owner, made) ? made.slice(1) : made
  }
  if (source.kind === 'part') return [(await make(source.of))[source.argument]]
  if (source.kind === 'patched') {
    const args = await make(source.of)
    args.length = source.count
    for (const [at, value] of source.put) args[at] = decode(value)
    return args
  }
  // Each call has fresh arguments, so the source is evaluated each time.
  const lists: unknown = world.evaluate(source.text)
  const list: unknown = Array.isArray(lists) ? lists[source.index] : undefined
  if (!Array.isArray(list)) throw new Error('the probe is no array of argument lists')
  return list as unknown[]
}

const generate = async (seed: number, size: number): Promise<unknown[]> => {
  if (!generator) throw new Error('no generator')
  const parts = [seededRandom(seed), size, ...(subject?.owner ? [subject.owner] : [])]
  const made: unknown = await Reflect.apply(generator.call, generator.receiver, parts)
  if (!Array.isArray(made)) throw new Error('the generator returned no array')
  return made as unknown[]
}

/** Where arguments are data, the instance comes from a list of this size. */
const instanceSize = 10
/** As the subject is called: a method of instances with a fresh instance in front, the one of the same generated list where there is one. */
const makeCall = async (source: Source, at = 0): Promise<unknown[]> => {
  const args = await make(source)
  const owner = subject?.owner
  if (!owner) return args
  const from = source.kind === 'part' || source.kind === 'patched' ? source.of : source
  const { seed, size } = from.kind === 'generated' ? from : { seed: 1, size: instanceSize }
  const list = generator ? await generate(seed, size) : []
  const self = (givesInstance(owner, list) ? list[0] : newInstance(owner)) as object
  if (subject?.member !== undefined) holdField(self, subject.member)
  if (replaceable.length > 0 && at % 5 === 2) inSubclass(self, replaceable)
  return [self, ...args]
}

/** Why no instance can be had: said once, and not for each call. */
const lacksInstance = async (): Promise<string | null> => {
  const owner = subject?.owner
  if (!owner) return null
  const list = generator ? await generate(1, instanceSize).catch(() => null) : []
  // A generator that fails at this size is heard of where its sizes are asked for.
  if (list === null || givesInstance(owner, list)) return null
  try {
    newInstance(owner)
    return null
  } catch (error) {
    return errorText(error)
  }
}

/** Whether the generator gives the same objects twice: what is not new in each call must not be changed by us. */
let givesAgain: boolean | null = null
const isFresh = async (source: Source, args: unknown[]): Promise<boolean> => {
  const { kind } = source.kind === 'part' || source.kind === 'patched' ? source.of : source
  if (kind !== 'generated') return true
  if (givesAgain === null) {
    const objects = new Set<object>()
    encode(args, undefined, { met: object => objects.add(object) })
    givesAgain = false
    encode(await makeCall(source), undefined, { met: object => void (givesAgain ||= objects.has(object)) })
  }
  return !givesAgain
}

const nothing: Observation = { kind: 'bad-input', async: false, state: null, shared: false, trace: '', turns: false, steady: true, end: null, moved: null } // prettier-ignore
const unanswered = (kind: Observation['kind'], blocked: Forbidden | null = null): CallAnswer => ({
  first: { ...nothing, kind },
  second: null,
  view: null,
  before: null,
  blocked,
  timed: false,
})
const blockedIn = ({ kind, result }: Observed): Forbidden | null => (kind === 'throw' ? forbiddenTo(result) : null)

/** Of one answer, well below what a frame carries. */
const mostCharacters = 8 << 20

interface Performed {
  readonly answer: CallAnswer
  /** Looked at once more at the end of the batch. */
  readonly again: Observed | null
  /** The arguments are of this call alone. */
  readonly fresh: boolean
}

const perform = async (call: Call, room: Room): Promise<Performed> => {
  if (!subject) return { answer: unanswered('bad-input'), again: null, fresh: false }
  let args: unknown[]
  let before: State | null = null
  let fresh: boolean
  try {
    args = await makeCall(call.source, call.at)
    fresh = await isFresh(call.source, args)
    if (call.source.kind !== 'data' || subject.owner) before = toState(lookAt(args, { fields: privateFields }), room)
  } catch (error) {
    return { answer: unanswered('bad-input', forbiddenTo(error)), again: null, fresh: false }
  }
  world.moveTo(call.at)
  const asked = { limitMs: call.limitMs, at: call.at, spoil: call.spoil, bare: call.bare, mood: call.mood, room }
  const first = await observe(world.runner, subject, args, asked, returned)
  const blocked = blockedIn(first)
  if (call.next) {
    const wanted = decode(call.next) as unknown[]
    const own = subject.owner ? args.slice(0, 1) : []
    const reused = [...own, ...wanted.map((value, at) => turnInto(args[at + own.length], value))]
    world.moveTo(call.at + 0.5)
    const second = await observe(world.runner, subject, reused, { ...asked, at: call.at + 0.5, spoil: false }, returned)
    const answer = {
      first: reportOf(first),
      second: reportOf(second),
      view: null,
      before,
      blocked: blocked ?? blockedIn(second),
      timed: world.wasTimed(),
    }
    return { answer, again: second, fresh }
  }
  const timed = world.wasTimed()
  let view: Observation | null = null
  if (first.kind === 'value' && first.async && !first.showsMore && call.at % 8 === 1) {
    world.moveTo(call.at)
    view = await observeMeanwhile(world.runner, subject, await makeCall(call.source, call.at), asked, first)
  }
  if (first.showsMore) {
    world.moveTo(call.at)
    view = await observeView(world.runner, subject, await makeCall(call.source, call.at), asked)
  }
  return { answer: { first: reportOf(first), second: null, view, before, blocked, timed }, again: first, fresh }
}

/** Timers that the calls left behind get their turn; then everything is looked at once more. */
const atTheEnd = async (performed: readonly Performed[], room: Room): Promise<CallAnswer[]> => {
  await aTurnOfTimers(100)
  return performed.map(({ answer, again, fresh }) => {
    if (!again) return answer
    const { end, moved } = lookAgain(again, fresh, room)
    return answer.second
      ? { ...answer, second: { ...answer.second, end, moved } }
      : { ...answer, first: { ...answer.first, end, moved } }
  })
}

/** As many arguments as it says that it takes. */
const lengthOf = ({ call, owner, member }: Loaded): number | null => {
  const found: unknown = owner ? Reflect.get(owner.prototype as object, member ?? '') : call
  return typeof found === 'function' ? found.length : null
}

const tooMuch = { ok: false, error: 'the arguments are larger than 6 MB' }
/** `room`: characters of one answer; what does not fit in any more is made again inside of the box instead. */
const made = async (source: Source, room: Room): Promise<object> => {
  try {
    const args = await make(source)
    if (room.left <= 0) return tooMuch
    const { root, nodes, opaque } = encode(args)
    const { length } = stringify(nodes)
    if (length > room.left) return tooMuch
    room.left -= length
    return { ok: true, args: { root, nodes }, opaque }
  } catch (error) {
    return error instanceof TooLarge ? tooMuch : { ok: false, error: errorText(error) }
  }
}

const answer = async (request: Request): Promise<object> => {
  switch (request.op) {
    case 'load': {
      const wanted = [request.subject, request.inputs]
      const found: (Loaded | null)[] = []
      takeStripped(request.stripped)
      world = enter(request.world)
      changedIntrinsics = rememberIntrinsics()
      if (request.counted) covered = countBlocks()
      world.moveTo(-1)
      for (const target of wanted) {
        const loaded = target ? await loadFunction(target.path, target, world.import) : null
        if (loaded && 'error' in loaded) return { ok: false, ...loaded, path: target?.path ?? '', changed: changedIntrinsics() }
        found.push(loaded)
        if (target) rememberExports(await exportsOf(target.path))
        if (loaded?.owner) rememberExports([[loaded.owner.name, loaded.owner]])
      }
      subject = found[0] ?? null
      generator = found[1] ?? null
      replaceable = request.subject?.replaceable ?? []
      const lacking = await lacksInstance()
      if (lacking !== null)
        return { ok: false, error: lacking, exports: [], path: request.subject?.path ?? '', changed: changedIntrinsics() }
      return { ok: true, length: subject ? lengthOf(subject) : null, changed: changedIntrinsics() }
    }
    case 'covered':
      return { files: covered?.(request.paths) ?? [] }
    case 'make': {
      const inputs: object[] = []
      const room: Room = { left: mostCharacters }
      for (const source of request.sources) inputs.push(await made(source, room))
      return { inputs }
    }
    case 'probe': {
      try {
        const lists: unknown = world.evaluate(request.text)
        return Array.isArray(lists) ? { ok: true, count: lists.length } : { ok: false, error: 'no array' }
      } catch (error) {
        return { ok: false, error: errorText(error) }
      }
    }
    case 'calls': {
      const performed: Performed[] = []
      const room: Room = { left: mostCharacters }
      let late = 0
      for (const call of request.calls) {
        // One endless input after the other would use up the time of the whole batch; the judge asks again for the rest.
        if (late >= 2 || room.left < 0) performed.push({ answer: unanswered('not-run'), again: null, fresh: false })
        else {
          const one = await perform(call, room)
          if (one.answer.first.kind === 'timeout' || one.answer.second?.kind === 'timeout') late += 1
          performed.push(one)
        }
      }
      return { results: await atTheEnd(performed, room), changed: changedIntrinsics() }
    }
  }
}

// A promise of the project that nobody handles must not end the box: it is the project's affair.
process.on('unhandledRejection', () => {})
process.on('uncaughtException', () => {})
const alive = setInterval(() => {}, 1 << 30)
await serve(request => answer(request as Request))
clearInterval(alive)
exit(0)
