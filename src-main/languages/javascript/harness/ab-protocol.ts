/**
 * What the host and the measuring scripts in the box say to each other: one JSON request on standard input, one line
 * `<nonce> <JSON>` on standard output. The nonce only tells the answer from what the project prints; it is no protection against
 * a hostile candidate, which is why these figures never stand alone (`split.ts`).
 */
import type { Wanted } from './load.ts'
import type { Stripped } from './stripped.ts'

export interface FunctionRequest {
  readonly nonce: string
  /** Folders in the box: one for a level, two (original, candidate) for a comparison. */
  readonly roots: readonly string[]
  readonly file: string
  readonly function: string
  /** What each root is asked for. */
  readonly wanted: readonly Wanted[]
  readonly inputs: string
  /** Of all roots. */
  readonly stripped?: Stripped
  readonly sizes: readonly number[]
  readonly seed: number
  /** Load and warm up the second version first. */
  readonly reversed: boolean
  /** CPU milliseconds of warm-up per version, over all sizes. */
  readonly warmupMs: number
  /** Pairs of blocks per size. */
  readonly pairs: number
  /** Milliseconds of a block. */
  readonly blockMs: number
  /** Which clock; `auto` takes the wall clock for functions that answer with promises and really wait. */
  readonly clock: 'auto' | 'cpu' | 'wall'
  /** Milliseconds that all blocks of one size may take together; slow functions get fewer pairs. */
  readonly budgetMs: number
}

export interface SizeAnswer {
  readonly size: number
  /** Microseconds per call, one per root. */
  readonly micros: readonly number[]
  /** Mean bytes allocated per call, one per root; null where a collection came in between. */
  readonly allocatedBytes: readonly number[] | null
}
export interface FunctionAnswer {
  readonly kind: 'measured'
  readonly clock: 'cpu' | 'wall'
  readonly mutating: boolean
  readonly sizes: readonly SizeAnswer[]
  /** Time of the control workload in microseconds, only for levels. */
  readonly probeMicros: number | null
}

export interface ModuleRequest {
  readonly nonce: string
  readonly root: string
  /** Null: the control probe only. */
  readonly file: string | null
  readonly args: readonly unknown[]
  readonly probe: boolean
}
export interface ModuleAnswer {
  readonly kind: 'value'
  readonly value: number
  readonly probeMicros: number | null
}

/** The benchmark itself cannot be used. `side`: which root, or null. One sentence without a full stop. */
export interface FaultAnswer {
  readonly kind: 'fault'
  readonly side: number | null
  readonly message: string
}
