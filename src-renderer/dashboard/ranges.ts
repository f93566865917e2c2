/** How much time the charts show. The choice is remembered by this browser. */
import { useMemo, useState } from 'react'
import { useNowMs } from '../ui/time.tsx'
import { askedWindow } from './live-series.ts'
import type { ShownTime } from './use-live-chart.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

export const ranges = [
  { label: 'Last 60', spanMs: 0 },
  { label: '15 min', spanMs: 15 * minuteMs },
  { label: '1 h', spanMs: hourMs },
  { label: '6 h', spanMs: 6 * hourMs },
  { label: '24 h', spanMs: dayMs },
  { label: '7 d', spanMs: 7 * dayMs },
  { label: '30 d', spanMs: 30 * dayMs },
  { label: '90 d', spanMs: 90 * dayMs },
] as const

const storeKey = 'asis.range'

const remembered = (): number => {
  try {
    const spanMs = Number(localStorage.getItem(storeKey))
    return ranges.some(r => r.spanMs === spanMs) ? spanMs : 0
  } catch {
    return 0
  }
}

export const useRange = (): readonly [number, (spanMs: number) => void] => {
  const [spanMs, setSpanMs] = useState(remembered)
  return [
    spanMs,
    next => {
      setSpanMs(next)
      try {
        localStorage.setItem(storeKey, `${next}`)
      } catch {
        // Not remembered, nothing else.
      }
    },
  ]
}

/** Stays the same object while the core need not be asked again. */
export const useShownTime = (spanMs: number): ShownTime => {
  const nowMs = useNowMs()
  const { fromMs, toMs, points } = spanMs === 0 ? { fromMs: 0, toMs: 0, points: 0 } : askedWindow(spanMs, nowMs)
  return useMemo(
    () => (spanMs === 0 ? { spanMs: 0 } : { spanMs, asked: { fromMs, toMs, points } }),
    [spanMs, fromMs, toMs, points],
  )
}
