/** The core's event hub: one way, synchronous, no replay. A listener that throws is the host's defect and never stops the core. */
import { events, type EventData, type EventName } from '../../src-shared/api/contract.ts'
import type { Log } from '../platform/ports.ts'

export interface EventHub {
  emit<E extends EventName>(name: E, data: EventData<E>): void
  subscribe<E extends EventName>(name: E, listener: (data: EventData<E>) => void): () => void
}

export function createEventHub(log: Log): EventHub {
  const listeners = new Map<EventName, Set<(data: never) => void>>(
    Object.keys(events).map(name => [name as EventName, new Set()]),
  )
  return {
    emit(name, data) {
      for (const listener of listeners.get(name) ?? []) {
        try {
          ;(listener as (data: unknown) => void)(data)
        } catch (error) {
          log('error', `listener of ${name} failed`, { error: String(error) })
        }
      }
    },
    subscribe(name, listener) {
      listeners.get(name)?.add(listener as (data: never) => void)
      return () => void listeners.get(name)?.delete(listener as (data: never) => void)
    },
  }
}
