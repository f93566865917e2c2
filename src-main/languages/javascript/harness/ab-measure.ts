/**
 * The measuring procedure inside one fresh process: alternating warm-up of all versions over all sizes, then pairs of blocks in random
 * order. Works for two versions (a comparison) and for one (a level).
 */
import { allocatedBytes, blockFor, type Block } from './ab-block.ts'
import type { Case, Prepared, Side } from './ab-case.ts'
import { cpuMicros, idleShare, wallMicros } from './ab-clock.ts'
import type { FunctionRequest, SizeAnswer } from './ab-protocol.ts'

/** 10 % off each end; of wall times the median, since they have a long tail. */
const centre = (values: readonly number[], clock: 'cpu' | 'wall'): number => {
  const sorted = values.toSorted((a, b) => a - b)
  const cut = clock === 'wall' ? Math.floor((sorted.length - 1) / 2) : Math.floor(sorted.length * 0.1)
  const kept = sorted.slice(cut, sorted.length - cut)
  return kept.reduce((sum, value) => sum + value, 0) / kept.length
}

const mostCalls = 1 << 22
/** What copies of argument lists may take in one block: a short function on long lists gets shorter blocks, not minutes of copying. */
const copyMicros = 10_000
const mostCallsOf = (side: Side): number =>
  side.copyMicros > 0 ? Math.min(Math.max(Math.floor(copyMicros / side.copyMicros), 1), mostCalls) : mostCalls

/** How many calls last about a block, growing at most fourfold: a short block says little, and code gets faster while it warms up. */
const callsFor = (micros: number, count: number, blockMicros: number, most = mostCalls): number =>
  Math.max(Math.min(Math.ceil((1.15 * blockMicros) / micros), count * 4, most), 1)

/**
 * Warms all versions up in turn, every size for its share of the time. All versions get the same calls in the same order, as many as
 * the slowest can make in a block: the compiler counts calls, so versions with equal code are compiled at the same moments and in the
 * same way. A much faster version gets a share of its own afterwards.
 */
const warmUp = async (
  cases: readonly Case[],
  order: readonly number[],
  block: Block,
  request: FunctionRequest,
): Promise<void> => {
  const blockMicros = request.blockMs * 1000
  const share = (request.warmupMs * 1000) / cases.length
  const states = cases.map(({ sides }) => ({ sides, count: 1, spent: sides.map(() => 0) }))
  type State = (typeof states)[number]
  // Copies for mutating functions are not in the blocks' time, so the whole has bounds of its own.
  const untilWall = wallMicros() + Math.max(request.warmupMs * 20_000, 1e6)
  const untilCpu = cpuMicros() + request.warmupMs * 4000
  const isInTime = (): boolean => wallMicros() < untilWall && cpuMicros() < untilCpu
  const run = async ({ sides, spent }: State, which: number, count: number): Promise<void> => {
    const side = sides[which]!
    const micros = await block(side, 0, count)
    side.micros = Math.max(micros, 1) / count
    spent[which]! += micros
  }
  const isCold = ({ spent }: State): boolean => Math.max(...spent) < share
  let cold = states
  do {
    for (const state of cold) {
      for (const which of order) await run(state, which, state.count)
      const most = Math.min(...state.sides.map(mostCallsOf))
      state.count = callsFor(Math.max(...state.sides.map(side => side.micros)), state.count, blockMicros, most)
    }
    cold = cold.filter(isCold)
  } while (cold.length > 0 && isInTime())
  for (const state of states) {
    for (const which of order) {
      const side = state.sides[which]!
      let { count } = state
      // The second condition: the speed after all warm-up decides how long blocks get, and a short block's guess is no good for that.
      while (
        (state.spent[which]! < share / 2 && isInTime()) ||
        (count * side.micros < blockMicros && count < mostCallsOf(side))
      ) {
        count = callsFor(side.micros, count, blockMicros, mostCallsOf(side))
        await run(state, which, count)
      }
    }
  }
}

/**
 * The speed that decides how long blocks get: the faster of two blocks long enough to tell. A single one may hold the compilation of
 * the function itself, and blocks that are too short measure the clock.
 */
const settleSpeed = async (side: Side, block: Block, blockMicros: number): Promise<void> => {
  const next = (count: number): number => callsFor(side.micros, count, blockMicros, mostCallsOf(side))
  for (let count = next(1 << 20); ; count = next(count)) {
    const first = await block(side, 0, count)
    const second = first > 5 * blockMicros ? first : await block(side, 0, count)
    side.micros = Math.max(Math.min(first, second), 0.5) / count
    if (count * side.micros >= 0.8 * blockMicros || count >= mostCallsOf(side)) return
  }
}

/** Whole rounds over the argument lists where a block has room for one; near equal versions get the same number of calls. */
const settleCalls = (sides: readonly Side[], blockMicros: number): void => {
  const fastest = Math.min(...sides.map(side => side.micros))
  const slowest = Math.max(...sides.map(side => side.micros))
  for (const side of sides) {
    const lists = side.lists.length
    const calls = Math.ceil((1.15 * blockMicros) / (slowest < 1.5 * fastest ? fastest : side.micros))
    const most = Math.min(calls, mostCallsOf(side))
    side.calls = Math.max(1, most >= lists ? Math.ceil(most / lists) * lists : most)
  }
}

const measureCase = async (
  { size, sides }: Case,
  block: Block,
  request: FunctionRequest,
  random: () => number,
  between: () => void,
  clock: 'cpu' | 'wall',
  allocating: boolean,
): Promise<SizeAnswer> => {
  for (const side of sides) await settleSpeed(side, block, request.blockMs * 1000)
  settleCalls(sides, request.blockMs * 1000)
  const pairMs = sides.reduce((sum, side) => sum + side.calls * (side.micros + side.copyMicros), 0) / 1000
  const pairs = Math.min(request.pairs, Math.max(Math.floor(request.budgetMs / pairMs), pairMs > 1000 ? 1 : 2))
  const perCall = sides.map((): number[] => [])
  for (let pair = 0; pair < pairs; pair++) {
    between()
    const order = [...sides.keys()]
    if (random() < 0.5) order.reverse()
    for (const which of order) {
      const side = sides[which]!
      const from = side.calls < side.lists.length ? (pair * side.calls) % side.lists.length : 0
      perCall[which]!.push((await block(side, from, side.calls)) / side.calls)
    }
  }
  const allocated = allocating ? sides.map(allocatedBytes) : []
  return {
    size,
    micros: perCall.map(values => centre(values, clock)),
    allocatedBytes: allocated.length > 0 && allocated.every(bytes => bytes !== null) ? allocated : null,
  }
}

/** Waiting for less than this share of its time, a function is as good as CPU-bound. */
const leastIdle = 0.1

/** `between` runs before each pair, for the control probe. */
export const measureAll = async (
  prepared: Prepared,
  request: FunctionRequest,
  random: () => number,
  between: () => void = () => {},
): Promise<{ readonly clock: 'cpu' | 'wall'; readonly sizes: SizeAnswer[] }> => {
  const { cases, asynchronous } = prepared
  const order = [...cases[0]!.sides.keys()]
  if (request.reversed) order.reverse()
  const idle = idleShare()
  await warmUp(cases, order, blockFor(prepared, 'wall'), request)
  const waits = request.clock === 'auto' ? asynchronous && idle() > leastIdle : request.clock === 'wall'
  const clock = asynchronous && waits ? 'wall' : 'cpu'
  const block = blockFor(prepared, clock)
  const sizes: SizeAnswer[] = []
  for (const one of cases) sizes.push(await measureCase(one, block, request, random, between, clock, !asynchronous))
  return { clock, sizes }
}
