/**
 * What the rest of the program knows of the sandbox: jobs go in, results come out. How a job is contained is the tier's
 * business (`bubblewrap/`). Nothing written by a generator or found in a project is ever run outside of it.
 */
import type { IsolationReport } from '../../src-shared/domain/evidence.ts'
import type { Refused } from '../../src-shared/errors.ts'

export interface Limits {
  readonly wallMs: number
  readonly cpuMs: number
  readonly memoryBytes: number
  readonly processes: number
  /** Size of the writable `/box` (tmpfs); `/tmp` has 16 MB. */
  readonly diskBytes: number
  readonly outputBytes: number
}

export const defaultLimits: Limits = {
  wallMs: 60_000,
  cpuMs: 60_000,
  memoryBytes: 512 << 20,
  processes: 64,
  diskBytes: 64 << 20,
  outputBytes: 1 << 20,
}

/** Read-only bind of a host path. Box paths are neutral: `/src`, `/a`, `/b`, `/h`, `/node_modules`. */
export interface Mount {
  readonly host: string
  readonly box: string
}

/**
 * How the box calls itself, for code that must not see that it is one. The walls are the same. With it Node's own permission model is left
 * out, which can be seen (`process.permission`) and was the second belt only; the limit on threads that goes with it stays.
 */
export interface Guise {
  readonly hostName: string
  readonly user: string
  /** Instead of `/box`: the writable folder, home, and where the job starts. */
  readonly home: string
}

/**
 * The second profile of the box, for the project's own test suites only, never for behaviour or timing: TCP on the box's own loopback
 * (there is no other network), a writable folder for a throw-away copy, `/tmp` as large as the disk limit, the operator's zone and locale.
 */
export interface Suite {
  /** Writable (tmpfs), empty at the start: the job fills it from a read-only mount. */
  readonly folder: string
  readonly folderBytes: number
  /** As `Intl` names it: `Europe/Berlin`. */
  readonly timeZone: string
  /** As LANG has it: `de_DE.UTF-8`. */
  readonly locale: string
}

export interface Job {
  readonly runtime: 'node' | 'python'
  /** Flags of the runtime, for example `--expose-gc`. */
  readonly runtimeFlags?: readonly string[]
  /** Script (a path in the box) and its arguments. */
  readonly argv: readonly string[]
  readonly mounts: readonly Mount[]
  /** Working folder in the box; `/box` when absent. */
  readonly cwd?: string
  /** Added to PATH, HOME, TMPDIR, LANG and TZ, which are all the job sees otherwise. */
  readonly env?: Readonly<Record<string, string>>
  readonly stdin?: string
  readonly limits?: Partial<Limits>
  /** Node's own permission model inside the box as a second belt: no children, no workers. Default false. */
  readonly forbidChildren?: boolean
  readonly guise?: Guise
  readonly suite?: Suite
}

/** `refused`: a file of the operator's stands in the way; absent where the box itself failed. What it means is said by `not-started.ts`. */
export interface NotStarted {
  readonly kind: 'not-started'
  readonly detail: string
  readonly refused?: Refused
}

export type LimitName = 'wall' | 'cpu' | 'memory' | 'output' | 'processes' | 'disk'

export type End =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'signalled'; readonly signal: string }
  /** A limit of ours ended it. */
  | { readonly kind: 'limit'; readonly limit: LimitName }
  | { readonly kind: 'cancelled' }
  /** The box itself could not be built; nothing was run. */
  | NotStarted

export interface Result {
  readonly end: End
  readonly stdout: string
  readonly stderr: string
  readonly elapsedMs: number
  /** Of the whole tree, read from outside. */
  readonly cpuMs: number
  readonly peakRssBytes: number
}

export type Answer =
  | { readonly kind: 'answer'; readonly payload: unknown; readonly elapsedMs: number; readonly cpuMs: number }
  /** Unsolicited, oversized, malformed or wrong nonce: the whole run is void. The box is killed. */
  | { readonly kind: 'invalid'; readonly reason: string }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'ended'; readonly result: Result }

/**
 * A running job with a dedicated pair of pipes. Requests are lines `{"n":"<32 hex>","p":<payload>}` read by the job on
 * descriptor `requestFd`; each is answered by exactly one such line with the same `n` on `answerFd`. One at a time.
 * The job reads with `fs.readSync` or `new net.Socket({ fd })`: a stream of `fs` would keep it from exiting.
 * A run counts only if `close()` says `exited` with code 0: a frame that came unasked at the very end shows there.
 */
export interface Box {
  request(payload: unknown, timeoutMs: number): Promise<Answer>
  /** CPU of the whole tree so far, ms, from outside. */
  cpuMs(): number
  /** Stops (SIGSTOP) or continues every process of the box: the other side of a comparison stays quiet meanwhile. The wall clock limit keeps running. */
  freeze(): void
  thaw(): void
  close(): Promise<Result>
}
export const requestFd = 8
export const answerFd = 9
/** Longest line in either direction. */
export const maxFrameBytes = 16 << 20

export interface Sandbox {
  readonly isolation: IsolationReport
  /** Proves the profile for test suites, once; jobs that ask for it are not started before it is proved. */
  suiteChecks(): Promise<IsolationReport['checks']>
  run(job: Job, signal?: AbortSignal): Promise<Result>
  open(job: Job, signal?: AbortSignal): Promise<Box>
}
