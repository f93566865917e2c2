/** The function, the input generator and the argument lists of a benchmark, with faults in words where one cannot be had. */
import { join } from 'node:path'
import type { AnyFunction, Callee } from './ab-loop.ts'
import { describe, fault } from './ab-talk.ts'
import { loadFunction, type Loaded, type Wanted } from './load.ts'
import { withInstance } from './receiver.ts'
import { seededRandom } from './random.ts'

export type Generator = (random: () => number, size: number) => unknown

/** `side` is the number of the root for the message, null where there is only one. */
export const findFunction = async (root: string, file: string, wanted: Wanted, side: number | null): Promise<Subject> => {
  const loaded = await loadFunction(join(root, file), wanted)
  if ('error' in loaded) {
    const known = loaded.exports.length === 0 ? '' : ` (it exports ${loaded.exports.join(', ').slice(0, 200)})`
    throw fault(`${file}: ${loaded.error}${known}`, side)
  }
  return subjectOf(loaded)
}

/** What is called, and of which class it is a method. */
export interface Subject extends Callee {
  readonly owner: Loaded['owner']
}
export const subjectOf = ({ call, receiver, owner }: Loaded): Subject => ({ fn: call as AnyFunction, self: receiver, owner })

export const findDefault = async (root: string, file: string): Promise<AnyFunction> => {
  const { fn, self } = await findFunction(root, file, { name: 'default' }, null)
  return self === undefined ? fn : (...args) => Reflect.apply(fn, self, args)
}

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function'

/** The generator of the lists of a subject: for a method of instances each begins with one. */
export const generatorFor =
  (generate: AnyFunction, { owner }: Subject): Generator =>
  (random, size) => {
    if (!owner) return generate(random, size)
    const complete = (list: unknown): unknown => (Array.isArray(list) ? withInstance(owner, list as unknown[]) : list)
    const list: unknown = generate(random, size, owner)
    return isThenable(list) ? list.then(complete) : complete(list)
  }

/** One number out of several, so that neighbouring seeds have nothing in common. */
export const mixSeeds = (...seeds: readonly number[]): number => {
  let mixed = 0x9e3779b9
  for (const seed of seeds) {
    for (const word of [seed | 0, Math.floor(seed / 2 ** 32) | 0]) {
      mixed = Math.imul(mixed ^ word, 0x85ebca6b)
      mixed ^= mixed >>> 13
    }
  }
  return mixed | 0
}

const made = (list: unknown, file: string, size: number): unknown[] => {
  if (Array.isArray(list)) return list as unknown[]
  throw fault(`the input generator ${file} returns no argument list (an array) at size ${size}`)
}
const throws = (error: unknown, file: string, size: number): Error =>
  fault(`the input generator ${file} throws at size ${size}: ${describe(error)}`)

/** The `index`-th argument list of a size; the same seed gives the same list. */
export const makeList = async (
  generator: Generator,
  file: string,
  seed: number,
  size: number,
  index: number,
): Promise<unknown[]> => {
  let list: unknown
  try {
    list = await generator(seededRandom(mixSeeds(seed, size, index)), size)
  } catch (error) {
    throw throws(error, file, size)
  }
  return made(list, file, size)
}

/** The same without waiting, for copies in the middle of a block; generators that answer with a promise cannot be used there. */
export const makeListNow = (generator: Generator, file: string, seed: number, size: number, index: number): unknown[] => {
  let list: unknown
  try {
    list = generator(seededRandom(mixSeeds(seed, size, index)), size)
  } catch (error) {
    throw throws(error, file, size)
  }
  return made(list, file, size)
}
