import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { allChanges, openBench, type Bench } from '../../../test/support/changing-project.ts'
import { waiting } from '../../../test/support/decided.ts'
import { personBy } from '../../../src-shared/domain/person.ts'
import { evidenceOf } from '../../stores/test-home.ts'
import { approvalsOf } from './approvals.ts'
import { approve } from './approve.ts'

let bench: Bench
let candidate: { readonly id: string; readonly diffSha256: string }
const high = evidenceOf({ safety: { score: 0.4, risk: 'HIGH', reasons: [] } })
beforeEach(() => {
  bench = openBench()
  candidate = waiting(bench, allChanges(), high)
})
afterEach(() => bench.remove())
const confirm = 'set-instead-of-scan'
const yes = (by: string, more: object = {}) =>
  approve(
    {
      projectId: bench.project.id,
      ...candidate,
      by: by.includes(':') ? by : personBy(by),
      reason: 'r',
      confirm,
      approvalsForHigh: 2,
      ...more,
    },
    bench,
  )
const state = () => bench.stores.candidates.get(bench.project.id, candidate.id)!.state

it('HIGH risk with two approvals: the first counts and applies nothing, the same name does not count twice, the second claims', () => {
  expect(yes('maria')).toEqual({ kind: 'recorded', missing: 1 })
  expect(state()).toBe('awaiting-review')
  expect(bench.stores.journal.list(null, null, 1)[0]).toMatchObject({
    kind: 'decision',
    action: 'approve',
    detail: expect.stringContaining('approved by operator:maria, 1 of 2'),
  })
  expect(yes('maria')).toMatchObject({
    code: 'not-approved',
    message: expect.stringContaining('"maria" has approved it already'),
  })
  expect(yes('jo', { confirm: 'something else' })).toMatchObject({ code: 'not-approved' })
  expect(state()).toBe('awaiting-review')
  expect(yes('jo')).toMatchObject({ state: 'approved' })
  expect(bench.stores.decisions.list(bench.project.id, candidate.id).map(each => each.by)).toEqual([
    'operator:jo',
    'operator:maria',
  ])
})

it('a policy is nobody', () => {
  expect(yes('policy:low')).toEqual({ kind: 'recorded', missing: 2 })
  expect(yes('maria')).toEqual({ kind: 'recorded', missing: 1 })
  expect(yes('policy:low')).toEqual({ kind: 'recorded', missing: 1 })
  expect(yes('jo')).toMatchObject({ state: 'approved' })
})

it('a program is nobody, before and after a person, whatever name it gives', () => {
  const refused = { code: 'not-approved', message: expect.stringContaining('a program is none') }
  for (const by of ['script', 'script:maria', 'script:jo']) expect(yes(by, { by })).toMatchObject(refused)
  expect(yes('maria')).toEqual({ kind: 'recorded', missing: 1 })
  expect(yes('script:jo')).toMatchObject(refused)
  // Where one was enough when it decided, it is none of two later.
  const { id, diffSha256 } = candidate
  const decision = { verb: 'approved', by: 'script:jo', reason: 'r', diffSha256, tMs: 1 } as const
  bench.stores.decisions.add(bench.project.id, id, decision, bench.stores.trials.newest(bench.project.id, id))
  expect(yes('jo')).toMatchObject({ state: 'approved' })
})

it('an approval before a decline does not count after it', () => {
  yes('maria')
  const decision = { verb: 'declined', by: 'operator:jo', reason: 'no', diffSha256: candidate.diffSha256, tMs: 1 } as const
  bench.stores.decisions.add(bench.project.id, candidate.id, decision)
  expect(yes('jo')).toEqual({ kind: 'recorded', missing: 1 })
})

it('both may say it again where it could not be applied', () => {
  yes('maria')
  yes('jo')
  bench.stores.candidates.move(bench.project.id, candidate.id, 'approved', 'awaiting-review', 1, 'the file changed')
  expect(yes('jo')).toMatchObject({ state: 'approved' })
})

it('lower risk needs one', () => {
  candidate = waiting(bench, allChanges())
  expect(yes('maria')).toMatchObject({ state: 'approved' })
})

it.each([
  ['another spelling', 'Maria', 'maria', undefined],
  ['blanks and forms of letters', 'Ana  K', 'ana \uff2b ', undefined],
  ['the account under its name and without one', 'operator', 'ana', 'ana'],
  ['the account without a name and under its own', 'ana', 'operator', 'Ana'],
])('%s is nobody else', (_, first, second, account) => {
  expect(yes(first, { account })).toEqual({ kind: 'recorded', missing: 1 })
  expect(yes(second, { account })).toMatchObject({ code: 'not-approved', message: expect.stringContaining('already') })
  expect(state()).toBe('awaiting-review')
  expect(yes('jo', { account })).toMatchObject({ state: 'approved' })
})

const tryAgain = () => bench.stores.evidence.put(bench.project.id, candidate.id, high, bench.clock.nowMs())

describe('another trial of the same bytes', () => {
  const rules = { approvalsForHigh: 2 }
  const counted = () => approvalsOf({ projectId: bench.project.id, id: candidate.id }, bench.stores, rules)

  it('an approval given before it does not count after it', () => {
    yes('maria')
    expect(counted()).toMatchObject({ needed: 2, given: [{ by: 'operator:maria' }] })
    tryAgain()
    expect(counted().given).toEqual([])
    expect(yes('jo')).toEqual({ kind: 'recorded', missing: 1 })
    expect(state()).toBe('awaiting-review')
    expect(yes('maria')).toMatchObject({ state: 'approved' })
  })
  it('two given before it do not apply anything after it', () => {
    yes('maria')
    yes('jo')
    bench.stores.candidates.move(bench.project.id, candidate.id, 'approved', 'awaiting-review', 1, 'the file changed')
    tryAgain()
    expect(yes('jo')).toEqual({ kind: 'recorded', missing: 1 })
  })
  it('an approval names the trial whose evidence was looked at', () => {
    const { trial } = counted()
    tryAgain()
    expect(yes('maria', { trial })).toMatchObject({ code: 'not-approved', message: expect.stringContaining('tried again') })
    expect(counted().given).toEqual([])
    expect(yes('maria', { trial: counted().trial })).toEqual({ kind: 'recorded', missing: 1 })
  })
  it('what was approved before trials were noted does not count', () => {
    const { diffSha256 } = candidate
    const decision = { verb: 'approved', by: 'operator:maria', reason: 'r', diffSha256, tMs: 1 } as const
    bench.stores.decisions.add(bench.project.id, candidate.id, decision)
    expect(yes('jo')).toEqual({ kind: 'recorded', missing: 1 })
  })
})
