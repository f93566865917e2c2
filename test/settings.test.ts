/** Settings as the page and the command line meet them, on a real core. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { settingTable } from '../src-main/control/settings/table.ts'
import type { Core, CoreOptions } from '../src-main/core-types.ts'
import { methods } from '../src-shared/api/contract.ts'
import type { SettingValue } from '../src-shared/domain/setting.ts'
import { temporary } from './support/command-line.ts'
import { handTimers } from './support/hand-timers.ts'
import { betterModel, modelFile, modelManifest, waitingModel, worseModel, writeModel } from './support/model-project.ts'
import { answered, openCoreAt, until } from './support/open-core.ts'

let place: ReturnType<typeof temporary>
let core: Core
const home = () => join(place.path, 'home')
const root = () => join(place.path, 'project')
const open = async (more: Partial<CoreOptions> = {}) => (core = await openCoreAt(home(), root(), more))
beforeEach(() => {
  place = temporary('settings')
  writeModel(root())
})
afterEach(async () => {
  await core.close()
  place.remove()
})
const set = (key: string, value: SettingValue) => core.call('settings.set', { key, value }, 'approve')
const list = async () => answered(await core.call('settings.list', {}, 'read'))
const one = async (key: string) => (await list()).find(setting => setting.key === key)
const manifestText = () => readFileSync(join(root(), 'asis.config.json'), 'utf8')

const approve = async (id: string) => {
  const { diffSha256 } = answered(await core.call('candidates.get', { id }, 'read'))
  return answered(await core.call('candidates.approve', { id, diffSha256 }, 'approve'))
}
const look = () => until(core, 'journal.appended', record => record.action === 'watch')

test('every setting is well-formed, has a unique key, and says who reads it', async () => {
  await open()
  const all = await list()
  expect(methods['settings.list'].output.parse(all)).toEqual(all)
  expect(new Set(all.map(setting => setting.key)).size).toBe(all.length)
  for (const { key, kind, value, defaultValue, lockedBecause } of all)
    expect([key, kind.kind === 'info' ? lockedBecause !== '' : value === defaultValue]).toEqual([key, true])
  for (const { key, usedBy } of settingTable) expect([key, usedBy !== '']).toEqual([key, true])
})

test('one of the manifest is changed in its file, the rest of which stays, and holds at once', async () => {
  await open()
  const told = until(core, 'settings.changed', () => true)
  expect(answered(await set('thresholds.gap', 0.25))).toMatchObject({
    value: 0.25,
    source: 'file',
    where: join(root(), 'asis.config.json'),
  })
  expect(await told).toEqual({ key: 'thresholds.gap' })
  expect(manifestText()).toBe(modelManifest.replace('0.10', '0.25'))
  const [record] = answered(await core.call('journal.list', { limit: 1 }, 'read'))
  expect(record).toMatchObject({ kind: 'config', subject: 'thresholds.gap', detail: '0.1 -> 0.25 by operator' })
  expect(answered(await set('limits.memoryBytes', 256 << 20)).value).toBe(256 << 20)
  expect(manifestText()).toContain('"limits": { "memoryBytes": 268435456 }')
  expect(answered(await set('thresholds.gap', null))).toMatchObject({ value: 0.1, source: 'default', where: '' })
  await core.close()
  await open()
  expect((await one('limits.memoryBytes'))?.value).toBe(256 << 20)
})

test('a manifest that was edited meanwhile, or cannot be read, is left alone', async () => {
  await open()
  for (const text of [modelManifest.replace('model', 'mine'), '{ half']) {
    writeFileSync(join(root(), 'asis.config.json'), text)
    expect(await set('thresholds.gap', 0.3)).toMatchObject({ code: 'stale-file' })
    expect(manifestText()).toBe(text)
  }
  expect((await one('thresholds.gap'))?.value).toBe(0.1)
})

test('one of the data folder holds over a restart and goes back to its default', async () => {
  await open()
  expect(answered(await set('autonomous.intervalMs', 120_000))).toMatchObject({
    source: 'file',
    where: expect.stringContaining('master.db'),
  })
  await core.close()
  await open()
  expect((await one('autonomous.intervalMs'))?.value).toBe(120_000)
  expect(answered(await set('autonomous.intervalMs', null))).toMatchObject({ value: 300_000, source: 'default' })
})

test.each([
  ['no.such', 1, 'not-found', /no setting/],
  ['api.port', 1, 'bad-input', /cannot be changed/],
  ['thresholds.gap', 11, 'bad-input', /from 0.001 to 9.99/],
  ['thresholds.gap', 'a', 'bad-input', /from 0.001 to 9.99/],
  ['watch.successes', 1.5, 'bad-input', /whole number from 1 to 50/],
  ['autonomous.on', 'yes', 'bad-input', /on or off/],
  ['autonomous.quietHours', '25:00-06:00', 'bad-input', /22:00-06:00/],
  ['autonomous.quietHours', '22:00-\u202e6', 'bad-input', /text of at most/],
] as const)('%s = %s is refused with the reason', async (key, value, code, message) => {
  await open()
  const records = answered(await core.call('journal.verify', {}, 'read')).records
  expect(await set(key, value)).toMatchObject({ code, message: expect.stringMatching(message) })
  expect(answered(await core.call('journal.verify', {}, 'read')).records).toBe(records)
})

test('what the environment chose is said', async () => {
  await open({ host: () => ({ homeVariable: 'ASIS_HOME', http: { port: 5000, source: 'argument', where: '--port' } }) })
  expect(await one('project.dataFolder')).toMatchObject({ value: home(), source: 'environment', where: 'ASIS_HOME' })
  expect(await one('api.port')).toMatchObject({ value: 5000, source: 'argument' })
})

describe('the settings of the watch', () => {
  test('a change is kept after the good looks that are asked for, over a restart too', async () => {
    const id = waitingModel(home(), root(), betterModel)
    const first = handTimers()
    await open({ after: first.after })
    answered(await set('watch.successes', 2))
    answered(await set('watch.initialDelayMs', 5000))
    await approve(id)
    expect(first.waits().some(ms => ms > 4000 && ms <= 5000)).toBe(true)
    const looked = look()
    first.fire()
    expect((await looked).detail).toContain('fine')
    expect(answered(await core.call('candidates.get', { id }, 'read')).state).toBe('applied')
    await core.close()
    const second = handTimers()
    await open({ after: second.after })
    expect(second.waits().some(ms => ms > 50_000 && ms <= 60_000)).toBe(true)
    const kept = until(core, 'candidates.changed', row => row.state === 'kept')
    second.fire()
    await kept
  })

  test('a change is taken back after the bad looks that are asked for', async () => {
    const id = waitingModel(home(), root(), worseModel)
    const clock = handTimers()
    await open({ after: clock.after })
    answered(await set('watch.failures', 2))
    const looked = look()
    await approve(id)
    expect((await looked).detail).toContain('degraded')
    expect(readFileSync(modelFile(root()), 'utf8')).toBe(worseModel)
    const back = until(core, 'candidates.changed', row => row.state === 'rolled-back')
    await expect.poll(() => clock.waits().length).toBeGreaterThan(0)
    clock.fire()
    await back
    expect(readFileSync(modelFile(root()), 'utf8')).not.toBe(worseModel)
  })
})
