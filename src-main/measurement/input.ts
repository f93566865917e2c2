/** What measurements are asked for and what they need: the shared shapes of `ab.ts`, `level.ts` and `split.ts`. */
import type { Benchmark } from '../../src-shared/domain/manifest.ts'
import type { Direction } from '../../src-shared/domain/metric.ts'
import type { Clock, RandomBytes } from '../platform/ports.ts'
import type { Limits, Sandbox } from '../sandbox/sandbox.ts'

export interface Subject {
  readonly benchmark: Benchmark
  readonly direction: Direction
  readonly unit: string
  /** Real paths, nearest first (`Project.nodeModules`). */
  readonly nodeModules: readonly string[]
  /** The manifest's limits, for one process. */
  readonly limits: Partial<Limits>
  /** Makes inputs and orders repeatable; else drawn from `ports.random`. */
  readonly seed?: number
}

export interface Ports {
  readonly sandbox: Sandbox
  readonly random: RandomBytes
  readonly clock: Clock
  /** Real path of `languages/javascript/harness`; beside this file when absent. A packaged program keeps it elsewhere. */
  readonly harnessDir?: string
  readonly signal?: AbortSignal
  /** When to come to an end, as `clock.monotonicMs()`; the signal comes later. */
  readonly deadlineMs?: number
  /** One line, after every fork: "fork 5 of at most 12". */
  readonly onProgress?: (message: string) => void
}

/** Seed of the `index`-th process of a measurement: 0 to 2^48, distinct for distinct `index`. */
export const forkSeed = (seed: number, index: number): number => (seed * 1_000_003 + index * 7919) % 2 ** 48

export const seedOf = (subject: Subject, ports: Ports): number => {
  if (subject.seed !== undefined) return subject.seed
  return ports.random(4).reduce((sum, byte) => sum * 256 + byte, 0)
}
