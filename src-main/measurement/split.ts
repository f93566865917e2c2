/**
 * The coarse figure that stands beside the precise one: each version alone in its box, the judge and the clock outside, a fresh process per
 * sample, original and candidate in turn. It cannot see small differences, but a candidate has nothing in its process to cheat with.
 *
 * Compared is the time of the one request that makes all calls. Work that a candidate moves before it (into loading) or behind it (into
 * results that compute when they are read) is seen too, and taken off its gain. The results must equal the original's.
 */
import type { MeasurementReport } from '../../src-shared/domain/evidence.ts'
import type { FunctionBenchmark } from '../../src-shared/domain/manifest.ts'
import type { Interval } from '../../src-shared/domain/metric.ts'
import { refuse, type Refused } from '../../src-shared/errors.ts'
import { newTyping } from './box.ts'
import { forkSeed, seedOf, type Ports, type Subject } from './input.ts'
import {
  isFailure,
  makeLists,
  sampleSplit,
  type Lists,
  type Load,
  type Spent,
  type SplitFailure,
  type SplitSample,
} from './split-box.ts'
import { mean, studentRange } from './statistics.ts'

export type Split = NonNullable<MeasurementReport['split']>

export interface SplitInput extends Subject {
  readonly benchmark: FunctionBenchmark
  readonly beforeDir: string
  readonly afterDir: string
  /** The precise figure that is to be confirmed, at the largest size. */
  readonly precise: Interval
}

/** Unique inputs, so that a remembered answer does not pay; fewer where they are large, so that handing them over does not take the time. */
const mostLists = 64
const fewestLists = 24
const mostListBytes = 1 << 20
/** CPU that the original's calls should take in one sample. */
const workMs = 100
const mostRounds = 200_000
/** Copies of all lists for functions that change their arguments. */
const mostCopies = 16
/** Calls that take less cannot be timed from outside at all. */
const leastWorkMs = 4
const fewestPairs = 4
const mostPairs = 10
/** Factors beyond this are the same to the coarse clock. */
const mostFactor = 50

const factor = (log: number): number => Math.min(Math.max(Math.exp(log), 1 / mostFactor), mostFactor)

/** Times of one pair of processes in ms: the calls, and everything else. */
export interface Pair {
  readonly original: { readonly otherMs: number; readonly callsMs: number }
  readonly candidate: { readonly otherMs: number; readonly callsMs: number }
}

/**
 * Interval of the factor "better". Loading varies much from process to process, so the candidate's other time counts only as far
 * as it is surely longer than the original's.
 */
export const factorOf = (pairs: readonly Pair[]): Interval => {
  const excess = studentRange(
    pairs.map(({ original, candidate }) => candidate.otherMs - original.otherMs),
    0.025,
  )
  const moved = Math.max(excess.low, 0)
  const range = studentRange(
    pairs.map(({ original, candidate }) => Math.log(original.callsMs / (candidate.callsMs + moved))),
    0.025,
  )
  return { estimate: factor(range.estimate), low: factor(range.low), high: factor(range.high) }
}

const neededOf = (precise: Interval): number => Math.min(Math.cbrt(precise.low), 3)

export type Agreement = 'agrees' | 'contradicts' | 'open'

/**
 * Whether the coarse figure bears out a precise gain. Cold processes dilute gains, so a third of it (in logarithms, and never more than
 * 3x) must be there. `open`: more pairs would tell.
 */
export const agreementOf = (coarse: Interval, precise: Interval): Agreement => {
  if (precise.low <= 1) return 'agrees'
  const needed = neededOf(precise)
  if (coarse.high < needed) return 'contradicts'
  return coarse.low > 1 && coarse.estimate >= needed ? 'agrees' : 'open'
}

/** What an open comparison means after the last pair: small gains lie within the noise, larger ones should have shown themselves. */
export const lastWord = (coarse: Interval, precise: Interval): boolean => {
  const needed = neededOf(precise)
  return needed < 1.1 || coarse.estimate >= needed
}

const noteOf = (coarse: Interval, lists: number, { copies, rounds }: Load): string => {
  const times = copies * rounds
  const how = `Timed from outside over ${lists} inputs${times > 1 ? `, ${times} times` : ''}`
  return `${how}: ${coarse.estimate.toFixed(2)}x (${coarse.low.toFixed(2)} to ${coarse.high.toFixed(2)}).`
}

const unbounded: Interval = { estimate: 1, low: 1 / mostFactor, high: mostFactor }
const broken = (reason: string): Split => ({
  improvement: unbounded,
  agrees: false,
  note: reason,
})

const refusal = ({ kind, reason }: SplitFailure): Refused =>
  kind === 'cancelled'
    ? refuse('cancelled', 'The measurement was stopped. Nothing was changed.', 'Start it again when you want it.')
    : refuse(
        'bad-benchmark',
        `The original cannot be timed from outside: ${reason}. Nothing was changed.`,
        'Run the benchmark by hand to see why.',
      )

const trimmed = (made: Lists): Lists => {
  if (made.kind === 'seeds') return made
  const bytesEach = JSON.stringify(made.lists[0] ?? null).length
  return { kind: 'data', lists: made.lists.slice(0, Math.max(fewestLists, Math.floor(mostListBytes / bytesEach))) }
}

export const measureSplit = async (input: SplitInput, ports: Ports): Promise<Split | Refused> => {
  const { benchmark, beforeDir, afterDir, precise } = input
  const size = Math.max(...benchmark.sizes)
  const where = { subject: input, ports, typing: newTyping() }
  const seed = seedOf(input, ports)
  const seeds = Array.from({ length: mostLists }, (_, i) => forkSeed(seed, i) % 2 ** 31)
  const made = await makeLists(benchmark, beforeDir, seeds, size, where)
  if (isFailure(made)) return refusal(made)
  const lists = trimmed(made)
  const sample = (dir: string, load: Load) => sampleSplit(benchmark, dir, lists, size, load, where)
  const first = await sample(beforeDir, { copies: 1, rounds: 1 })
  if (isFailure(first)) return refusal(first)
  const waits = first.idle > 0.5
  const timeOf = (spent: Spent) => Math.max(waits ? spent.wallMs : spent.cpuMs, 0.05)
  let load: Load = { copies: first.mutates ? Math.min(Math.ceil(workMs / timeOf(first.calls)), mostCopies) : 1, rounds: 1 }
  if (!first.mutates) {
    // A second look with more rounds: a single one is mostly compilation.
    const rounds = Math.min(Math.max(Math.ceil(workMs / 4 / timeOf(first.calls)), 2), mostRounds)
    const second = await sample(beforeDir, { copies: 1, rounds })
    if (isFailure(second)) return refusal(second)
    const perRound = Math.max((timeOf(second.calls) - timeOf(first.calls)) / (rounds - 1), timeOf(second.calls) / rounds / 20)
    load = { copies: 1, rounds: Math.min(Math.max(Math.ceil(workMs / perRound), 1), mostRounds) }
  }
  const partsOf = ({ total, calls }: SplitSample) => ({
    otherMs: timeOf(total) - timeOf(calls),
    callsMs: Math.max(timeOf(calls), 0.5),
  })
  const pairs: Pair[] = []
  let improvement = unbounded
  let agreement: Agreement = 'open'
  while (agreement === 'open' && pairs.length < mostPairs) {
    const samples: SplitSample[] = []
    for (const which of pairs.length % 2 === 0 ? [0, 1] : [1, 0]) {
      const one = await sample(which === 0 ? beforeDir : afterDir, load)
      if (!isFailure(one)) samples[which] = one
      else if (which === 0 || one.kind === 'cancelled') return refusal(one)
      else return broken(`Alone in its box the candidate failed: ${one.reason}.`)
    }
    const [original, candidate] = samples as [SplitSample, SplitSample]
    if (original.digest !== candidate.digest)
      return broken('Alone in its box the candidate gave other results than the original.')
    pairs.push({ original: partsOf(original), candidate: partsOf(candidate) })
    ports.onProgress?.(`timed from outside, pair ${pairs.length}`)
    if (pairs.length < fewestPairs) continue
    improvement = factorOf(pairs)
    if (mean(pairs.map(pair => pair.original.callsMs)) < leastWorkMs) {
      return {
        improvement: unbounded,
        agrees: true,
        note: 'Its calls are too short to be timed from outside; nothing contradicts.',
      }
    }
    agreement = agreementOf(improvement, precise)
  }
  const agrees = agreement === 'open' ? lastWord(improvement, precise) : agreement === 'agrees'
  return { improvement, agrees, note: noteOf(improvement, lists.kind === 'data' ? lists.lists.length : lists.seeds.length, load) }
}
