/** The contract over the preload bridge of the desktop window. The window and its core live and die together: always connected. */
import type { EventName, Transport } from '../../src-shared/api/contract.ts'
import { CallError, type Reply } from '../../src-shared/api/wire.ts'

/** What the preload puts on the page; nothing else of Electron is there. */
export interface Bridge {
  call(method: string, input: unknown): Promise<Reply>
  onEvent(listener: (name: string, data: unknown) => void): () => void
}
declare global {
  interface Window {
    readonly asis?: Bridge
  }
}

export const createIpcTransport = (bridge: Bridge): Transport => {
  const listeners = new Map<EventName, Set<(data: never) => void>>()
  bridge.onEvent((name, data) => {
    for (const listener of listeners.get(name as EventName) ?? []) listener(data as never)
  })
  return {
    async call(method, input) {
      const reply = await bridge.call(method, input)
      if (!reply.ok) throw new CallError(reply.error)
      return reply.value as never
    },
    subscribe(event, listener) {
      const set = listeners.get(event) ?? new Set()
      listeners.set(event, set.add(listener as (data: never) => void))
      return () => set.delete(listener as (data: never) => void)
    },
    onConnection(listener) {
      listener(true)
      return () => {}
    },
  }
}
