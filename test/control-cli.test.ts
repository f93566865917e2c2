/** Stop, settings, policies and rolling back since a time from the command line, in processes of their own. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { personBy } from '../src-shared/domain/person.ts'
import { accountName } from '../src-main/platform/account.ts'
import { timeOf } from '../src-main/hosts/cli/time-ago.ts'
import { answer, asis, documentOf, expectRefusal, temporary, type Place } from './support/command-line.ts'
import { betterModel, modelBefore, modelFile, waitingModel, writeModel } from './support/model-project.ts'
import { openCoreAt } from './support/open-core.ts'
import { letProgramsApprove } from './support/scripts.ts'
import { answerOnTerminal, onTerminal } from './support/terminal.ts'

let place: Place
let folder: ReturnType<typeof temporary>
beforeEach(() => {
  folder = temporary('control')
  place = { cwd: join(folder.path, 'project'), home: join(folder.path, 'home') }
  writeModel(place.cwd)
})
afterEach(() => folder.remove())

test('stop holds for the next command, rollback stays possible, resume lets go', async () => {
  const id = waitingModel(place.home, place.cwd, betterModel)
  expect(await answerOnTerminal(['approve', id], place)).toMatchObject({ state: 'kept' })
  expect(await answer(['show', id], place)).toMatchObject({ rollback: null })
  expect(await answer(['stop', '--reason', 'smoke'], place)).toMatchObject({ stopped: { by: 'operator', reason: 'smoke' } })
  expectRefusal(await asis(['analyze', '--json'], place), {
    code: 'stopped',
    exit: 4,
    message: /stopped since .* by operator \(smoke\)/,
  })
  expect(await answer(['status'], place)).toMatchObject({ state: 'stopped' })

  const preview = await answer(['rollback', '--since', '1h', '--preview'], place)
  expect(preview).toMatchObject({
    rolledBack: [],
    preview: { ids: [id], files: [{ path: 'src/model.mjs', restored: modelBefore }] },
  })
  expect(readFileSync(modelFile(place.cwd), 'utf8')).toBe(betterModel)
  expect(await answer(['rollback', '--since', '1h'], place)).toMatchObject({ rolledBack: [id] })
  expect(readFileSync(modelFile(place.cwd), 'utf8')).toBe(modelBefore)
  const me = accountName() ?? 'operator'
  expect(await answer(['history'], place)).toMatchObject([{ id, rollback: { by: personBy(me), reason: 'by hand' } }])
  expect((await asis(['history'], place)).stdout).toContain(`(rolled back by ${me}: by hand)`)
  expect((await asis(['show', id], place)).stdout).toMatch(new RegExp(`^Rolled back  by ${me}, .*: by hand$`, 'm'))
  expect((await asis(['rollback', '--since', '1h'], place)).stdout).toContain('Nothing was applied')
  expectRefusal(await asis(['rollback', '--json'], place), { code: 'bad-input', exit: 2, message: /id or --since/ })
  expectRefusal(await asis(['rollback', '--since', 'noon', '--json'], place), {
    code: 'bad-input',
    exit: 2,
    message: /expected a time/,
  })

  expect(await answer(['resume'], place)).toEqual({ stopped: null })
  expect(await answer(['status'], place)).toMatchObject({ state: 'idle' })
  expect(await answer(['journal', 'verify'], place)).toMatchObject({ ok: true })
})

test('stop reaches the console that owns the data folder', async () => {
  const core = await openCoreAt(place.home, place.cwd)
  try {
    expect(await answer(['stop'], place)).toMatchObject({ stopped: { by: 'operator' } })
    expect(await core.call('session.start', {}, 'operate')).toMatchObject({ code: 'stopped' })
    expect(await answer(['resume'], place)).toEqual({ stopped: null })
    expect(await core.call('status.get', {}, 'read')).toMatchObject({ stopped: null })
  } finally {
    await core.close()
  }
})

test('settings and policies are listed, changed, and refused with the range', async () => {
  const all = await answer(['settings'], place)
  expect(all.find((each: { key: string }) => each.key === 'project.dataFolder')).toMatchObject({
    source: 'environment',
    where: 'ASIS_HOME',
  })
  expect(await answer(['settings', 'autonomous.on', 'on'], place)).toMatchObject({ value: true, source: 'file' })
  expect(await answer(['settings', 'autonomous.on', '--default'], place)).toMatchObject({ value: false, source: 'default' })
  expect((await asis(['settings', 'thresholds.gap'], place)).stdout).toContain('May be   from 0.001 to 9.99')
  expectRefusal(await asis(['settings', 'thresholds.gap', '90', '--json'], place), {
    code: 'bad-input',
    exit: 2,
    message: /0.001 to 9.99/,
  })
  expectRefusal(await asis(['settings', 'no.such', '--json'], place), { code: 'not-found', exit: 2, message: /no setting/ })

  waitingModel(place.home, place.cwd, betterModel)
  letProgramsApprove(place.home)
  const suggestion = await asis(['policies', 'suggestion'], place)
  writeFileSync(join(folder.path, 'policy.json'), suggestion.stdout)
  expect(await answer(['policies', 'dry-run', join(folder.path, 'policy.json')], place)).toMatchObject([{ apply: true }])
  expect(await answer(['policies', 'put', join(folder.path, 'policy.json')], place)).toEqual([documentOf(suggestion)])
  expect((await asis(['policies'], place)).stdout).toContain('low-risk-rules')
  writeFileSync(join(folder.path, 'policy.json'), '{ "name": "x" }')
  expectRefusal(await asis(['policies', 'put', join(folder.path, 'policy.json'), '--json'], place), {
    code: 'bad-input',
    exit: 2,
    message: /policy.json/,
  })
  expect(await answer(['policies', 'remove', 'low-risk-rules'], place)).toEqual([])
})

test('who gives no name approves under the name of the operating system, once', async () => {
  const id = waitingModel(place.home, place.cwd, betterModel, { safety: { score: 0.3, risk: 'HIGH', reasons: [] } })
  await answer(['settings', 'review.approvalsForHigh', '2'], place)
  const approve = ['approve', id, '--confirm', 'smaller-model']
  expect((await asis(['show', id], place)).stdout).toMatch(/Approvals +0 of 2; 2 different people are needed/)
  const first = await onTerminal(approve, place)
  expect(first.screen).toMatch(/counts, 1 of 2\. One more by somebody else is needed; nothing was changed\.\nNext: asis serve/)
  expect(first.screen).toContain(` by ${accountName() ?? 'operator'} counts`)
  // The account without a name is the same person.
  for (const again of [approve, [...approve, '--as', 'operator']]) {
    const { code, screen } = await onTerminal(again, place)
    expect(code).toBe(4)
    expect(screen).toContain('has approved it already')
  }
  expect((await asis(['show', id], place)).stdout).toMatch(/other than you is needed[^]*Next: somebody else approves it/)
  expect(readFileSync(modelFile(place.cwd), 'utf8')).toBe(modelBefore)
})

test('a token is of one person when it is named, and only of a name that can stand in a decision', async () => {
  const [plain, maria, jo] = [
    await answer(['token'], place),
    await answer(['token', '--name', 'maria'], place),
    await answer(['token', '--name', 'jo'], place),
  ]
  expect(new Set([plain.token, maria.token, jo.token]).size).toBe(3)
  expect(maria).toMatchObject({ scope: 'approve', name: 'maria' })
  for (const wrong of [
    ['token', '--name', 'policy:low'],
    ['serve', '--approver', 'policy:low'],
  ])
    expectRefusal(await asis([...wrong, '--json'], place), {
      code: 'bad-input',
      exit: 2,
      message: /cannot be the name of a person/,
    })
})

test('HIGH risk with two approvals, by two names', async () => {
  const id = waitingModel(place.home, place.cwd, betterModel, { safety: { score: 0.3, risk: 'HIGH', reasons: [] } })
  await answer(['settings', 'review.approvalsForHigh', '2'], place)
  const approve = (name: string) => ['approve', id, '--confirm', 'smaller-model', '--as', name]
  expect(await answerOnTerminal(approve('maria'), place)).toMatchObject({
    state: 'awaiting-review',
    decision: { by: 'operator:maria' },
  })
  expect((await asis(['show', id], place)).stdout).toMatch(/Approvals +1 of 2: by maria .*; one more by somebody else is needed/)
  const again = await onTerminal(approve('maria'), place)
  expect([again.code, again.screen]).toEqual([4, expect.stringContaining('"maria" has approved it already')])
  expectRefusal(await asis([...approve('policy:low'), '--json'], place), {
    code: 'bad-input',
    exit: 2,
    message: /name of the caller/,
  })
  expect(readFileSync(modelFile(place.cwd), 'utf8')).toBe(modelBefore)
  expect(await answerOnTerminal(approve('jo'), place)).toMatchObject({ state: 'kept', decision: { by: 'operator:jo' } })
})

test.each([
  ['2h', 7_200_000],
  ['90s', 90_000],
  ['1d', 86_400_000],
])('%s ago is a time', (text, ms) => {
  expect(timeOf(text, 1e12)).toBe(1e12 - ms)
})
test('dates are times, and nothing else is', () => {
  expect(timeOf('2026-03-01T14:00:00Z', 0)).toBe(Date.UTC(2026, 2, 1, 14))
  expect(timeOf('2026-03-01', 0)).toBe(new Date(2026, 2, 1).getTime())
  for (const text of ['', 'noon', '2', '2w', '2026-13-01', '2026', '1e3', '-2h'])
    expect([text, timeOf(text, 0)]).toEqual([text, null])
})
