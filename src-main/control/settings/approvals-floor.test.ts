/** How many people HIGH risk needs: root's pin, the environment and the manifest raise what the setting says, and nothing lowers it. */
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  betterModel,
  modelBefore,
  modelFile,
  modelManifest,
  waitingModel,
  writeModel,
} from '../../../test/support/model-project.ts'
import { answered, openCoreAt } from '../../../test/support/open-core.ts'
import type { Core } from '../../core-types.ts'
import { aboveOf, type Above } from '../../platform/above.ts'
import { approvalChecks } from '../doctor-approvals.ts'
import { approvalsFloor } from './approvals-floor.ts'

const key = 'review.approvalsForHigh'
let folder: string
let root: string
let above: Above
let core: Core | null
beforeEach(() => {
  core = null
  folder = mkdtempSync(join(tmpdir(), 'asis-floor-'))
  root = join(folder, 'project')
  writeModel(root)
  mkdirSync(join(folder, 'etc'), { mode: 0o755 })
  above = { pins: { file: join(folder, 'etc', 'pins.json'), owner: process.getuid?.() ?? 0 } }
})
afterEach(async () => {
  await core?.close()
  rmSync(folder, { recursive: true, force: true })
})

const pin = (text: string): void => {
  writeFileSync(above.pins.file, text)
  chmodSync(above.pins.file, 0o644)
}
const declare = (number: number): void =>
  writeFileSync(
    join(root, 'asis.config.json'),
    JSON.stringify({ ...(JSON.parse(modelManifest) as object), review: { approvalsForHigh: number } }),
  )
const open = async (): Promise<Core> => (core = await openCoreAt(join(folder, 'home'), root, { above }))
const shown = async (of: Core) => answered(await of.call('settings.list', {}, 'read')).find(each => each.key === key)
const set = (of: Core, value: number | null) => of.call('settings.set', { key, value }, 'approve')

describe('a pin', () => {
  beforeEach(() => pin(`{ "${key}": 2 }`))

  it('is what holds, and the page says where it is and that it cannot be changed there', async () => {
    expect(await shown(await open())).toMatchObject({
      value: 2,
      defaultValue: 1,
      source: 'pin',
      where: above.pins.file,
      lockedBecause: `not below 2, pinned by root in ${above.pins.file}. Only root can change ${above.pins.file}.`,
    })
  })
  it.each([1, null])('cannot be gone below with the setting %j, by nobody', async value => {
    const of = await open()
    expect(await set(of, value)).toMatchObject({
      code: 'forbidden',
      message: expect.stringMatching(/pinned by root.*Nothing was/),
    })
    expect(await shown(of)).toMatchObject({ value: 2 })
  })
  it('counts where a change of HIGH risk waits: one approval applies nothing', async () => {
    const id = waitingModel(join(folder, 'home'), root, betterModel, { safety: { score: 0.3, risk: 'HIGH', reasons: [] } })
    const of = await open()
    const { diffSha256, approvals } = answered(await of.call('candidates.get', { id }, 'read'))
    expect(approvals).toMatchObject({ needed: 2 })
    const approve = (name: string) =>
      of.call('candidates.approve', { id, diffSha256, confirm: 'smaller-model' }, 'approve', { name })
    expect(await approve('maria')).toMatchObject({ state: 'awaiting-review' })
    expect(await approve('maria')).toMatchObject({ code: 'not-approved' })
    expect(readFileSync(modelFile(root), 'utf8')).toBe(modelBefore)
    expect(await approve('jo')).toMatchObject({ state: 'applied' })
  })
  it('holds from the moment at which it is there, over what was set before', async () => {
    rmSync(above.pins.file)
    const of = await open()
    answered(await set(of, 1))
    pin(`{ "${key}": 2 }`)
    expect(await shown(of)).toMatchObject({ value: 2, source: 'pin' })
  })
  it('of 1 pins nothing down that was raised', async () => {
    pin(`{ "${key}": 1 }`)
    const of = await open()
    answered(await set(of, 2))
    expect(await shown(of)).toMatchObject({ value: 2, source: 'file', lockedBecause: '' })
  })
})

it('a pin that cannot be understood counts as the highest number, and one of somebody else as none', async () => {
  pin('{ "review.approvalsForHigh": two }')
  expect(approvalsFloor(null, '', above)).toMatchObject({ number: 2, source: 'pin' })
  chmodSync(above.pins.file, 0o666)
  expect(approvalsFloor(null, '', above)).toBeNull()
})

describe('the manifest and the environment', () => {
  it('raise the number, and say where', async () => {
    declare(2)
    expect(await shown(await open())).toMatchObject({ value: 2, source: 'file', where: join(root, 'asis.config.json') })
    expect(await set(core!, 1)).toMatchObject({ code: 'forbidden', message: expect.stringContaining('declared in') })
    expect(approvalsFloor(null, '', aboveOf({ ASIS_APPROVALS_FOR_HIGH: '2' }))).toEqual({
      number: 2,
      source: 'environment',
      where: 'ASIS_APPROVALS_FOR_HIGH',
    })
  })
  it.each(['1', ' 1 ', ''])('never lower it: %j', async text => {
    declare(1)
    above = { ...above, ...(text === '' ? {} : { approvalsForHigh: text }) }
    const of = await open()
    answered(await set(of, 2))
    expect(await shown(of)).toMatchObject({ value: 2, lockedBecause: '' })
    pin(`{ "${key}": 2 }`)
    expect(await set(of, 1)).toMatchObject({ code: 'forbidden' })
  })
  it.each(['0', '-1', 'two', '1e0', '3'])('what is no number of people counts as the highest: %j', text => {
    expect(approvalsFloor(null, '', { ...above, approvalsForHigh: text })).toMatchObject({ number: 2 })
  })
})

const said = (): Record<string, { ok: boolean; detail: string; next: string }> =>
  Object.fromEntries(approvalChecks(join(folder, 'home'), above).map(check => [check.name, check]))

describe('asis doctor', () => {
  it('says the number with its place, and which projects have another one', async () => {
    expect(said()).toMatchObject({
      approvals: { ok: true, detail: 'HIGH risk needs 1 person (the default)' },
      scripts: { ok: true, detail: expect.stringContaining('may not approve (review.scriptedApprovals is off)') },
    })
    const of = await open()
    answered(await set(of, 2))
    answered(await of.call('settings.set', { key: 'review.scriptedApprovals', value: true }, 'approve'))
    expect(said()).toMatchObject({
      approvals: { detail: 'HIGH risk needs 1 person (the default); 2 different people in model (its setting)' },
      scripts: { detail: expect.stringContaining('programs may approve (review.scriptedApprovals is on)') },
    })
    declare(2)
    expect(said()['approvals']?.detail).toContain(`2 different people in model (says ${join(root, 'asis.config.json')})`)
    pin(`{ "${key}": 2 }`)
    expect(said()['approvals']).toMatchObject({
      ok: true,
      detail: `HIGH risk needs 2 different people (pinned by root in ${above.pins.file})`,
    })
  })
  it('says what pins nothing, and what is not understood', () => {
    pin('{')
    expect(said()['approvals']).toMatchObject({ ok: false, next: expect.stringContaining('counts as the highest number') })
    chmodSync(above.pins.file, 0o666)
    expect(said()['approvals']).toMatchObject({
      ok: false,
      next: expect.stringMatching(/pins nothing: .*written by others.*chown/),
    })
  })
})
