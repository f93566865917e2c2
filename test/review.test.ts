/**
 * A change of two hunks of which one is wrong, in the real sandbox: neither the whole nor the wrong part survives a trial of its own; the
 * good part alone is proved, approved, applied, rolled back, and proved again.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Core } from '../src-main/core-types.ts'
import type { Input, Method, Output } from '../src-shared/api/contract.ts'
import type { CandidateRow } from '../src-shared/domain/candidate.ts'
import type { Session } from '../src-shared/domain/session.ts'
import { isRefused, type Refused } from '../src-shared/errors.ts'
import { before, good, hunks, twoHunksWaiting } from './support/two-hunks.ts'
import { openCoreAt } from './support/open-core.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'asis review '))
const root = path.join(folder, 'project')
const home = path.join(folder, 'home')

let core: Core
const told: CandidateRow[] = []
const call = async <M extends Method>(method: M, input: Input<M>): Promise<Output<M>> => {
  const answer: Output<M> | Refused = await core.call(method, input, 'approve')
  if (isRefused(answer)) throw new Error(`${answer.code}: ${answer.message}`)
  return answer as Output<M>
}
const detail = (id: string) => call('candidates.get', { id })
/** The session that `begin` starts, when it has ended. */
async function session(begin: () => Promise<Session>): Promise<Session> {
  const { promise: end, resolve } = Promise.withResolvers<Session>()
  const unsubscribe = core.subscribe('session.ended', resolve)
  const started = await begin()
  const ended = await end
  unsubscribe()
  expect(ended.id).toBe(started.id)
  return ended
}
const partial = async (id: string, chosen: number[]) => {
  const { diffSha256 } = await detail(id)
  return session(() => call('candidates.partial', { id, diffSha256, hunks: chosen }))
}
const statesTold = (id: string) => told.filter(row => row.id === id).map(row => row.state)

let wholeId = ''
let partId = ''
beforeAll(async () => {
  wholeId = twoHunksWaiting(root, home)
  core = await openCoreAt(home, root)
  core.subscribe('candidates.changed', row => told.push(row))
})
afterAll(async () => {
  await core.close()
  rmSync(folder, { recursive: true, force: true })
})

test('the wrong part alone is found out, and the whole change waits on', async () => {
  expect(await detail(wholeId)).toMatchObject({ state: 'awaiting-review', hunks: [{ index: 0 }, { index: 1 }] })
  const { rows, ...ended } = await partial(wholeId, [hunks.wrong])
  expect(ended).toMatchObject({ kind: 'trial', state: 'finished' })
  expect(rows).toMatchObject([{ verdict: 'incorrect', outcome: 'none', why: expect.stringContaining('stays in the queue') }])
  const id = rows[0]!.candidateId!
  const wrong = await detail(id)
  expect(wrong).toMatchObject({
    state: 'rejected',
    partOf: { id: wholeId, hunks: [hunks.wrong] },
    trials: [{ verdict: 'incorrect' }],
  })
  expect(wrong.changedFunctions).toEqual(['src/pick.js#tidy'])
  expect(await core.call('candidates.approve', { id, diffSha256: wrong.diffSha256 }, 'approve')).toMatchObject({
    code: 'stale-state',
  })
  expect([(await detail(wholeId)).state, statesTold(id)]).toEqual(['awaiting-review', ['generated', 'rejected']])
})

test('the good part alone is proved by evidence of its own, and takes the place of the whole change', async () => {
  const { rows } = await partial(wholeId, [hunks.good])
  expect(rows, JSON.stringify(rows)).toMatchObject([{ verdict: 'improved', outcome: 'awaiting-review' }])
  partId = rows[0]!.candidateId!
  const part = await detail(partId)
  expect(part).toMatchObject({
    state: 'awaiting-review',
    changedFunctions: ['src/pick.js#pickKnown'],
    evidence: { verdict: 'improved', isolation: 'strong', tests: { status: 'passed' }, behaviour: { differences: 0 } },
  })
  expect(part.files[0]?.after).toBe(good)
  expect(part.evidence?.measurement?.improvement.low).toBeGreaterThan(1)
  expect(await detail(wholeId)).toMatchObject({
    state: 'declined',
    decision: { by: 'operator', reason: `continued as ${partId} with hunk 2` },
  })
  expect([statesTold(partId), statesTold(wholeId)]).toEqual([['generated', 'awaiting-review'], ['declined']])
  expect(readFileSync(path.join(root, 'src/pick.js'), 'utf8')).toBe(before)
})

test('it can be approved, rolled back, and tried again as a new candidate', async () => {
  const { diffSha256 } = await detail(partId)
  await call('candidates.approve', { id: partId, diffSha256 })
  expect(readFileSync(path.join(root, 'src/pick.js'), 'utf8')).toBe(good)
  expect(await core.call('candidates.retry', { id: partId }, 'operate')).toMatchObject({ code: 'stale-state' })
  await call('modifications.rollback', { id: partId, reason: 'to try it again' })
  const { rows } = await session(() => call('candidates.retry', { id: partId }))
  const again = rows[0]!.candidateId!
  expect(again).not.toBe(partId)
  expect(await detail(again)).toMatchObject({ state: 'awaiting-review', diffSha256, partOf: { id: wholeId } })
  expect(readFileSync(path.join(root, 'src/pick.js'), 'utf8')).toBe(before)
})

test('another trial of the whole change, taken back into the queue, ends its wait', async () => {
  expect(await call('candidates.undecline', { id: wholeId })).toMatchObject({ state: 'awaiting-review' })
  const { rows } = await session(() => call('candidates.retry', { id: wholeId }))
  expect(rows).toMatchObject([{ candidateId: wholeId, verdict: 'incorrect', outcome: 'none' }])
  expect(await detail(wholeId)).toMatchObject({
    state: 'rejected',
    note: expect.stringContaining('another trial did not prove it again: incorrect'),
    trials: [{ verdict: 'incorrect' }, { verdict: 'improved' }],
  })
})

test('a trial that is cancelled leaves everything as it was', async () => {
  const [waits] = await call('candidates.list', { states: ['awaiting-review'], limit: 9 })
  const earlier = await detail(waits!.id)
  const started = await session(async () => {
    const begun = await call('candidates.retry', { id: waits!.id })
    expect(await core.call('candidates.approve', { id: waits!.id, diffSha256: waits!.diffSha256 }, 'approve')).toMatchObject({
      code: 'busy',
    })
    expect((await call('status.get', {})).running).toMatchObject({ sessionId: begun.id })
    expect(await call('session.cancel', {})).toEqual({ cancelled: true })
    return begun
  })
  expect(started).toMatchObject({ state: 'cancelled', rows: [{ verdict: null }] })
  expect(await detail(waits!.id)).toEqual(earlier)
  expect(await call('journal.verify', {})).toMatchObject({ ok: true })
})
