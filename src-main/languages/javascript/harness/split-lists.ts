/**
 * The argument lists of a timed request, made before it: generated from the judge's seeds, or copied from lists that the judge sent where the
 * generator does not repeat itself. Which list a call gets, and what is changed in it, follows from the seed alone.
 */
import { clonerOf } from './ab-clone.ts'
import { mixSeeds } from './ab-load.ts'
import type { Callee } from './ab-loop.ts'
import { seededRandom } from './random.ts'
import type { Prepared } from './split-calls.ts'
import { changer, type Change } from './split-changes.ts'

/**
 * `own`: a generated list for every call. `copies`: a copy of a pool's list for every call, one value changed. `changed`: lists of the
 * pool again and again, one value changed before each call.
 */
export type Way = 'own' | 'copies' | 'changed'

export interface Wanted {
  readonly size: number
  readonly seed: number
  readonly calls: number
  /** Lists to choose from; as many as calls where each has its own. */
  readonly pool: number
  readonly way: Way
}

export interface Made extends Prepared {
  readonly pool: readonly unknown[][]
  /** Takes back what was changed in the lists: they may hold objects that the generator hands out again. */
  restore(): void
}

const reflectApply = Reflect.apply
const realRandom = Math.random
const realNow = Date.now

/** One list. `Math.random` and `Date.now` depend on the seed meanwhile: many generators use them. */
export const generateList = async (generator: Callee, seed: number, size: number): Promise<unknown[]> => {
  const random = seededRandom(seed)
  Math.random = random
  Date.now = () => 1_750_000_000_000 + (seed % 1_000_000)
  let list: unknown
  try {
    list = reflectApply(generator.fn, generator.self, [random, size])
    if (list instanceof Promise) list = await list
  } finally {
    Math.random = realRandom
    Date.now = realNow
  }
  if (!Array.isArray(list)) throw new Error('the input generator returns no argument list')
  return list as unknown[]
}

const unchanged: Change = { holder: {}, key: 0, value: 0 }

/** `sent`: lists from the judge that stand in for generated ones; null: generate. */
export const makeLists = async (wanted: Wanted, generator: Callee, sent: readonly unknown[][] | null): Promise<Made> => {
  const { size, seed, calls, way } = wanted
  const random = seededRandom(mixSeeds(seed, 2))
  const count = way === 'own' ? calls : wanted.pool
  const pool: unknown[][] = []
  for (let index = 0; index < count; index++) {
    const from = sent?.[Math.floor(random() * sent.length)]
    const copy = from && clonerOf(from)
    pool.push(copy ? copy() : await generateList(generator, mixSeeds(seed, 1, index), size))
  }
  if (way === 'own') return { lists: pool, changes: null, pool, restore: () => {} }
  const some = (): unknown[] => pool[Math.floor(random() * pool.length)]!
  const { next, undo } = changer(pool, random)
  if (way === 'copies') {
    const lists: unknown[][] = []
    const cloners = new Map<unknown[], (() => unknown[]) | null>()
    for (let call = 0; call < calls; call++) {
      const list = some()
      next(list)
      let cloner = cloners.get(list)
      if (cloner === undefined) cloners.set(list, (cloner = clonerOf(list)))
      if (cloner === null) throw new Error('an argument list cannot be copied')
      lists.push(cloner())
    }
    return { lists, changes: null, pool, restore: undo }
  }
  const lists: unknown[][] = []
  const changes: Change[] = []
  for (let call = 0; call < calls; call++) {
    const list = some()
    lists.push(list)
    changes.push(next(list) ?? unchanged)
  }
  undo()
  return { lists, changes, pool, restore: undo }
}
