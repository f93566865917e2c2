/**
 * The judge's end of a running job: one nonce-framed request at a time on dedicated pipes, time and CPU read outside. Any
 * byte that was not asked for voids the whole run and kills the box, whatever else it answered before.
 */
import { AsisError } from '../../../src-shared/errors.ts'
import type { Clock, RandomBytes } from '../../platform/ports.ts'
import type { Answer, Box, Result } from '../sandbox.ts'
import { decodeAnswer, encodeRequest, lineCollector } from './frames.ts'
import type { Launched } from './launch.ts'
import { signalAll } from './process-tree.ts'
import type { Running } from './run-job.ts'

/** A job whose requests ended has this long to leave by itself. */
const graceMs = 250

/** A timer that is set for longer fires at once. */
const longestTimerMs = 2 ** 31 - 1

interface Pending {
  readonly nonce: string
  readonly startMs: number
  readonly startCpuMs: number
  readonly timer: NodeJS.Timeout
  settle(answer: Answer): void
}

export function openBox(
  launched: Launched,
  running: Running,
  ports: { readonly clock: Clock; readonly random: RandomBytes },
): Box {
  const { requests, answers } = launched
  if (requests === null || answers === null) throw new AsisError('internal', 'A box needs its channel')
  const { clock } = ports
  const collector = lineCollector()
  let pending: Pending | undefined
  let voided: Answer | undefined
  let result: Result | undefined
  let frozen = false

  const settle = (answer: Answer): void => {
    const asked = pending
    pending = undefined
    collector.reset()
    if (asked === undefined) return
    clearTimeout(asked.timer)
    asked.settle(answer)
  }
  const voidRun = (answer: Answer): void => {
    voided ??= answer
    running.stop({ kind: 'cancelled' })
    settle(voided)
  }
  const invalid = (reason: string): void => voidRun({ kind: 'invalid', reason })

  answers.on('data', (chunk: Buffer) => {
    if (voided !== undefined) return
    if (pending === undefined) return invalid('The job wrote without being asked.')
    const line = collector.take(chunk)
    if (line === undefined) return
    if (line === false) return invalid('The job wrote more than one answer, or one that is too long.')
    const elapsedMs = clock.monotonicMs() - pending.startMs
    const cpuMs = Math.max(0, running.usage().cpuMs - pending.startCpuMs)
    const decoded = decodeAnswer(line, pending.nonce)
    if (!decoded.ok) return invalid(decoded.reason)
    settle({ kind: 'answer', payload: decoded.payload, elapsedMs, cpuMs })
  })
  requests.on('data', () => invalid('The job wrote on the descriptor for requests.'))

  const ended = running.finished.then(final => {
    result = final
    if (pending !== undefined) settle(voided ?? { kind: 'ended', result: final })
    return final
  })

  return {
    request: (payload, timeoutMs) => {
      if (pending !== undefined) throw new AsisError('internal', 'A box answers one request at a time')
      if (frozen) throw new AsisError('internal', 'A frozen box cannot answer')
      if (voided !== undefined) return Promise.resolve(voided)
      if (result !== undefined) return Promise.resolve({ kind: 'ended', result })
      return new Promise<Answer>(resolve => {
        const nonce = Buffer.from(ports.random(16)).toString('hex')
        const frame = encodeRequest(nonce, payload)
        const timer = setTimeout(() => voidRun({ kind: 'timeout' }), Math.min(timeoutMs, longestTimerMs))
        const startCpuMs = running.usage().cpuMs
        pending = { nonce, startMs: clock.monotonicMs(), startCpuMs, timer, settle: resolve }
        requests.write(frame)
      })
    },
    cpuMs: () => running.usage().cpuMs,
    freeze: () => {
      frozen = true
      const { firstPid } = launched.status()
      if (firstPid !== undefined && result === undefined) signalAll(firstPid, 'SIGSTOP')
    },
    thaw: () => {
      frozen = false
      const { firstPid } = launched.status()
      if (firstPid !== undefined && result === undefined) signalAll(firstPid, 'SIGCONT')
    },
    close: async () => {
      if (result !== undefined) return result
      if (frozen) running.stop({ kind: 'cancelled' })
      requests.end()
      const timer = setTimeout(() => running.stop({ kind: 'cancelled' }), graceMs)
      const final = await ended
      clearTimeout(timer)
      return final
    },
  }
}
