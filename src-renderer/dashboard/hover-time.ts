/** The time under the pointer, shared by all charts: every card shows its value at that time. */
import { useSyncExternalStore } from 'react'

let hoveredMs: number | null = null
const listeners = new Set<() => void>()

export const hover = (tMs: number | null): void => {
  if (tMs === hoveredMs) return
  hoveredMs = tMs
  for (const listener of listeners) listener()
}
export const watchHover = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
export const hoveredNow = (): number | null => hoveredMs
export const useHoveredMs = (): number | null => useSyncExternalStore(watchHover, hoveredNow)
