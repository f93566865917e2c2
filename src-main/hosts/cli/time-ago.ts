/** Times as people type them: `2h`, `30m`, `1d` ago, a date, or a date with a time. */
const ago = /^(\d{1,6})(s|m|h|d)$/
const unitMs = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** Unix epoch ms; null for anything else. A date alone, and a time without a zone, are local. */
export function timeOf(text: string, nowMs: number): number | null {
  const [, count, unit] = ago.exec(text) ?? []
  if (count !== undefined) return nowMs - Number(count) * unitMs[unit as keyof typeof unitMs]
  if (!/^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})?)?$/.test(text)) return null
  const ms = new Date(text.length === 10 ? `${text}T00:00` : text.replace(' ', 'T')).getTime()
  return Number.isNaN(ms) ? null : ms
}
