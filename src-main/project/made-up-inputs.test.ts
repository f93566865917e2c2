import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isRefused } from '../../src-shared/errors.ts'
import { adHocProject } from './ad-hoc-project.ts'
import { madeUpInputs } from './made-up-inputs.ts'

let base: string
beforeEach(() => {
  base = realpathSync(mkdtempSync(path.join(tmpdir(), 'asis made up ')))
})
afterEach(() => rmSync(base, { recursive: true, force: true }))

test('arguments are made up from the signature, also without work in the function and without arguments', () => {
  const text = `export const join = (list: string[], by: string) => list.length + by.length\nexport const none = () => 1\nexport const rest = (...all: number[]) => all`
  expect(madeUpInputs('a.ts', text, 'join')?.kinds).toEqual(['list: strings', 'by: text'])
  expect(madeUpInputs('a.ts', text, 'none')?.kinds).toEqual([])
  expect(madeUpInputs('a.ts', text, 'rest')?.text).toContain('...Array.from(')
  expect(madeUpInputs('a.ts', text, 'nowhere')).toBeNull()
})

test('a list of lists of numbers is one', () => {
  const text =
    'export function pathOf(points: number[][], pairs: readonly [number, number][]) { return points[0][0] + pairs[0][0] }'
  expect(madeUpInputs('a.ts', text, 'pathOf')?.kinds).toEqual(['points: lists', 'pairs: lists'])
})

test('without inputs the project gets some, beside the copied files, and says what they are', async () => {
  mkdirSync(path.join(base, 'src'))
  writeFileSync(path.join(base, 'package.json'), '{"type":"commonjs"}')
  writeFileSync(path.join(base, 'src/a.js'), 'exports.dedupe = list => list.filter((one, at) => list.indexOf(one) === at)\n')
  const project = adHocProject({ file: path.join(base, 'src/a.js'), functionName: 'dedupe', inputs: null })
  if (isRefused(project)) throw new Error(project.message)
  expect(project.notes).toEqual([expect.stringContaining('made up from the signature (list: numbers)')])
  const into = path.join(base, 'copy')
  expect(await project.copyTo(into)).toBeNull()
  const { benchmark } = project.manifest.metrics[0]!
  const inputs = benchmark.kind === 'function' ? benchmark.inputs : ''
  expect(readFileSync(path.join(into, inputs), 'utf8')).toContain('export default (random, size) => [')
})

test('where nothing can be made up, the refusal names --inputs', () => {
  writeFileSync(path.join(base, 'b.mjs'), "export * from './c.mjs'\n")
  const refused = adHocProject({ file: path.join(base, 'b.mjs'), functionName: 'elsewhere', inputs: null })
  expect(refused).toMatchObject({ code: 'bad-input', next: expect.stringContaining('--inputs') })
})
