/** What belongs to this browser and not to the core: kept in its local storage. */
import { useSyncExternalStore } from 'react'

const noticesKey = 'asis.notices'
const listeners = new Set<() => void>()

/** `desktop`: the desktop window has notifications of the operating system instead. */
export type NoticeState = 'on' | 'off' | 'blocked' | 'missing' | 'desktop'

const stored = (): string | null => {
  try {
    return localStorage.getItem(noticesKey)
  } catch {
    return null
  }
}
export const noticeState = (): NoticeState => {
  if (window.asis !== undefined) return 'desktop'
  if (!('Notification' in window)) return 'missing'
  if (Notification.permission === 'denied') return 'blocked'
  return stored() === 'on' && Notification.permission === 'granted' ? 'on' : 'off'
}
export const noticesWanted = (): boolean => noticeState() === 'on'

const tell = (): void => {
  for (const listener of listeners) listener()
}
/** Asks the browser for the right where it must be asked. Answers what came of it. */
export const wantNotices = async (on: boolean): Promise<NoticeState> => {
  if (on && Notification.permission === 'default') await Notification.requestPermission()
  try {
    localStorage.setItem(noticesKey, on ? 'on' : 'off')
  } catch {
    // A browser that keeps nothing: off at the next visit.
  }
  tell()
  return noticeState()
}
const watch = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
export const useNoticeState = (): NoticeState => useSyncExternalStore(watch, noticeState)
