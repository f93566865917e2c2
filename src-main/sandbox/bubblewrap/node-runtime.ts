/**
 * Node in the box: one binary under a neutral path with the libraries it is linked to. The memory budget is enforced
 * three times over: V8's old space, RLIMIT_DATA above what an idle Node already has, and the watchdog outside.
 */
import type { Limits, Mount } from '../sandbox.ts'
import { libraryEnvironment, librariesOf } from './libraries.ts'
import { nodeInGuise, type Runtime, runtimeFolder } from './runtime.ts'

const binary = `${runtimeFolder}/bin/node`

/** Before calibration: VmData of an idle Node 24 is about 575 MB, nearly all of it thread stacks and reserved arenas. */
export const assumedIdleDataBytes = 600 << 20

/** Stacks and arenas of threads that a job adds. Address space rather than memory: the watchdog counts memory. */
const spareDataBytes = 64 << 20

/** Every worker reserves 512 MB for machine code that it never fills; RLIMIT_DATA counts it all the same. */
const workerDataBytes = 540 << 20
const maxWorkers = 8

/** What Node itself, the young generation and buffers need besides the old space. */
const besidesOldSpaceBytes = 64 << 20

/** The threads of one Node process with room for its own pool, and not for a second process. */
const lonelyThreads = 24

export const nodeThreadLimit = (limits: Limits): number => limits.processes * 4 + 16

/** The binary with its libraries, for `nodeRuntime`. */
export const nodeFiles = (nodePath: string, ldd: string): readonly Mount[] => [
  { host: nodePath, box: binary },
  ...librariesOf(nodePath, ldd),
]

export function nodeRuntime(files: readonly Mount[], idleDataBytes = assumedIdleDataBytes): Runtime {
  return {
    files,
    env: libraryEnvironment(files),
    threadLimit: (job, limits) => (job.forbidChildren ? lonelyThreads : nodeThreadLimit(limits)),
    dataLimitBytes: (job, limits) =>
      idleDataBytes + spareDataBytes + limits.memoryBytes + (job.forbidChildren ? 0 : maxWorkers * workerDataBytes),
    command: (job, limits) => [
      job.guise ? nodeInGuise(binary) : binary,
      `--max-old-space-size=${oldSpaceMegabytes(limits.memoryBytes)}`,
      ...(job.forbidChildren && !job.guise
        ? ['--permission', '--allow-fs-read=*', '--allow-fs-write=/box', '--allow-fs-write=/tmp']
        : []),
      ...(job.runtimeFlags ?? []),
      ...job.argv,
    ],
  }
}

const oldSpaceMegabytes = (memoryBytes: number): number =>
  Math.max(16, Math.floor(Math.max(memoryBytes - besidesOldSpaceBytes, memoryBytes * 0.5) / (1 << 20)))
