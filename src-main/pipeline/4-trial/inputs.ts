/**
 * The inputs of a behaviour comparison: what the project's generator makes (in a box of its own, fresh seeds every time), changes
 * of it made here on the data, and the probes of the rule (source text that is only ever evaluated in the box). Inputs that hold
 * functions or class instances cannot leave the box and are named by seed instead.
 */
import type { Source } from '../../languages/javascript/harness/protocol.ts'
import { seededRandom } from '../../languages/javascript/harness/random.ts'
import { refuse, type Refused } from '../../../src-shared/errors.ts'
import { whyNotStarted } from '../../sandbox/not-started.ts'
import { lengthsFor } from './edge-conditions.ts'
import { edgeInputs } from './edge-inputs.ts'
import { edgeTexts } from './edge-texts.ts'
import { mutator } from './mutate.ts'
import { cannotLoad } from './cannot-load.ts'
import { asData, isRisky, plain, type Case, type Family } from './case.ts'
import { keepsPlaces, samplesInside, signatureFor, sourceOf, whole, type Sample } from './samples.ts'
import { weight } from './sites.ts'
import { later } from './later.ts'
import { drawnMood, moodyCases } from './moods.ts'
import { madeUp } from './made-up.ts'
import { readSubject } from './subject.ts'
import { isTypeScriptPath } from '../../languages/javascript/syntax.ts'
import { isOfInstance, wantedIn } from '../../languages/javascript/wanted.ts'
import { freshSeed, type Tree, type TrialPorts } from './ports.ts'
import { compileAfter } from './compile-tree.ts'
import { endText, moreNeeds, noNeeds, openShim, type Shim, type ShimAnswer } from './shim.ts'

export interface Inputs {
  readonly cases: readonly Case[]
  readonly generatedInside: boolean
  /** What no answer shows, as in `Subject`. */
  readonly hides: readonly string[]
}
export interface InputRequest {
  /** Original project. */
  readonly tree: Tree
  /** Module with the generator, relative to the project; null: probes and changes of them only. */
  readonly inputs: string | null
  readonly sizes: readonly number[]
  readonly probes: readonly string[]
  /** The compared function, and its changed version: what its declaration allows and on what it decides. */
  readonly file: string
  readonly function: string
  readonly candidate: Tree
  /** Other files that the change touches, relative to the project. */
  readonly changed?: readonly string[]
  readonly generated?: number
  readonly mutated?: number
  /** Patience with the generator, ms. */
  readonly makeTimeoutMs?: number
}

const smallSizes = [1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 30]
const defaultMakeTimeoutMs = 10_000
/** Characters of all inputs at sizes of the benchmark together. */
const budgetCharacters = 5 << 20
const perSize = 4
/** Inputs that stay in the box, of which other arguments are changed. */
const mostInside = 24
/** Sizes on which the code decides, for the generator. */
const mostTelling = 24

const unusable = (file: string | null, what: string): Refused =>
  refuse(
    'bad-benchmark',
    `The input generator ${file ?? ''} ${what}. Nothing was changed.`,
    'Fix its default export: `(random, size) => args[]`.',
  )

const failureText = (answer: Exclude<ShimAnswer<unknown>, { kind: 'ok' }>): string => {
  switch (answer.kind) {
    case 'timeout':
      return `did not end in time`
    case 'ended':
      return `ended its process: ${endText(answer.end)}`
    case 'invalid':
      return `wrote into the channel of the judge: ${answer.reason}`
  }
}

const openBox = async (request: InputRequest, ports: TrialPorts, needs = noNeeds, compiled = false): Promise<Shim | Refused> => {
  const shim = await openShim(request.tree, ports, needs)
  // Of a method of instances the box has to know the class: its instances are no arguments.
  const subject = isOfInstance(wantedIn(request.tree.dir, request.file, request.function))
    ? { file: request.file, function: request.function }
    : null
  const loaded = await shim.load(subject, request.inputs)
  if (loaded.kind === 'ok' && loaded.value.ok) return shim
  await shim.close()
  const error = loaded.kind === 'ok' && !loaded.value.ok ? loaded.value.error : null
  if (error !== null && !compiled && (await compileAfter(error, request, ports))) return openBox(request, ports, needs, true)
  const more = error === null ? null : moreNeeds(error, needs)
  if (more) return openBox(request, ports, more, compiled)
  if (loaded.kind === 'ended' && loaded.end.kind === 'cancelled')
    return refuse('cancelled', 'Cancelled. Nothing was changed.', '')
  if (loaded.kind === 'ended' && loaded.end.kind === 'not-started') return whyNotStarted(loaded.end)
  if (subject && loaded.kind === 'ok' && !loaded.value.ok && loaded.value.path.endsWith(`/${request.file}`))
    return cannotLoad(request, loaded.value.error)
  const what = loaded.kind !== 'ok' ? failureText(loaded) : loaded.value.ok ? '' : `cannot be loaded: ${loaded.value.error}`
  return unusable(request.inputs, what)
}

export const collectInputs = async (request: InputRequest, ports: TrialPorts): Promise<Inputs | Refused> => {
  const random = seededRandom(freshSeed(ports.random))
  const seed = (): number => Math.floor(random() * 0x1_0000_0000)
  const cases: Case[] = []
  const pool: Sample[] = []
  const stayInside: { readonly source: Source; readonly count: number }[] = []
  const makeTimeoutMs = request.makeTimeoutMs ?? defaultMakeTimeoutMs
  let generatedInside = false
  let spent = 0

  const subject = readSubject({ original: request.tree, changed: [], ...request })

  const typed = isTypeScriptPath(request.file)
  const add = (family: Family, source: Source, declared = false, foreign = false, mood: Case['mood'] | null = null): void => {
    const item = { family, source, next: null, spoil: false, declared, risky: isRisky(source), foreign }
    cases.push(mood ? { ...item, mood } : item)
  }
  if (request.inputs === null && request.probes.length === 0) {
    const undeclared = subject.signature.parameters.some(each => each.undeclared)
    for (const args of madeUp(subject.declared, random)) {
      pool.push(whole(args))
      add('generated', asData(args), false, undeclared)
    }
    fromPool()
    return { cases, generatedInside, hides: subject.hides }
  }
  let shim = await openBox(request, ports)
  if ('kind' in shim) return shim

  try {
    // Probes of the rule first: they are few and decide most.
    for (const [index, text] of request.probes.entries()) {
      const counted = await shim.probe(text, makeTimeoutMs)
      const failed = counted.kind !== 'ok' ? failureText(counted) : counted.value.ok ? null : `fails: ${counted.value.error}`
      if (failed !== null || counted.kind !== 'ok' || !counted.value.ok) {
        const message = `Probe ${index + 1} of the candidate ${failed}. Nothing was changed.`
        return refuse('bad-input', message, 'A probe is JavaScript source of an array of argument lists.')
      }
      const sources = Array.from({ length: Math.min(counted.value.count, 200) }, (_, at): Source => ({
        kind: 'probe',
        text,
        index: at,
      }))
      const made = await shim.make(sources, makeTimeoutMs)
      if (made.kind !== 'ok')
        return refuse('bad-input', `Probe ${index + 1} of the candidate ${failureText(made)}.`, 'Shorten it.')
      for (const [at, input] of made.value.entries()) {
        const args = input.ok && !input.opaque ? plain(input.args) : null
        if (args && input.ok) {
          add('probe', { kind: 'data', args: input.args }, true)
          if (JSON.stringify(input.args).length < 4000) pool.push(whole(args))
        } else add('probe', sources[at] as Source, true)
      }
    }
    const probed = pool.length

    // Declared sizes must work; small ones are tried because small inputs reach more of the code per millisecond.
    const declared = (request.inputs === null ? [] : request.sizes).flatMap(size =>
      Array.from({ length: perSize }, () => ({ size, declared: true })),
    )
    const small = smallSizes.filter(size => size <= Math.max(...request.sizes, 1) && !request.sizes.includes(size))
    const wanted = request.inputs === null ? 0 : (request.generated ?? 400)
    const sizes = [...small, ...request.sizes.filter(size => size <= 30)]
    const extra = Array.from({ length: sizes.length > 0 ? wanted : 0 }, (_, at) => ({
      size: sizes[at % sizes.length] as number,
      declared: false,
    }))
    const largest = Math.max(...request.sizes, 30)
    const telling = lengthsFor(subject.conditions.numbers).filter(
      size => size > 6 && size <= largest && !request.sizes.includes(size),
    )
    const atConditions = wanted === 0 ? [] : telling.slice(0, mostTelling).map(size => ({ size, declared: false }))
    const broken = new Set<number>()
    for (const batch of batches([...declared, ...extra.slice(atConditions.length), ...atConditions])) {
      const tried = batch.filter(item => !broken.has(item.size))
      const sources = tried.map(({ size }): Source => ({ kind: 'generated', seed: seed(), size }))
      const made = await shim.make(sources, makeTimeoutMs)
      if (made.kind !== 'ok') {
        if (tried.some(item => item.declared)) return unusable(request.inputs, failureText(made))
        for (const item of tried) broken.add(item.size)
        await shim.close()
        shim = await openBox(request, ports)
        if ('kind' in shim) return shim
        continue
      }
      for (const [at, input] of made.value.entries()) {
        const { size, declared: isDeclared } = tried[at] as (typeof tried)[number]
        const source = sources[at] as Source
        if (!input.ok) {
          if (isDeclared && !input.error.includes('larger than'))
            return unusable(request.inputs, `fails at size ${size}: ${input.error}`)
          if (isDeclared) add('generated', source, true)
          else broken.add(size)
          continue
        }
        const length = JSON.stringify(input.args).length
        const args = input.opaque ? null : plain(input.args)
        if (!args) {
          generatedInside = true
          add('generated', source, isDeclared)
          const list = input.args.nodes[0]?.[3]
          const count = Array.isArray(list) ? list.length : 0
          if (length < 4000 && stayInside.length < mostInside) stayInside.push({ source, count })
        } else if (spent + length <= budgetCharacters) {
          spent += length
          add('generated', { kind: 'data', args: input.args }, isDeclared)
          if (length < 4000) pool.push(whole(args))
        } else if (isDeclared) add('generated', source, true)
      }
    }
    pool.push(...(await samplesInside(stayInside, shim, makeTimeoutMs)))
    cases.push(...moodyCases(stayInside.map(({ source }) => source), typed)) // prettier-ignore
    fromPool(probed)
    return { cases, generatedInside, hides: subject.hides }
  } finally {
    if (!('kind' in shim)) await shim.close()
  }

  /** Everything that is derived from what the generator, the probes or the declaration gave. */
  function fromPool(probed = 0): void {
    const [base, ...others] = basesOf(pool, random)
    const signature = base ? signatureFor(subject.signature, base) : subject.signature
    // What stays inside belongs to its own sample: no other base then.
    const bases = base && base.within === null ? [base, ...others.filter(each => each.within === null)] : base ? [base] : []
    const largest = Math.max(...request.sizes, 100)
    const asked = { bases: bases.map(({ args }) => args), declared: signature, conditions: subject.conditions, random }
    const edges = base ? edgeInputs(asked) : []
    for (const text of base?.within === null ? edgeTexts(asked) : []) add('edge', { kind: 'probe', text, index: 0 }, false, true)
    for (const { args, foreign, length = 0, patient } of edges) {
      if (!base || !keepsPlaces(base, args)) continue
      const source = sourceOf(base, args)
      cases.push({
        family: 'edge',
        source,
        next: null,
        spoil: false,
        foreign,
        declared: length > 100 && length <= largest,
        risky: isRisky(source) || length > largest,
        ...(patient ? { patient } : {}),
      })
    }
    const mutators = new Map<string, ReturnType<typeof mutator>>()
    const mutatorFor = (sample: Sample): ReturnType<typeof mutator> => {
      const key = [...sample.inside].join()
      const made = mutators.get(key) ?? mutator({ random, shapes: signatureFor(subject.signature, sample) })
      mutators.set(key, made)
      return made
    }
    const share = Math.max(300, (request.mutated ?? 700) - edges.length)
    for (let count = 0; pool.length > 0 && count < Math.min(share, request.mutated ?? 700); count += 1) {
      // A quarter starts from the probes: next to what breaks the naive version more of its kind is found.
      const from = probed > 0 && random() < 0.25 ? pool[Math.floor(random() * probed)] : pool[Math.floor(random() * pool.length)]
      if (!from) continue
      const isMutated = random() < 0.6
      const { mutated, collapsed } = mutatorFor(from)
      const { args, foreign } = isMutated ? mutated(from.args) : collapsed(from.args)
      const mood = from.within === null ? null : drawnMood(typed, random)
      add(isMutated ? 'mutated' : 'collapsed', sourceOf(from, args), false, foreign, mood)
    }
    const { edited } = mutatorFor(whole([]))
    cases.sort((one, two) => Number(comesLast(one)) - Number(comesLast(two)))
    cases.push(...later(cases, random, edited))
  }
}

/** Huge bounds may run for ever; long lists that are met on purpose are given their time while there is some. */
const comesLast = ({ risky, patient, family }: Case): boolean => risky && !patient && family !== 'probe'

/** Some small inputs on which edges are made, the largest of them first: in a list of two little can be seen. */
const basesOf = (pool: readonly Sample[], random: () => number): Sample[] => {
  const some = pool.filter(({ args }) => {
    const length = weight(args)
    return length > 40 && length < 900
  })
  const from = some.length > 1 ? some : pool
  const drawn = Array.from({ length: 5 }).flatMap(() => {
    const sample = from[Math.floor(random() * from.length)]
    return sample ? [sample] : []
  })
  return drawn.toSorted((one, two) => weight(two.args) - weight(one.args)).slice(0, 3)
}

function* batches<T>(items: readonly T[]): Generator<readonly T[]> {
  // The first ones alone in small groups: a generator that fails at a declared size fails early.
  for (let at = 0; at < items.length;) {
    const count = at < 8 ? 4 : 40
    yield items.slice(at, at + count)
    at += count
  }
}
