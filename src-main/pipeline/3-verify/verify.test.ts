import { rmSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Proposal } from '../../../src-shared/domain/candidate.ts'
import type { Project } from '../../project/project.ts'
import { change, check, makeProject, metricOf, propose, target, withBody } from './fixture.ts'
import { verify } from './verify.ts'

let project: Project
beforeAll(() => {
  project = makeProject()
})
afterAll(() => rmSync(project.root, { recursive: true }))

const passes = async (proposal: Proposal, metric = 'named') => {
  const report = await check(project, proposal, metric)
  expect(report.gates.filter(gate => !gate.passed)).toEqual([])
  expect(report.passed).toBe(true)
  return report.safety
}

test.each<[string, string, string]>([
  ['a set instead of a scan', 'const set = new Set(known)\nreturn items.filter(item => set.has(item))', ''],
  [
    'a guard with the old code as fallback',
    'const index = Array.isArray(known) ? new Set(known) : { has: item => known.includes(item) }\nreturn items.filter(item => index.has(item))',
    '',
  ],
  ['a set that is made when it is needed', 'let set\nreturn items.filter(item => (set ??= new Set(known)).has(item))', ''],
  ['a hoisted regular expression', 'return items.filter(item => word.test(item))', 'const word = /^\\w+$/\n'],
  [
    'a hoisted formatter',
    'return items.map(item => format.format(item))',
    "const format = new Intl.NumberFormat('en', { maximumFractionDigits: 2 })\n",
  ],
  [
    'a hoisted table that is only read',
    'return items.filter(item => table.has(item) || list[0] === item)',
    "const table = new Set(['a', 'b'])\nconst list = Object.freeze([1, -2])\n",
  ],
  [
    'a new private function',
    'return keep(items, known)',
    'function keep(items, known) {\n  return items.filter(item => known.includes(item))\n}\n',
  ],
  [
    'a new private class',
    'const heap = new Heap()\nheap.push(items)\nreturn heap.pop()',
    'class Heap {\n  #list = []\n  push(x) {\n    this.#list.push(x)\n  }\n  pop() {\n    return this.#list.pop()\n  }\n}\n',
  ],
  ['a head index instead of shift', 'let head = 0\nwhile (head < items.length) head++\nreturn items.slice(head)', ''],
  ['labels and a loop', 'outer: for (const a of items) for (const b of known) if (a === b) continue outer\nreturn items', ''],
  [
    'a typed array',
    'const seen = new Uint8Array(items.length)\nfor (let i = 0; i < items.length; i++) seen[i] = 1\nreturn Array.from(seen)',
    '',
  ],
  [
    'a guard for __proto__',
    "const out = {}\nfor (const k of items) if (k === '__proto__') Object.defineProperty(out, k, { value: 1, writable: true, enumerable: true, configurable: true })\n  else out[k] = 1\nreturn out",
    '',
  ],
  [
    'a map keyed by a joined text',
    'const groups = new Map()\nfor (const item of items) {\n  const key = `${item.a}|${item.b}`\n  const list = groups.get(key)\n  if (list) list.push(item)\n  else groups.set(key, [item])\n}\nreturn groups',
    '',
  ],
  [
    'computed members that are read',
    'const out = []\nfor (let i = 0; i < items.length; i++) out[i] = items[Math.floor(i / 2)][known[i]]\nreturn out',
    '',
  ],
  ['conversions as callbacks', 'return items.map(Number).filter(Boolean)', ''],
  ['methods borrowed from a prototype', 'return Array.prototype.slice.call(items)', ''],
  ['text with accents, escapes and emoji', "return items.includes('caf\u00e9 \\n \\t \\u00e9 \u{1F600}') ? items : known", ''],
  [
    'new comments and white space',
    '  // Known items only, in their order.\n\n  return items.filter(item => known.includes(item))',
    '',
  ],
])('%s passes and is of LOW risk', async (_, body, preamble) => {
  for (const riskClass of ['A', 'B'] as const) {
    const safety = await passes(propose([withBody(body, preamble)], { riskClass }))
    expect(safety.score).toBeGreaterThanOrEqual(0.9)
    expect(safety.risk).toBe('LOW')
  }
})

test('lines that move behind an anonymous function do not count as its change', async () => {
  const before = `${target}\n;[1].forEach(x => x)\n`
  // The fixture's file has no such statement: the comparison alone is asked.
  const { topLevelObjection } = await import('./top-level.ts')
  const after = before.replace('const found = []', 'const found = []\n\n\n')
  expect(
    topLevelObjection('src/target.js', before, after, {
      isAllowed: name => name === 'findKnown',
      constantsMayChange: false,
      indexesMayBeAdded: false,
    }),
  ).toBeNull()
  expect(
    topLevelObjection('src/target.js', before, after.replace('x => x)', 'x => 1)'), {
      isAllowed: name => name === 'findKnown',
      constantsMayChange: false,
      indexesMayBeAdded: false,
    }),
  ).not.toBeNull()
})

const remembered = target.replace(
  `  if (n < 2) return n * scale
  return slow(n - 1, scale) + slow(n - 2, scale)
`,
  `  const known = new Map()
  const go = n => {
    if (n < 2) return n * scale
    const old = known.get(n)
    if (old !== undefined) return old
    const value = go(n - 1) + go(n - 2)
    known.set(n, value)
    return value
  }
  return go(n)
`,
)
test('remembering a pure recursion passes with MEDIUM risk', async () => {
  const safety = await passes(
    propose([change('src/target.js', remembered)], { memoizes: true, changedFunctions: ['src/target.js#slow'] }),
  )
  expect(safety.risk).toBe('MEDIUM')
  expect(safety.reasons.join()).toContain('remembers results')
})

test('two functions of the target pass together, each said', async () => {
  const file = change(
    'src/target.js',
    target.replace('return [x, x]', 'return Array.of(x, x)').replace('const found = []', 'const found = Array.of()'),
  )
  const both = ['src/target.js#pair', 'src/target.js#findKnown']
  expect((await passes(propose([file], { changedFunctions: both }))).reasons.join()).toContain('changes 2 functions')
  expect((await check(project, propose([file], { changedFunctions: [both[0] ?? ''] }))).passed).toBe(false)
})

test('what the target calls may change, what it does not call may not', async () => {
  const helper = change('src/target.js', target.replace('return eval(x)', 'return x'))
  await passes(propose([helper], { changedFunctions: ['src/target.js#fallback'] }))
  const report = await verify(propose([helper], { changedFunctions: ['src/target.js#fallback'] }), {
    project,
    metric: metricOf(project, 'named'),
    allowedFunctions: ['src/target.js#findKnown'],
  })
  expect(report.passed).toBe(false)
})

test('a change of the algorithm is MEDIUM, whoever proved it', async () => {
  const safety = await passes(propose([withBody('return known.filter(item => items.includes(item))')], { riskClass: 'C' }))
  expect(safety).toMatchObject({ risk: 'MEDIUM', score: 0.8 })
})

test('constants pass with MEDIUM risk where the manifest lets answers differ, whatever the proposal says', async () => {
  const file = change(
    'src/constants.js',
    'export const rate = 0.75\nexport const sizes = [2, 3]\nexport const name = "b"\nexport const run = () => rate\n',
  )
  for (const sameBehaviour of [false, true]) {
    const safety = await passes(propose([file], { generator: 'search', sameBehaviour, changedFunctions: [] }), 'quality')
    expect(safety.risk).toBe('MEDIUM')
    expect(safety.reasons.join()).toContain('meant to answer differently')
  }
})

test('private state of an object passes and is counted', async () => {
  const after = target
    .replace('#rows = []', '#rows = []\n  #index = new Set()')
    .replace('this.#rows.push(row)', 'this.#rows.push(row)\n    this.#index.add(row)')
    .replace('this.#rows.includes(row)', 'this.#index.has(row)')
  const safety = await passes(
    propose([change('src/target.js', after)], {
      riskClass: 'C',
      changedFunctions: ['src/target.js#Store.add', 'src/target.js#Store.has'],
    }),
    'whole',
  )
  expect(safety.reasons.join()).toContain('new state')
})

test.each<[string, Proposal, string, string]>([
  [
    'a parameter more',
    propose([change('src/target.js', target.replace('findKnown(items, known)', 'findKnown(items, known, limit)'))]),
    'named',
    'signature of the exported findKnown',
  ],
  [
    'an answer that must be awaited',
    propose([change('src/target.js', target.replace('export function findKnown', 'export async function findKnown'))]),
    'named',
    'from synchronous to asynchronous',
  ],
  [
    'an index in SQL',
    propose([change('src/query.sql', 'CREATE TABLE b (c TEXT);\nCREATE INDEX a ON b (c);\n')], { changedFunctions: [] }),
    'whole',
    'how data is stored',
  ],
  [
    'a pragma in code',
    propose([withBody("items.exec('PRAGMA journal_mode = WAL')\nreturn items")]),
    'named',
    'how data is stored',
  ],
])('%s is of HIGH risk', async (_, proposal, metric, reason) => {
  const safety = await passes(proposal, metric)
  expect(safety.risk).toBe('HIGH')
  expect(safety.reasons.join()).toContain(reason)
})

test('a model is never of LOW risk, and every point lost has its reason', async () => {
  const safety = await passes(propose([withBody('return items')], { generator: 'llm', facts: [] }))
  expect(safety.risk).toBe('MEDIUM')
  const lost = safety.reasons.reduce((sum, reason) => sum + Number(/^-([\d.]+) /.exec(reason)?.[1] ?? 0), 0)
  expect(1 - lost).toBeCloseTo(safety.score, 6)
})

test('all gates that ran are reported in order, with what they looked at', async () => {
  const report = await check(project, propose([withBody('return items')]))
  expect(report.gates.map(gate => gate.gate)).toEqual(['hashes', 'size', 'parse', 'scope', 'danger', 'purity'])
  expect(report.gates.every(gate => gate.message.length > 20 && gate.path === null)).toBe(true)
})

test('dangerous code that was there may stay', async () => {
  const after = target.replace('return eval(x)', 'return eval(x) ?? 0')
  await passes(propose([change('src/target.js', after)], { changedFunctions: ['src/target.js#fallback'] }))
})

test('a parameter that has the name of a global is no global', async () => {
  await passes(propose([withBody('return items.filter(window => window.word !== known)\n')]))
  await passes(propose([withBody('const self = items\nreturn self.length')]))
})

test('what a function held before it may still hold, and harmless modules of the project are free', async () => {
  const read = project.read('src/files.js')
  const before = 'text' in read ? read.text : ''
  const again = before.replace("writeFileSync('x', x)", "const text = `${x}`\n  writeFileSync('x', text)")
  await passes(propose([change('src/files.js', again, before)], { changedFunctions: ['src/files.js#save'] }), 'whole')
  // Functions without a name are known by their line only, and lines move.
  const moved = before.replace('return list.includes(x)', '\n\n  return list.includes(x)')
  await passes(propose([change('src/files.js', moved, before)], { changedFunctions: ['src/files.js#pick'] }), 'whole')
  const labelled = before.replace('return list.includes(x)', 'return list.includes(x) && label(x) !== null')
  await passes(propose([change('src/files.js', labelled, before)], { changedFunctions: ['src/files.js#pick'] }), 'whole')
})

const rememberingSlow = (key: string): Proposal => {
  const start = target.indexOf('export function slow')
  const after = `${target.slice(0, start)}const kept = new Map()\n${target.slice(start)}`.replace(
    '  if (n < 2) return n * scale\n  return slow(n - 1, scale) + slow(n - 2, scale)',
    `  const key = ${key}\n  if (!kept.has(key)) kept.set(key, n < 2 ? n * scale : slow(n - 1, scale) + slow(n - 2, scale))\n  return kept.get(key)`,
  )
  return propose([change('src/target.js', after)], { riskClass: 'C', memoizes: true, changedFunctions: ['src/target.js#slow'] })
}

test.each(['rule', 'agent', 'llm', 'template'] as const)(
  'results are kept between calls only where the manifest says that calls repeat, also for: %s',
  async generator => {
    const proposal = { ...rememberingSlow("n + '|' + scale"), generator }
    expect((await check(project, proposal)).gates.at(-1)).toMatchObject({ gate: 'purity', passed: false })
    expect((await passes(proposal, 'repeating')).reasons.join()).toContain('remembers results')
    // Whoever does not say so is refused there as well, and so is a memory by the identity of an object.
    expect((await check(project, { ...proposal, memoizes: false }, 'repeating')).passed).toBe(false)
    expect((await check(project, { ...rememberingSlow('n'), generator }, 'repeating')).passed).toBe(false)
  },
)

test('a file whose language nobody speaks is refused, and a language answers every gate', async () => {
  const { languages } = await import('./languages.ts')
  expect(languages.map(each => each.id)).toEqual(['javascript', 'sql', 'json'])
  for (const language of languages)
    expect(Object.entries(language.checks).map(([name, ask]) => [name, typeof ask])).toEqual([
      ['parse', 'function'],
      ['topLevel', 'function'],
      ['danger', 'function'],
      ['purity', 'function'],
    ])
  for (const path of ['a.py', 'a.html', 'a.sh', 'a', 'a.json5', 'a.wasm'])
    expect(languages.some(each => each.handles(path))).toBe(false)
})

const json = (after: string): Proposal => propose([change('src/data.json', after)], { changedFunctions: [] })

test('numbers of a JSON file may change where constants may, its shape may not', async () => {
  await passes(json('{"a": 2}\n'), 'quality')
  // Where the manifest asks for the same answers.
  expect((await check(project, json('{"a": 2}\n'), 'whole')).passed).toBe(false)
  for (const after of ['{"b": 1}\n', '{"a": "1"}\n', '{"a": [1]}\n', '{"a": 1, "c": 2}\n'])
    expect((await check(project, json(after), 'quality')).passed, after).toBe(false)
})

test.each([
  'DROP TABLE b;\n',
  'CREATE TABLE b (c TEXT);\n',
  'CREATE TABLE b (c TEXT);\nCREATE UNIQUE INDEX a ON b (c);\n',
  'CREATE TABLE b (c TEXT);\nCREATE INDEX a ON b (c);\nDELETE FROM b;\n',
  'CREATE TABLE b (c BLOB);\nCREATE INDEX a ON b (c);\n',
])('a file of SQL that becomes %j is refused', async after => {
  expect((await check(project, propose([change('src/query.sql', after)], { changedFunctions: [] }), 'whole')).passed).toBe(false)
})
