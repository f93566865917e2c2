/**
 * What a runtime is to the box: the files it needs, its variables, how much address space it takes before it does anything,
 * and the command line for a job. Found once per process by `node-runtime.ts` and `python-runtime.ts`.
 */
import type { Job, Limits, Mount } from '../sandbox.ts'

export interface Runtime {
  readonly files: readonly Mount[]
  readonly env: Readonly<Record<string, string>>
  /** RLIMIT_NPROC, which counts threads: the watchdog counts processes exactly. */
  threadLimit(job: Job, limits: Limits): number
  /** RLIMIT_DATA, which bounds the private memory of a single process: what an idle one has, plus the budget. */
  dataLimitBytes(job: Job, limits: Limits): number
  command(job: Job, limits: Limits): readonly string[]
}

export const runtimeFolder = '/opt/rt'
export const toolFolder = '/opt/rt-tools'

/** Where Node usually lies, for jobs with a guise. */
export const nodeInGuise = (file: string): string => (file === `${runtimeFolder}/bin/node` ? '/usr/local/bin/node' : file)
