/** Approvals on the command line, in processes of their own: what a terminal may and a program may not, and what programs never need a word for. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { accountName } from '../src-main/platform/account.ts'
import { answer, asis, documentOf, expectRefusal, temporary, type Place, type Ran } from './support/command-line.ts'
import { betterModel, modelBefore, modelFile, waitingModel, writeModel } from './support/model-project.ts'
import { answerOnTerminal, onTerminal } from './support/terminal.ts'

const key = 'review.scriptedApprovals'
const me = accountName() ?? 'operator'
let place: Place
let folder: ReturnType<typeof temporary>
let id = ''
beforeEach(() => {
  folder = temporary('scripts')
  place = { cwd: join(folder.path, 'project'), home: join(folder.path, 'home') }
  writeModel(place.cwd)
  id = waitingModel(place.home, place.cwd, betterModel)
})
afterEach(() => folder.remove())

const file = (): string => readFileSync(modelFile(place.cwd), 'utf8')
const refused = (ran: Ran, message: RegExp): void => {
  expectRefusal(ran, { code: 'forbidden', exit: 4, message })
  expect(file()).toBe(modelBefore)
}

test('without a terminal nothing is approved, and nothing that approves by itself is let in', async () => {
  const policy = join(folder.path, 'policy.json')
  writeFileSync(policy, (await asis(['policies', 'suggestion'], place)).stdout)
  for (const args of [
    ['approve', id],
    ['approve', id, '--hunks', '1'],
    ['policies', 'put', policy],
    ['settings', 'review.approvalsForHigh', '1'],
    ['settings', 'review.approvalsForHigh', '--default'],
  ])
    refused(await asis([...args, '--json'], place), /left to a person: a program .* may not approve here\. Nothing was changed/)
  refused(await asis(['settings', key, 'on', '--json'], place), /Only a person lets programs approve/)
  const said = documentOf(await asis(['approve', id, '--json'], place)).error.next as string
  expect(said).toContain(`asis settings ${key} on --project '${place.cwd}'`)
  expect((await asis(['doctor'], place)).stdout).toMatch(/scripts +programs may not approve/)
  expect(await answer(['policies', 'list'], place)).toMatchObject({ policies: [] })
})

test('one end of a terminal is none: what goes into a pipe nobody reads', async () => {
  const { screen } = await onTerminal(['approve', id], { ...place, within: ['sh', '-c', '"$@" | cat', 'sh'] })
  expect(screen).toContain('left to a person')
  expect(file()).toBe(modelBefore)
})

test('a person at a terminal lets programs approve; what they decide says so, and anybody turns it off', async () => {
  expect(await answerOnTerminal(['settings', key, 'on'], place)).toMatchObject({ key, value: true, source: 'file' })
  expect((await asis(['doctor'], place)).stdout).toMatch(/scripts +programs may approve \(review\.scriptedApprovals is on\)/)
  refused(await asis(['settings', key, 'on', '--json'], place), /Only a person lets programs approve/)

  expect(await answer(['approve', id], place)).toMatchObject({ decision: { by: `script:${me}` } })
  expect(file()).toBe(betterModel)
  expect((await asis(['show', id], place)).stdout).toMatch(new RegExp(`^Approved +by a script of ${me}, `, 'm'))
  const records = (await answer(['journal', 'list', '--limit', '20'], place)) as { action: string; detail: string }[]
  expect(records.find(record => record.action === 'approve')?.detail).toMatch(new RegExp(`^approved by script:${me}: diff `))

  expect(await answer(['settings', key, 'off'], place)).toMatchObject({ value: false })
  expect(await answer(['rollback', id], place)).toMatchObject({ state: 'rolled-back' })
  const other = waitingModel(place.home, place.cwd, `${betterModel}// again\n`)
  refused(await asis(['approve', other, '--json'], place), /left to a person/)
})

test('a person at a terminal approves as before, under his own name', async () => {
  expect(await answerOnTerminal(['approve', id], place)).toMatchObject({ decision: { by: `operator:${me}` } })
  expect(file()).toBe(betterModel)
  // Taking it back needs nobody.
  expect(await answer(['rollback', id], place)).toMatchObject({ state: 'rolled-back', rollback: { by: `operator:${me}` } })
})

test('declining, stopping, going on, and asking for more people needs no terminal', async () => {
  expect(await answer(['settings', 'review.approvalsForHigh', '2'], place)).toMatchObject({ value: 2 })
  expect(await answer(['decline', id, '--reason', 'no'], place)).toMatchObject({ state: 'declined' })
  expect(await answer(['stop'], place)).toMatchObject({ stopped: { by: 'operator' } })
  expect(await answer(['settings', key, 'off'], place)).toMatchObject({ value: false })
  expect(await answer(['resume'], place)).toEqual({ stopped: null })
  expect(await answer(['undecline', id], place)).toMatchObject({ state: 'awaiting-review' })
})
