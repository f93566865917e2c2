/**
 * Whether the outside clock bears out what was measured inside: a test with known rates of error in both directions. Pure; numbers in, words
 * out. A candidate without any gain is believed with a chance of at most `errorRate`, and one that outside has the whole gain that is claimed is
 * contradicted with at most the same; between the two more processes tell, and where they run out nobody can.
 */
import type { Interval } from '../../src-shared/domain/metric.ts'
import { margin } from './looks.ts'
import { mean, median, standardError, studentRange, type Range } from './statistics.ts'

/** Numbers of processes per version after which one looks. */
export const looks = [4, 6, 8, 12] as const
/** So many pairs more and there is something to look at: 1 or more. */
export const pairsToLook = (pairs: number): number => (looks.find(look => look > pairs) ?? pairs + 1) - pairs
/** On each side, over all looks. */
export const errorRate = 0.01
const alpha = errorRate / looks.length

export interface Times {
  /** Of the timed requests. */
  readonly callsMs: number
  /** Of reading all answers, and of reading them again. */
  readonly readMs: number
  readonly againMs: number
}
/** One size in one pair of processes. */
export interface Pair {
  readonly original: Times
  readonly candidate: Times
  /** Of the same requests with calls that do nothing. */
  readonly blankMs: number
}

/** Factors beyond this are the same to the outside clock. */
const mostFactor = 50
const leastMs = 0.05

/** What a version took for its calls: the requests without what stands around the calls. */
export const workOf = (pair: Pair, side: 'original' | 'candidate'): number => pair[side].callsMs - pair.blankMs

const surelyMore = (excessMs: readonly number[]): number => Math.max(studentRange(excessMs, 0.025).low, 0)

/** CPU that the candidate's processes surely spent more than the original's outside of all timed requests. */
export const movedMs = surelyMore

/**
 * Reading the same answers may take this share longer or shorter, by where they lie in memory alone: what a version throws away lies between them.
 * That nothing is computed when they are read is looked at apart, without a clock (`split-fold.ts`).
 */
const readingShare = 0.3
const late = ({ readMs, againMs }: Times): number => readMs - againMs

/** Reading answers again is the same work for both: what the candidate's surely need more is the candidate's. */
export const rereadMs = (pairs: readonly Pair[]): number =>
  surelyMore(pairs.map(({ original, candidate }) => candidate.againMs - original.againMs * (1 + readingShare)))

/**
 * What the candidate's answers did only when they were read: the first reading without the second, against the original's. One pair tells it no
 * better than a reading can be timed, which may be as long as the calls; all of them together do. Charged when it is above its standard error.
 */
export const lazyMs = (pairs: readonly Pair[]): number => {
  const more = pairs.map(
    ({ original, candidate }) => late(candidate) - Math.max(late(original), 0) - original.againMs * readingShare,
  )
  const estimate = mean(more)
  return estimate > standardError(more) ? estimate : 0
}

/** Log of the factor "better" over the pairs; `moved` is what of the work elsewhere falls to this size. */
export const gainOf = (pairs: readonly Pair[], moved: number): Range => {
  const more = moved + rereadMs(pairs) + lazyMs(pairs)
  return studentRange(
    pairs.map(pair => {
      const original = Math.max(workOf(pair, 'original'), leastMs)
      return Math.log(original / Math.max(workOf(pair, 'candidate') + more, leastMs))
    }),
    alpha,
  )
}

export const workMsOf = (pairs: readonly Pair[]): number => median(pairs.map(pair => workOf(pair, 'original')))
export const meanWorkMs = (pairs: readonly Pair[]): number => mean(pairs.map(pair => workOf(pair, 'original')))

const bounded = (log: number): number => Math.min(Math.max(Math.exp(log), 1 / mostFactor), mostFactor)
export const intervalOf = (range: Range): Interval => ({
  estimate: bounded(range.estimate),
  low: bounded(range.low),
  high: bounded(range.high),
})

/**
 * The least log gain outside that fits a claim: half of it. A process that runs one version alone, on more lists than fit into the caches,
 * shows gains a little differently; beyond 8x it is enough that they are large.
 */
const neededFor = (claim: Interval): number => Math.min(Math.log(Math.max(claim.low, 1)) / 2, Math.log(8))

/** `less`: surely better, and not by as much as is said: then the figure from outside is what is said. */
export type Agreement = 'agrees' | 'less' | 'contradicts' | 'open'

/** Surely better, as inside. */
export const isSurelyBetter = (outside: Range): boolean => outside.low > margin

/** For a size that is said to be better. */
export const agreementOf = (outside: Range, claim: Interval): Agreement => {
  const needed = neededFor(claim)
  if (outside.high < needed || outside.high <= 0) return isSurelyBetter(outside) ? 'less' : 'contradicts'
  return outside.low > 0 && outside.estimate >= needed ? 'agrees' : 'open'
}

/** A size that is said not to be worse may not be surely worse than this. */
const mostLoss = Math.log(1.15)
export const isSurelyWorse = (outside: Range): boolean => outside.high < -mostLoss
/** Too wide to take the place of a figure from inside. */
export const mayBeWorse = (outside: Range): boolean => outside.low < -mostLoss && !isSurelyWorse(outside)

/** Log of how much longer a call takes in a long request than in a short one. */
export interface Growth {
  readonly original: number
  readonly candidate: number
}
const mostGrowth = Math.log(1.5)
/** Calls of the candidate get surely slower the more there are, where those of the original do not. */
export const growsWithCalls = (growths: readonly Growth[]): boolean =>
  growths.length >= looks[0] &&
  studentRange(
    growths.map(({ original, candidate }) => candidate - original),
    alpha,
  ).low > mostGrowth
