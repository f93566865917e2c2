/**
 * One sample of the coarse measurement: a fresh box with one version, asked step by step, its time read from outside. What comes back
 * is the claim of a process that a candidate may own, and is read as such.
 */
import { z } from 'zod'
import type { Encoded } from '../languages/javascript/harness/codec.ts'
import type { SplitRequest } from '../languages/javascript/harness/ab-split.ts'
import type { FunctionBenchmark } from '../../src-shared/domain/manifest.ts'
import type { Box } from '../sandbox/sandbox.ts'
import { mountsOf, needsTransform, scriptPath, typingFlags, type Typing } from './box.ts'
import type { Ports, Subject } from './input.ts'

const reply = z.union([
  z.object({
    ok: z.literal(true),
    lists: z.array(z.object({ root: z.unknown(), nodes: z.array(z.array(z.unknown())) })).optional(),
    opaque: z.boolean().optional(),
    idle: z.number().optional(),
    digest: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .optional(),
    mutates: z.boolean().optional(),
  }),
  z.object({ ok: z.literal(false), error: z.string().max(2000) }),
])

export type Lists =
  | { readonly kind: 'data'; readonly lists: readonly Encoded[] }
  | { readonly kind: 'seeds'; readonly seeds: readonly number[] }

/** How often a sample calls the function: `rounds` over `copies` of every list. */
export interface Load {
  readonly copies: number
  readonly rounds: number
}
export interface Spent {
  readonly cpuMs: number
  readonly wallMs: number
}
export interface SplitSample {
  /** Of the whole process, from its start to its last answer. */
  readonly total: Spent
  /** Of the request that makes the calls. */
  readonly calls: Spent
  readonly digest: string
  readonly mutates: boolean
  readonly idle: number
}
/** `fault`: the version itself failed. `void`: the process broke the protocol, ended, or did not answer. */
export type SplitFailure = { readonly kind: 'fault' | 'void' | 'cancelled'; readonly reason: string }
export const isFailure = <T extends object>(value: T | SplitFailure): value is SplitFailure => 'reason' in value

/** What all boxes of one measurement share. */
export interface Where {
  readonly subject: Subject
  readonly ports: Ports
  readonly typing: Typing
}

type Reply = Extract<z.infer<typeof reply>, { ok: true }>

const loadTimeoutMs = 20_000

const ask = async (
  box: Box,
  request: SplitRequest,
  timeoutMs: number,
): Promise<(Reply & { elapsedMs: number; cpuMs: number }) | SplitFailure> => {
  const answer = await box.request(request, timeoutMs)
  if (answer.kind === 'invalid') return { kind: 'void', reason: answer.reason }
  if (answer.kind === 'timeout') return { kind: 'void', reason: 'it did not answer in time' }
  if (answer.kind === 'ended') {
    const { end } = answer.result
    if (end.kind === 'cancelled') return { kind: 'cancelled', reason: 'stopped' }
    return { kind: 'void', reason: end.kind === 'limit' ? `it went over its ${end.limit} limit` : 'its process ended' }
  }
  const read = reply.safeParse(answer.payload)
  if (!read.success) return { kind: 'void', reason: 'its answer did not fit the protocol' }
  if (!read.data.ok) return { kind: 'fault', reason: read.data.error }
  return { ...read.data, elapsedMs: answer.elapsedMs, cpuMs: answer.cpuMs }
}

const withBox = async <T extends object>(
  dir: string,
  { subject, ports, typing }: Where,
  work: (box: Box) => Promise<T | SplitFailure>,
): Promise<T | SplitFailure> => {
  const box = await ports.sandbox.open(
    {
      runtime: 'node',
      runtimeFlags: typingFlags(typing),
      argv: [scriptPath('ab-split', ports)],
      mounts: mountsOf(subject, [{ host: dir, box: '/src' }], ports),
      forbidChildren: true,
      limits: subject.limits,
    },
    ports.signal,
  )
  let done: T | SplitFailure
  try {
    done = await work(box)
  } finally {
    await box.close()
  }
  if (!isFailure(done) || typing.transform || !needsTransform(done.reason)) return done
  typing.transform = true
  return await withBox(dir, { subject, ports, typing }, work)
}

const loadIn = async (box: Box, benchmark: FunctionBenchmark): Promise<SplitFailure | null> => {
  const request: SplitRequest = {
    op: 'load',
    path: `/src/${benchmark.file}`,
    name: benchmark.function,
    inputs: `/src/${benchmark.inputs}`,
  }
  const loaded = await ask(box, request, loadTimeoutMs)
  return isFailure(loaded) ? loaded : null
}

/** Argument lists from the original's box, at most one per seed. */
export const makeLists = async (
  benchmark: FunctionBenchmark,
  dir: string,
  seeds: readonly number[],
  size: number,
  where: Where,
): Promise<Lists | SplitFailure> =>
  await withBox<Lists>(dir, where, async box => {
    const failed = await loadIn(box, benchmark)
    if (failed) return failed
    const made = await ask(box, { op: 'make', seeds, size }, loadTimeoutMs)
    if (isFailure(made)) return made
    if (made.opaque || !made.lists?.length) return { kind: 'seeds', seeds: seeds.slice(0, 32) }
    return { kind: 'data', lists: made.lists as unknown as readonly Encoded[] }
  })

export const sampleSplit = async (
  benchmark: FunctionBenchmark,
  dir: string,
  lists: Lists,
  size: number,
  load: Load,
  where: Where,
): Promise<SplitSample | SplitFailure> => {
  const { clock } = where.ports
  return await withBox<SplitSample>(dir, where, async box => {
    const startMs = clock.monotonicMs()
    const failed = await loadIn(box, benchmark)
    if (failed) return failed
    const { copies, rounds } = load
    const request: SplitRequest =
      lists.kind === 'data' ? { op: 'take', lists: lists.lists, copies } : { op: 'generate', seeds: lists.seeds, size, copies }
    const given = await ask(box, request, loadTimeoutMs)
    if (isFailure(given)) return given
    const called = await ask(box, { op: 'call', rounds }, where.subject.limits.wallMs ?? 60_000)
    if (isFailure(called)) return called
    const handed = await ask(box, { op: 'digest' }, loadTimeoutMs)
    if (isFailure(handed)) return handed
    const { digest, mutates } = handed
    if (called.idle === undefined || digest === undefined || mutates === undefined) {
      return { kind: 'void', reason: 'its answer did not fit the protocol' }
    }
    return {
      total: { cpuMs: box.cpuMs(), wallMs: clock.monotonicMs() - startMs },
      calls: { cpuMs: called.cpuMs, wallMs: called.elapsedMs },
      digest,
      mutates,
      idle: called.idle,
    }
  })
}
