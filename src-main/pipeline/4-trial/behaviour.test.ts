import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isRefused } from '../../../src-shared/errors.ts'
import { compareBehaviour, type BehaviourRequest } from './behaviour.ts'
import { asyncOriginal, forgedOriginal, forgeries, lateForgeries } from './fixtures/forgeries.ts'
import { makeTree, openPorts, removeFolders } from './fixtures/setup.ts'
import { wrongRewrites } from './fixtures/wrong-rewrites.ts'
import type { TrialPorts } from './ports.ts'

let ports: TrialPorts
beforeAll(async () => {
  ports = await openPorts()
})
afterAll(removeFolders)

const inputsOf = (body: string): string => `export default (random, size) => (${body})`
const numbers = 'Array.from({ length: size }, () => Math.floor(random() * size * 2))'

const compare = (original: string, candidate: string, inputs: string, more: Partial<BehaviourRequest> = {}) =>
  compareBehaviour(
    {
      original: makeTree({ 'a.mjs': original, 'inputs.mjs': inputsOf(inputs) }),
      candidate: makeTree({ 'a.mjs': candidate, 'inputs.mjs': inputsOf(inputs) }),
      file: 'a.mjs',
      function: 'f',
      inputs: 'inputs.mjs',
      sizes: [10, 50],
      probes: [],
      generated: 120,
      mutated: 300,
      ...more,
    },
    ports,
  )

describe('known-wrong rewrites', () => {
  it.concurrent.each(wrongRewrites)('finds: $name', async ({ original, wrong, inputs, probes = [] }) => {
    const report = await compare(original, wrong, inputs, { probes })
    if ('kind' in report) throw new Error(JSON.stringify(report))
    expect(report.differences).toBeGreaterThan(0)
    expect(report.examples[0]?.original).not.toBe(report.examples[0]?.candidate)
  })
})

const check = async (original: string, code: string, wanted: 'invalid' | 'caught') => {
  const report = await compare(original, code, `[${numbers}]`, { generated: 40, mutated: 40 })
  if ('kind' in report) expect(report.kind).toBe('invalid')
  else {
    expect(wanted).toBe('caught')
    expect(report.differences).toBeGreaterThan(0)
  }
}

describe('forged results', () => {
  it.concurrent.each(forgeries)('are void or different: $name', ({ code, expect: wanted }) => check(forgedOriginal, code, wanted))
  it.concurrent.each(lateForgeries)('are void or different: $name', ({ code, expect: wanted }) =>
    check(asyncOriginal, code, wanted),
  )
})

describe('a faithful rewrite', () => {
  it('agrees on every input, with samples for the reviewer', async () => {
    const report = await compare(
      `export const f = (a, b) => a.filter(x => b.includes(x))`,
      `export const f = (a, b) => { if (!Array.isArray(b)) return a.filter(x => b.includes(x)); const s = new Set(b); return a.filter(x => s.has(x)) }`,
      `[${numbers}, ${numbers}]`,
      { probes: [`[[[NaN, -0, 1, '1'], [NaN, 0, '1']], [['a'], 'abc']]`] },
    )
    if ('kind' in report) throw new Error(JSON.stringify(report))
    expect(report).toMatchObject({ differences: 0, examples: [], generatedInside: false })
    expect(report.compared).toBeGreaterThan(400)
    expect(Object.keys(report.families).sort()).toEqual([
      'collapsed',
      'edge',
      'generated',
      'mutated',
      'probe',
      'repeated',
      'reused',
    ])
    expect(report.agreed.length).toBeGreaterThan(0)
  })

  it('agrees when callbacks and class instances keep the inputs inside the box', async () => {
    const inputs = `[${numbers}, Object.assign(x => x % 3, { label: 'k' }), new (class Box { n = size })()]`
    const report = await compare(
      `export const f = (list, key, box) => { const out = []; for (const x of list) out.push(key(x) + box.n); return out }`,
      `export const f = (list, key, box) => list.map(x => key(x) + box.n)`,
      inputs,
    )
    expect(report).toMatchObject({ differences: 0, generatedInside: true })
  })

  it('agrees on errors whose text the engine words from the source', async () => {
    const report = await compare(
      `export const f = rows => rows.map(row => row.id.n)`,
      `export const f = list => { const out = []; for (let i = 0; i < list.length; i++) { const item = list[i]; out[i] = item.id.n } return out }`,
      `[Array.from({ length: size }, () => random() < 0.2 ? {} : { id: { n: 1 } })]`,
      { mutated: 0 },
    )
    expect(report).toMatchObject({ differences: 0 })
  })

  it('skips what the original cannot answer twice the same way', async () => {
    const report = await compare(
      `import { randomUUID } from 'node:crypto'; export const f = n => randomUUID()`,
      `import { randomUUID } from 'node:crypto'; export const f = n => randomUUID()`,
      `[size]`,
    )
    expect(report).toMatchObject({ differences: 0, compared: expect.any(Number) })
    if (!('kind' in report)) expect(report.skipped).toBeGreaterThanOrEqual(20)
  })

  it('is not claimed for results that cannot be looked into: they are named', async () => {
    const report = await compare(`export const f = n => () => n`, `export const f = n => () => n + 1`, `[size]`)
    expect(report).toMatchObject({ differences: 0, unseen: ['function'] })
  })

  it('looks into what generators yield', async () => {
    const one = await compare(
      `export function* f(n) { yield n; yield n + 1 }`,
      `export function* f(n) { yield n; yield n + 2 }`,
      `[size]`,
    )
    const two = await compare(`export async function* f(n) { yield n }`, `export async function* f(n) { yield -n }`, `[size]`)
    for (const report of [one, two]) if (!('kind' in report)) expect(report.differences).toBeGreaterThan(0)
  })

  it('loads static methods, CommonJS and TypeScript', async () => {
    const typed = makeTree({
      'lib/box.ts': `enum Kind { A = 2 }\nexport class Box { static k: number = Kind.A; static times(n: number): number { return n * this.k } }`,
      'inputs.ts': `export default (random: () => number, size: number): number[] => [size]`,
    })
    const common = makeTree({
      'a.cjs': `module.exports = function twice(n) { return n * 2 }`,
      'inputs.cjs': `module.exports = (random, size) => [size]`,
    })
    const shared = { sizes: [3], probes: [], generated: 20, mutated: 40 }
    const one = { original: typed, candidate: typed, file: 'lib/box.ts', function: 'Box.times', inputs: 'inputs.ts' }
    const two = {
      original: common,
      candidate: common,
      file: 'a.cjs',
      function: 'module.exports',
      inputs: 'inputs.cjs',
    }
    expect(await compareBehaviour({ ...one, ...shared }, ports)).toMatchObject({ differences: 0 })
    expect(await compareBehaviour({ ...two, ...shared }, ports)).toMatchObject({ differences: 0 })
  })
})

describe('a benchmark that cannot be used is refused with the reason', () => {
  const same = `export const f = n => n`
  const refused = async (inputs: string, more: Partial<BehaviourRequest> = {}) => {
    const report = await compare(same, same, inputs, more)
    if (!isRefused(report)) throw new Error('not refused')
    return report
  }
  it('when the generator throws', async () => {
    const report = await refused(`(() => { throw new TypeError('no data here') })()`)
    expect(report).toMatchObject({ code: 'bad-benchmark', message: expect.stringContaining('no data here') })
  })
  it('when the generator never ends', async () => {
    expect(await refused(`(() => { for (;;); })()`, { makeTimeoutMs: 1_000 })).toMatchObject({
      code: 'bad-benchmark',
      message: expect.stringContaining('did not end'),
    })
  })
  it('when the generator returns no list', async () => {
    expect(await refused(`({ length: size })`)).toMatchObject({
      code: 'bad-benchmark',
      message: expect.stringContaining('no array'),
    })
  })
  it('when the function does not exist, naming those that do', async () => {
    expect(await refused(`[1]`, { function: 'g' })).toMatchObject({
      code: 'bad-benchmark',
      message: expect.stringMatching(/exported: f/),
    })
  })
  it('when a probe is broken', async () => {
    expect(await refused(`[1]`, { probes: ['[[1'] })).toMatchObject({
      code: 'bad-input',
      message: expect.stringContaining('Probe 1'),
    })
  })
  it('when a probe tries to leave the box', async () => {
    const report = await compare(same, same, `[1]`, {
      probes: [`[[typeof process.env.HOME, process.getBuiltinModule('fs').existsSync('/work')]]`],
    })
    if ('kind' in report) throw new Error(JSON.stringify(report))
    expect(report.agreed.map(item => item.input)).toContain('["string", false]')
  })
})
