/**
 * The shim of split mode, run inside the box: it loads one function and answers requests about it, one line in, one line out. It
 * holds no expected output, no clock that counts and no secret; the judge outside compares. Requests and answers are described in
 * `protocol.ts`.
 */
import { runInThisContext } from 'node:vm'
import { serve } from './channel.ts'
import { encode, TooLarge, type Encoded } from './codec.ts'
import { decode } from './decode.ts'
import { installDeterminism } from './determinism.ts'
import { rememberIntrinsics } from './integrity.ts'
import { acceptBundlerImports, errorText, loadFunction, type Loaded } from './load.ts'
import { observe, type Observation, type Observed, type Returned } from './observe.ts'
import type { Call, CallAnswer, Request, Source } from './protocol.ts'
import { seededRandom } from './random.ts'
import { spoil, turnInto } from './spoil.ts'

const exit = process.exit.bind(process)

acceptBundlerImports()
const moveTo = installDeterminism()
const changedIntrinsics = rememberIntrinsics()
const returned: Returned = new WeakMap()
let subject: Loaded | null = null
let generator: Loaded | null = null

const evaluate = (text: string): unknown => runInThisContext(`(${text}\n)`, { filename: 'probe' })

/** Arguments for one call: decoded, generated again from their seed, or out of a probe. */
const make = async (source: Source): Promise<unknown[]> => {
  if (source.kind === 'data') return decode(source.args) as unknown[]
  if (source.kind === 'generated') {
    if (!generator) throw new Error('no generator')
    const made: unknown = await Reflect.apply(generator.call, generator.receiver, [seededRandom(source.seed), source.size])
    if (!Array.isArray(made)) throw new Error('the generator returned no array')
    return made as unknown[]
  }
  // Each call has fresh arguments, so the source is evaluated each time.
  const lists: unknown = evaluate(source.text)
  const list: unknown = Array.isArray(lists) ? lists[source.index] : undefined
  if (!Array.isArray(list)) throw new Error('the probe is no array of argument lists')
  return list as unknown[]
}

const report = ({ kind, async, state, shared, trace }: Observed): Observation => ({ kind, async, state, shared, trace })

const nothing: Observation = { kind: 'bad-input', async: false, state: null, shared: false, trace: '' }

const perform = async (call: Call): Promise<CallAnswer> => {
  if (!subject) return { first: nothing, second: null, before: null }
  let args: unknown[]
  let before: Encoded | null = null
  try {
    args = await make(call.source)
    if (call.source.kind !== 'data') {
      const { root, nodes } = encode(args)
      before = { root, nodes }
    }
  } catch {
    return { first: nothing, second: null, before: null }
  }
  moveTo(call.at)
  const first = await observe(subject.call, subject.receiver, args, call.limitMs, call.at, returned)
  if (call.spoil && first.kind === 'value') spoil(first.result, args)
  if (!call.next) return { first: report(first), second: null, before }
  const wanted = decode(call.next) as unknown[]
  const reused = wanted.map((value, at) => turnInto(args[at], value))
  moveTo(call.at + 0.5)
  const second = await observe(subject.call, subject.receiver, reused, call.limitMs, call.at + 0.5, returned)
  return { first: report(first), second: report(second), before }
}

const made = async (source: Source): Promise<object> => {
  try {
    const { root, nodes, opaque } = encode(await make(source))
    return { ok: true, args: { root, nodes }, opaque }
  } catch (error) {
    return { ok: false, error: error instanceof TooLarge ? 'the arguments are larger than 6 MB' : errorText(error) }
  }
}

const answer = async (request: Request): Promise<object> => {
  switch (request.op) {
    case 'load': {
      const wanted = [request.subject, request.inputs]
      const found: (Loaded | null)[] = []
      moveTo(-1)
      for (const target of wanted) {
        const loaded = target ? await loadFunction(target.path, target.name) : null
        if (loaded && 'error' in loaded) return { ok: false, ...loaded, path: target?.path ?? '', changed: changedIntrinsics() }
        found.push(loaded)
      }
      subject = found[0] ?? null
      generator = found[1] ?? null
      return { ok: true, changed: changedIntrinsics() }
    }
    case 'make': {
      const inputs: object[] = []
      for (const source of request.sources) inputs.push(await made(source))
      return { inputs }
    }
    case 'probe': {
      try {
        const lists: unknown = evaluate(request.text)
        return Array.isArray(lists) ? { ok: true, count: lists.length } : { ok: false, error: 'no array' }
      } catch (error) {
        return { ok: false, error: errorText(error) }
      }
    }
    case 'calls': {
      const results: CallAnswer[] = []
      let late = 0
      for (const call of request.calls) {
        // One endless input after the other would use up the time of the whole batch; the judge asks again for the rest.
        if (late >= 2) results.push({ first: { ...nothing, kind: 'not-run' }, second: null, before: null })
        else {
          const result = await perform(call)
          if (result.first.kind === 'timeout' || result.second?.kind === 'timeout') late += 1
          results.push(result)
        }
      }
      return { results, changed: changedIntrinsics() }
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
