/** A core that outlives its process: when that is lost, the operator is asked, and a new one takes its place behind the same window. */
import type { EventName } from '../../../src-shared/api/contract.ts'
import { isRefused, refuse, type Refused } from '../../../src-shared/errors.ts'
import { createEventHub } from '../../api/events.ts'
import type { Core } from '../../core-types.ts'
import type { Log } from '../../platform/ports.ts'
import { eventNames } from '../reply.ts'

export interface LastingOptions {
  /** `root` of the project that was open; empty: none was; null: at the start. `onLost` is told once. */
  readonly open: (root: string | null, onLost: () => void) => Promise<Core | Refused>
  /** True: start it again. */
  readonly ask: (problem: Pick<Refused, 'message' | 'next'>) => Promise<boolean>
  readonly giveUp: () => void
  readonly log: Log
}

const gone = refuse(
  'not-found',
  'The core of ASIS has ended unexpectedly.',
  'No file is left half written: what it had begun is closed when it starts again.',
)

export const lastingCore = async ({ open, ask, giveUp, log }: LastingOptions): Promise<Core | Refused> => {
  const hub = createEventHub(log)
  let root: string | null = null
  let closed = false

  const enter = async (): Promise<Core | Refused> => {
    const core = await open(root, () => void lost(gone))
    if (isRefused(core)) return core
    const forward = (name: EventName): void => {
      core.subscribe(name, data => {
        if (name === 'project.changed') ({ root } = data as { root: string })
        hub.emit(name, data as never)
      })
    }
    for (const name of eventNames) forward(name)
    return core
  }
  const lost = async (problem: Refused): Promise<void> => {
    if (closed) return undefined
    if (!(await ask(problem))) return giveUp()
    const next = await enter()
    if (isRefused(next)) return lost(next)
    inner = next
    // Whatever the page knows is old.
    hub.emit('project.changed', { root: root ?? '' })
    return undefined
  }

  const first = await enter()
  if (isRefused(first)) return first
  let inner: Core = first
  return {
    call: (method, input, scope, caller) => inner.call(method, input, scope, caller),
    subscribe: hub.subscribe,
    async close() {
      closed = true
      await inner.close()
    },
  }
}
