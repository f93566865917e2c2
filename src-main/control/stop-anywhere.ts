/** Stopping and resuming from the command line: by itself where nobody owns the data folder, through its owner where somebody does. */
import { AsisError, isRefused, refuse, type Refused } from '../../src-shared/errors.ts'
import { systemClock } from '../platform/ports.ts'
import { systemRandom } from '../platform/random.ts'
import { openStores } from '../stores/open-stores.ts'
import { askOwner, type StopRequest } from './stop-request.ts'
import { createStopSwitch, keepInterruptedStop, stopIn, type Stopped } from './stop-switch.ts'

/** How it stands afterwards. */
export interface StopState {
  readonly stopped: Stopped | null
}

export async function stopAnywhere(home: string, request: StopRequest): Promise<StopState | Refused> {
  const stores = openStores(home, {
    access: 'write',
    owner: `asis ${request.verb}`,
    clock: systemClock,
    random: systemRandom,
  })
  if (isRefused(stores)) return stores.code === 'store-locked' ? throughOwner(home, request, stores) : stores
  try {
    const nowMs = systemClock.nowMs()
    keepInterruptedStop(stores, nowMs)
    const lever = createStopSwitch(stores)
    const { verb, by, reason } = request
    if ((verb === 'stop') === (lever.now() !== null)) return { stopped: lever.now() }
    const detail = `${by}${reason ? `: ${reason}` : ''}`
    const intent = stores.journal.intent({ projectId: '', action: verb, subject: 'emergency-stop', detail }, nowMs)
    if (verb === 'stop') lever.pull({ sinceMs: nowMs, by, reason })
    else lever.release(nowMs)
    stores.journal.outcome(intent.seq, verb === 'stop' ? 'stopped; nothing was running' : 'resumed', systemClock.nowMs())
    return { stopped: lever.now() }
  } finally {
    stores.close()
  }
}

async function throughOwner(home: string, request: StopRequest, locked: Refused): Promise<StopState | Refused> {
  if (!(await askOwner(home, request, systemClock)))
    return refuse(
      'store-locked',
      `${locked.message.replace(' Nothing was changed.', '')} It did not answer.`,
      'End that process: its trials end with it, and the files stay as they are.',
    )
  const stores = openStores(home, { access: 'read', owner: 'asis', clock: systemClock })
  if (isRefused(stores)) return stores
  try {
    const stopped = stopIn(stores)
    if ((request.verb === 'stop') !== (stopped !== null)) throw new AsisError('internal', `the owner did not ${request.verb}`)
    return { stopped }
  } finally {
    stores.close()
  }
}
