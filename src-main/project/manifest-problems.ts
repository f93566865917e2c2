/** Turns what zod says about a manifest into lines for its author: path in the document, what was found, what was expected. Pure. */
import type { z } from 'zod'

export interface Problem {
  /** `metrics[2].benchmark.sizes`; empty for the document itself. */
  readonly path: string
  readonly found: string
  readonly expected: string
}

type Issue = z.core.$ZodIssue

export const pathText = (path: readonly PropertyKey[]): string =>
  path.map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index > 0 ? '.' : ''}${String(part)}`)).join('')

/** Short JSON, one line. */
export const found = (value: unknown): string => {
  if (value === undefined) return 'nothing'
  if (Array.isArray(value)) return value.length === 0 ? 'an empty array' : `an array of ${value.length}`
  if (typeof value === 'object' && value !== null) return 'an object'
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 80 ? `${text.slice(0, 77)}...` : text
}

export const line = (problem: Problem): string =>
  `${problem.path === '' ? 'the document' : problem.path}: found ${problem.found}, expected ${problem.expected}`

const at = (document: unknown, path: readonly PropertyKey[]): unknown => {
  let value = document
  for (const part of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined
    value = (value as Record<PropertyKey, unknown>)[part]
  }
  return value
}

const typeNames: Readonly<Record<string, string>> = {
  array: 'an array',
  object: 'an object',
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
}

const quoted = (values: readonly unknown[]): string => values.map(value => JSON.stringify(value)).join(', ')

/** Problems in the order of the schema. A union reports the branch that fits best. */
export const problemsOf = (issues: readonly Issue[], document: unknown, under: readonly PropertyKey[] = []): readonly Problem[] =>
  issues.flatMap(issue => {
    const path = [...under, ...issue.path]
    const value = at(document, path)
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map(key => ({ path: pathText([...path, key]), found: 'an unknown key', expected: 'only known keys' }))
    }
    if (issue.code === 'invalid_union' && issue.errors.length > 0) {
      const best = issue.errors.toSorted((a, b) => misfit(a) - misfit(b))[0] ?? []
      return problemsOf(best, document, path)
    }
    return [{ path: pathText(path), found: found(value), expected: expectation(issue) }]
  })

/** A branch whose keys fit is what the author meant, even when a value in it is wrong. */
const misfit = (issues: readonly Issue[]): number =>
  issues.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? 10 : 1), 0)

const expectation = (issue: Issue): string => {
  switch (issue.code) {
    case 'invalid_type':
      return typeNames[issue.expected] ?? issue.expected
    case 'invalid_value':
      return issue.values.length === 1 ? quoted(issue.values) : `one of ${quoted(issue.values)}`
    case 'invalid_union': {
      const options = 'options' in issue && Array.isArray(issue.options) ? issue.options : []
      return options.length > 0 ? `one of ${quoted(options)}` : issue.message
    }
    case 'too_small':
      return `${issue.inclusive ? 'at least' : 'more than'} ${String(issue.minimum)}${unitOf(issue.origin)}`
    case 'too_big':
      return `${issue.inclusive ? 'at most' : 'less than'} ${String(issue.maximum)}${unitOf(issue.origin)}`
    case 'invalid_format':
      return issue.format === 'regex' && 'pattern' in issue ? `text that fits ${String(issue.pattern)}` : issue.message
    default:
      return issue.message
  }
}

const unitOf = (origin: string): string => (origin === 'array' ? ' entries' : origin === 'string' ? ' characters' : '')
