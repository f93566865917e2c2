/**
 * Runs in the box of a coarse measurement: one version alone, with the judge and the clock outside. It makes argument lists (asked of
 * the original only), takes lists, calls the function over all of them in one request, and hands in a digest of the results in the
 * next. Nothing here measures.
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
  /** Several copies for functions that change their arguments: each call then has a list of its own. */
  | { readonly op: 'take'; readonly lists: readonly Encoded[]; readonly copies: number }
  /** Lists that cannot cross the wall are made inside, from the same seeds on both sides. */
  | { readonly op: 'generate'; readonly seeds: readonly number[]; readonly size: number; readonly copies: number }
  /** The timed one: all lists, so many times over. */
  | { readonly op: 'call'; readonly rounds: number }
  | { readonly op: 'digest' }
export type SplitAnswer =
  | {
      readonly ok: true
      readonly lists?: readonly Encoded[]
      readonly opaque?: boolean
      /** Share of the time in which the event loop had nothing to do. */
      readonly idle?: number
      /** SHA-256 of the encoded results of the first calls with their arguments afterwards. */
      readonly digest?: string
      readonly mutates?: boolean
    }
  | { readonly ok: false; readonly error: string }

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
/** Lists per copy: the results of so many calls are handed in. */
let distinct = 0
let before = ''
let results: unknown[] = []

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

const accept = (lists: unknown[][], copies: number): SplitAnswer => {
  taken = lists
  distinct = lists.length / copies
  before = states(taken.slice(0, 2))
  return { ok: true }
}

const callAll = async (rounds: number): Promise<SplitAnswer> => {
  const { call, receiver } = subject!
  const start = utilization()
  const kept: unknown[] = []
  let last: unknown
  for (let round = 0; round < rounds; round++) {
    for (const args of taken) {
      last = apply(call, receiver, args)
      if (isThenable(last)) last = await last
      if (kept.length < distinct) kept.push(last)
    }
  }
  results = kept
  const { idle, active } = utilization(start)
  return { ok: true, idle: idle + active > 0 ? idle / (idle + active) : 0 }
}

const digest = (): SplitAnswer => {
  const texts = results.map((result, i) => {
    const { root, nodes } = encode([result, ...taken[i]!])
    return stringify([root, nodes])
  })
  return { ok: true, digest: sha256(texts.join('\n')), mutates: states(taken.slice(0, 2)) !== before }
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
      return accept(
        Array.from({ length: request.copies }, () => request.lists.map(list => decode(list) as unknown[])).flat(),
        request.copies,
      )
    case 'generate': {
      const lists: unknown[][] = []
      for (let copy = 0; copy < request.copies; copy++) {
        for (const seed of request.seeds) lists.push(await generate(seed, request.size))
      }
      return accept(lists, request.copies)
    }
    case 'call':
      return await callAll(request.rounds)
    case 'digest':
      return digest()
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
