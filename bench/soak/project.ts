/**
 * The project that autonomous mode works on while it is killed: two functions with a slow scan, each in a file of its own, so that a cycle
 * takes seconds. What is found in `a.js` a policy applies; what is found in `b.js` waits for somebody. A short `a.js` grows by more than its
 * guardrail allows when it is rewritten, so its watch takes the change back; a long one is kept.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Policy } from '../../src-shared/domain/policy.ts'

export const files = ['src/a.js', 'src/b.js'] as const
export type File = (typeof files)[number]

/** A text that nobody has seen before; `long`: with room for a rewrite. */
export const freshText = (edit: number, long: boolean): string => `/** Those of \`wanted\` that \`known\` holds. Edit ${edit}. */
export function pickKnown(wanted, known) {
  const result = []
  for (const id of wanted) {
    if (known.includes(id)) result.push(id)
  }
  return result
}
${long ? '// A line that makes the file longer than the rewrite makes it grow.\n'.repeat(80) : ''}`

export const readText = (root: string, file: File): string => readFileSync(join(root, file), 'utf8')

/** As an editor saves: whole or not at all. */
export function save(root: string, path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, `${path}.save`), text)
  renameSync(join(root, `${path}.save`), join(root, path))
}

/** Counted, not timed: the same in every run, so that nothing here hangs on how busy the machine is. */
const steps = (name: string) => ({
  id: `${name}-steps`,
  title: `Steps of ${name}`,
  unit: 'steps',
  direction: 'lower',
  goal: { improve: 0.2 },
  targets: [`src/${name}.js#pickKnown`],
  benchmark: { kind: 'module', file: `bench/${name}-steps.mjs` },
})

const stepsOf = (name: string): string => `import { pickKnown } from '../src/${name}.js'
const ids = from => Array.from({ length: 300 }, (_, i) => 'id' + (from + i * 2))
export default () => {
  const plain = Array.prototype.includes
  let steps = 1000
  Array.prototype.includes = function (...args) {
    steps += this.length
    return plain.apply(this, args)
  }
  try {
    pickKnown(ids(0), ids(100))
  } finally {
    Array.prototype.includes = plain
  }
  return steps
}
`

const length = {
  id: 'a-length',
  title: 'Length of a.js',
  unit: 'characters',
  direction: 'lower',
  benchmark: { kind: 'module', file: 'bench/a-length.mjs' },
  guardrail: true,
}

const manifestOf = (metrics: readonly object[]): string =>
  `${JSON.stringify({ name: 'soak', languages: ['javascript'], files: ['src/*.js'], tests: [{ command: ['node', '--test'] }], metrics }, null, 2)}\n`

export function writeProject(root: string): void {
  const texts: Readonly<Record<string, string>> = {
    'package.json': '{ "name": "soak", "version": "1.0.0", "type": "module", "scripts": { "test": "node --test" } }\n',
    'src/a.js': freshText(1, true),
    'src/b.js': freshText(2, true),
    'test/pick.test.js': `import { test } from 'node:test'
import assert from 'node:assert'
import * as a from '../src/a.js'
import * as b from '../src/b.js'
for (const { pickKnown } of [a, b])
  test('keeps the order', () => assert.deepEqual(pickKnown(['b', 'x', 'a'], ['a', 'b']), ['b', 'a']))
`,
    'bench/a-steps.mjs': stepsOf('a'),
    'bench/b-steps.mjs': stepsOf('b'),
    'bench/a-length.mjs': `import { readFileSync } from 'node:fs'
import '../src/a.js'
export default () => readFileSync(new URL('../src/a.js', import.meta.url), 'utf8').length
`,
    'asis.config.json': manifestOf([steps('a'), steps('b'), length]),
  }
  for (const [path, text] of Object.entries(texts)) save(root, path, text)
}

/** With `a.js` alone. */
export function writeDayProject(root: string): void {
  writeProject(root)
  save(root, 'asis.config.json', manifestOf([steps('a'), length]))
}

/** Everything that is improved in `a.js`. */
export const soakPolicy: Policy = {
  name: 'soak',
  enabled: true,
  risks: ['LOW', 'MEDIUM'],
  generators: ['rule'],
  paths: ['src/a.js'],
  minScore: 0,
  minImprovement: 1,
  maxChangedLines: 400,
}

/** The product's own settings, as an operator in a hurry would set them. */
export const soakSettings = {
  'autonomous.intervalMs': 60_000,
  'autonomous.longestWaitMs': 60_000,
  'autonomous.maxLoad': 100,
  'autonomous.dayBudgetMs': 0,
  'autonomous.breaker': 20,
  'autonomous.on': true,
} as const
