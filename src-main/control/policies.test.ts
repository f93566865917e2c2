import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { temporary } from '../../test/support/command-line.ts'
import { betterModel, waitingModel, writeModel } from '../../test/support/model-project.ts'
import { answered, openCoreAt } from '../../test/support/open-core.ts'
import type { Core } from '../core-types.ts'

let place: ReturnType<typeof temporary>
let core: Core
const home = () => join(place.path, 'home')
const root = () => join(place.path, 'project')
const open = async (bundled = false) => (core = await openCoreAt(home(), root(), { bundled }))
const list = async () => answered(await core.call('policies.list', {}, 'read'))
beforeEach(() => {
  place = temporary('policies')
  mkdirSync(root(), { recursive: true })
  writeModel(root())
})
afterEach(async () => {
  await core.close()
  place.remove()
})

test("an operator's own project begins with none; what is put there stays, in its order, and is journalled", async () => {
  await open()
  const { policies, suggestion } = await list()
  expect([policies, suggestion.risks, suggestion.minScore]).toEqual([[], ['LOW'], 0.9])
  answered(await core.call('policies.put', suggestion, 'approve'))
  answered(await core.call('policies.put', { ...suggestion, name: 'second' }, 'approve'))
  answered(await core.call('policies.put', { ...suggestion, enabled: false }, 'approve'))
  const [record] = answered(await core.call('journal.list', { limit: 1 }, 'read'))
  expect(record).toMatchObject({ kind: 'config', action: 'policy', subject: 'low-risk-rules' })
  expect(record?.detail).toMatch(/"enabled":true.*-> .*"enabled":false.* by operator/)
  await core.close()
  await open()
  expect((await list()).policies.map(each => [each.name, each.enabled])).toEqual([
    ['low-risk-rules', false],
    ['second', true],
  ])
  answered(await core.call('policies.remove', { name: 'second' }, 'approve'))
  expect(await core.call('policies.remove', { name: 'second' }, 'approve')).toMatchObject({ code: 'not-found' })
  expect(await core.call('policies.put', { ...suggestion, minScore: 2 }, 'approve')).toMatchObject({ code: 'bad-input' })
  expect(await core.call('policies.put', suggestion, 'operate')).toMatchObject({ code: 'forbidden' })
  expect(await core.call('policies.put', { ...suggestion, guardrails: ['gone'] }, 'approve')).toMatchObject({
    code: 'bad-input',
    message: expect.stringContaining('the metric gone'),
  })
})

test("the bundled project's own can be removed, and stays removed", async () => {
  await open(true)
  expect((await list()).policies.map(each => each.name)).toEqual(['bundled-low-risk'])
  expect(answered(await core.call('policies.remove', { name: 'bundled-low-risk' }, 'approve'))).toEqual([])
  await core.close()
  await open(true)
  expect((await list()).policies).toEqual([])
})

test('a dry run says for each finished trial what and why, and changes nothing', async () => {
  const fine = waitingModel(home(), root(), betterModel)
  const risky = waitingModel(home(), root(), betterModel, { safety: { score: 0.3, risk: 'HIGH', reasons: [] } })
  const unclear = waitingModel(home(), root(), betterModel, { verdict: 'inconclusive' })
  await open()
  const { suggestion } = await list()
  const { records } = answered(await core.call('journal.verify', {}, 'read'))
  const outcomes = answered(await core.call('policies.dryRun', suggestion, 'read'))
  expect(outcomes.map(each => [each.candidateId, each.apply])).toEqual([
    [unclear, false],
    [risky, false],
    [fine, true],
  ])
  expect(outcomes.map(each => each.why).join(' ')).toMatch(/verdict is inconclusive.*risk is HIGH.*LOW risk, safety 0.95/)
  expect(answered(await core.call('journal.verify', {}, 'read')).records).toBe(records)
  expect(answered(await core.call('status.get', {}, 'read'))).toMatchObject({ waiting: 2, counts: { applied: 0 } })
})
