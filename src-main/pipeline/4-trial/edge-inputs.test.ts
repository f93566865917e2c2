/** The inputs at the edges against real boxes: what they must find, and what they must not take for a mistake. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compareBehaviour } from './behaviour.ts'
import { honestToActing, wrongToActing } from './fixtures/acting-cases.ts'
import { honestToCallers, wrongToCallers } from './fixtures/caller-cases.ts'
import { honestAtValues, wrongAtValues } from './fixtures/value-cases.ts'
import { honestAtEdges, wrongAtEdges, type EdgeCase } from './fixtures/edge-cases.ts'
import { makeTree, openPorts, removeFolders } from './fixtures/setup.ts'
import type { TrialPorts } from './ports.ts'

let ports: TrialPorts
beforeAll(async () => {
  ports = await openPorts()
})
afterAll(removeFolders)

const compare = async ({ file, original, candidate, inputs, more = {} }: EdgeCase) => {
  const tree = (text: string) => makeTree({ ...more, [file]: text, 'inputs.mjs': `export default (random, size) => (${inputs})` })
  const report = await compareBehaviour(
    {
      original: tree(original),
      candidate: tree(candidate),
      file,
      function: 'f',
      inputs: 'inputs.mjs',
      sizes: [20, 1000],
      probes: [],
      generated: 40,
      mutated: 150,
    },
    ports,
  )
  if ('kind' in report) throw new Error(JSON.stringify(report))
  return report
}

describe('a mistake at an edge', () => {
  it.concurrent.each([...wrongAtEdges, ...wrongToCallers, ...wrongToActing, ...wrongAtValues])('is found: $name', async each => {
    const report = await compare(each)
    expect(report.differences).toBeGreaterThan(0)
  })
})

describe('an honest rewrite', () => {
  it('there are as many as wrong ones', () => {
    expect(honestAtEdges.length).toBeGreaterThanOrEqual(20)
    expect(wrongAtEdges.length).toBeGreaterThanOrEqual(20)
  })
  it.concurrent.each([...honestAtEdges, ...honestToCallers, ...honestToActing, ...honestAtValues])(
    'agrees: $name',
    async each => {
      const report = await compare(each)
      expect(report.examples).toEqual([])
      expect(report.compared).toBeGreaterThan(150)
      expect(report.engineErrors).toBeLessThan(report.compared / 3)
    },
  )
})
