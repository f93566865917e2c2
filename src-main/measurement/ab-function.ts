/**
 * A/B comparison of two versions of one function: fork after fork, each a fresh process with both versions in it, until every size is
 * decided. What happens inside a fork is `languages/javascript/harness/ab.ts`; reading the forks is `looks.ts`.
 */
import type { MeasurementReport, SizeResult } from '../../src-shared/domain/evidence.ts'
import type { FunctionBenchmark } from '../../src-shared/domain/manifest.ts'
import { isRefused, refuse, type Refused } from '../../src-shared/errors.ts'
import type { FunctionAnswer, FunctionRequest, SizeAnswer } from '../languages/javascript/harness/ab-protocol.ts'
import { wantedIn } from '../languages/javascript/wanted.ts'
import { ask, measuringFlags, mountsOf, newTyping } from './box.ts'
import { forkSeed, seedOf, type Ports, type Subject } from './input.ts'
import { equivalence, lookAt, patientPlan, planOf, verdictOf, type Look, type LookVerdict, type Precision } from './looks.ts'
import { intervalOf, reportOf, sideOf } from './report.ts'
import { median, signedRankRange, studentRange, type Range } from './statistics.ts'

/**
 * Warm-up and blocks of one fork: `measurement.md`, point 3. With several sizes each gets fewer pairs: what differs from fork to fork (how
 * the compiler fared) outweighs what differs from block to block.
 */
const forkSettings = (precision: Precision, sizes: number) => {
  const pairs = (most: number, least: number) => Math.min(most, Math.max(least, Math.round((2 * most) / sizes)))
  return precision === 'full'
    ? { warmupMs: 150, pairs: pairs(25, 12), blockMs: 2, budgetMs: 250 }
    : { warmupMs: 100, pairs: pairs(15, 8), blockMs: 2, budgetMs: 150 }
}
/** Functions that wait: medians of the wall clock over so many forks, one look. */
const waitingForks = 12
const waitingSettings = { warmupMs: 60, pairs: 15, blockMs: 1, budgetMs: 150 }

/** How many `unit` a microsecond is; other units are reported as `us`. */
const perMicrosecond: Readonly<Record<string, number>> = { ns: 1000, us: 1, µs: 1, ms: 1e-3, s: 1e-6 }
export const timeUnit = (unit: string): { readonly unit: string; readonly factor: number } => {
  const factor = perMicrosecond[unit]
  return factor === undefined ? { unit: 'us', factor: 1 } : { unit, factor }
}

interface Track {
  readonly size: number
  /** Log factors "better", one per fork. */
  readonly logs: number[]
  readonly before: number[]
  readonly after: number[]
  done: { verdict: LookVerdict; range: Range } | null
  /** More forks than usual were asked for. */
  patient: boolean
}

const add = (track: Track, { micros }: SizeAnswer): void => {
  const [before, after] = micros as [number, number]
  track.before.push(before)
  track.after.push(after)
  track.logs.push(Math.log(before / after))
}

/** After this no further fork is begun: sizes that are not decided stay unclear. */
export const comparisonMs = 120_000

/** Where time is up: whatever was seen, and no verdict for it. */
const giveUp = ({ logs }: Track): Track['done'] => ({ verdict: 'inconclusive', range: studentRange(logs, 0.005) })

/** Null: more forks. */
const decide = (track: Track, waiting: boolean, precision: Precision): Track['done'] => {
  if (track.patient) {
    const look: Look | null = lookAt(track.logs, patientPlan)
    return look?.final ? look : null
  }
  if (waiting) {
    if (track.logs.length < waitingForks) return null
    const range = signedRankRange(track.logs, 0.005)
    return { verdict: verdictOf(range), range }
  }
  const look: Look | null = lookAt(track.logs, planOf[precision])
  return look?.final ? look : null
}

/**
 * Small sizes that stayed unclear while all larger ones got better are measured on, alone: what is lost over them is a gain at the size that
 * counts. What looks slower by more than a tenth is not.
 */
const measureOn = (tracks: readonly Track[]): void => {
  for (const track of tracks) {
    const larger = tracks.filter(each => each.size > track.size)
    if (
      track.done?.verdict === 'inconclusive' &&
      !track.patient &&
      larger.length > 0 &&
      larger.every(each => each.done?.verdict === 'improved') &&
      track.done.range.estimate > -Math.log(1.1) &&
      track.done.range.low <= -equivalence
    ) {
      track.patient = true
      track.done = null
    }
  }
}

export interface FunctionComparison extends Subject {
  readonly benchmark: FunctionBenchmark
  readonly beforeDir: string
  readonly afterDir: string
  readonly precision?: Precision
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
  const seed = seedOf(input, ports)
  const typing = newTyping()
  const untilMs = Math.min(ports.clock.monotonicMs() + comparisonMs, ports.deadlineMs ?? Infinity)
  let timeIsUp = false
  const tracks = [...new Set(benchmark.sizes)].map((size): Track => ({
    size,
    logs: [],
    before: [],
    after: [],
    done: null,
    patient: false,
  }))
  const allocated: (readonly number[])[] = []
  let clock: 'auto' | 'cpu' | 'wall' = 'auto'
  let mutating = false
  const wanted = [input.beforeDir, input.afterDir].map(dir => wantedIn(dir, benchmark.file, benchmark.function))
  const mounts = mountsOf(
    input,
    [
      { host: input.beforeDir, box: '/a' },
      { host: input.afterDir, box: '/b' },
    ],
    ports,
  )
  for (let fork = 0; tracks.some(track => track.done === null); fork++) {
    const open = tracks.filter(track => track.done === null)
    const settings = clock === 'wall' ? waitingSettings : forkSettings(precision, open.length)
    const request: Omit<FunctionRequest, 'nonce'> = {
      roots: ['/a', '/b'],
      file: benchmark.file,
      function: benchmark.function,
      wanted,
      inputs: benchmark.inputs,
      sizes: open.map(track => track.size),
      seed: forkSeed(seed, fork),
      reversed: fork % 2 === 1,
      clock,
      ...settings,
    }
    const asked = await ask<typeof request, FunctionAnswer>(
      'ab',
      request,
      { mounts, runtimeFlags: measuringFlags, typing },
      input,
      ports,
      `The benchmark of ${benchmark.function}`,
    )
    if (isRefused(asked)) return asked
    const { answer } = asked
    clock = answer.clock
    mutating ||= answer.mutating
    for (const [i, track] of open.entries()) {
      const measured = answer.sizes[i]!
      add(track, measured)
      if (track.size === benchmark.sizes.at(-1) && measured.allocatedBytes) allocated.push(measured.allocatedBytes)
      track.done = decide(track, clock === 'wall', precision)
    }
    timeIsUp = ports.clock.monotonicMs() > untilMs && open.some(track => track.done === null)
    if (timeIsUp) for (const track of open) track.done ??= giveUp(track)
    else if (clock !== 'wall' && tracks.every(track => track.done !== null)) measureOn(tracks)
    ports.onProgress?.(`fork ${fork + 1}, ${tracks.filter(track => track.done).length} of ${tracks.length} sizes decided`)
  }
  return summarize(input, tracks, allocated, clock === 'wall', mutating, timeIsUp)
}

const summarize = (
  input: FunctionComparison,
  tracks: readonly Track[],
  allocated: readonly (readonly number[])[],
  waiting: boolean,
  mutating: boolean,
  timeIsUp: boolean,
): MeasurementReport => {
  const { unit, factor } = timeUnit(input.unit)
  const sizes = tracks.map((track): SizeResult => ({
    size: track.size,
    verdict: track.done!.verdict,
    improvement: intervalOf(track.done!.range),
    forks: track.logs.length,
    before: sideOf(track.before.map(micros => micros * factor)),
    after: sideOf(track.after.map(micros => micros * factor)),
  }))
  const bytes =
    allocated.length === 0
      ? null
      : { before: median(allocated.map(pair => pair[0]!)), after: median(allocated.map(pair => pair[1]!)) }
  const notes = [
    ...(timeIsUp ? ['The time for this measurement was used up before every size was clear.'] : []),
    ...(waiting ? ['It waits for something: wall time, not CPU time.'] : []),
    ...(mutating ? ['The function changes its arguments: every call got fresh copies, made outside of the measured time.'] : []),
  ]
  return reportOf(unit, sizes, bytes, notes)
}
