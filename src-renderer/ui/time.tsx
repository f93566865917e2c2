/** "3 min ago", with the exact time on hover. One clock for all of them, so that they turn together. */
import { useSyncExternalStore } from 'react'
import { ago, exactTime } from './format.ts'

const tickMs = 15_000
const listeners = new Set<() => void>()
let nowMs = Date.now()
let timer: ReturnType<typeof setInterval> | undefined

const watch = (listener: () => void): (() => void) => {
  listeners.add(listener)
  timer ??= setInterval(() => {
    if (document.hidden) return
    nowMs = Date.now()
    for (const each of listeners) each()
  }, tickMs)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}
export const useNowMs = (): number => useSyncExternalStore(watch, () => nowMs)

export const Ago = ({ tMs }: { readonly tMs: number }) => {
  const now = useNowMs()
  return (
    <time dateTime={new Date(tMs).toISOString()} title={exactTime(tMs)}>
      {ago(tMs, Math.max(now, tMs))}
    </time>
  )
}
