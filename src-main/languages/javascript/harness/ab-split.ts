/**
 * Runs in the box of a coarse measurement: one version alone, with the judge and the clock outside. It makes argument lists (asked of
 * the original only), takes lists, and calls the function over all of them; the answer to the timed request holds a digest of
 * every result, so that the time is that of the work itself. Nothing here measures.
 */
import { createHash } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import { serve } from './channel.ts'
import { encode, TooLarge, type Encoded } from './codec.ts'
import { decode } from './decode.ts'
import { acceptBundlerImports, errorText, loadFunction, type Loaded } from './load.ts'
import { seededRandom } from './random.ts'

export type SplitRequest =
  | { readonly op: 'load'; readonly path: string; readonly name: string; readonly inputs: string }
  /** Lists for these seeds until their text gets long; fewer may come back. */
  | { readonly op: 'make'; readonly seeds: readonly number[]; readonly size: number }
  | { readonly op: 'take'; readonly lists: readonly Encoded[] }
  /** Lists that cannot cross the wall are made inside, from the same seeds on both sides. */
  | { readonly op: 'generate'; readonly seeds: readonly number[]; readonly size: number }
  | { readonly op: 'run'; readonly rounds: number }
export type SplitAnswer =
  | { readonly ok: true; readonly lists?: readonly Encoded[]; readonly opaque?: boolean; readonly run?: SplitRun }
  | { readonly ok: false; readonly error: string }
export interface SplitRun {
  /** SHA-256 of the encoded results of the first round and of the arguments after the last. */
  readonly digest: string
  readonly mutates: boolean
  /** Share of the time in which the event loop had nothing to do. */
  readonly idle: number
}

const mostCharacters = 3 << 20
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
const { stringify } = JSON
const apply = Reflect.apply
const exit = process.exit.bind(process)
const utilization = performance.eventLoopUtilization.bind(performance)

acceptBundlerImports()
let subject: Loaded | null = null
let generator: Loaded | null = null
let taken: unknown[][] = []

const load = async (path: string, name: string): Promise<Loaded> => {
  const loaded = await loadFunction(path, name)
  if ('error' in loaded) throw new Error(loaded.error)
  return loaded
}

const generate = async (seed: number, size: number): Promise<unknown[]> => {
  const { call, receiver } = generator!
  const list: unknown = await apply(call, receiver, [seededRandom(seed), size])
  if (!Array.isArray(list)) throw new Error('the input generator returns no argument list')
  return list as unknown[]
}

const make = async (seeds: readonly number[], size: number): Promise<SplitAnswer> => {
  const lists: Encoded[] = []
  let characters = 0
  for (const seed of seeds) {
    let encoding
    try {
      encoding = encode(await generate(seed, size))
    } catch (error) {
      if (error instanceof TooLarge) return { ok: true, lists: [], opaque: true }
      throw error
    }
    if (encoding.opaque) return { ok: true, lists: [], opaque: true }
    const { root, nodes } = encoding
    lists.push({ root, nodes })
    characters += stringify(nodes).length
    if (characters > mostCharacters) break
  }
  return { ok: true, lists, opaque: false }
}

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && typeof Reflect.get(value, 'then') === 'function'

const states = (lists: readonly unknown[][]): string => lists.map(args => stringify(encode(args).nodes)).join('\n')

const run = async (rounds: number): Promise<SplitRun> => {
  const { call, receiver } = subject!
  const before = states(taken.slice(0, 2))
  const start = utilization()
  const results: unknown[] = []
  for (const args of taken) {
    const result = apply(call, receiver, args)
    results.push(isThenable(result) ? await result : result)
  }
  let last: unknown
  for (let round = 1; round < rounds; round++) {
    for (const args of taken) {
      last = apply(call, receiver, args)
      if (isThenable(last)) await last
    }
  }
  const { idle, active } = utilization(start)
  const mutates = states(taken.slice(0, 2)) !== before
  const texts = results.map((result, i) => {
    const { root, nodes } = encode([result, ...taken[i]!])
    return stringify([root, nodes])
  })
  return { digest: sha256(texts.join('\n')), mutates, idle: idle + active > 0 ? idle / (idle + active) : 0 }
}

const answer = async (request: SplitRequest): Promise<SplitAnswer> => {
  switch (request.op) {
    case 'load':
      generator = await load(request.inputs, 'default')
      subject = await load(request.path, request.name)
      return { ok: true }
    case 'make':
      return await make(request.seeds, request.size)
    case 'take':
      taken = request.lists.map(list => decode(list) as unknown[])
      return { ok: true }
    case 'generate':
      taken = []
      for (const seed of request.seeds) taken.push(await generate(seed, request.size))
      return { ok: true }
    case 'run':
      return { ok: true, run: await run(request.rounds) }
  }
}

process.on('unhandledRejection', () => {})
const alive = setInterval(() => {}, 1 << 30)
await serve(async request => {
  try {
    return await answer(request as SplitRequest)
  } catch (error) {
    return { ok: false, error: errorText(error) }
  }
})
clearInterval(alive)
exit(0)
