/**
 * The figure that stands beside the precise one: each version alone in its box, the judge and the clock outside. A candidate has nothing in its
 * process to cheat with: every timed call is on an input that nobody could foresee, every answer is compared with the original's and read twice,
 * and work that is done before or after the calls is charged to them.
 */
import type { FunctionBenchmark } from '../../src-shared/domain/manifest.ts'
import { refuse, type Refused } from '../../src-shared/errors.ts'
import { newTyping } from './box.ts'
import { forkSeed, seedOf, type Ports, type Subject } from './input.ts'
import {
  handOut,
  isFailure,
  lookAt,
  openSide,
  timeChunk,
  warmUp,
  type Chunk,
  type Side,
  type SplitFailure,
  type Timed,
  type Where,
} from './split-box.ts'
import { runFork, type SizeTimes } from './split-fork.ts'
import { largerPlan, leastWorkMs, planOf, type Seen, type SizePlan } from './split-plan.ts'
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
  workOf as workOfPair,
} from './split-verdict.ts'

export interface SplitInput extends Subject {
  readonly benchmark: FunctionBenchmark
  readonly beforeDir: string
  readonly afterDir: string
  readonly claims: readonly Claim[]
}

/** After this no further pair of processes is begun. */
const budgetMs = 90_000
const listsSent = 48
const mostReplans = 3

const refusal = ({ kind, reason }: SplitFailure): Refused =>
  kind === 'cancelled'
    ? refuse('cancelled', 'The measurement was stopped. Nothing was changed.', 'Start it again when you want it.')
    : refuse(
        'bad-benchmark',
        `The original cannot be timed from outside: ${reason}. Nothing was changed.`,
        'Run the benchmark by hand to see why.',
      )

interface Planned {
  readonly plan: SizePlan
  /** What it was made from. */
  readonly seen: Seen
  readonly listMs: number
}

/** A look at each size and a first timing, in a box of the original that serves for nothing else. */
const plansFor = async (
  sizes: readonly number[],
  dir: string,
  where: Where,
  draw: () => number,
): Promise<readonly Planned[] | SplitFailure> => {
  const side = await openSide(dir, where)
  if (isFailure(side)) return side
  try {
    const plans: Planned[] = []
    for (const size of sizes) {
      const plan = await planFor(side, size, where, draw)
      if (isFailure(plan)) return plan
      plans.push(plan)
    }
    return plans
  } finally {
    await side.box.close()
  }
}

/** A first timing that takes this long says enough; one that takes longer is not made twice. */
const trialMs = 4
const slowMs = 40
const warmMs = 6
const mostTrialCalls = 4096
const mostMakeMs = 120

const workOf = ({ calls: spent, blank }: Timed): number => Math.max(spent.cpuMs - blank!.cpuMs, spent.cpuMs / 50)

const planFor = async (side: Side, size: number, where: Where, draw: () => number): Promise<Planned | SplitFailure> => {
  const seen = await lookAt(side, size, draw())
  if (isFailure(seen)) return seen
  if (!seen.repeats && seen.plain && !where.sent.has(size)) {
    const lists = await handOut(side, size, draw(), listsSent)
    if (isFailure(lists)) return lists
    where.sent.set(size, lists)
  }
  const waits = seen.awaits && seen.idle > 0.5
  const { awaits, mutates } = seen
  let speed = { callMs: Infinity, listMs: Infinity }
  for (let calls = 1; calls <= mostTrialCalls; calls *= 8) {
    const chunk: Chunk = { size, seed: draw(), calls, pool: calls, way: 'own', awaits, all: false, key: draw() }
    const timed = await timeChunk(side, chunk, true)
    if (isFailure(timed)) return timed
    if (timed.thrown !== null) return { kind: 'fault', reason: timed.thrown }
    let workMs = waits ? timed.calls.wallMs : workOf(timed)
    if (!waits && workMs < slowMs) {
      // The first calls are mostly compilation.
      const warm = mutates
        ? null
        : await warmUp(side, awaits, Math.min(Math.max(1, Math.ceil(warmMs / Math.max(workMs, 0.05))), 500))
      const again = warm && isFailure(warm) ? warm : await timeChunk(side, { ...chunk, seed: draw() }, true)
      if (isFailure(again)) return again
      workMs = Math.min(workMs, workOf(again))
    }
    speed = { callMs: workMs / calls, listMs: Math.min(speed.listMs, timed.prepare.cpuMs / calls) }
    if (waits || workMs >= trialMs || speed.listMs * calls * 8 > mostMakeMs) break
  }
  const { listMs } = speed
  return { plan: planOf(size, seen, { callMs: Math.max(speed.callMs, 1e-5), listMs }), seen, listMs }
}

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
const isDecided = (
  all: readonly Track[],
  tracks: readonly Track[],
  forks: number,
  excesses: readonly number[],
  isLate: boolean,
): boolean => {
  if (!(looks as readonly number[]).includes(forks) && !(isLate && forks > looks[0])) return false
  const moved = movedMs(excesses)
  const sum = tracks.reduce((of, { times }) => of + meanWorkMs(times.map(({ pair }) => pair)), 0)
  for (const track of tracks)
    decide(track, track === decisive(all), (moved * meanWorkMs(track.times.map(({ pair }) => pair))) / Math.max(sum, 1))
  return tracks.every(({ agreement }) => agreement !== 'open') || isLost(all)
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
  const plans = await plansFor(sizes, beforeDir, where, draw)
  if (isFailure(plans)) return refusal(plans)
  const tracks = plans.map(({ plan }): Track => ({
    plan,
    claim: claims.find(({ size }) => size === plan.size)!,
    times: [],
    range: null,
    agreement: 'open',
  }))
  const excesses: number[] = []
  const growths = new Map(tracks.map(track => [track, [] as { original: number; candidate: number }[]]))
  let replanned = 0
  /** Whether a pair showed that there is too little work in the requests: it serves for nothing else then. */
  const enlarge = (timed: readonly SizeTimes[]): boolean => {
    let enlarged = false
    for (const { size, pair } of timed) {
      const { seen, listMs } = plans.find(({ plan }) => plan.size === size)!
      const track = tracks.find(({ plan }) => plan.size === size)!
      const larger = track.times.length > 0 ? null : largerPlan(track.plan, seen, listMs, workOfPair(pair, 'original'))
      if (!larger) continue
      track.plan = larger
      enlarged = true
    }
    return enlarged
  }
  for (let fork = 1; fork <= looks.at(-1)!; fork++) {
    // What is not borne out is timed on with the others: its figure may have to take the place of the one from inside.
    const open = tracks.filter(({ agreement }) => agreement !== 'agrees')
    const ended = await runFork({ plans: open.map(({ plan }) => plan), beforeDir, afterDir, seed: draw() }, where)
    if (ended.kind === 'failed') {
      const { which, failure } = ended
      if (which === 0 || failure.kind === 'cancelled') return refusal(failure)
      return broken(`Alone in its box the candidate failed: ${failure.reason}.`)
    }
    if (ended.kind === 'inputs')
      return broken('The inputs were not the same for both versions: the generator depends on more than its seed.')
    if (ended.kind === 'differs') {
      if (ended.thrown !== null) return broken(`Alone in its box the candidate failed: ${ended.thrown}.`)
      return broken('Alone in its box the candidate gave other results than the original.')
    }
    if (replanned < mostReplans && enlarge(ended.sizes)) {
      replanned += 1
      fork -= 1
      if (isLate()) break
      continue
    }
    excesses.push(ended.excessMs)
    for (const times of ended.sizes) {
      const track = open.find(({ plan }) => plan.size === times.size)!
      track.times.push(times)
      if (times.growth) growths.get(track)!.push(times.growth)
    }
    ports.onProgress?.(`timed from outside, pair ${fork}`)
    if ([...growths.values()].some(growsWithCalls))
      return broken('Timed from outside, the calls of the candidate take longer the more of them there are.')
    const late = isLate()
    if (isDecided(tracks, open, fork, excesses, late) || late) break
  }
  return settle(tracks)
}
