/** A metric that cannot be measured is a row with its error, and the others go on; only where none can is the command refused. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { asis, documentOf, expectRefusal, temporary, type Place } from './support/command-line.ts'

let place: Place
let folder: ReturnType<typeof temporary>
const metric = (name: string) => ({
  id: name,
  title: `Time of ${name}`,
  unit: 'us',
  direction: 'lower',
  goal: { improve: 0.2 },
  benchmark: { kind: 'function', file: 'code.mjs', function: name, inputs: 'inputs.mjs', sizes: [100] },
})
const writeProject = (names: readonly string[]): void => {
  const manifest = { name: 'Two', languages: ['javascript'], files: ['code.mjs'], tests: [], metrics: names.map(metric) }
  writeFileSync(join(place.cwd, 'asis.config.json'), JSON.stringify(manifest))
}
beforeEach(() => {
  folder = temporary('failed-metric')
  place = { cwd: join(folder.path, 'project'), home: join(folder.path, 'home') }
  mkdirSync(place.cwd)
  writeFileSync(join(place.cwd, 'inputs.mjs'), 'export default (random, size) => [Array.from({ length: size }, () => random())]')
  const code = `export const sum = list => list.reduce((a, b) => a + b, 0)
export const upper = text => text.toUpperCase()
`
  writeFileSync(join(place.cwd, 'code.mjs'), code)
})
afterEach(() => folder.remove())

test('the others are measured, and the error is told with its metric', async () => {
  writeProject(['upper', 'sum'])
  const ran = await asis(['analyze', '--json'], place)
  expect(documentOf(ran)).toMatchObject([{ metricId: 'sum' }])
  expect(ran.stderr).toMatch(/^upper was not measured: .*text\.toUpperCase is not a function/m)

  const session = documentOf(await asis(['improve', '--json'], place)) as { rows: readonly { metricId: string; why: string }[] }
  expect(session).toMatchObject({ state: 'finished' })
  const why = session.rows.find(({ metricId }) => metricId === 'upper')?.why
  expect(why).toMatch(/^it could not be measured: .*text\.toUpperCase is not a function/)
})

test('where none can be measured the command is refused', async () => {
  writeProject(['upper'])
  expectRefusal(await asis(['analyze', '--json'], place), { code: 'bad-benchmark', exit: 2, message: /toUpperCase/ })
})
