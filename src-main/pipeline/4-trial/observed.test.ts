import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compareBehaviour, type BehaviourRequest } from './behaviour.ts'
import { makeTree, openPorts, removeFolders } from './fixtures/setup.ts'
import { shapes } from './fixtures/unseen-state.ts'
import type { TrialPorts } from './ports.ts'

let ports: TrialPorts
beforeAll(async () => {
  ports = await openPorts()
})
afterAll(removeFolders)

const typeOf = (inputs: string): string | null => {
  if (inputs.includes('price:')) return '{ price: number; count: number; name: string }[]'
  if (inputs.includes('Float64Array')) return 'Float64Array'
  if (inputs === '[size]') return 'number'
  if (inputs.includes("'w' +")) return inputs.endsWith(".join('')]") ? 'string' : 'string[]'
  return inputs.includes('Math.floor(random() * size * 2)') ? 'number[]' : null
}
/** The original says what it is called with, so that nothing else is passed: what is compared here is how answers are seen. */
const declared = (text: string, inputs: string): string => {
  const [type, name] = [typeOf(inputs), /\bf = (?:async )?\(?(\w+)|function\*? f\((\w+)/.exec(text)]
  return type === null || name === null
    ? text
    : text.replace(/(?=export (?:const|async function\*?|function\*?) f\b)/, `\n/** @param {${type}} ${name[1] ?? name[2]} */\n`)
}
const compare = async (original: string, candidate: string, inputs: string, more: Partial<BehaviourRequest> = {}) => {
  const files = { 'inputs.mjs': `export default (random, size) => (${inputs})` }
  const report = await compareBehaviour(
    {
      original: makeTree({ 'a.mjs': declared(original, inputs), ...files }),
      candidate: makeTree({ 'a.mjs': candidate, ...files }),
      file: 'a.mjs',
      function: 'f',
      inputs: 'inputs.mjs',
      sizes: [8],
      probes: [],
      generated: 24,
      mutated: 12,
      ...more,
    },
    ports,
  )
  if ('kind' in report) throw new Error(JSON.stringify(report))
  return report
}

describe.each(shapes)('$name', ({ original, inputs, wrong, honest, unseen = [] }) => {
  if (Object.keys(wrong).length > 0) {
    it.concurrent.each(Object.entries(wrong))('is not the same: %s', async (_, candidate) => {
      const report = await compare(original, candidate, inputs)
      expect(report.differences).toBeGreaterThan(0)
      const [example] = report.examples
      expect(example?.original).not.toBe(example?.candidate)
      expect(example?.original).not.toBe('')
    })
  }
  it.concurrent.each([['itself', original], ...Object.entries(honest)])('is the same: %s', async (name, candidate) => {
    const report = await compare(original, candidate, inputs)
    expect(report.examples).toEqual([])
    expect(report.compared).toBeGreaterThan(20)
    if (name === 'itself') for (const part of report.unseen) expect(unseen).toContain(part)
    else expect(report.unseen).toEqual(unseen)
  })
})

describe('what is large', () => {
  const few = { sizes: [100_000], generated: 1, mutated: 0 }
  const objects = `export const f = n => Array.from({ length: n }, (_, id) => ({ id, double: id * 2 }))`

  it('is compared: a hundred thousand objects', async () => {
    const same = await compare(objects, `export const f = n => { const out = []; for (let id = 0; id < n; id++) out.push({ id, double: id + id }); return out }`, `[size]`, few) // prettier-ignore
    expect(same).toMatchObject({ differences: 0 })
    expect(same.compared).toBeGreaterThan(0)
    const late = await compare(objects, `export const f = n => Array.from({ length: n }, (_, id) => ({ id, double: id === 90000 ? 1 : id * 2 }))`, `[size]`, few) // prettier-ignore
    expect(late.differences).toBeGreaterThan(0)
    expect(late.examples[0]?.candidate).toMatch(/too large to show: 100,002 objects, among objects 90,001 to 91,000/)
  })

  it('is compared: a long typed array and a long text', async () => {
    const numbers = `[Float64Array.from({ length: size * 5 }, (_, i) => i)]`
    const twice = `export const f = list => list.map(x => x * 2)`
    expect(await compare(twice, `export const f = list => { const out = new Float64Array(list.length); for (let i = 0; i < out.length; i++) out[i] = 2 * list[i]; return out }`, numbers, few)).toMatchObject({ differences: 0 }) // prettier-ignore
    const wrong = await compare(twice, `export const f = list => list.map(x => x === 499000 ? 0 : x * 2)`, numbers, few)
    expect(wrong.differences).toBeGreaterThan(0)
    expect(wrong.examples[0]?.original).not.toBe(wrong.examples[0]?.candidate)
    const text = `export const f = n => 'x'.repeat(n * 90) + n`
    expect(await compare(text, `export const f = n => Array(n * 90).fill('x').join('') + n`, `[size]`, few)).toMatchObject({ differences: 0 }) // prettier-ignore
    expect((await compare(text, `export const f = n => 'x'.repeat(n * 90) + 1`, `[size]`, few)).differences).toBeGreaterThan(0)
  })

  it('is called too large to compare when nothing can hold it, and is skipped', async () => {
    const code = `export const f = n => 'x'.repeat(n * 300)`
    const report = await compare(code, code, `[size]`, few)
    expect(report).toMatchObject({ differences: 0, unseen: ['answers too large to compare'] })
    expect(report.skipped).toBeGreaterThan(0)
  })
})
