/**
 * Stopping and resuming from another process: whoever may write into the data folder leaves a small file there, and the ASIS that owns the
 * folder does what it says and removes it. A stop must not depend on a window that answers or a port that is known.
 */
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { Clock, Log } from '../platform/ports.ts'
import type { Stopping } from './stopping.ts'

const request = z.strictObject({
  verb: z.enum(['stop', 'resume']),
  by: z.string().max(100),
  reason: z.string().max(500),
  tMs: z.int(),
})
export type StopRequest = Omit<z.infer<typeof request>, 'tMs'>

const lookEveryMs = 200
/** An older one was left by somebody who gave up waiting. */
const freshMs = 10_000
const maxBytes = 4096

const fileOf = (home: string): string => join(home, 'asis_stop_request.json')

export function takeStopRequests(
  home: string,
  stopping: Pick<Stopping, 'stop' | 'resume'>,
  { clock, log }: { readonly clock: Pick<Clock, 'nowMs'>; readonly log: Log },
): { close(): void } {
  const file = fileOf(home)
  let busy = false
  const look = async (): Promise<void> => {
    if (busy || !existsSync(file)) return
    busy = true
    try {
      const { verb, by, reason, tMs } = request.parse(JSON.parse(readFileSync(file, 'utf8').slice(0, maxBytes)))
      if (Math.abs(clock.nowMs() - tMs) > freshMs) log('warn', 'an old request to stop or resume was left alone')
      else if (verb === 'stop') await stopping.stop(by, reason)
      else await stopping.resume(by)
    } catch (error) {
      log('warn', 'a request to stop or resume could not be read', { error: String(error) })
    } finally {
      rmSync(file, { force: true })
      busy = false
    }
  }
  const timer = setInterval(() => void look(), lookEveryMs)
  timer.unref()
  return { close: () => clearInterval(timer) }
}

/** Asks the owner of the data folder. True when it did it; false when nobody answered. */
export async function askOwner(
  home: string,
  asked: StopRequest,
  clock: Pick<Clock, 'nowMs'>,
  patienceMs = 8000,
): Promise<boolean> {
  const file = fileOf(home)
  const fresh = `${file}.${randomBytes(4).toString('hex')}`
  writeFileSync(fresh, JSON.stringify({ ...asked, tMs: clock.nowMs() }), { mode: 0o600 })
  renameSync(fresh, file)
  for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += 50) {
    if (!existsSync(file)) return true
    await sleep(50)
  }
  rmSync(file, { force: true })
  return false
}
