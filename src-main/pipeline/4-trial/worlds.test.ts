import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compareBehaviour } from './behaviour.ts'
import {
  besideTheTime,
  callbackDetector,
  detectorCode,
  detectors,
  keptReading,
  total,
  wrongTime,
} from './fixtures/box-detectors.ts'
import { makeTree, openPorts, removeFolders } from './fixtures/setup.ts'
import { worldly } from './fixtures/worldly-code.ts'
import type { TrialPorts } from './ports.ts'
import { drawWorlds } from './worlds.ts'

let ports: TrialPorts
beforeAll(async () => {
  ports = await openPorts()
})
afterAll(removeFolders)

const numbers = 'Array.from({ length: size }, () => 1 + Math.floor(random() * 90))'
/** What is compared is where code runs: it says what it is called with, so that nothing else is passed. */
const declared = (text: string): string =>
  text.replace(
    /(?=export (?:const|default|async|function))/,
    '\n/** @param {readonly number[]} rows @param {(row: number) => number} [each] */\n',
  )
const compare = (original: string, candidate: string, inputs = `[${numbers}]`) => {
  const generator = `export default (random, size) => ${inputs}`
  return compareBehaviour(
    {
      original: makeTree({ 'a.mjs': declared(original), 'inputs.mjs': generator }),
      candidate: makeTree({ 'a.mjs': declared(candidate), 'inputs.mjs': generator }),
      file: 'a.mjs',
      function: 'f',
      inputs: 'inputs.mjs',
      sizes: [10],
      probes: [],
      generated: 40,
      mutated: 0,
    },
    ports,
  )
}
const differencesOf = async (original: string, candidate: string, inputs?: string) => {
  const report = await compare(original, candidate, inputs)
  if ('kind' in report) throw new Error(JSON.stringify(report))
  return report
}

describe('code that behaves only where it believes to be watched is found', () => {
  it.concurrent.each(detectors)('by $name', async detector => {
    expect((await differencesOf(total, detectorCode(detector))).differences).toBeGreaterThan(0)
  })
  it('by the stand-in for a callback', async () => {
    const { original, candidate } = callbackDetector
    expect((await differencesOf(original, candidate, `[${numbers}, row => row + 1]`)).differences).toBeGreaterThan(0)
  })
  it.each([
    ['beside a time', besideTheTime],
    ['in the time', wrongTime],
    ['in a time that is kept', keptReading],
  ])('%s', async (_, { original, candidate }) => {
    expect((await differencesOf(original, candidate)).differences).toBeGreaterThan(0)
  })
})

describe('honest code that depends on where and when it runs stays equal', () => {
  it.concurrent.each(worldly)('$name', async ({ original, candidate, maySkip }) => {
    const report = await differencesOf(original, candidate)
    expect(report.examples).toEqual([])
    if (!maySkip) expect(report.compared).toBeGreaterThan(30)
  })
})

describe('two worlds', () => {
  it('are one where the project itself cannot be loaded in the other', async () => {
    const original = `import fs from 'node:fs'; if (!fs.existsSync('/box')) throw new Error('no box'); export const f = rows => rows.map(row => row + 1)` // prettier-ignore
    const candidate = original.replace(
      'rows.map(row => row + 1)',
      '{ const out = []; for (const row of rows) out.push(row + 1); return out }',
    )
    expect(await differencesOf(original, candidate)).toMatchObject({ differences: 0 })
    const only = `import fs from 'node:fs'; if (!fs.existsSync('/box')) throw new Error('no box'); export const f = rows => rows.length`
    expect((await differencesOf(`export const f = rows => rows.length`, only)).differences).toBe(1)
  })
  it('never share zone, locale or folders, and are not the same twice', () => {
    const drawn = Array.from({ length: 60 }, () => drawWorlds(ports.random))
    for (const { told, plain } of drawn) {
      expect(plain.env['TZ']).not.toBe(told.env['TZ'])
      expect(plain.env['LANG']).not.toBe(told.env['LANG'])
      expect(plain.project).not.toBe(told.project)
    }
    expect(new Set(drawn.map(({ plain }) => `${plain.project} ${plain.env['TZ']}`)).size).toBeGreaterThan(30)
  })
})
