/**
 * TAP (versions 12 to 14) as ava, node-tap and qunit print it: test points, their directives, subtests by indentation, and the block of
 * diagnostics behind a failure. What is none of these is output of the tests and skipped.
 */
import type { TestCase } from './test-case.ts'

const point = /^( *)(not )?ok\b(?: +\d+)?(?: +-)? *(.*?)(?: \{)?$/
const subtest = /^( *)# Subtest(?:: *(.*))?$/
const directive = /(?:^|\s)#\s*(skip|todo)\b\S*\s*(.*)$/i
const cost = /\s+# time=[\d.]+\w*$/

interface Found {
  readonly depth: number
  readonly name: string
  readonly status: TestCase['status']
  readonly group: boolean
  readonly detail: string[]
  /** Names of the groups around it, outermost first: filled when their own points come. */
  readonly path: string[]
}

const plain = (text: string): string => text.replace(/\\([#\\])/g, '$1').trim()

const pointOf = (line: string): Omit<Found, 'group' | 'detail' | 'path'> | null => {
  const [all, indent = '', not, rest = ''] = point.exec(line) ?? []
  if (all === undefined) return null
  const text = rest.replace(cost, '')
  const found = directive.exec(text)
  // qunit puts the directive before the name.
  const name = plain(found ? text.slice(0, found.index) || (found[2] ?? '') : text)
  return { depth: indent.length, name, status: found ? 'skipped' : not ? 'failed' : 'passed' }
}

/** Null when there is no TAP at all. */
export const readTap = (text: string): readonly TestCase[] | null => {
  const found: Found[] = []
  let isTap = false
  let block: { readonly indent: number; readonly of: Found | undefined } | null = null
  for (const line of text.split(/\r?\n/)) {
    if (/^ *TAP version 1[234]$/.test(line)) isTap = true
    if (block) {
      const { indent, of } = block
      if (line.slice(0, indent).trim() === '' && line.trim() === '...') block = null
      else of?.detail.push(line.slice(indent))
      continue
    }
    const begins = /^( +)---$/.exec(line)
    if (begins) {
      block = { indent: begins[1]?.length ?? 0, of: found.at(-1) }
      continue
    }
    if (subtest.test(line)) continue
    const next = pointOf(line)
    if (!next) continue
    isTap = true
    // Deeper points since the last one of this depth or above lie in it.
    let from = found.length
    while (from > 0 && (found[from - 1] as Found).depth > next.depth) from -= 1
    for (const inner of found.slice(from)) inner.path.unshift(next.name)
    found.push({ ...next, group: from < found.length, detail: [], path: [] })
  }
  if (!isTap) return null
  return found.map(({ name, status, group, detail, path }) => {
    const [first = ''] = [...path, name]
    const file = /^[^\s>]+\.[cm]?[jt]sx?$/.test(first) ? first : ''
    const parts = file === '' || group ? [...path, name] : [...path.slice(1), ...(path.length > 0 ? [name] : [])]
    return { file, name: parts.join(' > ') || name, status, group, detail: detail.join('\n') }
  })
}
