/**
 * One version in its box as the outside clock sees it: asked step by step, its time read from outside. What comes back is the claim of a
 * process that a candidate may own, and is read as such.
 */
import { setTimeout } from 'node:timers/promises'
import { z } from 'zod'
import type { SplitRequest } from '../languages/javascript/harness/ab-split.ts'
import type { Encoded } from '../languages/javascript/harness/codec.ts'
import type { FunctionBenchmark } from '../../src-shared/domain/manifest.ts'
import { defaultLimits, type Box } from '../sandbox/sandbox.ts'
import { wantedIn } from '../languages/javascript/wanted.ts'
import {
  compileAfter,
  measuringFlags,
  mountsOf,
  scriptPath,
  startedWith,
  strippedFor,
  transformAfter,
  typingFlags,
  type Typing,
} from './box.ts'
import type { Ports, Subject } from './input.ts'

const fold = z.string().regex(/^[0-9a-f]{16}$/)
const reply = z.union([
  z.object({
    ok: z.literal(true),
    looked: z
      .object({
        mutates: z.boolean(),
        awaits: z.boolean(),
        plain: z.boolean(),
        repeats: z.boolean(),
        listNodes: z.int().min(0),
        answerNodes: z.int().min(0),
        places: z.int().min(0),
        idle: z.number(),
      })
      .optional(),
    lists: z.array(z.object({ root: z.unknown(), nodes: z.array(z.array(z.unknown())) })).optional(),
    fold: fold.optional(),
    thrown: z.string().max(300).optional(),
  }),
  z.object({ ok: z.literal(false), error: z.string().max(2000) }),
])
type Reply = Extract<z.infer<typeof reply>, { ok: true }>

export interface Spent {
  readonly cpuMs: number
  readonly wallMs: number
}
/** `fault`: the version itself failed. `void`: the process broke the protocol, ended, or did not answer. */
export type SplitFailure = { readonly kind: 'fault' | 'void' | 'cancelled'; readonly reason: string }
export const isFailure = <T extends object>(value: T | SplitFailure): value is SplitFailure => 'reason' in value

/** What all boxes of one measurement share. */
export interface Where {
  readonly subject: Subject
  readonly benchmark: FunctionBenchmark
  readonly ports: Ports
  readonly typing: Typing
  /** By size: lists that stand in for a generator that does not repeat itself. */
  readonly sent: Map<number, readonly Encoded[]>
}

/** Helper threads of the collector work when they like: their time would be counted for the wrong request. */
const ownTimeFlags = ['--single-threaded-gc'] as const

const outOfFit: SplitFailure = { kind: 'void', reason: 'its answer did not fit the protocol' }
const stepTimeoutMs = 20_000

const ask = async (
  box: Box,
  request: SplitRequest,
  timeoutMs: number,
): Promise<{ readonly reply: Reply; readonly spent: Spent } | SplitFailure> => {
  const answer = await box.request(request, timeoutMs)
  if (answer.kind === 'invalid') return { kind: 'void', reason: answer.reason }
  if (answer.kind === 'timeout') return { kind: 'void', reason: 'it did not answer in time' }
  if (answer.kind === 'ended') {
    const { end } = answer.result
    if (end.kind === 'cancelled') return { kind: 'cancelled', reason: 'stopped' }
    return { kind: 'void', reason: end.kind === 'limit' ? `it went over its ${end.limit} limit` : 'its process ended' }
  }
  const read = reply.safeParse(answer.payload)
  if (!read.success) return outOfFit
  if (!read.data.ok) return { kind: 'fault', reason: read.data.error }
  return { reply: read.data, spent: { cpuMs: answer.cpuMs, wallMs: answer.elapsedMs } }
}

/** The kernel counts a process's time when it stops to work: so long after its answer it waits for the next request. */
const settleMs = 1

/** `ask`, with CPU read when both what was before and the request itself are counted. */
const askTimed: typeof ask = async (box, request, timeoutMs) => {
  const beforeMs = box.cpuMs()
  const asked = await ask(box, request, timeoutMs)
  if (isFailure(asked)) return asked
  await setTimeout(settleMs)
  return { ...asked, spent: { ...asked.spent, cpuMs: Math.max(box.cpuMs() - beforeMs, 0) } }
}

export interface Side {
  readonly box: Box
  /** Of the whole process, everything but what `Timed` says. */
  otherMs(): number
  count(spent: Spent): void
  readonly callTimeoutMs: number
}

/**
 * Many lists are made here and thrown away, and the engine collects its old space only when that is nearly full: with the young one (three times 64 MB)
 * it has to fit into what the box may have, or a box that is merely untidy is ended for its memory.
 */
const oldSpaceMegabytes = 768
const roomBytes = 1536 << 20

const open = async (dir: string, { subject, benchmark, ports, typing, sent }: Where): Promise<Side | SplitFailure> => {
  const wallMs = subject.limits.wallMs ?? defaultLimits.wallMs
  const box = await ports.sandbox.open(
    {
      runtime: 'node',
      runtimeFlags: [...typingFlags(typing), ...measuringFlags, ...ownTimeFlags, `--max-old-space-size=${oldSpaceMegabytes}`],
      argv: [scriptPath('ab-split', ports)],
      mounts: mountsOf(subject, [{ host: dir, box: '/src' }], ports),
      forbidChildren: true,
      limits: {
        ...subject.limits,
        // While one version works the other stands still, and its time runs on.
        wallMs: wallMs * 3,
        memoryBytes: Math.max(subject.limits.memoryBytes ?? 0, roomBytes),
      },
    },
    ports.signal,
  )
  let timedMs = 0
  const loaded = await ask(
    box,
    {
      op: 'load',
      path: `/src/${benchmark.file}`,
      wanted: wantedIn(dir, benchmark.file, benchmark.function),
      inputs: `/src/${benchmark.inputs}`,
      stripped: await strippedFor(benchmark, dir, '/src', ports),
    },
    stepTimeoutMs,
  )
  let failed = isFailure(loaded) ? loaded : null
  for (const [size, lists] of sent) {
    if (failed) break
    const taken = await ask(box, { op: 'take', size, lists }, stepTimeoutMs)
    if (isFailure(taken)) failed = taken
  }
  if (!failed)
    return { box, otherMs: () => box.cpuMs() - timedMs, count: spent => void (timedMs += spent.cpuMs), callTimeoutMs: wallMs }
  await box.close()
  return failed
}

/** A box with the version loaded; the caller closes it. */
export const openSide = async (dir: string, where: Where): Promise<Side | SplitFailure> => {
  const started = startedWith(where.typing)
  const side = await open(dir, where)
  if (!isFailure(side)) return side
  const again =
    (await compileAfter(side.reason, [dir], where.subject, where.ports, where.typing, started)) ||
    transformAfter(side.reason, where.typing, started)
  return again ? await openSide(dir, where) : side
}

/** Asked of the original. */
export const lookAt = async (side: Side, size: number, seed: number): Promise<NonNullable<Reply['looked']> | SplitFailure> => {
  const asked = await ask(side.box, { op: 'look', size, seed }, side.callTimeoutMs)
  if (isFailure(asked)) return asked
  return asked.reply.looked ?? outOfFit
}

/** Asked of the original. */
export const handOut = async (
  side: Side,
  size: number,
  seed: number,
  count: number,
): Promise<readonly Encoded[] | SplitFailure> => {
  const asked = await ask(side.box, { op: 'hand-out', size, seed, count }, stepTimeoutMs)
  if (isFailure(asked)) return asked
  return (asked.reply.lists as unknown as readonly Encoded[] | undefined) ?? outOfFit
}

export interface Chunk {
  readonly size: number
  readonly seed: number
  readonly calls: number
  readonly pool: number
  readonly way: 'own' | 'copies' | 'changed'
  readonly awaits: boolean
  /** Arguments are changed by the calls: many are read with their answers. */
  readonly all: boolean
  /** Tells what is folded apart; nobody in the box knows it before the calls are over. */
  readonly key: number
}
export interface Timed {
  readonly prepare: Spent
  readonly calls: Spent
  readonly firstRead: Spent
  readonly secondRead: Spent
  /** Of the original only. */
  readonly blank: Spent | null
  readonly inputs: string
  readonly folds: readonly [string, string]
  readonly thrown: string | null
}

/** Prepares, calls, reads twice. Every answer is part of the folds. */
export const timeChunk = async (
  side: Side,
  chunk: Chunk,
  blank: boolean,
  /** The second reading so many times over: more than once only to warm up, where it is no figure. */
  reads = 1,
): Promise<Timed | SplitFailure> => {
  const { awaits, key, all, ...wanted } = chunk
  const { box } = side
  const prepared = await askTimed(box, { op: 'prepare', key, ...wanted }, stepTimeoutMs)
  if (isFailure(prepared)) return prepared
  const called = await askTimed(box, { op: 'call', awaits, rounds: 1 }, side.callTimeoutMs)
  if (isFailure(called)) return called
  const first = await askTimed(box, { op: 'read', key, all, rounds: 1 }, stepTimeoutMs)
  if (isFailure(first)) return first
  const second = await askTimed(box, { op: 'read', key, all, rounds: reads }, stepTimeoutMs)
  if (isFailure(second)) return second
  const empty = blank ? await askTimed(box, { op: 'blank', awaits }, stepTimeoutMs) : null
  if (empty && isFailure(empty)) return empty
  const [inputs, one, two] = [prepared.reply.fold, first.reply.fold, second.reply.fold]
  if (inputs === undefined || one === undefined || two === undefined) return outOfFit
  for (const { spent } of [called, first, second]) side.count(spent)
  if (empty) side.count(empty.spent)
  return {
    prepare: prepared.spent,
    calls: called.spent,
    firstRead: first.spent,
    secondRead: second.spent,
    blank: empty?.spent ?? null,
    inputs,
    folds: [one, two],
    thrown: first.reply.thrown ?? null,
  }
}

/** Calls over the lists that are prepared, again and again, until the version has had its time. Not counted. */
export const warmUp = async (side: Side, awaits: boolean, rounds: number): Promise<Spent | SplitFailure> => {
  const called = await askTimed(side.box, { op: 'call', awaits, rounds }, side.callTimeoutMs)
  if (isFailure(called)) return called
  side.count(called.spent)
  return called.spent
}
