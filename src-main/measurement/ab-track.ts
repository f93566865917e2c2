/** One size of a comparison of functions: what its forks said so far, and whether that is enough. Pure. */
import type { SizeAnswer } from '../languages/javascript/harness/ab-protocol.ts'
import {
  equivalence,
  glanceAt,
  lookAt,
  patientPlan,
  planOf,
  verdictOf,
  type LookVerdict,
  type Plan,
  type Precision,
} from './looks.ts'
import { isNearlyEven } from './report.ts'
import { signedRankRange, studentRange, type Range } from './statistics.ts'

export interface Track {
  readonly size: number
  /** Log factors "better", one per fork. */
  readonly logs: number[]
  /** Microseconds per call, one per fork. */
  readonly before: number[]
  readonly after: number[]
  done: { readonly verdict: LookVerdict; readonly range: Range } | null
  /** More forks than usual were asked for. */
  patient: boolean
}

export const newTrack = (size: number): Track => ({ size, logs: [], before: [], after: [], done: null, patient: false })

export const add = (track: Track, { micros }: SizeAnswer): void => {
  const [before, after] = micros as [number, number]
  track.before.push(before)
  track.after.push(after)
  track.logs.push(Math.log(before / after))
}

/** What short forks said counts for nothing where full ones follow. */
export const forget = ({ logs, before, after }: Track): void => {
  for (const list of [logs, before, after]) list.length = 0
}

/** Functions that wait: medians of the wall clock over so many forks, one look. */
export const waitingForks = 12

const plan = (track: Track, precision: Precision): Plan => (track.patient ? patientPlan : planOf[precision])

/** So many forks more and there is something to look at: 1 or more. */
export const forksToLook = (track: Track, precision: Precision): number => {
  const next = plan(track, precision).looks.find(look => look > track.logs.length)
  return (next ?? track.logs.length + 1) - track.logs.length
}

/** Every larger size is decided and got better; false where there is none. */
const isGained = (track: Track, tracks: readonly Track[]): boolean => {
  const larger = tracks.filter(each => each.size > track.size)
  return larger.length > 0 && larger.every(each => each.done?.verdict === 'improved')
}

const decideOne = (track: Track, tracks: readonly Track[], precision: Precision): Track['done'] => {
  const look = lookAt(track.logs, plan(track, precision))
  return look && (look.final || (isGained(track, tracks) && isNearlyEven(look.range))) ? look : null
}

/** Decides what is open and can be, the largest first. */
export const decide = (tracks: readonly Track[], precision: Precision): void => {
  for (const track of tracks.toSorted((a, b) => b.size - a.size)) track.done ??= decideOne(track, tracks, precision)
}

export const decideAtAGlance = (tracks: readonly Track[]): void => {
  for (const track of tracks) track.done = glanceAt(track.logs)
}

export const decideWaiting = (tracks: readonly Track[]): void => {
  for (const track of tracks) {
    if (track.done || track.logs.length < waitingForks) continue
    const range = signedRankRange(track.logs, 0.005)
    track.done = { verdict: verdictOf(range), range }
  }
}

/** Where time is up: whatever was seen, and no verdict for it. */
export const giveUp = (tracks: readonly Track[]): void => {
  for (const track of tracks) track.done ??= { verdict: 'inconclusive', range: studentRange(track.logs, 0.005) }
}

/**
 * Small sizes that stayed unclear while all larger ones got better are measured on, alone: what is lost over them is a gain at the size that
 * counts. What looks slower by more than a tenth is not.
 */
export const measureOn = (tracks: readonly Track[]): void => {
  for (const track of tracks) {
    if (
      track.done?.verdict === 'inconclusive' &&
      !track.patient &&
      isGained(track, tracks) &&
      track.done.range.estimate > -Math.log(1.1) &&
      track.done.range.low <= -equivalence
    ) {
      track.patient = true
      track.done = null
    }
  }
}
