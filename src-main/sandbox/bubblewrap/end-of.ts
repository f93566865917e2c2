/**
 * Names how a box ended, from what was done to it, what bubblewrap reported and, only to tell one failure from another, what
 * the runtime wrote as its last words. Nothing a job prints can turn a failure into a success.
 */
import { constants } from 'node:os'
import type { End } from '../sandbox.ts'
import type { Status } from './launch.ts'

export interface Facts {
  /** A limit of ours or a cancellation killed it. */
  readonly forced: End | undefined
  readonly status: Status
  readonly monitor: { readonly code: number | null; readonly signal: string | null }
  readonly stderr: string
  /** The launcher itself could not be started. */
  readonly failure: string
}

const signalNames = new Map(Object.entries(constants.signals).map(([name, number]) => [number, name]))

const outOfMemory =
  /heap out of memory|Allocation failed - |Fatal process out of memory|RangeError: Array buffer allocation failed|^MemoryError\b|std::bad_alloc|could not allocate memory|\bENOMEM\b/m
const outOfProcesses = /\bspawn\w*\b.*\bEAGAIN\b|^BlockingIOError: \[Errno 11\]|Resource temporarily unavailable/m
const outOfSpace = /\bENOSPC\b|No space left on device|\bEFBIG\b/

export function endOf(facts: Facts): End {
  if (facts.forced !== undefined) return facts.forced
  const code = facts.status.exitCode
  if (code === undefined) {
    if (facts.status.firstPid !== undefined && facts.monitor.signal !== null)
      return { kind: 'signalled', signal: facts.monitor.signal }
    const said = facts.stderr.trim().split('\n').at(-1) ?? ''
    return { kind: 'not-started', detail: facts.failure || said.slice(0, 300) || 'The box ended before the program was started.' }
  }
  // bubblewrap reports a death by signal as 128 + number, as a shell does.
  const signal = code > 128 ? signalNames.get(code - 128) : undefined
  if (signal === 'SIGXCPU') return { kind: 'limit', limit: 'cpu' }
  if (signal === 'SIGXFSZ') return { kind: 'limit', limit: 'disk' }
  if (code !== 0 && outOfMemory.test(facts.stderr)) return { kind: 'limit', limit: 'memory' }
  if (code !== 0 && outOfSpace.test(facts.stderr)) return { kind: 'limit', limit: 'disk' }
  if (code !== 0 && outOfProcesses.test(facts.stderr)) return { kind: 'limit', limit: 'processes' }
  return signal === undefined ? { kind: 'exited', code } : { kind: 'signalled', signal }
}
