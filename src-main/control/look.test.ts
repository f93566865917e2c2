import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ownProject, temporary } from '../../test/support/command-line.ts'
import { writeFiles } from '../../test/support/files.ts'
import { answered, openCoreAt } from '../../test/support/open-core.ts'
import type { Core } from '../core-types.ts'
import { candidateOf, changeOf, evidenceOf, mustOpen } from '../stores/test-home.ts'
import { projectIdOf, realFolder } from '../project/open-project.ts'
import type { Stores } from '../stores/stores.ts'

let place: ReturnType<typeof temporary>
let core: Core
const home = () => join(place.path, 'home')
const root = () => join(place.path, 'project')
const source = () => join(root(), 'src/pick.js')
const manifest = {
  name: 'own',
  languages: ['javascript'],
  files: ['src/**'],
  tests: [],
  metrics: [
    {
      id: 'pick-time',
      title: 'Pick time',
      unit: 'us',
      direction: 'lower',
      goal: { value: 1 },
      benchmark: { kind: 'function', file: 'src/pick.js', function: 'pickKnown', inputs: 'bench/inputs.mjs', sizes: [1000] },
    },
  ],
}

/** Measured before, so that there is a gap to look at. */
const prepare = (work: (stores: Stores, projectId: string) => void = () => {}): void => {
  const stores = mustOpen(home())
  const projectId = projectIdOf(realFolder(root()) as string)
  stores.samples.setBaseline(projectId, 'pick-time', { median: 9, mad: 0, count: 3, fromMs: 1, toMs: 3 })
  stores.samples.append(
    projectId,
    'pick-time',
    [1, 2, 3].map(tMs => ({ tMs, value: 8 + tMs })),
  )
  work(stores, projectId)
  stores.close()
}
const open = async () => (core = await openCoreAt(home(), root()))
const only = async () => answered(await core.call('opportunities.list', {}, 'read'))[0]!
const look = async () => answered(await core.call('opportunities.look', { metricId: 'pick-time' }, 'operate'))

beforeEach(() => {
  place = temporary('look')
  mkdirSync(root(), { recursive: true })
  writeFiles(root(), ownProject)
  writeFileSync(join(root(), 'asis.config.json'), JSON.stringify(manifest))
})
afterEach(async () => {
  await core.close()
  place.remove()
})

test('nobody looked: no hints, no estimate, and the trend is there', async () => {
  prepare()
  await open()
  expect(await only()).toMatchObject({ metricId: 'pick-time', hints: null, estimatedGain: null, trend: [9, 10, 11] })
})

test('what generators propose is remembered over a restart, and forgotten when a file is changed, added or removed', async () => {
  prepare()
  await open()
  const hints = await look()
  expect(hints.find(({ rule }) => rule === 'J01')).toMatchObject({ generator: 'rule', triedBefore: false })
  expect(await only()).toMatchObject({ hints, estimatedGain: { basis: 'catalogue', count: hints.length } })
  await core.close()
  await open()
  expect((await only()).hints).toEqual(hints)
  const text = readFileSync(source(), 'utf8')
  writeFileSync(source(), `${text}// other\n`)
  expect(await only()).toMatchObject({ hints: null, estimatedGain: null })
  writeFileSync(source(), text)
  expect((await only()).hints).toEqual(hints)
  writeFileSync(join(root(), 'src/new.js'), 'export const x = 1\n')
  expect((await only()).hints).toBeNull()
})

test('the estimate is the median of trials of the same rules, also of those that gained nothing', async () => {
  prepare((stores, projectId) => {
    const trials = [
      { rule: 'J01', verdict: 'improved', gain: 3 },
      { rule: 'J01', verdict: 'no-change', gain: 1 },
      { rule: 'J01', verdict: 'improved', gain: 2 },
      { rule: 'J01', verdict: 'incorrect', gain: 50 },
      { rule: 'J01', verdict: 'unsafe', gain: null },
      { rule: 'J99', verdict: 'improved', gain: 40 },
    ] as const
    for (const [i, trial] of trials.entries())
      stores.rules.record(projectId, { ...trial, generator: 'rule', candidateId: `c_${i}` }, i)
  })
  await open()
  await look()
  expect((await only()).estimatedGain).toEqual({ factor: 2, basis: 'trials', count: 3 })
})

test('a proposal with bytes that were tried is marked, unless that trial was unclear', async () => {
  prepare()
  await open()
  const before = readFileSync(source(), 'utf8')
  await look()
  await core.close()
  const stores = mustOpen(home())
  const projectId = projectIdOf(realFolder(root()) as string)
  const { hints } = stores.looks.get(projectId, 'pick-time')!
  const { id } = stores.candidates.add(projectId, candidateOf([changeOf('src/pick.js', before, 'other')]), 1)
  stores.looks.put(
    projectId,
    'pick-time',
    {
      ...stores.looks.get(projectId, 'pick-time')!,
      hints: hints.map(hint => ({ ...hint, diffSha256: stores.candidates.get(projectId, id)!.diffSha256 })),
    },
    2,
  )
  stores.evidence.put(projectId, id, evidenceOf({ verdict: 'inconclusive' }), 3)
  stores.close()
  await open()
  expect((await only()).hints!.map(({ triedBefore }) => triedBefore)).not.toContain(true)
  await core.close()
  const again = mustOpen(home())
  again.evidence.put(projectId, id, evidenceOf({ verdict: 'no-change' }), 4)
  again.close()
  await open()
  expect((await only()).hints!.map(({ triedBefore }) => triedBefore)).not.toContain(false)
})

test('an unknown metric is refused, and so is looking while ASIS is stopped', async () => {
  prepare()
  await open()
  expect(await core.call('opportunities.look', { metricId: 'nothing' }, 'operate')).toMatchObject({ code: 'not-found' })
  expect(await core.call('opportunities.look', { metricId: 'pick-time' }, 'read')).toMatchObject({ code: 'forbidden' })
  answered(await core.call('control.stop', {}, 'operate'))
  expect(await core.call('opportunities.look', { metricId: 'pick-time' }, 'operate')).toMatchObject({ code: 'stopped' })
  expect((await only()).hints).toBeNull()
})
