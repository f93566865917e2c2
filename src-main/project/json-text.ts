/**
 * Says where a JSON text is broken. `JSON.parse` names a position only sometimes and accepts a key that is written twice; an
 * operator who edits a manifest by hand needs the line, and a doubled key is always a mistake.
 */

export type JsonText =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'broken'; readonly line: number; readonly column: number; readonly found: string; readonly expected: string }

class Broken extends Error {
  readonly at: number
  readonly expected: string
  constructor(at: number, expected: string) {
    super(expected)
    this.at = at
    this.expected = expected
  }
}

const maxDepth = 100
const literal = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)/y
const string = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y
const blank = /[ \t\r\n]*/y

const matchAt = (pattern: RegExp, text: string, at: number): string => {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0] ?? ''
}

/** Offset after the value that starts at or after `start`. @throws Broken */
const skipValue = (text: string, start: number, depth: number): number => {
  const at = start + matchAt(blank, text, start).length
  if (depth > maxDepth) throw new Broken(at, `at most ${maxDepth} levels`)
  const first = text[at]
  if (first === '"') return skipString(text, at, 'a string that ends on its line, with \\" and \\\\ escaped')
  if (first === '{' || first === '[') return skipMembers(text, at, first, depth)
  const word = matchAt(literal, text, at)
  if (word === '') throw new Broken(at, 'a value')
  return at + word.length
}

const skipString = (text: string, at: number, expected: string): number => {
  const found = matchAt(string, text, at)
  if (found === '') throw new Broken(at, expected)
  return at + found.length
}

const skipMembers = (text: string, start: number, open: '{' | '[', depth: number): number => {
  const close = open === '{' ? '}' : ']'
  const keys = new Set<string>()
  const skipBlank = (from: number) => from + matchAt(blank, text, from).length
  let at = skipBlank(start + 1)
  if (text[at] === close) return at + 1
  while (true) {
    if (open === '{') {
      const end = skipString(text, at, 'a key in double quotes')
      const key = String(JSON.parse(text.slice(at, end)))
      if (keys.has(key)) throw new Broken(at, `each key once; ${JSON.stringify(key)} is there twice`)
      keys.add(key)
      at = skipBlank(end)
      if (text[at] !== ':') throw new Broken(at, '":"')
      at++
    }
    at = skipBlank(skipValue(text, at, depth + 1))
    if (text[at] === close) return at + 1
    if (text[at] !== ',') throw new Broken(at, `"," or "${close}"`)
    at = skipBlank(at + 1)
  }
}

/** Where the value ends that starts at or after `at`; for a text that was parsed before. */
export const endOfValue = (text: string, at: number): number => skipValue(text, at, 0)
export const endOfBlank = (text: string, at: number): number => at + matchAt(blank, text, at).length

export const parseJsonText = (source: string): JsonText => {
  const text = source.replace(/^\uFEFF/, '')
  try {
    const end = skipValue(text, 0, 0)
    const rest = end + matchAt(blank, text, end).length
    if (rest < text.length) throw new Broken(rest, 'the end of the file')
    return { kind: 'value', value: JSON.parse(text) }
  } catch (error) {
    if (!(error instanceof Broken)) throw error
    const before = text.slice(0, error.at).split('\n')
    const found =
      error.at >= text.length ? 'the end of the file' : JSON.stringify(String.fromCodePoint(text.codePointAt(error.at) ?? 0))
    return { kind: 'broken', line: before.length, column: (before.at(-1) ?? '').length + 1, found, expected: error.expected }
  }
}
