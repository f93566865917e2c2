/** The contract over the preload bridge of the desktop window. The window and its core live and die together: always connected. */
import type { EventName } from '../../src-shared/api/contract.ts'
import { CallError, type Bridge } from '../../src-shared/api/wire.ts'
import type { CarriedTransport } from './proved.ts'

declare global {
  interface Window {
    readonly asis?: Bridge
  }
}

export const createIpcTransport = (bridge: Bridge): CarriedTransport => {
  const listeners = new Map<EventName, Set<(data: never) => void>>()
  bridge.onEvent((name, data) => {
    for (const listener of listeners.get(name as EventName) ?? []) listener(data as never)
  })
  return {
    async call(method, input, ...proof) {
      const reply = await bridge.call(method, input, ...proof)
      if (!reply.ok) throw new CallError(reply.error)
      return reply.value as never
    },
    subscribe(event, listener) {
      const set = listeners.get(event) ?? new Set()
      listeners.set(event, set.add(listener))
      return () => set.delete(listener)
    },
    onConnection(listener) {
      listener(true)
      return () => {}
    },
  }
}
