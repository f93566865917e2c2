/**
 * Numbers, factors and times as the operator reads them: three significant digits, unit, interval in brackets, `x` for factors. One
 * place, so that a value looks the same everywhere. Pure.
 */
import type { Direction, Interval } from '../../src-shared/domain/metric.ts'

/** Made once: making one costs more than a hundred uses. */
const shortDate = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', year: 'numeric' })
const exact = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
})
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })

/** Three significant digits; from 1,000 on whole numbers. */
export const number = (value: number): string => {
  if (!Number.isFinite(value)) return 'no number'
  const size = Math.abs(value)
  if (size >= 999.5) return whole.format(value)
  if (size !== 0 && size < 0.001) return value.toExponential(1)
  return String(Number(value.toPrecision(3)))
}

/** Two significant digits: a spread is not known better. */
export const spread = (value: number): string => (value >= 100 ? whole.format(value) : String(Number(value.toPrecision(2))))

export const count = (value: number): string => whole.format(value)

/** `us` as the contract writes it, µs as it is read. */
export const unitOf = (unit: string): string => (unit === 'us' ? 'µs' : unit)

export const withUnit = (value: number, unit: string): string => {
  const shown = unitOf(unit)
  return shown === '' ? number(value) : `${number(value)} ${shown}`
}

/** Two decimals below 10, like `2.41x`: the digits of a factor say how well it is known. */
const factorDigits = (value: number): string => (value < 10 ? value.toFixed(2) : number(value))
export const factor = (value: number): string => `${factorDigits(value)}x`
export const bounds = ({ low, high }: Interval): string => `${factorDigits(low)}–${factorDigits(high)}`
export const factorWithInterval = (interval: Interval): string => `${factor(interval.estimate)} (${bounds(interval)})`

export type Sign = 'improved' | 'regressed' | 'unclear'
/** An interval that contains 1 is never called a change. */
export const signOf = ({ low, high }: Interval): Sign => (low > 1 ? 'improved' : high < 1 ? 'regressed' : 'unclear')

const timeUnits = new Set(['ns', 'us', 'µs', 'ms', 's', 'min'])
const rateUnit = /\/(?:s|min|h)$/

/** "2.41x faster", "1.14x worse": words instead of signed percentages. */
export const changeWords = (interval: Interval, unit: string, direction: Direction): string => {
  const speed = timeUnits.has(unit) || rateUnit.test(unit)
  const size = unit === 'B' || unit === 'kB' || unit === 'MB' || unit === 'bytes'
  const better = speed ? 'faster' : size && direction === 'lower' ? 'less' : 'better'
  const worse = speed ? 'slower' : size && direction === 'lower' ? 'more' : 'worse'
  if (signOf(interval) === 'unclear') return `no clear change (${bounds(interval)})`
  if (interval.estimate >= 1) return `${factor(interval.estimate)} ${better} (${bounds(interval)})`
  const turned = { estimate: 1 / interval.estimate, low: 1 / interval.high, high: 1 / interval.low }
  return `${factor(turned.estimate)} ${worse} (${bounds(turned)})`
}

export const percent = (fraction: number): string => `${number(fraction * 100)} %`

export const duration = (ms: number): string => {
  if (ms < 1000) return `${number(ms)} ms`
  const seconds = ms / 1000
  if (seconds < 60) return `${seconds.toFixed(1)} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min ${Math.floor(seconds % 60)} s`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs
export const ago = (tMs: number, nowMs: number): string => {
  const past = nowMs - tMs
  if (past < 45_000) return past < -45_000 ? exactTime(tMs) : 'just now'
  if (past < hourMs) return `${Math.max(1, Math.round(past / minuteMs))} min ago`
  if (past < dayMs) return `${Math.round(past / hourMs)} h ago`
  const days = Math.round(past / dayMs)
  return days < 14 ? `${days} day${days === 1 ? '' : 's'} ago` : shortDate.format(tMs)
}

export const exactTime = (tMs: number): string => exact.format(tMs)
export const clockTime = (tMs: number): string => clock.format(tMs)
const dayOf = (ms: number): string => new Date(ms).toDateString()
export const dayName = (tMs: number, nowMs: number): string => {
  if (dayOf(tMs) === dayOf(nowMs)) return 'Today'
  if (dayOf(tMs) === dayOf(nowMs - dayMs)) return 'Yesterday'
  return new Date(tMs).toLocaleDateString('en-GB', {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    ...(nowMs - tMs > 300 * dayMs ? { year: 'numeric' } : {}),
  })
}

export { plural } from '../../src-shared/words.ts'
