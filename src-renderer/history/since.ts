/** Which time "roll back everything since" was asked for. Asked from a line, the palette and the banner of the emergency stop; one dialog. */
import { useSyncExternalStore } from 'react'

let sinceMs: number | null = null
const listeners = new Set<() => void>()

export const askRollBackSince = (tMs: number | null): void => {
  sinceMs = tMs
  for (const listener of listeners) listener()
}
const watch = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
export const useRollBackSince = (): number | null => useSyncExternalStore(watch, () => sinceMs)
