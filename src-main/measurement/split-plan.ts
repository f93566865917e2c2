/**
 * How often a version is called for the outside clock, and on which lists: from what a look at the original and a first timing say. Pure.
 * Every call gets an input of its own where that can be had in time; below `shortMs` lists are used again, changed before each call.
 */
import type { Chunk } from './split-box.ts'

export interface Seen {
  readonly mutates: boolean
  readonly awaits: boolean
  readonly plain: boolean
  /** The generator makes the same list from the same seed. */
  readonly repeats: boolean
  readonly listNodes: number
  readonly answerNodes: number
  readonly places: number
  readonly idle: number
}
/** Milliseconds. */
export interface Speed {
  readonly callMs: number
  /** Of a call of the candidate, as far as it is said. */
  readonly candidateMs?: number
  /** To make one list. */
  readonly listMs: number
}
export interface SizePlan extends Pick<Chunk, 'size' | 'way' | 'awaits' | 'all'> {
  /** Calls of each request, in the order in which they are made: unlike each other, since time has to be in proportion. */
  readonly calls: readonly number[]
  /** Calls before anything is timed. */
  readonly warmCalls: number
  /** How often the answers of the first, shortest request are read before any reading is timed. */
  readonly warmReads: number
  readonly pool: number
  /** Wall time counts, not CPU time. */
  readonly waits: boolean
}

/** Work of the original that all requests of one fork are to have together. */
const workMs = 12
const waitingWorkMs = 60
const shortMs = 0.05
/** What may be spent per request on making lists, and on reading answers. */
const makeMs = 40
const mostNodesRead = 120_000
const mostNodesMade = 600_000
const mostCalls = 1 << 15
const leastPool = 64
const smallestPool = 8
/** More would not fit into the caches: then it is memory that is timed. */
const largestPool = 256
const mostRequests = 4
/** Lists with fewer places to change are not used again: soon all their values would have been seen. */
const fewestPlaces = 8
/** Less than this cannot be told from what stands around it. */
export const leastWorkMs = 1

/**
 * Both versions are called as often before they are timed, and in all pairs of processes alike: the engine counts calls, so what is compiled when is
 * the same everywhere, and equal code is equally fast. So long for the original, so long at least for the candidate, never more for the original.
 */
const warmMs = 30
const warmCandidateMs = 12
const mostWarmMs = 90
const mostWarmCalls = 1 << 18

const warmCallsFor = ({ callMs, candidateMs = callMs }: Speed): number => {
  const wanted = Math.max(warmMs / callMs, warmCandidateMs / Math.max(candidateMs, 1e-5))
  return Math.ceil(Math.min(wanted, mostWarmMs / callMs, mostWarmCalls))
}

/** So many values are read to warm up, in so many rounds at most. */
const warmNodes = 60_000
const mostWarmReads = 12

const clamp = (value: number, low: number, high: number): number => Math.max(low, Math.min(value, high))

/** `of` calls in parts of unlike length, the shortest a third of the longest. */
const parts = (most: number, wanted: number): number[] => {
  const perRequest = Math.max(1, Math.min(most, wanted))
  if (wanted === 1) return [1]
  const requests = clamp(Math.ceil(wanted / perRequest), 1, mostRequests)
  const calls = Array.from({ length: requests }, () => perRequest)
  return [...calls, Math.max(1, Math.round(perRequest / 3))]
}

/** With less than this share of the work that was wanted a plan is made again from what the calls took. */
const leastShare = 0.25

/**
 * A first timing on a busy machine says too much of a call: then the requests hold too little work to be told from what stands around them.
 * Null when `plan` is good enough, or cannot hold more. Goes by the original alone, so what is found about the candidate has no part in it.
 */
export const largerPlan = (
  plan: SizePlan,
  seen: Seen,
  { listMs, candidateMs }: Omit<Speed, 'callMs'>,
  spentMs: number,
): SizePlan | null => {
  const calls = (of: SizePlan): number => of.calls.reduce((sum, each) => sum + each, 0)
  if (plan.waits || spentMs >= workMs * leastShare) return null
  const callMs = Math.max(spentMs, 0.05) / calls(plan)
  const larger = planOf(plan.size, seen, { callMs, listMs, ...(candidateMs === undefined ? {} : { candidateMs }) })
  return calls(larger) > calls(plan) * 1.5 ? larger : null
}

export const planOf = (size: number, seen: Seen, speed: Speed): SizePlan => {
  const plan = requestsOf(size, seen, speed)
  const read = (seen.answerNodes + 1) * Math.min(...plan.calls)
  return { ...plan, warmReads: clamp(Math.round(warmNodes / read), 1, mostWarmReads) }
}

const requestsOf = (size: number, seen: Seen, speed: Speed): Omit<SizePlan, 'warmReads'> => {
  const { callMs, listMs } = speed
  const waits = seen.awaits && seen.idle > 0.5
  const wanted = Math.max(1, Math.ceil((waits ? waitingWorkMs : workMs) / Math.max(callMs, 1e-5)))
  const read = Math.floor(mostNodesRead / (seen.answerNodes + (seen.mutates ? seen.listNodes / 8 : 0) + 1))
  const most = clamp(read, 1, mostCalls)
  const made = Math.floor(mostNodesMade / (seen.listNodes + 1))
  const generated = clamp(Math.min(Math.floor(makeMs / Math.max(listMs, 1e-5)), made), 1, mostCalls)
  const base = { size, awaits: seen.awaits, waits, all: seen.mutates, warmCalls: waits ? 0 : warmCallsFor(speed) }
  const own = (): Omit<SizePlan, 'warmReads'> => {
    if (!seen.repeats && seen.plain) return copies()
    const calls = parts(Math.min(most, generated), wanted)
    return { ...base, way: 'own', calls, pool: Math.max(...calls) }
  }
  const pool = (calls: readonly number[]): number =>
    clamp(generated, smallestPool, Math.max(leastPool, Math.min(Math.max(...calls), largestPool)))
  const copies = (): Omit<SizePlan, 'warmReads'> => {
    const calls = parts(Math.min(most, clamp(made, 1, mostCalls)), wanted)
    return { ...base, way: 'copies', calls, pool: pool(calls) }
  }
  if (waits) return own()
  if (seen.mutates) return seen.plain ? copies() : own()
  const enough = Math.min(most, generated) * mostRequests * callMs >= leastWorkMs * 4
  if (seen.places < fewestPlaces || (callMs >= shortMs && enough)) return own()
  const calls = parts(most, wanted)
  return { ...base, way: 'changed', calls, pool: pool(calls) }
}
