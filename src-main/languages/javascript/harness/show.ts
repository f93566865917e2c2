/**
 * Encoded values as short text for the reviewer, close to how one would write them in JavaScript. Reads the tagged JSON only,
 * never a live value, so hostile data costs nothing but a strange line.
 */
import { encode } from './codec.ts'

const clip = (text: string, limit: number): string => (text.length <= limit ? text : `${text.slice(0, limit - 1)}…`)
const isName = (key: string): boolean => /^[A-Za-z_$][\w$]*$/.test(key)
const printable = (text: string): string => text.replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '\uFFFD')
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

const dateText = (time: number): string => {
  const date = new Date(time)
  return Number.isNaN(date.getTime()) ? 'Invalid Date' : date.toISOString()
}
const bytesText = (body: unknown): string => `<${Math.floor((String(body).length * 3) / 4)} bytes> ${clip(String(body), 40)}`

/** At most `limit` characters. */
export const showEncoded = (encoded: unknown, limit = 500): string => {
  const nodes = typeof encoded === 'object' && encoded !== null ? list(Reflect.get(encoded, 'nodes')) : []
  let left = limit * 2
  const open = new Set<number>()

  const atom = (item: unknown, depth: number): string => {
    left -= 2
    if (left < 0) return '…'
    if (typeof item === 'string') {
      left -= Math.min(item.length, limit)
      return JSON.stringify(clip(item, limit))
    }
    if (item === null || typeof item === 'number' || typeof item === 'boolean') return String(item)
    const [kind, body] = list(item)
    switch (kind) {
      case 'u':
        return 'undefined'
      case 'n':
        return String(body)
      case 'b': {
        const digits = String(body)
        return /^-?[0-9a-f]{1,60}$/.test(digits)
          ? `${digits.startsWith('-') ? -BigInt(`0x${digits.slice(1)}`) : BigInt(`0x${digits}`)}n`
          : 'bigint'
      }
      case 'y':
        return `Symbol(${clip(String(body), 60)})`
      case 'h':
        return '<empty>'
      case 'r':
        return typeof body === 'number' ? node(body, depth) : '?'
      default:
        return '?'
    }
  }

  const items = (values: readonly unknown[], depth: number): string[] => {
    const shown: string[] = []
    for (const [at, value] of values.entries()) {
      if (left < 0) return [...shown, `… ${values.length - at} more`]
      shown.push(atom(value, depth))
    }
    return shown
  }
  const pairs = (values: readonly unknown[], depth: number, join: string): string[] => {
    const shown: string[] = []
    for (let at = 0; at < values.length; at += 2) {
      if (left < 0) return [...shown, '…']
      const key = values[at]
      const name = join === ': ' && typeof key === 'string' && isName(key) ? key : atom(key, depth)
      shown.push(`${name}${join}${atom(values[at + 1], depth)}`)
    }
    return shown
  }

  const node = (index: number, depth: number): string => {
    if (open.has(index)) return '<circular>'
    if (depth > 8) return '…'
    const [tag, rawName, rawFlags, body, props] = list(nodes[index])
    const name = clip(String(rawName ?? ''), 60)
    open.add(index)
    const own = pairs(list(props), depth + 1, ': ')
    const frozen = (Number(rawFlags) & 1) === 1 ? 'frozen ' : ''
    const called = name === '' ? '' : `${name} `
    let text: string
    if (tag === 'A') text = `${called}[${[...items(list(body), depth + 1), ...own].join(', ')}]`
    else if (tag === 'a') text = `${called}[sparse, length ${String(list(body)[0])}]`
    else if (tag === 'M') text = `${name || 'Map'} {${[...pairs(list(body), depth + 1, ' => '), ...own].join(', ')}}`
    else if (tag === 'S') text = `${name || 'Set'} {${[...items(list(body), depth + 1), ...own].join(', ')}}`
    else if (tag === 'D') text = typeof body === 'number' ? `Date ${dateText(body)}` : 'Invalid Date'
    else if (tag === 'R') text = `/${String(list(body)[0])}/${String(list(body)[1])}`
    else if (tag === 'T') text = `${name} ${bytesText(body)}`
    else if (tag === 'B') text = `${name || 'ArrayBuffer'} ${bytesText(body)}`
    else if (tag === 'E') text = `${name || 'Error'}: ${typeof list(body)[0] === 'string' ? String(list(body)[0]) : ''}`
    else if (tag === 'W') text = `Object(${atom(body, depth + 1)})`
    else if (tag === 'F') text = '<function>'
    else if (tag === 'O') text = `${(Number(rawFlags) & 4) === 4 ? '<null prototype> ' : called}{${own.join(', ')}}`
    else text = `<${name || 'unreadable'}>`
    open.delete(index)
    return frozen + text
  }

  const root = typeof encoded === 'object' && encoded !== null ? Reflect.get(encoded, 'root') : undefined
  return clip(printable(atom(root, 0)), limit)
}

/** Short text of a live value of ours. */
export const show = (value: unknown, limit = 500): string => {
  try {
    return showEncoded(encode(value), limit)
  } catch {
    return '<too large to show>'
  }
}
