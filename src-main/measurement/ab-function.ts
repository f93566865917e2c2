/**
 * A/B comparison of two versions of one function: fork after fork, each a fresh process with both versions in it, until every size is
 * decided. What happens inside a fork is `languages/javascript/harness/ab.ts`; reading the forks is `looks.ts`.
 */
import type { MeasurementReport, SizeResult } from '../../src-shared/domain/evidence.ts'
import { isRefused, refuse, type Refused } from '../../src-shared/errors.ts'
import type { FunctionAnswer } from '../languages/javascript/harness/ab-protocol.ts'
import { forkSettings, forksOf, glanceSettings, waitingSettings, type ForkSettings, type FunctionComparison } from './ab-forks.ts'
import { add, decide, decideAtAGlance, decideWaiting, forget, forksToLook, giveUp, measureOn, newTrack, type Track } from './ab-track.ts' // prettier-ignore
import type { Ports } from './input.ts'
import { glanceForks } from './looks.ts'
import { intervalOf, reportOf, sideOf } from './report.ts'
import { median } from './statistics.ts'

/** How many `unit` a microsecond is; other units are reported as `us`. */
const perMicrosecond: Readonly<Record<string, number>> = { ns: 1000, us: 1, µs: 1, ms: 1e-3, s: 1e-6 }
export const timeUnit = (unit: string): { readonly unit: string; readonly factor: number } => {
  const factor = perMicrosecond[unit]
  return factor === undefined ? { unit: 'us', factor: 1 } : { unit, factor }
}

/** After this no further fork is begun: sizes that are not decided stay unclear. */
export const comparisonMs = 120_000

/** What is told beside the times. */
interface Seen {
  /** Bytes per call at the largest size, one pair per fork. */
  readonly allocated: (readonly number[])[]
  mutating: boolean
  waiting: boolean
  timeIsUp: boolean
}

export const compareFunctions = async (input: FunctionComparison, ports: Ports): Promise<MeasurementReport | Refused> => {
  const { benchmark, precision = 'full' } = input
  if (input.direction === 'higher') {
    return refuse(
      'bad-benchmark',
      'A function benchmark is a time, where lower is better. Nothing was changed.',
      'Set "direction": "lower".',
    )
  }
  const untilMs = Math.min(ports.clock.monotonicMs() + comparisonMs, ports.deadlineMs ?? Infinity)
  const tracks = [...new Set(benchmark.sizes)].map(newTrack)
  const seen: Seen = { allocated: [], mutating: false, waiting: false, timeIsUp: false }
  const forks = forksOf(input, ports)
  let ran = 0
  /** Null when all went well. */
  const run = async (count: number, open: readonly Track[], settings: ForkSettings): Promise<Refused | null> => {
    const sizes = open.map(track => track.size)
    const answers = await forks.run(count, sizes, settings)
    if (isRefused(answers)) return answers
    for (const answer of answers) note(answer, open, Math.max(...benchmark.sizes), seen)
    seen.waiting = forks.clock() === 'wall'
    ran += count
    return null
  }
  const told = (): void => {
    const decided = tracks.filter(track => track.done).length
    ports.onProgress?.(`fork ${ran}, ${decided} of ${tracks.length} sizes decided`)
  }
  const openOnes = (): Track[] => tracks.filter(track => track.done === null)

  const refused = await run(glanceForks, tracks, glanceSettings)
  if (refused) return refused
  if (!seen.waiting) decideAtAGlance(tracks)
  told()
  let isFirst = true
  for (let open = openOnes(); open.length > 0; open = openOnes()) {
    seen.timeIsUp = ports.clock.monotonicMs() > untilMs
    if (seen.timeIsUp) {
      giveUp(tracks)
      break
    }
    if (isFirst) for (const track of open) forget(track)
    isFirst = false
    const count = seen.waiting ? 1 : Math.min(forks.width, ...open.map(track => forksToLook(track, precision)))
    const failed = await run(count, open, seen.waiting ? waitingSettings : forkSettings(precision, open.length))
    if (failed) return failed
    if (seen.waiting) decideWaiting(tracks)
    else {
      decide(tracks, precision)
      if (openOnes().length === 0) measureOn(tracks)
    }
    told()
  }
  return summarize(input.unit, tracks, seen)
}

const note = (answer: FunctionAnswer, open: readonly Track[], largest: number, seen: Seen): void => {
  seen.mutating ||= answer.mutating
  for (const [i, track] of open.entries()) {
    const measured = answer.sizes[i]!
    add(track, measured)
    if (track.size === largest && measured.allocatedBytes) seen.allocated.push(measured.allocatedBytes)
  }
}

const summarize = (wantedUnit: string, tracks: readonly Track[], seen: Seen): MeasurementReport => {
  const { unit, factor } = timeUnit(wantedUnit)
  const sizes = tracks.map((track): SizeResult => ({
    size: track.size,
    verdict: track.done!.verdict,
    improvement: intervalOf(track.done!.range),
    forks: track.logs.length,
    before: sideOf(track.before.map(micros => micros * factor)),
    after: sideOf(track.after.map(micros => micros * factor)),
  }))
  const { allocated } = seen
  const bytes =
    allocated.length === 0
      ? null
      : { before: median(allocated.map(pair => pair[0]!)), after: median(allocated.map(pair => pair[1]!)) }
  const notes = [
    ...(seen.timeIsUp ? ['The time for this measurement was used up before every size was clear.'] : []),
    ...(seen.waiting ? ['It waits for something: wall time, not CPU time.'] : []),
    ...(seen.mutating
      ? ['The function changes its arguments: every call got fresh copies, made outside of the measured time.']
      : []),
  ]
  return reportOf(unit, sizes, bytes, notes)
}
