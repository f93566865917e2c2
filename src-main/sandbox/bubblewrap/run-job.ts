/**
 * One job from start to result: feeds a launched box to its limits and says how it ended. The truth about start and exit
 * code comes from bubblewrap's status, about time and memory from `/proc`, never from what the job printed.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '../../platform/ports.ts'
import type { End, LimitName, Limits, Result } from '../sandbox.ts'
import type { Launched } from './launch.ts'
import { filesOf, socketsOf } from './kernel-objects.ts'
import { isAlive, processMeter, type Usage } from './process-tree.ts'
import { endOf } from './end-of.ts'

export interface Running {
  readonly finished: Promise<Result>
  /** Latest reading of the tree; fresh when `now` is asked for. */
  usage(): Usage
  /** Kills the tree; the first reason given stays. */
  stop(end: End): void
}

const watchEveryMs = 50
/** Short jobs end before the first regular look; these readings are what their CPU time is known from. */
const earlyLooksMs = [4, 10, 20, 35]
/** Inodes cost kernel memory that no size limit of a tmpfs counts. */
const maxFiles = 30_000
/** The copy of the project lies among them. */
const maxFilesOfSuite = 100_000
/** So do the buffers of sockets, about 200 KB each; a child of Node takes six. */
const maxSockets = 1024
/** Ends of TCP connections: their buffers grow to several MB. */
const maxConnections = 256

export interface Watch {
  readonly limits: Limits
  /** The box is one for a test suite, with this writable folder. */
  readonly suiteFolder: string | undefined
  readonly clock: Clock
  readonly signal: AbortSignal | undefined
}

export function watchJob(launched: Launched, watch: Watch): Running {
  const { limits, clock, suiteFolder } = watch
  const startMs = clock.monotonicMs()
  let meter: ReturnType<typeof processMeter> | undefined
  let latest: Usage = { cpuMs: 0, privateBytes: 0, residentBytes: 0, processes: 0 }
  let peakRssBytes = 0
  let forced: End | undefined

  const stop = (end: End): void => {
    if (forced === undefined) look()
    forced ??= end
    launched.kill()
  }
  const exceed = (limit: LimitName): void => stop({ kind: 'limit', limit })

  function look(exact = true): void {
    const { firstPid } = launched.status()
    if (firstPid === undefined) return
    meter ??= processMeter(firstPid)
    const usage = meter.read(exact)
    latest = usage.processes === 0 ? { ...latest, cpuMs: usage.cpuMs } : usage
    peakRssBytes = Math.max(peakRssBytes, usage.residentBytes)
  }
  function inspect(): void {
    look(false)
    if (forced !== undefined) return
    const { firstPid } = launched.status()
    // bubblewrap's own first process is not the job's.
    if (latest.processes - 1 > limits.processes) exceed('processes')
    else if (latest.privateBytes > limits.memoryBytes) exceed('memory')
    else if (latest.cpuMs > limits.cpuMs) exceed('cpu')
    else if (firstPid !== undefined && (filesOf(firstPid, suiteFolder) ?? 0) > (suiteFolder ? maxFilesOfSuite : maxFiles))
      exceed('disk')
    else if (firstPid !== undefined) {
      const { sockets, connections } = socketsOf(firstPid)
      if ((sockets ?? 0) > maxSockets || (connections ?? 0) > maxConnections) exceed('memory')
    }
  }

  const timers = [
    ...earlyLooksMs.map(ms => setTimeout(look, ms, true)),
    setTimeout(() => exceed('wall'), limits.wallMs),
    setInterval(inspect, watchEveryMs),
  ]

  let outputBytes = 0
  const capture = (stream: NodeJS.ReadableStream): (() => string) => {
    const chunks: Buffer[] = []
    stream.on('data', (chunk: Buffer) => {
      const room = limits.outputBytes - outputBytes
      outputBytes += chunk.length
      if (room > 0) chunks.push(chunk.subarray(0, room))
      if (outputBytes > limits.outputBytes) exceed('output')
    })
    return () => Buffer.concat(chunks).toString('utf8')
  }
  const stdout = capture(launched.stdout)
  const stderr = capture(launched.stderr)

  const cancel = (): void => stop({ kind: 'cancelled' })
  watch.signal?.addEventListener('abort', cancel, { once: true })
  if (watch.signal?.aborted) cancel()

  const finished = new Promise<Result>(resolve => {
    let failure = ''
    launched.process.on('error', error => {
      failure = error.message
      if (launched.process.pid === undefined) settle(null, null)
    })
    launched.process.once('close', (code, signal) => void settleWhenEmpty(code, signal))

    /** The kernel empties the box when its monitor ends, but not at once: no result while anybody is left in it. */
    async function settleWhenEmpty(code: number | null, signal: string | null): Promise<void> {
      const { firstPid } = launched.status()
      if (firstPid !== undefined) for (let round = 0; round < 1000 && isAlive(firstPid); round++) await sleep(1)
      settle(code, signal)
    }

    function settle(code: number | null, signal: string | null): void {
      for (const timer of timers) clearTimeout(timer)
      watch.signal?.removeEventListener('abort', cancel)
      resolve({
        end: endOf({ forced, status: launched.status(), monitor: { code, signal }, stderr: stderr(), failure }),
        stdout: stdout(),
        stderr: stderr(),
        elapsedMs: clock.monotonicMs() - startMs,
        cpuMs: latest.cpuMs,
        peakRssBytes,
      })
    }
  })

  return {
    finished,
    usage: () => {
      look()
      return latest
    },
    stop,
  }
}
