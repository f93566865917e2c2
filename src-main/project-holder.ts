/** Holds the core of the open project, or none: lets one in and out, forwards its events, and knows what is on its way to it. */
import { events, methods, type EventName, type Input, type Method, type Output, type Scope } from '../src-shared/api/contract.ts'
import { isRefused, type Refused } from '../src-shared/errors.ts'
import type { Caller } from './api/caller.ts'
import type { EventHub } from './api/events.ts'
import type { Core, KeptAnswers } from './core-types.ts'

export interface ProjectHolder {
  /** Folder of the open project; null when none is. */
  root(): string | null
  /** Answers why it could not be opened. */
  enter(root: string, create: () => Promise<Core | Refused>): Promise<Refused | null>
  /** Waits for the answers that are on their way: they need their stores. */
  leave(): Promise<void>
  /** As `leave`, without waiting: what runs is stopped. */
  close(): Promise<void>
  /** Something runs by itself, or was asked for and changes something. */
  isBusy(): Promise<boolean>
  /** Null when no project is open. */
  answers(): Promise<KeptAnswers | null>
  /** Null when no project is open. */
  call<M extends Method>(method: M, input: Input<M>, scope: Scope, caller?: Caller): Promise<Output<M> | Refused> | null
}

interface Held {
  readonly core: Core
  readonly root: string
  readonly stops: readonly (() => void)[]
}

export const holdProject = (hub: EventHub): ProjectHolder => {
  let held: Held | null = null
  const inFlight = new Map<symbol, { readonly method: Method; readonly end: Promise<unknown> }>()

  const release = (): Core | null => {
    const was = held
    held = null
    for (const stop of was?.stops ?? []) stop()
    return was?.core ?? null
  }
  const counted = async <T>(method: Method, end: Promise<T>): Promise<T> => {
    const key = Symbol(method)
    inFlight.set(key, { method, end })
    try {
      return await end
    } finally {
      inFlight.delete(key)
    }
  }

  return {
    root: () => held?.root ?? null,
    async enter(root, create) {
      const core = await create()
      if (isRefused(core)) return core
      const stops = (Object.keys(events) as EventName[]).map(name => core.subscribe(name, data => hub.emit(name, data)))
      held = { core, root, stops }
      return null
    },
    async leave() {
      const core = release()
      await Promise.allSettled([...inFlight.values()].map(each => each.end))
      await core?.close()
    },
    async close() {
      await release()?.close()
    },
    async isBusy() {
      if ([...inFlight.values()].some(each => methods[each.method].scope !== 'read')) return true
      const status = await held?.core.call('status.get', {}, 'read')
      return status !== undefined && !isRefused(status) && status.running !== null
    },
    answers: async () => (await held?.core.answers?.()) ?? null,
    call: (method, input, scope, caller) =>
      held === null ? null : counted(method, held.core.call(method, input, scope, caller)),
  }
}
