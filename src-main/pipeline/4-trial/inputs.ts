/**
 * The inputs of a behaviour comparison: what the project's generator makes (in a box of its own, fresh seeds every time), changes
 * of it made here on the data, and the probes of the rule (source text that is only ever evaluated in the box). Inputs that hold
 * functions or class instances cannot leave the box and are named by seed instead.
 */
import { encode, type Encoded } from '../../languages/javascript/harness/codec.ts'
import { BadEncoding, decode } from '../../languages/javascript/harness/decode.ts'
import type { Source } from '../../languages/javascript/harness/protocol.ts'
import { seededRandom } from '../../languages/javascript/harness/random.ts'
import { refuse, type Refused } from '../../../src-shared/errors.ts'
import { mutator } from './mutate.ts'
import { freshSeed, type Tree, type TrialPorts } from './ports.ts'
import { endText, moreNeeds, noNeeds, openShim, type Shim, type ShimAnswer } from './shim.ts'

export type Family = 'generated' | 'mutated' | 'collapsed' | 'probe' | 'repeated' | 'reused'
export interface Case {
  readonly family: Family
  readonly source: Source
  /** For `reused`: the content that the same argument objects get for a second call. */
  readonly next: Encoded | null
  readonly spoil: boolean
  /** Holds a number so large that a count or a bound of that size never ends. */
  readonly risky: boolean
  /** Made at a size that the operator declared: deserves patience. */
  readonly declared: boolean
}
export interface Inputs {
  readonly cases: readonly Case[]
  readonly generatedInside: boolean
}
export interface InputRequest {
  /** Original project. */
  readonly tree: Tree
  /** Module with the generator, relative to the project; null: probes and changes of them only. */
  readonly inputs: string | null
  readonly sizes: readonly number[]
  readonly probes: readonly string[]
  /** The changed file declares types: mutations keep to them. */
  readonly typed: boolean
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

const open = async (request: InputRequest, ports: TrialPorts, needs = noNeeds): Promise<Shim | Refused> => {
  const shim = await openShim(request.tree, ports, needs)
  const loaded = await shim.load(null, request.inputs)
  if (loaded.kind === 'ok' && loaded.value.ok) return shim
  await shim.close()
  const more = loaded.kind === 'ok' && !loaded.value.ok ? moreNeeds(loaded.value.error, needs) : null
  if (more) return open(request, ports, more)
  if (loaded.kind === 'ended' && loaded.end.kind === 'cancelled')
    return refuse('cancelled', 'Cancelled. Nothing was changed.', '')
  if (loaded.kind === 'ended' && loaded.end.kind === 'not-started') {
    return refuse('no-isolation', `${endText(loaded.end)}. Nothing was changed.`, 'Run `asis doctor`.')
  }
  const what = loaded.kind !== 'ok' ? failureText(loaded) : loaded.value.ok ? '' : `cannot be loaded: ${loaded.value.error}`
  return unusable(request.inputs, what)
}

const asData = (args: unknown[]): Source => {
  const { root, nodes } = encode(args)
  return { kind: 'data', args: { root, nodes } }
}

const isHuge = (atom: unknown): boolean =>
  typeof atom === 'number'
    ? Math.abs(atom) >= 1e7
    : Array.isArray(atom) && atom[0] === 'n' && String(atom[1]).includes('Infinity')
/** Among the arguments or their direct properties: deeper down a number is data more often than a bound. */
const isRisky = (source: Source): boolean =>
  source.kind === 'data' &&
  source.args.nodes.slice(0, 4).some(([, , , body, props]) => (Array.isArray(body) && body.some(isHuge)) || props.some(isHuge))

/** Decoded when it can be rebuilt here. */
const plain = (args: Encoded): unknown[] | null => {
  try {
    const value = decode(args)
    return Array.isArray(value) ? (value as unknown[]) : null
  } catch (error) {
    if (error instanceof BadEncoding) return null
    throw error
  }
}

export const collectInputs = async (request: InputRequest, ports: TrialPorts): Promise<Inputs | Refused> => {
  const random = seededRandom(freshSeed(ports.random))
  const seed = (): number => Math.floor(random() * 0x1_0000_0000)
  const cases: Case[] = []
  const pool: unknown[][] = []
  const makeTimeoutMs = request.makeTimeoutMs ?? defaultMakeTimeoutMs
  let generatedInside = false
  let spent = 0

  const add = (family: Family, source: Source, declared = false): void => {
    cases.push({ family, source, next: null, spoil: false, declared, risky: isRisky(source) })
  }
  let shim = await open(request, ports)
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
          if (JSON.stringify(input.args).length < 4000) pool.push(args)
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
    const broken = new Set<number>()
    for (const batch of batches([...declared, ...extra])) {
      const tried = batch.filter(item => !broken.has(item.size))
      const sources = tried.map(({ size }): Source => ({ kind: 'generated', seed: seed(), size }))
      const made = await shim.make(sources, makeTimeoutMs)
      if (made.kind !== 'ok') {
        if (tried.some(item => item.declared)) return unusable(request.inputs, failureText(made))
        for (const item of tried) broken.add(item.size)
        await shim.close()
        shim = await open(request, ports)
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
        } else if (spent + length <= budgetCharacters) {
          spent += length
          add('generated', { kind: 'data', args: input.args }, isDeclared)
          if (length < 4000) pool.push(args)
        } else if (isDeclared) add('generated', source, true)
      }
    }
    const { mutated, collapsed } = mutator({ random, typed: request.typed })
    for (let count = 0; pool.length > 0 && count < (request.mutated ?? 700); count += 1) {
      // A quarter starts from the probes: next to what breaks the naive version more of its kind is found.
      const from = probed > 0 && random() < 0.25 ? pool[Math.floor(random() * probed)] : pool[Math.floor(random() * pool.length)]
      if (!from) continue
      if (random() < 0.6) add('mutated', asData(mutated(from)))
      else add('collapsed', asData(collapsed(from)))
    }
    cases.sort((one, two) => Number(one.risky && one.family !== 'probe') - Number(two.risky && two.family !== 'probe'))
    cases.push(...later(cases, random))
    return { cases, generatedInside }
  } finally {
    if (!('kind' in shim)) await shim.close()
  }
}

function* batches<T>(items: readonly T[]): Generator<readonly T[]> {
  // The first ones alone in small groups: a generator that fails at a declared size fails early.
  for (let at = 0; at < items.length;) {
    const count = at < 8 ? 4 : 40
    yield items.slice(at, at + count)
    at += count
  }
}

/** Late in the run: inputs seen before once more, and argument objects used again with other content. */
const later = (cases: readonly Case[], random: () => number): Case[] => {
  const light = cases.filter(
    item =>
      (item.family === 'probe' || !item.declared) &&
      !item.risky &&
      (item.source.kind !== 'data' || JSON.stringify(item.source.args).length < 4000),
  )
  if (light.length === 0) return []
  const some = (count: number): Case[] =>
    Array.from({ length: Math.min(count, light.length) }, () => light[Math.floor(random() * light.length)] as Case)
  const repeated = some(40).flatMap(item => [
    { ...item, family: 'repeated' as const, spoil: true },
    { ...item, family: 'repeated' as const },
  ])
  const data = light.filter(item => item.source.kind === 'data')
  const reused = some(60).flatMap((item): Case[] => {
    const next = data[Math.floor(random() * data.length)]
    if (item.source.kind !== 'data' || next?.source.kind !== 'data') return []
    return [{ ...item, family: 'reused', next: next.source.args, spoil: false }]
  })
  return [...repeated, ...reused]
}
