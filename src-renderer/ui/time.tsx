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

const everySecond = (listener: () => void): (() => void) => {
  const ticking = setInterval(() => {
    if (!document.hidden) listener()
  }, 1000)
  return () => clearInterval(ticking)
}
const never = (): (() => void) => () => {}
const wholeSecond = (): number => Math.floor(Date.now() / 1000) * 1000

/** For what runs now: turns with each second while `ticks`. */
export const useSecondsNow = (ticks: boolean): number => useSyncExternalStore(ticks ? everySecond : never, wholeSecond)

export const Ago = ({ tMs }: { readonly tMs: number }) => {
  const now = useNowMs()
  return (
    <time dateTime={new Date(tMs).toISOString()} title={exactTime(tMs)}>
      {ago(tMs, Math.max(now, tMs))}
    </time>
  )
}
