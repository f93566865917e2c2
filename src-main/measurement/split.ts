/**
 * The figure that stands beside the precise one: each version alone in its box, the judge and the clock outside. A candidate has nothing in its
 * process to cheat with: every timed call is on an input that nobody could foresee, every answer is compared with the original's and read twice,
 * and work that is done before or after the calls is charged to them.
 */
import type { FunctionBenchmark } from '../../src-shared/domain/manifest.ts'
import { refuse, type Refused } from '../../src-shared/errors.ts'
import { newTyping } from './box.ts'
import { forkSeed, seedOf, type Ports, type Subject } from './input.ts'
import { cores } from './cores.ts'
import { isFailure, type SplitFailure, type Where } from './split-box.ts'
import { plansFor } from './split-first.ts'
import { runFork, type ForkEnd, type SizeTimes } from './split-fork.ts'
import { largerPlan, leastWorkMs } from './split-plan.ts'
import { broken, decisive, isLost, settle, type Claim, type Settled, type Track } from './split-summary.ts'
import {
  agreementOf,
  gainOf,
  growsWithCalls,
  isSurelyWorse,
  looks,
  mayBeWorse,
  meanWorkMs,
  movedMs,
  workMsOf,
  pairsToLook,
  workOf as workOfPair,
  type Growth,
} from './split-verdict.ts'

export interface SplitInput extends Subject {
  readonly benchmark: FunctionBenchmark
  readonly beforeDir: string
  readonly afterDir: string
  readonly claims: readonly Claim[]
}

/** After this no further pair of processes is begun. */
const budgetMs = 90_000
const mostReplans = 3

const refusal = ({ kind, reason }: SplitFailure): Refused =>
  kind === 'cancelled'
    ? refuse('cancelled', 'The measurement was stopped. Nothing was changed.', 'Start it again when you want it.')
    : refuse(
        'bad-benchmark',
        `The original cannot be timed from outside: ${reason}. Nothing was changed.`,
        'Run the benchmark by hand to see why.',
      )

const decide = (track: Track, isDecisive: boolean, moved: number): void => {
  const pairs = track.times.map(({ pair }) => pair)
  track.range = gainOf(pairs, moved)
  const isClaimed = track.claim.verdict === 'improved'
  if (workMsOf(pairs) < leastWorkMs) track.agreement = 'open'
  else if (isClaimed) {
    const agreement = agreementOf(track.range, track.claim.improvement)
    track.agreement = agreement === 'contradicts' && !isDecisive && mayBeWorse(track.range) ? 'open' : agreement
  } else track.agreement = track.claim.verdict === 'no-change' && isSurelyWorse(track.range) ? 'contradicts' : 'agrees'
}

/** Whether this was a look, the last one where time is up, and after it nothing is open. */
const isDecided = (tracks: readonly Track[], excesses: readonly number[], isLate: boolean): boolean => {
  const pairs = excesses.length
  if (!(looks as readonly number[]).includes(pairs) && !(isLate && pairs > looks[0])) return false
  const moved = movedMs(excesses)
  const sum = tracks.reduce((of, { times }) => of + meanWorkMs(times.map(({ pair }) => pair)), 0)
  for (const track of tracks) {
    const share = meanWorkMs(track.times.map(({ pair }) => pair)) / Math.max(sum, 1)
    decide(track, track === decisive(tracks), moved * share)
  }
  return tracks.every(({ agreement }) => agreement !== 'open') || isLost(tracks)
}

const endOf = (ended: Exclude<ForkEnd, { kind: 'timed' }>): Settled | Refused => {
  switch (ended.kind) {
    case 'failed': {
      const { which, failure } = ended
      if (which === 0 || failure.kind === 'cancelled') return refusal(failure)
      return broken(`Alone in its box the candidate failed: ${failure.reason}.`)
    }
    case 'inputs':
      return broken('The inputs were not the same for both versions: the generator depends on more than its seed.')
    case 'differs':
      if (ended.thrown !== null) return broken(`Alone in its box the candidate failed: ${ended.thrown}.`)
      return broken('Alone in its box the candidate gave other results than the original.')
  }
}

export const measureSplit = async (input: SplitInput, ports: Ports): Promise<Settled | Refused> => {
  const { benchmark, beforeDir, afterDir, claims } = input
  const startMs = ports.clock.monotonicMs()
  const isLate = (): boolean => {
    const nowMs = ports.clock.monotonicMs()
    return nowMs - startMs > budgetMs || nowMs > (ports.deadlineMs ?? Infinity)
  }
  const where: Where = { subject: input, benchmark, ports, typing: newTyping(), sent: new Map() }
  const seed = seedOf(input, ports)
  let drawn = 0
  const draw = (): number => forkSeed(seed, ++drawn) % 2 ** 31
  const sizes = [...new Set(benchmark.sizes)].toSorted((a, b) => a - b)
  const plans = await cores.take(() => plansFor(sizes, beforeDir, where, draw, claims))
  if (isFailure(plans)) return refusal(plans)
  const tracks = plans.map(({ plan }): Track => ({
    plan,
    claim: claims.find(({ size }) => size === plan.size)!,
    times: [],
    range: null,
    agreement: 'open',
  }))
  const excesses: number[] = []
  const growths = new Map(tracks.map(track => [track, [] as Growth[]]))
  let replanned = 0
  /** Whether a pair showed that there is too little work in the requests: it serves for nothing else then. */
  const enlarge = (timed: readonly SizeTimes[]): boolean => {
    let enlarged = false
    for (const { size, pair } of timed) {
      const { seen, speed } = plans.find(({ plan }) => plan.size === size)!
      const track = tracks.find(({ plan }) => plan.size === size)!
      const larger = track.times.length > 0 ? null : largerPlan(track.plan, seen, speed, workOfPair(pair, 'original'))
      if (!larger) continue
      track.plan = larger
      enlarged = true
    }
    return enlarged
  }
  while (excesses.length < looks.at(-1)!) {
    // All sizes again and again, also those that are clear: what a process did before is part of how fast it is.
    const sizePlans = tracks.map(({ plan }) => plan)
    const seeds = Array.from({ length: Math.min(cores.count, pairsToLook(excesses.length)) }, draw)
    const ended = await Promise.all(
      seeds.map(each => cores.take(async () => await runFork({ plans: sizePlans, beforeDir, afterDir, seed: each }, where))),
    )
    const timed: (ForkEnd & { kind: 'timed' })[] = []
    for (const each of ended) {
      if (each.kind !== 'timed') return endOf(each)
      timed.push(each)
    }
    if (replanned < mostReplans && enlarge(timed.flatMap(({ sizes: each }) => each))) {
      replanned += 1
      if (isLate()) break
      continue
    }
    for (const { sizes: each, excessMs } of timed) {
      excesses.push(excessMs)
      for (const times of each) {
        const track = tracks.find(({ plan }) => plan.size === times.size)!
        track.times.push(times)
        if (times.growth) growths.get(track)!.push(times.growth)
      }
    }
    ports.onProgress?.(`timed from outside, pair ${excesses.length}`)
    if ([...growths.values()].some(growsWithCalls))
      return broken('Timed from outside, the calls of the candidate take longer the more of them there are.')
    const late = isLate()
    if (isDecided(tracks, excesses, late) || late) break
  }
  return settle(tracks)
}
