/**
 * Whether the host still knows this browser. It does not when its token was replaced or 30 days have passed: it answers 401 until a new launch link is opened. Beside the
 * transport because only the browser host has keys. Pages read it to say what to do.
 */
import { useSyncExternalStore } from 'react'

let refused = false
const listeners = new Set<() => void>()

export const tellKeyRefused = (now: boolean): void => {
  if (now === refused) return
  refused = now
  for (const listener of listeners) listener()
}
const watch = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
export const useKeyRefused = (): boolean => useSyncExternalStore(watch, () => refused)
