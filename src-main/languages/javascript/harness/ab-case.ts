/**
 * Prepares what is measured: for each size several distinct argument lists, whether the function changes them, and whether it
 * answers with a promise. Everything that a timed block needs is made here, outside of it.
 */
import { performance } from 'node:perf_hooks'
import { clonerOf, isPlain } from './ab-clone.ts'
import { fingerprint } from './ab-fingerprint.ts'
import { makeList, makeListNow, type Generator } from './ab-load.ts'
import { loopFor, type Callee, type Loop } from './ab-loop.ts'
import type { FunctionRequest } from './ab-protocol.ts'
import { describe, fault } from './ab-talk.ts'

/** One version at one size. `calls` is the length of its next block and follows the speed that was seen. */
export interface Side {
  readonly callee: Callee
  readonly loop: Loop
  readonly lists: readonly (readonly unknown[])[]
  /** A copy of list `index` that nothing has touched. */
  readonly fresh: (index: number) => readonly unknown[]
  calls: number
  micros: number
  /** To copy the list of one call, as seen in the last block; 0 where lists are not copied. */
  copyMicros: number
}
export interface Case {
  readonly size: number
  readonly sides: readonly Side[]
}
export interface Prepared {
  readonly cases: readonly Case[]
  readonly asynchronous: boolean
  readonly mutating: boolean
}

const mostLists = 8
const fewestLists = 2
/** Slow generators get fewer lists. */
const generateMs = 80

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function'

/** Generators may be one for all sides (plain data is shared) or one per side (instances of the side's own classes). */
export const prepare = async (
  request: FunctionRequest,
  callees: readonly Callee[],
  generatorOf: (side: number) => Promise<Generator>,
): Promise<Prepared> => {
  const first = await generatorOf(0)
  const make = (generator: Generator, size: number, index: number) =>
    makeList(generator, request.inputs, request.seed, size, index)
  const drafts: { size: number; lists: unknown[][][]; fresh: ((index: number) => readonly unknown[])[] }[] = []
  for (const size of request.sizes) {
    const until = performance.now() + generateMs
    const shared: unknown[][] = []
    while (shared.length < fewestLists || (shared.length < mostLists && performance.now() < until)) {
      shared.push(await make(first, size, shared.length))
    }
    const lengths = new Set(shared.map(list => list.length))
    if (lengths.size > 1) throw fault(`the input generator ${request.inputs} makes argument lists of different lengths`)
    const lists: unknown[][][] = []
    const fresh: ((index: number) => readonly unknown[])[] = []
    const plain = isPlain(shared)
    for (const [i] of callees.entries()) {
      const generator = plain || i === 0 ? first : await generatorOf(i)
      const mine = plain || i === 0 ? shared : await Promise.all(shared.map((_, index) => make(generator, size, index)))
      const cloners = mine.map(clonerOf)
      lists.push(mine)
      fresh.push(index => cloners[index]?.() ?? makeListNow(generator, request.inputs, request.seed, size, index))
    }
    drafts.push({ size, lists, fresh })
  }
  let asynchronous = false
  let mutating = false
  for (const { size, fresh } of drafts) {
    for (const [i, callee] of callees.entries()) {
      const until = performance.now() + generateMs
      // One call says enough of a slow function.
      for (let index = 0; index === 0 || (index < fewestLists && performance.now() < until); index++) {
        const list = fresh[i]!(index)
        const before = fingerprint(list)
        try {
          const result = Reflect.apply(callee.fn, callee.self, list)
          if (isThenable(result)) {
            asynchronous = true
            await result
          }
        } catch (error) {
          throw fault(`${request.function} throws on a generated input of size ${size}: ${describe(error)}`, i)
        }
        mutating ||= fingerprint(list) !== before
      }
    }
  }
  const cases = drafts.map(({ size, lists, fresh }) => ({
    size,
    sides: callees.map((callee, i): Side => {
      const mine = lists[i]!
      return { callee, loop: loopFor(mine[0]!.length), lists: mine, fresh: fresh[i]!, calls: 1, micros: Infinity, copyMicros: 0 }
    }),
  }))
  return { cases, asynchronous, mutating }
}
