/**
 * What the outside clock says in the end, size by size. The largest size that is said to be better has to be borne out, and no size may be
 * surely worse. Where a smaller one is not borne out its figure from outside takes the place of the one from inside: a gain at the size that
 * counts is not lost over a small one, and nobody is told of a gain that only the inside saw. Pure.
 */
import type { MeasurementReport, SizeResult } from '../../src-shared/domain/evidence.ts'
import type { Interval } from '../../src-shared/domain/metric.ts'
import type { SizePlan } from './split-plan.ts'
import { leastWorkMs } from './split-plan.ts'
import type { SizeTimes } from './split-fork.ts'
import { intervalOf, isSurelyBetter, isSurelyWorse, workMsOf, type Agreement } from './split-verdict.ts'
import type { Range } from './statistics.ts'

export type Split = NonNullable<MeasurementReport['split']>
/** What was measured inside, size by size. */
export interface Claim extends Pick<SizeResult, 'size' | 'verdict' | 'improvement'> {
  /** Milliseconds per call of the candidate, warm. Says how long both are warmed up, and nothing about the gain. */
  readonly candidateMs?: number
}

export interface Track {
  readonly claim: Claim
  plan: SizePlan
  readonly times: SizeTimes[]
  range: Range | null
  agreement: Agreement
}
/** `sizes`: figures from outside that take the place of those from inside. */
export interface Settled extends Split {
  readonly sizes: ReadonlyMap<number | null, Interval>
}

export const unbounded: Interval = { estimate: 1, low: 1 / 50, high: 50 }
export const broken = (reason: string): Settled => ({ improvement: unbounded, agrees: false, note: reason, sizes: new Map() })

const says = ({ estimate, low, high }: Interval): string => `${estimate.toFixed(2)}x (${low.toFixed(2)} to ${high.toFixed(2)})`

/** The one on which it hangs: the largest size that is said to be better. */
export const decisive = (tracks: readonly Track[]): Track =>
  tracks.findLast(({ claim }) => claim.verdict === 'improved') ?? tracks.at(-1)!

/** Nothing that a further process could mend. */
export const isLost = (tracks: readonly Track[]): boolean =>
  decisive(tracks).agreement === 'contradicts' ||
  tracks.some(({ agreement, range }) => agreement === 'contradicts' && range !== null && isSurelyWorse(range))

const at = ({ claim }: Track): string => `at size ${claim.size ?? '-'}`
const notAtAll = (track: Track): string =>
  `That does not bear out ${track.claim.verdict === 'improved' ? `${track.claim.improvement.estimate.toFixed(2)}x` : 'no loss'} ${at(track)}.`
/** Inside the same few inputs are used again and again, and what the engine once worked out about them stays known. */
const worse = (track: Track): string => {
  const [outside, inside] = [intervalOf(track.range!).estimate.toFixed(2), track.claim.improvement.estimate.toFixed(2)]
  return `It is slower ${at(track)}: ${outside}x where every call gets an input of its own, ${inside}x where inputs come again.`
}

const isShort = ({ times }: Track): boolean => workMsOf(times.map(({ pair }) => pair)) < leastWorkMs

export const settle = (tracks: readonly Track[]): Settled => {
  const shown = decisive(tracks)
  const improvement = shown.range ? intervalOf(shown.range) : unbounded
  const figures = tracks
    .filter(({ range }) => range !== null)
    .map(({ claim, range }) => `${says(intervalOf(range!))}${claim.size === null ? '' : ` at size ${claim.size}`}`)
  const calls = tracks.reduce((sum, { times }) => sum + times.reduce((of, each) => of + each.calls, 0), 0)
  const processes = Math.max(...tracks.map(({ times }) => times.length))
  const figure = `Timed from outside over ${calls.toLocaleString('en')} calls in ${processes} processes each: ${figures.join(', ')}.`
  const sizes = new Map<number | null, Interval>()
  if (isLost(tracks)) {
    const first = tracks.find(({ agreement }) => agreement === 'contradicts')!
    const note = `${figure} ${first === shown ? notAtAll(first) : worse(first)}`
    return { improvement, agrees: false, note, sizes }
  }
  // After the last look what is surely better is no longer open.
  const isLess = (track: Track): boolean =>
    track.agreement === 'less' || (track.agreement === 'open' && track.range !== null && isSurelyBetter(track.range))
  if (shown.agreement === 'open' && (isShort(shown) || !isLess(shown))) {
    const why = isShort(shown)
      ? `The calls at size ${shown.claim.size ?? '-'} are too short to be timed from outside: name a larger size.`
      : 'That is not clear enough to bear the gain out: try it again when the machine has less to do, or name a larger size.'
    return { improvement, agrees: false, note: `${figure} ${why}`, sizes }
  }
  const notBorneOut = tracks.filter(
    track =>
      (track !== shown || isLess(shown)) &&
      track.claim.verdict === 'improved' &&
      track.agreement !== 'agrees' &&
      track.range !== null &&
      !isShort(track),
  )
  for (const { claim, range } of notBorneOut) sizes.set(claim.size, intervalOf(range!))
  const small = notBorneOut.map(({ claim }) => `${claim.improvement.estimate.toFixed(2)}x at size ${claim.size ?? '-'}`)
  const instead =
    small.length === 0 ? '' : ` That does not bear out ${small.join(' and ')}: there the figure from outside counts.`
  return { improvement, agrees: true, note: `${figure}${instead}`, sizes }
}
