/** After an apply and after a rollback, what the change can reach is measured by itself: no figure on screen is of code that is gone. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Core } from '../src-main/core-types.ts'
import { systemClock } from '../src-main/platform/ports.ts'
import { openProject } from '../src-main/project/open-project.ts'
import { changeOf, mustOpen } from '../src-main/stores/test-home.ts'
import type { MetricView } from '../src-shared/domain/metric.ts'
import type { Opportunity } from '../src-shared/domain/opportunity.ts'
import { temporary } from './support/command-line.ts'
import { waiting } from './support/decided.ts'
import { answered, openCoreAt, until } from './support/open-core.ts'

const before = 'export const size = 100\n'
const after = 'export const size = 50\n'
let folder: ReturnType<typeof temporary>
let root: string
let home: string
let core: Core
let id: string

const metric = (name: string, code: string) => {
  writeFileSync(join(root, `bench/${name}.mjs`), code)
  return {
    id: name,
    title: `The ${name}`,
    unit: '',
    direction: 'lower',
    goal: { improve: 0.6 },
    targets: ['src/model.mjs'],
    benchmark: { kind: 'module', file: `bench/${name}.mjs` },
  }
}
beforeEach(async () => {
  folder = temporary('measured-after')
  root = join(folder.path, 'project')
  home = join(folder.path, 'home')
  for (const name of ['src', 'bench']) mkdirSync(join(root, name), { recursive: true })
  writeFileSync(join(root, 'src/model.mjs'), before)
  writeFileSync(join(root, 'src/other.mjs'), 'export const other = 7\n')
  const use = "import { size } from '../src/model.mjs'\n"
  const metrics = [
    metric('size', `${use}export default () => size\n`),
    metric('fragile', `${use}export default () => { if (size < 60) throw new Error('too small'); return size }\n`),
    metric('elsewhere', "import { other } from '../src/other.mjs'\nexport default () => other\n"),
  ]
  writeFileSync(
    join(root, 'asis.config.json'),
    JSON.stringify({ name: 'model', languages: ['javascript'], files: ['src/**'], metrics }),
  )
  const project = answered(openProject(root))
  const stores = mustOpen(home, { clock: systemClock })
  ;({ id } = waiting({ stores, project, clock: systemClock }, [changeOf('src/model.mjs', before, after)], undefined, {}))
  stores.close()
  core = await openCoreAt(home, root, { staysOpen: true })
})
afterEach(async () => {
  await core.close()
  folder.remove()
})

const listed = async (name: string): Promise<MetricView> =>
  answered(await core.call('metrics.list', {}, 'read')).find(each => each.id === name)!
const opportunity = async (name: string): Promise<Opportunity | undefined> =>
  answered(await core.call('opportunities.list', {}, 'read')).find(each => each.metricId === name)
/** When measuring by itself begins, and when it has ended. */
const measuredAgain = async (): Promise<string> => {
  const begun = await until(core, 'works.changed', ({ works }) => works.some(work => work.kind === 'measure'))
  await until(core, 'works.changed', ({ works }) => works.every(work => work.kind !== 'measure'))
  return begun.works.find(work => work.kind === 'measure')!.title
}
const approve = async (): Promise<void> => {
  const { diffSha256 } = answered(await core.call('candidates.get', { id }, 'read'))
  answered(await core.call('candidates.approve', { id, diffSha256 }, 'approve'))
}

test('after an apply and a rollback the levels are those of the code as it is, and what cannot be measured says why', async () => {
  answered(await core.call('analyze.run', {}, 'operate'))
  expect(await listed('size')).toMatchObject({ baseline: { median: 100 }, goalValue: 40 })
  const untouched = (await listed('elsewhere')).baseline

  const applied = measuredAgain()
  await approve()
  expect(await applied).toBe('what the last change can reach')
  const size = await listed('size')
  expect(size).toMatchObject({ baseline: { median: 50 }, latest: { value: 50 } })
  expect(size).not.toHaveProperty('outdated')
  expect((await listed('fragile')).failed).toMatchObject({
    message: expect.stringContaining('too small'),
    tMs: expect.any(Number),
  })
  expect((await listed('elsewhere')).baseline).toEqual(untouched)
  expect(await opportunity('size')).toMatchObject({ current: 50 })

  const takenBack = measuredAgain()
  answered(await core.call('modifications.rollback', { id, reason: 'a test' }, 'approve'))
  await takenBack
  expect(await listed('size')).toMatchObject({ baseline: { median: 100 } })
  expect(await listed('fragile')).not.toHaveProperty('failed')
})

test('what was changed while no ASIS was open to measure is said to be out of date, ranks last, and is measured at the next start', async () => {
  answered(await core.call('analyze.run', {}, 'operate'))
  await core.close()
  // As `asis approve` does it: it ends when the change is in effect.
  core = await openCoreAt(home, root)
  await approve()
  expect(await listed('size')).toMatchObject({ outdated: true, baseline: { median: 100 } })
  expect(await listed('elsewhere')).not.toHaveProperty('outdated')
  expect(await opportunity('size')).toMatchObject({
    outdated: true,
    rank: 0,
    why: expect.stringContaining('before the last change'),
  })
  await core.close()
  // Kept over the end of the program, as the error of what failed is.
  core = await openCoreAt(home, root, { staysOpen: true })
  await expect.poll(async () => (await listed('size')).baseline?.median, { timeout: 60_000 }).toBe(50)
  expect(await listed('fragile')).toHaveProperty('failed')
})

test('measuring says what it does and how far it is, and ends when it is told to', async () => {
  const begun = until(core, 'works.changed', ({ works }) => works.some(work => work.message !== ''))
  const measuring = core.call('analyze.run', {}, 'operate')
  expect((await begun).works).toMatchObject([{ kind: 'measure', title: 'all metrics', done: 0, total: 3, mayCancel: true }])
  expect(await core.call('status.get', {}, 'read')).toMatchObject({ state: 'idle', running: null, works: [{ kind: 'measure' }] })
  expect(await core.call('analyze.cancel', {}, 'operate')).toEqual({ cancelled: true })
  expect(await measuring).toMatchObject({ kind: 'refused', code: 'cancelled', message: expect.stringContaining('was ended') })
  expect(await core.call('status.get', {}, 'read')).toMatchObject({ works: [] })
  expect(await core.call('analyze.cancel', {}, 'operate')).toEqual({ cancelled: false })
})
