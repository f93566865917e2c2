/** The plan of every size, from a look at it and a first timing, in a box of the original that serves for nothing else. */
import { handOut, isFailure, lookAt, openSide, timeChunk, warmUp, type Chunk, type Side, type SplitFailure, type Timed, type Where } from './split-box.ts' // prettier-ignore
import { planOf, type Seen, type SizePlan, type Speed } from './split-plan.ts'
import type { Claim } from './split-summary.ts'

const listsSent = 48

export interface Planned {
  readonly plan: SizePlan
  /** What it was made from. */
  readonly seen: Seen
  readonly speed: Speed
}

export const plansFor = async (
  sizes: readonly number[],
  dir: string,
  where: Where,
  draw: () => number,
  claims: readonly Claim[],
): Promise<readonly Planned[] | SplitFailure> => {
  const side = await openSide(dir, where)
  if (isFailure(side)) return side
  try {
    const plans: Planned[] = []
    for (const size of sizes) {
      const plan = await planFor(side, size, where, draw, claims.find(each => each.size === size)?.candidateMs)
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

const planFor = async (
  side: Side,
  size: number,
  where: Where,
  draw: () => number,
  candidateMs?: number,
): Promise<Planned | SplitFailure> => {
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
  const known = { ...speed, callMs: Math.max(speed.callMs, 1e-5), ...(candidateMs === undefined ? {} : { candidateMs }) }
  const plan = planOf(size, seen, known)
  // Drawn once: nobody who wrote a candidate knows the order, and all pairs are alike.
  return { plan: draw() % 2 === 0 ? plan : { ...plan, calls: plan.calls.toReversed() }, seen, speed: known }
}
