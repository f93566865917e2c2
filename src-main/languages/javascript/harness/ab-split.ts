/**
 * Runs in the box of the outside clock: one version alone, judge and clock outside. It makes argument lists, calls the function over all of
 * them in one request and hands in folds of every answer in later ones. Nothing here measures, and nothing here is trusted.
 */
import { performance } from 'node:perf_hooks'
import { isPlain } from './ab-clone.ts'
import { minorGc } from './ab-clock.ts'
import { generatorFor, mixSeeds, subjectOf, type Subject } from './ab-load.ts'
import type { AnyFunction, Callee } from './ab-loop.ts'
import { serve } from './channel.ts'
import { encode, type Encoded } from './codec.ts'
import { decode } from './decode.ts'
import { acceptBundlerImports } from './bundler-imports.ts'
import { errorText, loadFunction, type Wanted as WantedFunction } from './load.ts'
import { seededRandom } from './random.ts'
import { callAll, callNothing, makeCallsAlike, Thrown, type Prepared } from './split-calls.ts'
import { placesIn } from './split-changes.ts'
import { newFold, warmFold } from './split-fold.ts'
import { takeStripped, type Stripped } from './stripped.ts'
import { generateList, makeLists, type Made, type Wanted } from './split-lists.ts'

export type SplitRequest =
  | {
      readonly op: 'load'
      readonly path: string
      readonly wanted: WantedFunction
      readonly inputs: string
      readonly stripped: Stripped
    }
  /** What the lists of this size are like and what the function does with them; asked of the original only. */
  | { readonly op: 'look'; readonly size: number; readonly seed: number }
  /** Generated lists as data, for a generator that does not repeat itself. */
  | { readonly op: 'hand-out'; readonly size: number; readonly seed: number; readonly count: number }
  | { readonly op: 'take'; readonly size: number; readonly lists: readonly Encoded[] }
  /** Makes the lists of the next calls. Answers a fold of them. */
  | ({ readonly op: 'prepare'; readonly key: number } & Wanted)
  /** The timed one. More than one round only to warm up. */
  | { readonly op: 'call'; readonly awaits: boolean; readonly rounds: number }
  /** Folds all answers, with the arguments of one call in eight (`all`, where they are changed) or some lists; which, the key tells. More than one round only to warm up. */
  | { readonly op: 'read'; readonly key: number; readonly all: boolean; readonly rounds: number }
  /** The same calls of a function that does nothing; after the reads, since it makes the changes again. */
  | { readonly op: 'blank'; readonly awaits: boolean }

export interface Looked {
  readonly mutates: boolean
  readonly awaits: boolean
  /** The lists are plain data: they can be copied and sent. */
  readonly plain: boolean
  readonly repeats: boolean
  /** Values and objects of one list, and of one answer. */
  readonly listNodes: number
  readonly answerNodes: number
  /** Places whose value can be changed, at most 64. */
  readonly places: number
  /** Share of the time in which the event loop had nothing to do. */
  readonly idle: number
}

export type SplitAnswer =
  | {
      readonly ok: true
      readonly looked?: Looked
      readonly lists?: readonly Encoded[]
      readonly fold?: string
      /** The first error that came instead of an answer. */
      readonly thrown?: string
    }
  | { readonly ok: false; readonly error: string }

const exit = process.exit.bind(process)
const utilization = performance.eventLoopUtilization.bind(performance)
const turn = setImmediate

acceptBundlerImports()
let subject: Subject | null = null
let generator: Callee | null = null
const sent = new Map<number, readonly unknown[][]>()
let made: Made = { lists: [], changes: null, pool: [], restore: () => {} }
let answers: unknown[] = []

const load = async (path: string, wanted: WantedFunction): Promise<Subject> => {
  const loaded = await loadFunction(path, wanted)
  if ('error' in loaded) throw new Error(loaded.error)
  return subjectOf(loaded)
}

const generatorOf = ({ fn, self }: Callee, of: Subject): Callee => ({
  fn: generatorFor((...args) => Reflect.apply(fn, self, args), of) as AnyFunction,
  self: undefined,
})

const foldOf = (values: Iterable<unknown>, key: number): { readonly text: string; readonly nodes: number } => {
  const fold = newFold(key)
  for (const value of values) fold.add(value)
  return { text: fold.text(), nodes: fold.nodes() }
}

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && typeof Reflect.get(value, 'then') === 'function'

const look = async (size: number, seed: number): Promise<Looked> => {
  const { fn, self } = subject!
  const list = async () => await generateList(generator!, mixSeeds(seed, 1), size)
  const args = await list()
  const before = foldOf([args], 1)
  const repeats = foldOf([await list()], 1).text === before.text
  const start = utilization()
  let answer: unknown = Reflect.apply(fn, self, args)
  const awaits = isThenable(answer)
  if (awaits) answer = await answer
  const { idle, active } = utilization(start)
  return {
    mutates: foldOf([args], 1).text !== before.text,
    awaits,
    plain: isPlain(await list()),
    repeats,
    listNodes: before.nodes,
    answerNodes: foldOf([answer], 1).nodes,
    places: placesIn(args, 64),
    idle: idle + active > 0 ? idle / (idle + active) : 0,
  }
}

/** So many answers, which ones only the key tells, are looked at for values that are computed when they are read. */
const lookedAt = 6
const placesLookedAt = 2000
/** Folding the arguments of all calls may cost more than the calls: then of so many, which ones only the key tells. */
const someArguments = 48
const mostFolded = 64
const oneIn = 8

const read = (key: number, all: boolean): SplitAnswer => {
  const fold = newFold(key)
  const random = seededRandom(key)
  const areFew = answers.length <= mostFolded
  for (let i = 0; i < answers.length; i++) {
    const withList = all && (areFew || random() * oneIn < 1)
    fold.add(withList ? [answers[i], made.lists[i]] : answers[i])
  }
  if (!all) {
    for (let i = 0; i < Math.min(someArguments, made.pool.length); i++)
      fold.add(made.pool[Math.floor(random() * made.pool.length)])
  }
  const few = Math.min(lookedAt, answers.length)
  const every = Math.ceil((fold.nodes() * few) / Math.max(answers.length, 1) / placesLookedAt)
  for (let i = 0; i < few; i++) fold.add(answers[Math.floor(random() * answers.length)], every)
  const thrown = answers.find(each => each instanceof Thrown)
  return { ok: true, fold: fold.text(), ...(thrown ? { thrown: `${thrown.name}: ${thrown.message}`.slice(0, 300) } : {}) }
}

const answer = async (request: SplitRequest): Promise<SplitAnswer> => {
  switch (request.op) {
    case 'load':
      takeStripped(request.stripped)
      // A copy in memory is made when a module is loaded, and the generator may load it too.
      if (request.wanted.exposure) subject = await load(request.path, request.wanted)
      generator = await load(request.inputs, { name: 'default' })
      subject ??= await load(request.path, request.wanted)
      generator = generatorOf(generator, subject)
      makeCallsAlike()
      warmFold()
      return { ok: true }
    case 'look':
      return { ok: true, looked: await look(request.size, request.seed) }
    case 'hand-out': {
      const lists: Encoded[] = []
      for (let index = 0; index < request.count; index++) {
        const { root, nodes } = encode(await generateList(generator!, mixSeeds(request.seed, index), request.size))
        lists.push({ root, nodes })
      }
      return { ok: true, lists }
    }
    case 'take':
      sent.set(
        request.size,
        request.lists.map(list => decode(list) as unknown[]),
      )
      return { ok: true }
    case 'prepare': {
      answers = []
      made.restore()
      made = await makeLists(request, generator!, sent.get(request.size) ?? null)
      const { text } = foldOf(made.pool.slice(0, mostFolded), request.key)
      // Twice, so that the lists are old: no collection within the calls moves them.
      minorGc()
      minorGc()
      return { ok: true, fold: text }
    }
    case 'call':
      for (let round = 0; round < request.rounds; round++) answers = await callAll(subject!, made, request.awaits)
      // What a version leaves for later belongs to its calls.
      await new Promise<void>(done => void turn(done))
      return { ok: true }
    case 'read':
      for (let round = 1; round < request.rounds; round++) read(request.key, request.all)
      return read(request.key, request.all)
    case 'blank': {
      const prepared: Prepared = made
      answers = await callNothing(prepared, request.awaits)
      await new Promise<void>(done => void turn(done))
      return { ok: true }
    }
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
