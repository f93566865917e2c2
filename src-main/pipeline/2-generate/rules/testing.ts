/** For the tests of the rules: makes one rule's rewrite of a text, and runs texts of our own beside each other on the same inputs. */
import { isDeepStrictEqual } from 'node:util'
import { matches, openSource } from '../engine.ts'
import { rules } from './all.ts'

export interface Rewritten {
  readonly after: string
  readonly probes: readonly string[]
  readonly facts: readonly string[]
}

/** Every rewrite that `rule` makes of `text`, each on its own. */
export function rewrites(rule: string, text: string, path = 'a.js', sizes: readonly number[] = []): readonly Rewritten[] {
  const source = openSource(path, new Map([[path, text]]))
  const chosen = rules.filter(each => each.id === rule)
  if (chosen.length === 0) throw new Error(`there is no rule ${rule}`)
  return source.functions
    .flatMap(each => matches(source, each, chosen, sizes))
    .map(({ after, site }) => ({ after, probes: site.probes, facts: site.facts }))
}

/** The one rewrite. */
export function rewrite(rule: string, text: string, path = 'a.js', sizes: readonly number[] = []): Rewritten {
  const [only, ...more] = rewrites(rule, text, path, sizes)
  if (!only || more.length > 0) throw new Error(`${rule} makes ${only ? more.length + 1 : 0} rewrites of this text`)
  return only
}

type Random = () => number

export const seeded = (seed: number): Random => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

const edges: readonly unknown[] = [
  NaN,
  0,
  -0,
  1,
  '1',
  2,
  3,
  0.1,
  0.2,
  0.3,
  2 ** 31,
  2 ** 53,
  '__proto__',
  'a',
  '',
  null,
  undefined,
  true,
  Infinity,
]
const pick = <T>(random: Random, from: readonly T[]): T => from[Math.floor(random() * from.length)]!
const length = (random: Random): number =>
  random() < 0.1 ? 200 + Math.floor(random() * 20) : random() < 0.3 ? 66 + Math.floor(random() * 20) : Math.floor(random() * 7)
const list = (random: Random, make: () => unknown): unknown[] => {
  const out = Array.from({ length: length(random) }, make)
  if (out.length > 2 && random() < 0.1) delete out[1]
  return out
}

/** Kinds of arguments. `rows(a,b)`: objects with these keys. */
export function argument(kind: string, random: Random): unknown {
  const rows = /^rows\((.*)\)$/.exec(kind)
  if (rows) {
    const keys = rows[1]!.split(',')
    const make = (): unknown =>
      Object.fromEntries(
        keys
          .map(key => [key, random() < 0.2 ? pick(random, edges) : Math.floor(random() * (random() < 0.5 ? 12 : 400))])
          .filter(() => random() < 0.97),
      )
    return list(random, () => (random() < 0.01 ? null : make()))
  }
  switch (kind) {
    case 'any':
      return pick(random, edges)
    case 'values':
      return random() < 0.05
        ? 'a1__proto__'
        : list(random, () => (random() < 0.4 ? pick(random, edges) : Math.floor(random() * 300)))
    case 'numbers':
      return list(random, () => (random() < 0.04 ? pick(random, [NaN, -0, Infinity]) : Math.floor(random() * 20) - 5))
    case 'integers':
      return Array.from({ length: length(random) }, () => Math.floor(random() * 20) - 5)
    case 'words':
      return Array.from({ length: length(random) }, () =>
        pick(random, ['a', 'b', '', '__proto__', 'constructor', 'ab', 'ü', 'x1', '😀']),
      )
    case 'word':
      return pick(random, ['', 'a', 'abba', 'hello wörld', '😀a😀', '__proto__', 'a-b-c', 'AbC 12 x'])
    case 'lists':
      return list(random, () => list(random, () => Math.floor(random() * 9)))
    case 'record':
      return Object.fromEntries(
        Array.from({ length: length(random) }, () => [
          pick(random, ['a', 'b', '', 'constructor', 'ab', 'ü', '1', String(Math.floor(random() * 90))]),
          pick(random, edges),
        ]),
      )
    case 'deep':
      return list(random, () => (random() < 0.02 ? {} : { meta: { id: pick(random, edges) }, n: Math.floor(random() * 9) }))
    case 'small':
      return Math.floor(random() * 12)
    case 'matrix': {
      const width = 1 + Math.floor(random() * 5)
      return Array.from({ length: width }, () => Array.from({ length: width }, () => Math.floor(random() * 20) / 4))
    }
    default:
      throw new Error(`no such kind: ${kind}`)
  }
}

type Outcome =
  | { readonly value: unknown; readonly args: unknown; readonly same: number }
  | { readonly error: string; readonly args: unknown }

function outcome(fn: (...args: unknown[]) => unknown, args: unknown[]): Outcome {
  try {
    const value = fn(...args)
    return { value, args, same: args.indexOf(value) }
  } catch (error) {
    return { error: error instanceof Error ? error.constructor.name : String(error), args }
  }
}

let modules = 0
export async function load(text: string): Promise<Record<string, (...args: unknown[]) => unknown>> {
  const unique = `${text}\n// ${modules++}`
  return (await import(/* @vite-ignore */ `data:text/javascript;base64,${Buffer.from(unique).toString('base64')}`)) as never
}

/** The first arguments on which the two texts' `name` do not do the same (value, error class, arguments afterwards, identity), or null. */
export async function difference(
  before: string,
  after: string,
  name: string,
  kinds: readonly string[],
  probes: readonly string[],
  runs = 400,
): Promise<string | null> {
  const old = (await load(before))[name]!
  const now = (await load(after))[name]!
  const random = seeded(7)
  const argumentLists: unknown[][] = []
  for (const each of probes) for (const args of new Function(`return ${each}`)() as unknown[][]) argumentLists.push(args)
  for (let i = 0; i < runs; i++) argumentLists.push(kinds.map(kind => argument(kind, random)))
  for (const args of argumentLists) {
    const a = outcome(old, structuredClone(args))
    const b = outcome(now, structuredClone(args))
    if (!isDeepStrictEqual(a, b)) return `${show(args)}: ${show(a)} became ${show(b)}`
  }
  return null
}

const show = (value: unknown): string =>
  JSON.stringify(value, (_key, each: unknown) =>
    typeof each === 'number' && !Number.isFinite(each)
      ? String(each)
      : Object.is(each, -0)
        ? '-0'
        : each === undefined
          ? 'undefined'
          : each,
  )?.slice(0, 600) ?? ''
