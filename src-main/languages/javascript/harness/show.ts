/**
 * Encoded values as text for the reviewer, close to how one would write them in JavaScript. Reads the tagged JSON only, never a live
 * value, so hostile data costs nothing but a strange line. `exact` also says which object is which: `*3` is the same object wherever
 * it stands, `argument 1` what the caller gave.
 */
import { Buffer } from 'node:buffer'
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

type Reader = (bytes: Buffer, at: number) => number | bigint
const elements: Readonly<Record<string, readonly [size: number, read: Reader]>> = {
  Int8Array: [1, (bytes, at) => bytes.readInt8(at)],
  Uint8Array: [1, (bytes, at) => bytes.readUInt8(at)],
  Uint8ClampedArray: [1, (bytes, at) => bytes.readUInt8(at)],
  Buffer: [1, (bytes, at) => bytes.readUInt8(at)],
  Int16Array: [2, (bytes, at) => bytes.readInt16LE(at)],
  Uint16Array: [2, (bytes, at) => bytes.readUInt16LE(at)],
  Int32Array: [4, (bytes, at) => bytes.readInt32LE(at)],
  Uint32Array: [4, (bytes, at) => bytes.readUInt32LE(at)],
  Float32Array: [4, (bytes, at) => bytes.readFloatLE(at)],
  Float64Array: [8, (bytes, at) => bytes.readDoubleLE(at)],
  BigInt64Array: [8, (bytes, at) => bytes.readBigInt64LE(at)],
  BigUint64Array: [8, (bytes, at) => bytes.readBigUInt64LE(at)],
}

export interface ShowOptions {
  readonly exact?: boolean
}

/** How often each object is referred to. */
const counts = (nodes: readonly unknown[]): Map<number, number> => {
  const found = new Map<number, number>()
  const waiting: unknown[] = nodes.map(node => [list(node)[3], list(node)[4]])
  while (waiting.length > 0) {
    const item = waiting.pop()
    if (!Array.isArray(item)) continue
    if (item[0] === 'r' && typeof item[1] === 'number') found.set(item[1], (found.get(item[1]) ?? 0) + 1)
    else for (const inner of item as unknown[]) if (Array.isArray(inner)) waiting.push(inner)
  }
  return found
}

/** At most `limit` characters. */
export const showEncoded = (encoded: unknown, limit = 500, options: ShowOptions = {}): string => {
  const nodes = typeof encoded === 'object' && encoded !== null ? list(Reflect.get(encoded, 'nodes')) : []
  const exact = options.exact === true
  const deepest = exact ? 60 : 8
  const often = exact ? counts(nodes) : new Map<number, number>()
  const told = new Set<number>()
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
    const [kind, body, inner] = list(item)
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
        return `Symbol(${clip(String(body), 60)})${exact && inner !== undefined ? ` no. ${Number(inner)}` : ''}`
      case 'h':
        return '<empty>'
      case 'r':
        return typeof body === 'number' ? node(body, depth) : '?'
      case 'p':
        return `<${bitsText(Number(body))}> ${atom(inner, depth)}`
      case 'g':
        return `<accessor${(Number(body) & 1) === 0 ? ', hidden' : ''}${(Number(body) & 16) === 0 ? '' : ', with setter'}> ${atom(inner, depth)}`
      case 'e':
        return `throws ${atom(body, depth)}`
      case 't':
        return '<prototype>'
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

  const view = (name: string, body: unknown): string => {
    const [place, from, length] = list(body)
    const index = Number(list(place)[1])
    const bytes = Buffer.from(String(list(list(nodes[index])[3])[0] ?? ''), 'base64')
    const where = exact ? ` at ${Number(from)} of memory *${index} with ${bytes.length} bytes` : ''
    const [size, read] = elements[name] ?? [0, null]
    if (!read) return `${name} ${bytesText(bytes.subarray(Number(from)).toString('base64'))}${where}`
    const shown: string[] = []
    for (let at = 0; at < Number(length); at += 1) {
      const start = Number(from) + at * size
      if (left < 0 || start + size > bytes.length) {
        shown.push(`… ${Number(length) - at} more`)
        break
      }
      left -= 4
      shown.push(String(read(bytes, start)))
    }
    return `${name} [${shown.join(', ')}]${where}`
  }

  const node = (index: number, depth: number): string => {
    if (open.has(index)) return exact ? `*${index}` : '<circular>'
    if (exact && told.has(index) && (often.get(index) ?? 0) > 1) return `*${index}`
    if (depth > deepest) return '…'
    const [tag, rawName, rawFlags, body, props] = list(nodes[index])
    const name = clip(String(rawName ?? ''), 60)
    const flags = Number(rawFlags)
    open.add(index)
    told.add(index)
    const own = pairs(list(props), depth + 1, ': ')
    const marks = `${(flags & 1) === 1 ? 'frozen ' : ''}${(flags & 2) === 2 ? 'not extensible ' : ''}${(flags & 8) === 8 ? 'proxy ' : ''}`
    const called = name === '' ? '' : `${name} `
    const also = own.length === 0 ? '' : ` {${own.join(', ')}}`
    let text: string
    if (tag === 'A') text = `${called}[${[...items(list(body), depth + 1), ...own].join(', ')}]`
    else if (tag === 'a')
      text = `${called}[sparse, length ${String(list(body)[0])}: ${pairs(list(list(body)[1]), depth + 1, ' = ').join(', ')}]`
    else if (tag === 'M') text = `${name || 'Map'} {${[...pairs(list(body), depth + 1, ' => '), ...own].join(', ')}}`
    else if (tag === 'S') text = `${name || 'Set'} {${[...items(list(body), depth + 1), ...own].join(', ')}}`
    else if (tag === 'D') text = (typeof body === 'number' ? `${name || 'Date'} ${dateText(body)}` : 'Invalid Date') + also
    else if (tag === 'R')
      text = `/${String(list(body)[0])}/${String(list(body)[1])}${list(body)[2] === 0 ? '' : ` from ${atom(list(body)[2], depth)}`}${also}`
    else if (tag === 'T')
      text = `${view(name, Array.isArray(list(body)[0]) && list(list(body)[0])[0] !== 'r' ? list(body)[0] : body)}${also}`
    else if (tag === 'B') text = `${name === '~' ? 'memory' : name || 'ArrayBuffer'} ${bytesText(list(body)[0])}${also}`
    else if (tag === 'E')
      text = `${name || 'Error'}: ${typeof list(body)[0] === 'string' ? String(list(body)[0]) : ''}${list(list(body)[1])[0] === 'h' || list(body)[1] === undefined ? '' : ` [cause ${atom(list(body)[1], depth + 1)}]`}${also}`
    else if (tag === 'W') text = `Object(${atom(body, depth + 1)})${also}`
    else if (tag === 'P')
      text = `Promise <${String(list(body)[0])}> ${list(body).length > 1 ? atom(list(body)[1], depth + 1) : ''}${also}`
    else if (tag === 'F') text = name === '' ? `<function>${also}` : `<function ${name}>`
    else if (tag === 'O') text = `${(flags & 4) === 4 ? '<null prototype> ' : called}{${own.join(', ')}}`
    else text = `<${name || 'unreadable'}>${also}`
    open.delete(index)
    return `${exact && (often.get(index) ?? 0) > 1 ? `*${index} ` : ''}${marks}${text}`
  }

  const root = typeof encoded === 'object' && encoded !== null ? Reflect.get(encoded, 'root') : undefined
  return clip(printable(atom(root, 0)), limit)
}

const bitsText = (bits: number): string =>
  [(bits & 1) === 0 ? 'hidden' : '', (bits & 2) === 0 ? 'read-only' : '', (bits & 4) === 0 ? 'fixed' : '']
    .filter(word => word !== '')
    .join(', ') || 'ordinary'

/** Short text of a live value of ours. */
export const show = (value: unknown, limit = 500): string => {
  try {
    return showEncoded(encode(value), limit)
  } catch {
    return '<too large to show>'
  }
}
