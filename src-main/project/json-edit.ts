/**
 * Changes one value in a JSON text that a person keeps, and nothing else: order, indentation and line endings stay as they are. Works
 * on positions, never by printing the whole again. Pure.
 */
import { isDeepStrictEqual } from 'node:util'
import { AsisError } from '../../src-shared/errors.ts'
import { endOfBlank, endOfValue, parseJsonText } from './json-text.ts'

export type JsonScalar = string | number | boolean

interface Member {
  readonly key: string
  readonly start: number
  readonly valueStart: number
  readonly end: number
  /** What stands between key and value: `: ` or `:`. */
  readonly colon: string
}

/** `open` is the position of `{`. */
function membersOf(text: string, open: number): readonly Member[] {
  const members: Member[] = []
  for (let at = endOfBlank(text, open + 1); text[at] !== '}'; at = endOfBlank(text, text[at] === ',' ? at + 1 : at)) {
    const keyEnd = endOfValue(text, at)
    const valueStart = endOfBlank(text, endOfBlank(text, keyEnd) + 1)
    const end = endOfValue(text, valueStart)
    members.push({
      key: String(JSON.parse(text.slice(at, keyEnd))),
      start: at,
      valueStart,
      end,
      colon: text.slice(keyEnd, valueStart),
    })
    at = endOfBlank(text, end)
    if (text[at] === '}') break
  }
  return members
}

/**
 * @param path keys from the outermost object inwards; objects on the way that are missing are made.
 * @param value undefined removes the last key.
 * @returns the new text; null when the text is not JSON or something on the way is no object.
 */
export function editJson(source: string, path: readonly string[], value: JsonScalar | undefined): string | null {
  const mark = source.startsWith('\uFEFF') ? '\uFEFF' : ''
  const text = source.slice(mark.length)
  const before = parseJsonText(text)
  if (before.kind === 'broken') return null
  const edited = editAt(text, endOfBlank(text, 0), path, value)
  if (edited === null) return null
  const after = parseJsonText(edited)
  // The text is somebody's own: what was not asked for must never come out of here.
  if (after.kind === 'broken' || !isDeepStrictEqual(after.value, expected(before.value, path, value)))
    throw new AsisError('internal', `the JSON text could not be edited at ${path.join('.')}`)
  return mark + edited
}

function editAt(text: string, open: number, path: readonly string[], value: JsonScalar | undefined): string | null {
  if (text[open] !== '{') return null
  const [key = '', ...rest] = path
  const members = membersOf(text, open)
  const index = members.findIndex(member => member.key === key)
  const member = members[index]
  const splice = (from: number, to: number, put: string): string => text.slice(0, from) + put + text.slice(to)
  if (member === undefined) return value === undefined ? text : inserted(text, open, members, key, rest, value)
  if (rest.length > 0) return editAt(text, member.valueStart, rest, value)
  if (value !== undefined) return splice(member.valueStart, member.end, JSON.stringify(value))
  const [previous, next] = [members[index - 1], members[index + 1]]
  if (next) return splice(member.start, next.start, '')
  if (previous) return splice(previous.end, member.end, '')
  return splice(open + 1, endOfValue(text, open) - 1, '')
}

/** Behind the last member, laid out as the first one is. */
function inserted(
  text: string,
  open: number,
  members: readonly Member[],
  key: string,
  rest: readonly string[],
  value: JsonScalar,
): string {
  const [first] = members
  const colon = first?.colon ?? ': '
  const inner = rest.reduceRight<string>(
    (put, name) => (colon === ':' ? `{${JSON.stringify(name)}:${put}}` : `{ ${JSON.stringify(name)}: ${put} }`),
    JSON.stringify(value),
  )
  const member = `${JSON.stringify(key)}${colon}${inner}`
  const last = members.at(-1)
  if (!first || !last) return `${text.slice(0, open + 1)} ${member} ${text.slice(endOfValue(text, open) - 1)}`
  const lead = text.slice(open + 1, first.start)
  const gap = lead.includes('\n') ? lead : colon === ':' ? '' : ' '
  return `${text.slice(0, last.end)},${gap}${member}${text.slice(last.end)}`
}

function expected(document: unknown, [key = '', ...rest]: readonly string[], value: JsonScalar | undefined): unknown {
  const own = typeof document === 'object' && document !== null ? (document as Record<string, unknown>) : {}
  if (value === undefined && !Object.hasOwn(own, key)) return document
  if (rest.length > 0) return { ...own, [key]: expected(Object.hasOwn(own, key) ? own[key] : {}, rest, value) }
  if (value !== undefined) return { ...own, [key]: value }
  const { [key]: _removed, ...left } = own
  return left
}
