/** Text of the files that `asis init` writes beside the manifest. They run as they are and say what to edit. */
import type { ArgumentKind, Measurable } from './worth-measuring.ts'

const makers: Readonly<Record<ArgumentKind, string>> = {
  numbers: 'Array.from({ length: size }, () => Math.floor(random() * size))',
  strings: 'Array.from({ length: size }, () => `word${Math.floor(random() * size)}`)',
  rows: 'Array.from({ length: size }, (_, id) => ({ id, value: Math.floor(random() * size) }))',
  lists: 'Array.from({ length: size }, () => Array.from({ length: 3 }, () => Math.floor(random() * size)))',
  text: "Array.from({ length: size }, () => 'abc de'[Math.floor(random() * 6)]).join('')",
  number: 'Math.floor(random() * size)',
  boolean: 'random() < 0.5',
  options: '{}',
  callback: 'value => value',
  test: 'value => JSON.stringify(value).length % 2 === 0',
  compare: '(a, b) => (a < b ? -1 : a > b ? 1 : 0)',
  unknown: 'Array.from({ length: size }, () => Math.floor(random() * size))',
}

const certainty = (kind: ArgumentKind): string =>
  /^(?:unknown|rows|lists|options|callback|test|compare)$/.test(kind) ? ' // EDIT: this is a guess' : ''

/** Deep recursion on a large number may not end within a life. */
const maker = (kind: ArgumentKind, recursive: boolean): string =>
  kind === 'number' && recursive ? 'Math.floor(random() * Math.min(size, 20))' : makers[kind]

export const inputsText = ({ path, name, parameters, recursive }: Measurable): string => `/**
 * Makes the arguments for one call of ${name} in ${path}: the same random numbers make the same call. EDIT: make them like the
 * real ones, with the duplicates, gaps and edge values that happen. \`random()\` is a number from 0 to below 1.
 */
export default (random, size) => [
${parameters.map(each => `  // ${each.name}\n  ${each.isRest ? '...' : ''}${maker(each.kind, recursive)},${certainty(each.kind)}`).join('\n')}
]
`

export const moduleText = `/**
 * Answers the number that ASIS improves. EDIT: import what you want to measure, do a fair amount of its work, and return the figure.
 */
export default async () => {
  const startedMs = performance.now()
  // EDIT: the work
  return performance.now() - startedMs
}
`

export const pythonText = `"""Prints the number that ASIS improves, as JSON. EDIT: import what you want to measure and do a fair amount of its work."""
import json
import time

started = time.perf_counter()
# EDIT: the work
print(json.dumps({"value": (time.perf_counter() - started) * 1000}))
`
