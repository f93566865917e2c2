/** Quiet hours: `22:00-06:00`, in the local time of this machine, over midnight too. Pure. */

const form = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)$/

interface QuietHours {
  /** Minutes since midnight. */
  readonly from: number
  readonly to: number
}

/** Null for a text that is none, and for the empty one. */
export function quietHoursOf(text: string): QuietHours | null {
  const [, h1, m1, h2, m2] = form.exec(text) ?? []
  if (m2 === undefined) return null
  const from = Number(h1) * 60 + Number(m1)
  const to = Number(h2) * 60 + Number(m2)
  return from === to ? null : { from, to }
}

/** When the quiet hours that hold at `nowMs` end; null when they do not hold. */
export function quietUntil(text: string, nowMs: number): number | null {
  const hours = quietHoursOf(text)
  if (!hours) return null
  const now = new Date(nowMs)
  const minute = now.getHours() * 60 + now.getMinutes()
  const { from, to } = hours
  const quiet = from < to ? minute >= from && minute < to : minute >= from || minute < to
  if (!quiet) return null
  const end = new Date(nowMs)
  end.setHours(Math.floor(to / 60), to % 60, 0, 0)
  if (end.getTime() <= nowMs) end.setDate(end.getDate() + 1)
  return end.getTime()
}
