/**
 * The coarse figure that stands beside the precise one: each version alone in its box, the judge and the clock outside, a fresh process per
 * sample, original and candidate in turn. It cannot see small differences, but a candidate has nothing in its process to cheat with.
 *
 * Compared is the time of the one request that makes all calls and answers with a digest of their results, which must equal the
 * original's. Work that a candidate moves before that request (into loading) is seen too, and taken off its gain.
 */
import type { MeasurementReport } from '../../src-shared/domain/evidence.ts'
import type { FunctionBenchmark } from '../../src-shared/domain/manifest.ts'
import type { Interval } from '../../src-shared/domain/metric.ts'
import { refuse, type Refused } from '../../src-shared/errors.ts'
import { newTyping } from './box.ts'
import { forkSeed, seedOf, type Ports, type Subject } from './input.ts'
import { isFailure, makeLists, sampleSplit, type SplitFailure, type SplitSample } from './split-box.ts'
import { studentRange } from './statistics.ts'

export type Split = NonNullable<MeasurementReport['split']>

export interface SplitInput extends Subject {
  readonly benchmark: FunctionBenchmark
  readonly beforeDir: string
  readonly afterDir: string
  /** The precise figure that is to be confirmed, at the largest size. */
  readonly precise: Interval
  /** Pairs of samples. */
  readonly pairs?: number
}

const mostLists = 64
/** CPU that the original's calls should take in one sample. */
const workMs = 100
const mostRounds = 200_000
/** Shorter requests are mostly the pipe and the digest. */
const leastRunMs = 0.5
/** Factors beyond this are the same to the coarse clock. */
const mostFactor = 50

const factor = (log: number): number => Math.min(Math.max(Math.exp(log), 1 / mostFactor), mostFactor)

/** Times of one pair of processes in ms: before the timed request, and the request. */
export interface Pair {
  readonly original: { readonly setupMs: number; readonly runMs: number }
  readonly candidate: { readonly setupMs: number; readonly runMs: number }
}

/**
 * Interval of the factor "better". Loading varies much from process to process, so the candidate's loading counts only as far
 * as it is surely longer than the original's.
 */
export const factorOf = (pairs: readonly Pair[]): Interval => {
  const excess = studentRange(
    pairs.map(({ original, candidate }) => candidate.setupMs - original.setupMs),
    0.025,
  )
  const moved = Math.max(excess.low, 0)
  const range = studentRange(
    pairs.map(({ original, candidate }) => Math.log(original.runMs / (candidate.runMs + moved))),
    0.025,
  )
  return { estimate: factor(range.estimate), low: factor(range.low), high: factor(range.high) }
}

/**
 * Whether the coarse figure leaves room for the precise one. Cold processes dilute a gain, so a third of the precise gain (in logarithms, and
 * never more than 3x) must be possible; the same for a loss. Where the precise figure shows neither, nothing contradicts it.
 */
export const agreesWith = (coarse: Interval, precise: Interval): boolean => {
  if (precise.low > 1) return coarse.high >= Math.min(Math.cbrt(precise.low), 3)
  if (precise.high < 1) return coarse.low <= Math.max(Math.cbrt(precise.high), 1 / 3)
  return true
}

const noteOf = (coarse: Interval, lists: number, rounds: number): string => {
  const how = `Timed from outside over ${lists} inputs${rounds > 1 ? `, ${rounds} rounds` : ''}`
  if (coarse.low <= 1 / mostFactor || coarse.high / coarse.low > 4) return `${how}: too coarse to tell, and not against it.`
  return `${how}: ${coarse.estimate.toFixed(2)}x (${coarse.low.toFixed(2)} to ${coarse.high.toFixed(2)}).`
}

const broken = (reason: string): Split => ({
  improvement: { estimate: 1, low: 1 / mostFactor, high: mostFactor },
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

export const measureSplit = async (input: SplitInput, ports: Ports): Promise<Split | Refused> => {
  const { benchmark, beforeDir, afterDir, pairs = 4 } = input
  const size = Math.max(...benchmark.sizes)
  const where = { subject: input, ports, typing: newTyping() }
  const seed = seedOf(input, ports)
  const seeds = Array.from({ length: mostLists }, (_, i) => forkSeed(seed, i) % 2 ** 31)
  const lists = await makeLists(benchmark, beforeDir, seeds, size, where)
  if (isFailure(lists)) return refusal(lists)
  const sample = (dir: string, rounds: number) => sampleSplit(benchmark, dir, lists, size, rounds, where)
  const first = await sample(beforeDir, 1)
  if (isFailure(first)) return refusal(first)
  const waits = first.idle > 0.5
  const timeOf = (part: SplitSample['total']) => (waits ? part.wallMs : part.cpuMs)
  const count = lists.kind === 'data' ? lists.lists.length : lists.seeds.length
  let rounds = 1
  if (!first.mutates) {
    // A second look at many rounds: a single round is mostly start-up and compilation.
    const some = Math.min(Math.max(Math.ceil(workMs / 4 / Math.max(timeOf(first.run), 0.05)), 2), mostRounds)
    const probe = await sample(beforeDir, some)
    if (isFailure(probe)) return refusal(probe)
    const perRound = Math.max((timeOf(probe.run) - timeOf(first.run)) / (some - 1), timeOf(probe.run) / some / 20, 1e-4)
    rounds = Math.min(Math.max(Math.ceil(workMs / perRound), 1), mostRounds)
  }
  const partsOf = ({ total, run }: SplitSample) => ({
    setupMs: timeOf(total) - timeOf(run),
    runMs: Math.max(timeOf(run), leastRunMs),
  })
  const taken: Pair[] = []
  for (let pair = 0; pair < pairs; pair++) {
    const samples: (SplitSample | null)[] = [null, null]
    for (const which of pair % 2 === 0 ? [0, 1] : [1, 0]) {
      const one = await sample(which === 0 ? beforeDir : afterDir, rounds)
      if (!isFailure(one)) samples[which] = one
      else if (which === 0 || one.kind === 'cancelled') return refusal(one)
      else return broken(`Alone in its box the candidate failed: ${one.reason}.`)
    }
    const [original, candidate] = samples as [SplitSample, SplitSample]
    if (original.digest !== candidate.digest)
      return broken('Alone in its box the candidate gave other results than the original.')
    taken.push({ original: partsOf(original), candidate: partsOf(candidate) })
    ports.onProgress?.(`timed from outside, pair ${pair + 1} of ${pairs}`)
  }
  const improvement = factorOf(taken)
  return { improvement, agrees: agreesWith(improvement, input.precise), note: noteOf(improvement, count, rounds) }
}
