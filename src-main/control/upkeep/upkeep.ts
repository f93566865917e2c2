/**
 * Upkeep of the data folder once a day while a console is open: never during a session or an emergency stop, and it gives way to both. What is
 * done is `run-upkeep.ts`.
 */
import { setImmediate } from 'node:timers/promises'
import { z } from 'zod'
import type { UpkeepDone, UpkeepState } from '../../../src-shared/domain/upkeep.ts'
import { isRefused, refuse, type Refused } from '../../../src-shared/errors.ts'
import type { Sessions } from '../sessions.ts'
import type { Workspace } from '../workspace.ts'
import { runUpkeep, upkeepDue } from './run-upkeep.ts'

export interface Upkeep {
  state(): Promise<UpkeepState>
  /** Now. `busy` while one is under way, `stopped` during an emergency stop. */
  run(by: string): Promise<UpkeepDone | Refused>
  close(): Promise<void>
}

export interface UpkeepParts {
  readonly workspace: Pick<Workspace, 'stores' | 'clock' | 'after' | 'stop' | 'log'>
  readonly sessions: Pick<Sessions, 'running'>
  /** False in a command that ends soon. */
  readonly runsHere: boolean
}

const dayMs = 86_400_000
/** A machine that has just come up is busy. */
const graceMs = 60_000
/** After a look that had to give way. */
const againMs = 600_000
const key = 'upkeep'
const memory = z.object({ lastMs: z.int() })

const busy = (what: string): Refused =>
  refuse('busy', `${what}, so nothing was removed now.`, 'Try again when it has ended; the console does it once a day by itself.')

export function createUpkeep({ workspace, sessions, runsHere }: UpkeepParts): Upkeep {
  const { stores, clock, log } = workspace
  const lastMs = (): number | null => memory.safeParse(stores.settings.get('', key)).data?.lastMs ?? null
  let callOff: (() => void) | null = null
  let nextMs: number | null = null
  let under: Promise<unknown> | null = null
  let closed = false

  const mayRun = (): boolean => !closed && sessions.running() === null && workspace.stop.now() === null
  const pause = async (): Promise<boolean> => {
    await setImmediate()
    return mayRun()
  }
  const lookIn = (ms: number): void => {
    callOff?.()
    callOff = null
    if (closed || !runsHere) return
    nextMs = clock.nowMs() + ms
    callOff = workspace.after(ms, () => void look())
  }

  async function once(by: string, mayGoOn: () => Promise<boolean>): Promise<UpkeepDone | Refused | null> {
    const work = runUpkeep({ stores, clock, by, pause: mayGoOn })
    under = work.catch(() => {})
    try {
      const done = await work
      if (done !== null && !isRefused(done)) stores.settings.set('', key, { lastMs: clock.nowMs() }, clock.nowMs())
      return done
    } finally {
      under = null
    }
  }

  async function look(): Promise<void> {
    if (!mayRun() || under !== null) return lookIn(againMs)
    try {
      const done = await once('upkeep', pause)
      if (isRefused(done)) log('warn', 'what is old was not removed', { why: done.message })
      lookIn(done === null ? againMs : dayMs)
    } catch (error) {
      log('error', 'the upkeep failed', { error: String(error) })
      lookIn(dayMs)
    }
  }

  lookIn(Math.max(graceMs, (lastMs() ?? Number.NEGATIVE_INFINITY) + dayMs - clock.nowMs()))

  return {
    async state() {
      const nothing = { records: 0, samples: 0, analyses: 0, changes: 0, strays: 0, edits: 0 }
      const due = await upkeepDue(stores, clock.nowMs(), async () => {
        await setImmediate()
        return !closed
      })
      return { lastMs: lastMs(), nextMs, running: under !== null, due: due ?? nothing }
    },
    async run(by) {
      if (under !== null) return busy('An upkeep is under way')
      if (sessions.running() !== null) return busy('A session runs')
      // A session that begins waits for nobody: this one gives way to it.
      return (await once(by, pause)) ?? busy('Something else began')
    },
    async close() {
      closed = true
      callOff?.()
      await under
    },
  }
}
