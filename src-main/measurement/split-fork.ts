/**
 * One pair of processes of the outside clock: both versions warm in their boxes, one standing still while the other works, the same requests to
 * both in an order nobody can foresee, all their answers compared.
 */
import { seededRandom } from '../languages/javascript/harness/random.ts'
import {
  isFailure,
  openSide,
  timeChunk,
  warmUp,
  type Chunk,
  type Side,
  type Spent,
  type SplitFailure,
  type Timed,
  type Where,
} from './split-box.ts'
import type { SizePlan } from './split-plan.ts'
import type { Growth, Pair } from './split-verdict.ts'

export interface ForkInput {
  readonly plans: readonly SizePlan[]
  readonly beforeDir: string
  readonly afterDir: string
  readonly seed: number
}
export interface SizeTimes {
  readonly size: number
  readonly pair: Pair
  readonly growth: Growth | null
  readonly calls: number
}
/** `differs`: other answers to the same inputs. `inputs`: the lists were not the same. */
export type ForkEnd =
  /** `excessMs`: CPU that the candidate's process used more, outside of all calls, as much of it as falls to the timed ones. */
  | { readonly kind: 'timed'; readonly sizes: readonly SizeTimes[]; readonly excessMs: number }
  | { readonly kind: 'differs'; readonly chunk: Chunk; readonly thrown: string | null }
  | { readonly kind: 'inputs'; readonly size: number }
  | { readonly kind: 'failed'; readonly which: 0 | 1; readonly failure: SplitFailure }

/** Lists that were changed are used up: then so many fresh ones. */
const mostFresh = 4

/** CPU of the calls, ms. */
const warmSide = async (
  side: Side,
  rounds: number,
  { all, awaits }: SizePlan,
  fresh: readonly Chunk[],
): Promise<number | SplitFailure> => {
  if (!all) {
    const spent = await warmUp(side, awaits, rounds)
    return isFailure(spent) ? spent : spent.cpuMs
  }
  let spentMs = 0
  for (const chunk of fresh) {
    const timed = await timeChunk(side, chunk, false)
    if (isFailure(timed)) return timed
    spentMs += timed.calls.cpuMs
  }
  return spentMs
}

const failed = (which: 0 | 1, failure: SplitFailure): ForkEnd => ({ kind: 'failed', which, failure })

export const runFork = async ({ plans, beforeDir, afterDir, seed }: ForkInput, where: Where): Promise<ForkEnd> => {
  const random = seededRandom(seed)
  const draw = (): number => Math.floor(random() * 2 ** 31)
  const sides: (Side | undefined)[] = [undefined, undefined]
  const inTurn = (): readonly (0 | 1)[] => (random() < 0.5 ? [0, 1] : [1, 0])
  /** Of the original, in calls that are not timed. */
  let warmMs = 0
  let working: 0 | 1 | null = null
  const letWork = (which: 0 | 1): Side => {
    if (working !== which) {
      if (working !== null) sides[working]!.box.freeze()
      sides[which]!.box.thaw()
      working = which
    }
    return sides[which]!
  }
  try {
    // Nothing is timed yet, so both may start at once.
    const order = inTurn()
    const opened = await Promise.all(order.map(which => openSide(which === 0 ? beforeDir : afterDir, where)))
    let failure: ForkEnd | null = null
    for (const [at, which] of order.entries()) {
      const side = opened[at]!
      if (isFailure(side)) failure ??= failed(which, side)
      else {
        sides[which] = side
        side.box.freeze()
      }
    }
    if (failure) return failure
    const sizes: SizeTimes[] = []
    for (const plan of plans) {
      const done = await timeSize(plan)
      if ('kind' in done) return done
      sizes.push(done)
    }
    const timedMs = sizes.reduce((sum, { pair }) => sum + pair.original.callsMs, 0)
    const share = timedMs / Math.max(timedMs + warmMs, 1)
    return { kind: 'timed', sizes, excessMs: (sides[1]!.otherMs() - sides[0]!.otherMs()) * share }
  } finally {
    for (const which of [0, 1] as const) {
      const side = sides[which]
      if (!side) continue
      side.box.thaw()
      await side.box.close()
    }
  }

  async function bothOn(chunk: Chunk, reads = 1): Promise<readonly [Timed, Timed] | ForkEnd> {
    const timed: Timed[] = []
    for (const which of inTurn()) {
      const one = await timeChunk(letWork(which), chunk, true, reads)
      if (isFailure(one)) return failed(which, one)
      timed[which] = one
    }
    const [original, candidate] = timed as [Timed, Timed]
    if (original.inputs !== candidate.inputs) return { kind: 'inputs', size: chunk.size }
    if (original.folds[0] !== candidate.folds[0] || original.folds[1] !== candidate.folds[1]) {
      return { kind: 'differs', chunk, thrown: original.thrown === null ? candidate.thrown : null }
    }
    return [original, candidate]
  }

  async function timeSize(plan: SizePlan): Promise<SizeTimes | ForkEnd> {
    const timeOf = (spent: Spent): number => (plan.waits ? spent.wallMs : spent.cpuMs)
    const { size, way, pool, awaits, all } = plan
    const chunkOf = (calls: number): Chunk => ({
      size,
      way,
      awaits,
      all,
      calls,
      pool: Math.min(pool, calls),
      seed: draw(),
      key: draw(),
    })
    const shortest = Math.min(...plan.calls)
    const first = await bothOn(chunkOf(shortest), plan.warmReads)
    if ('kind' in first) return first
    warmMs += timeOf(first[0].calls)
    const rounds = Math.ceil(plan.warmCalls / shortest)
    const fresh = plan.all ? Array.from({ length: Math.min(rounds, mostFresh) }, () => chunkOf(shortest)) : []
    for (const which of rounds === 0 ? [] : inTurn()) {
      const spentMs = await warmSide(letWork(which), rounds, plan, fresh)
      if (typeof spentMs !== 'number') return failed(which, spentMs)
      if (which === 0) warmMs += spentMs
    }
    const sums = [0, 1].map(() => ({ callsMs: 0, readMs: 0, againMs: 0 }))
    const requests: { readonly calls: number; readonly ms: readonly number[] }[] = []
    /** The shortest: a collection that falls into one of them is no part of the others. */
    let blankPerCall = Infinity
    let total = 0
    for (const calls of plan.calls) {
      const both = await bothOn(chunkOf(calls))
      if ('kind' in both) return both
      blankPerCall = Math.min(blankPerCall, timeOf(both[0].blank!) / calls)
      const spent = both.map((timed, which) => {
        const sum = sums[which]!
        sum.callsMs += timeOf(timed.calls)
        sum.readMs += timeOf(timed.firstRead)
        sum.againMs += timeOf(timed.secondRead)
        return timeOf(timed.calls)
      })
      total += calls
      requests.push({ calls, ms: spent })
    }
    const work = requests.map(({ calls, ms }) => ({ calls, ms: ms.map(each => each - blankPerCall * calls) }))
    const pair = { original: sums[0]!, candidate: sums[1]!, blankMs: blankPerCall * total }
    return { size, pair, growth: growthOf(work), calls: total }
  }
}

/** Requests that are too short say nothing of how time grows. */
const leastGrowthMs = 0.5

const growthOf = (requests: readonly { readonly calls: number; readonly ms: readonly number[] }[]): Growth | null => {
  const sorted = requests.toSorted((a, b) => a.calls - b.calls)
  const [short, long] = [sorted[0]!, sorted.at(-1)!]
  if (long.calls < 2 * short.calls || [...short.ms, ...long.ms].some(ms => ms < leastGrowthMs)) return null
  const of = (which: 0 | 1): number => Math.log(long.ms[which]! / long.calls / (short.ms[which]! / short.calls))
  return { original: of(0), candidate: of(1) }
}
