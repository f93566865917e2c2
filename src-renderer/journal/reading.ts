/** A record's detail as it is read first: a hash is a short name, JSON is a list of what it says. The record itself stays as it is. Pure. */

const hash = /\b[0-9a-f]{64}\b/g

const short = (text: string): string => text.replace(hash, each => `${each.slice(0, 10)}…`)

const valueText = (value: unknown): string => {
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(valueText).join(', ')
  if (typeof value === 'object' && value !== null)
    return Object.entries(value)
      .map(([key, each]) => `${key} ${valueText(each)}`)
      .join(', ')
  return value === '' ? 'empty' : String(value)
}

const objectIn = (text: string): object | null => {
  if (!/^[[{]/.test(text)) return null
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : null
  } catch {
    return null
  }
}

/** One thing said per line. */
export const readingOf = (detail: string): readonly string[] => {
  const value = objectIn(detail)
  if (value !== null)
    return Array.isArray(value)
      ? value.map(valueText)
      : Object.entries(value).map(([key, each]) => short(`${key}: ${valueText(each)}`))
  return short(detail)
    .replaceAll(' -> ', ' → ')
    .split(/;\s+/)
    .filter(line => line !== '')
}

/** Whether anything is said otherwise than it was recorded. */
export const isRewritten = (detail: string): boolean => readingOf(detail).join('; ') !== detail
