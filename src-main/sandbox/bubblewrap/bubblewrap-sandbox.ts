/**
 * The strong tier of Linux behind the interface that the program knows: validates a job, puts box, limits and channel
 * together. Nothing is started that the plan does not name.
 */
import { isRefused, type Refused } from '../../../src-shared/errors.ts'
import type { Clock, RandomBytes } from '../../platform/ports.ts'
import { defaultLimits, type Box, type Job, type Limits, type Mount, type Result } from '../sandbox.ts'
import type { BoxPlan } from './box-arguments.ts'
import type { Tools } from './find-tools.ts'
import { type BoxBuilder, launch, type Launched } from './launch.ts'
import { openBox } from './open-box.ts'
import { nameFiles } from './name-files.ts'
import { makeReadable, type Readable, stageMounts } from './reachable-mounts.ts'
import { removeFolders } from './temporary-folders.ts'
import { type Running, watchJob } from './run-job.ts'
import type { Runtime } from './runtime.ts'
import { whyJobIsWrong } from './check-job.ts'

export interface Parts {
  readonly tools: Tools
  readonly filter: Buffer
  /** Of boxes for test suites. */
  readonly suiteFilter: Buffer
  readonly toolMounts: readonly Mount[]
  /** What boxes for test suites have beside them. */
  readonly suitePrograms: readonly Mount[]
  /** Folder of ours for what must be copied to be readable in the box. */
  readonly copies: string
  /** Throws an error with a message for the operator when the machine has no such runtime. */
  runtime(name: Job['runtime']): Runtime
  readonly clock: Clock
  readonly random: RandomBytes
}

export interface Started {
  readonly launched: Launched
  readonly running: Running
}

export const notStarted = (detail: string, refused?: Refused): Result => ({
  end: { kind: 'not-started', detail, ...(refused ? { refused } : {}) },
  stdout: '',
  stderr: '',
  elapsedMs: 0,
  cpuMs: 0,
  peakRssBytes: 0,
})

/** Starts a job, or says in a result why there is nothing to start. */
export function startJob(
  parts: Parts,
  job: Job,
  options: { channel: boolean; signal?: AbortSignal | undefined; leak?: readonly number[]; build?: BoxBuilder },
): Started | Result {
  const limits: Limits = { ...defaultLimits, ...job.limits }
  const wrong = whyJobIsWrong(job, limits)
  if (wrong !== undefined) return notStarted(wrong)
  let readable: Readable | undefined
  let launched: Launched
  try {
    const runtime = parts.runtime(job.runtime)
    const reached = makeReadable([...job.mounts, ...(job.suite ? nameFiles(parts.copies) : [])], parts.copies)
    if (isRefused(reached)) return notStarted(reached.message, reached)
    readable = reached
    const staged = stageMounts([...runtime.files, ...readable.mounts])
    const plan: BoxPlan = {
      job,
      limits,
      runtime: { ...runtime, files: staged.mounts.slice(0, runtime.files.length) },
      mounts: staged.mounts.slice(runtime.files.length),
      tools: job.suite ? [...parts.toolMounts, ...parts.suitePrograms] : parts.toolMounts,
    }
    launched = launch({
      tools: parts.tools,
      filter: job.suite ? parts.suiteFilter : parts.filter,
      plan,
      staged,
      channel: options.channel,
      stdin: job.stdin,
      leak: options.leak ?? [],
      ...(options.build ? { build: options.build } : {}),
    })
  } catch (error) {
    removeFolders(readable?.folders ?? [])
    return notStarted(error instanceof Error ? error.message : String(error))
  }
  const { folders } = readable
  const running = watchJob(launched, { limits, suiteFolder: job.suite?.folder, clock: parts.clock, signal: options.signal })
  void running.finished.then(() => removeFolders(folders))
  return { launched, running }
}

export async function runInBox(parts: Parts, job: Job, signal?: AbortSignal): Promise<Result> {
  const started = startJob(parts, job, { channel: false, signal })
  return 'running' in started ? started.running.finished : started
}

export async function openInBox(parts: Parts, job: Job, signal?: AbortSignal): Promise<Box> {
  const started = startJob(parts, job, { channel: true, signal })
  return 'running' in started ? openBox(started.launched, started.running, parts) : closedBox(started)
}

export function closedBox(result: Result): Box {
  return {
    request: () => Promise.resolve({ kind: 'ended', result }),
    cpuMs: () => 0,
    freeze: () => {},
    thaw: () => {},
    close: () => Promise.resolve(result),
  }
}
