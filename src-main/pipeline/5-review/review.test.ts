import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openBench, type Bench, allChanges } from '../../../test/support/changing-project.ts'
import { waiting } from '../../../test/support/decided.ts'
import { candidateOf, changeOf, evidenceOf } from '../../stores/test-home.ts'
import { approve } from './approve.ts'
import { decline } from './decline.ts'
import { submit } from './submit.ts'

let bench: Bench
beforeEach(() => {
  bench = openBench()
})
afterEach(() => bench.remove())

const key = (id: string) => ({ projectId: bench.project.id, id })
const state = (id: string) => bench.stores.candidates.get(bench.project.id, id)!.state
const yes = (id: string, diffSha256: string, confirm?: string) =>
  approve({ ...key(id), diffSha256, by: 'operator', reason: 'fine', ...(confirm === undefined ? {} : { confirm }) }, bench)
const highRisk = evidenceOf({ safety: { score: 0.4, risk: 'HIGH', reasons: [] } })
const lastEntry = () => bench.stores.journal.list(null, null, 1)[0]!

it('nothing is approved on a journal that is not as it was written', () => {
  const { id, diffSha256 } = waiting(bench, allChanges())
  bench.stores.close()
  const db = new Database(join(bench.home, 'asis_self_modification_master.db'))
  db.exec("DROP TRIGGER journal_is_never_changed; UPDATE journal SET detail = 'other' WHERE seq = 1")
  db.close()
  bench.restart()
  expect(yes(id, diffSha256)).toMatchObject({
    code: 'not-approved',
    message: expect.stringMatching(/journal is not as it was written: Record 1 was changed.*Nothing was changed/),
  })
  expect(state(id)).toBe('awaiting-review')
})

describe('submit', () => {
  it('puts what was proved into the queue, once', () => {
    const { id } = waiting(bench, allChanges())
    expect(state(id)).toBe('awaiting-review')
    expect(submit(key(id), bench)).toMatchObject({ code: 'stale-state' })
    expect(lastEntry()).toMatchObject({ action: 'submit', subject: id, detail: 'awaiting-review; improved: 2.0 times as fast' })
  })
  it.each(['no-change', 'regressed', 'incorrect', 'unsafe', 'inconclusive'] as const)('rejects %s with its reason', verdict => {
    const { id, note } = waiting(bench, allChanges(), evidenceOf({ verdict, reasons: ['because'] }))
    expect([state(id), note]).toEqual(['rejected', `${verdict}: because`])
  })
  it('needs evidence', () => {
    const { id } = bench.stores.candidates.add(bench.project.id, candidateOf([changeOf('src/a.js', '1', '2')]), 1)
    expect(submit(key(id), bench)).toMatchObject({ code: 'bad-input' })
    expect(submit(key('c_0000000000'), bench)).toMatchObject({ code: 'bad-input' })
  })
})

describe('approve', () => {
  it('claims the candidate, and of two clicks one', () => {
    const { id, diffSha256 } = waiting(bench, allChanges())
    expect(yes(id, diffSha256)).toMatchObject({ id, state: 'approved' })
    expect(yes(id, diffSha256)).toMatchObject({
      code: 'stale-state',
      message: expect.stringContaining('is approved, not awaiting-review'),
    })
    expect(bench.stores.decisions.list(bench.project.id, id)).toMatchObject([
      { verb: 'approved', by: 'operator', reason: 'fine', diffSha256 },
    ])
    expect(lastEntry()).toMatchObject({ kind: 'decision', action: 'approve', detail: expect.stringContaining(diffSha256) })
  })
  it('is of exact bytes', () => {
    const { id, diffSha256 } = waiting(bench, allChanges())
    expect(yes(id, diffSha256.replaceAll(/./g, '0'))).toMatchObject({ code: 'not-approved' })
    expect(state(id)).toBe('awaiting-review')
    expect(bench.stores.decisions.list(bench.project.id, id)).toEqual([])
  })
  it('of HIGH risk needs the short name, typed', () => {
    const { id, diffSha256 } = waiting(bench, allChanges(), highRisk)
    for (const confirm of [undefined, '', 'yes', 'SET-INSTEAD-OF-SCAN'])
      expect(yes(id, diffSha256, confirm)).toMatchObject({ code: 'not-approved', next: 'Confirm with: set-instead-of-scan' })
    expect(yes(id, diffSha256, 'set-instead-of-scan')).toMatchObject({ state: 'approved' })
  })
  it('of a candidate of another project or of none is refused', () => {
    const { id, diffSha256 } = waiting(bench, allChanges())
    expect(approve({ projectId: 'other', id, diffSha256, by: 'operator', reason: 'x' }, bench)).toMatchObject({
      code: 'not-found',
    })
    expect(yes('c_0000000000', diffSha256)).toMatchObject({ code: 'not-found' })
  })
})

describe('decline', () => {
  it('ends it, with the reason', () => {
    const { id, diffSha256 } = waiting(bench, allChanges())
    expect(decline({ ...key(id), by: 'operator', reason: 'too clever' }, bench)).toBeNull()
    expect(state(id)).toBe('declined')
    expect(bench.stores.views.row(bench.project.id, id)).toMatchObject({
      note: 'too clever',
      decision: { verb: 'declined', diffSha256 },
    })
    expect(decline({ ...key(id), by: 'operator', reason: 'again' }, bench)).toMatchObject({ code: 'stale-state' })
    expect(yes(id, diffSha256)).toMatchObject({ code: 'stale-state' })
  })
})
