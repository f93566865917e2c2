import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { allChanges, allOld, openBench, type Bench } from '../../../test/support/changing-project.ts'
import { applied, waiting } from '../../../test/support/decided.ts'
import type { CandidateRow } from '../../../src-shared/domain/candidate.ts'
import type { Verdict } from '../../../src-shared/domain/evidence.ts'
import { refuse } from '../../../src-shared/errors.ts'
import { addComment } from '../../pipeline/5-review/comment.ts'
import { decline } from '../../pipeline/5-review/decline.ts'
import { rollbackModification } from '../../pipeline/8-rollback/rollback.ts'
import { evidenceOf } from '../../stores/test-home.ts'
import { createHandlers } from '../handlers/handlers.ts'
import { startPartial } from './partial.ts'
import { startRetry } from './retry.ts'
import { proving, reviewingOver, type Reviewing } from '../../../test/support/reviewing.ts'

let bench: Bench
let reviewing: Reviewing
beforeEach(() => {
  bench = openBench()
  reviewing = reviewingOver(bench)
})
afterEach(() => bench.remove())

const detail = (id: string) => bench.stores.views.detail(bench.project.id, id)!
const state = (id: string) => detail(id).state
const shown = (id: string, hunks: readonly number[]) => ({ id, diffSha256: detail(id).diffSha256, hunks, by: 'operator' })
const ends = (verdict: Verdict) => proving(evidenceOf({ verdict, reasons: [`it is ${verdict}`] }))
const partial = (id: string, hunks: readonly number[], prove = ends('improved')) =>
  startPartial(reviewing.workspace, reviewing.sessions, shown(id, hunks), prove)
const retry = (id: string, prove = ends('improved')) => startRetry(reviewing.workspace, reviewing.sessions, id, prove)
const key = (id: string) => ({ projectId: bench.project.id, id })
const declined = (id: string) => decline({ ...key(id), by: 'operator', reason: 'no' }, bench)
const journal = () =>
  bench.stores.journal.list(null, null, 50).map(({ kind, action, detail: text }) => `${kind} ${action}: ${text}`)

describe('some hunks', () => {
  it('become a candidate of their own, and the whole one is declined when it is proved', async () => {
    const whole = waiting(bench, allChanges())
    const session = await reviewing.ended(partial(whole.id, [2, 0]))
    const [row] = session.rows
    expect(session).toMatchObject({ kind: 'trial', state: 'finished', metricIds: ['speed'] })
    expect(row).toMatchObject({ verdict: 'improved', outcome: 'awaiting-review', why: expect.stringContaining('is declined') })
    const part = detail(row!.candidateId!)
    expect(part).toMatchObject({
      state: 'awaiting-review',
      title: `Part of: ${whole.title}`,
      shortName: `${whole.shortName}-part`,
      rule: whole.rule,
      paths: ['src/a.js', 'src/c.js'],
      changedFunctions: ['src/a.js#top-level', 'src/c.js#top-level'],
      partOf: { id: whole.id, title: whole.title, hunks: [0, 2] },
      verdict: 'improved',
    })
    expect(detail(whole.id)).toMatchObject({
      state: 'declined',
      decision: { verb: 'declined', by: 'operator', reason: `continued as ${part.id} with hunks 1, 3` },
    })
    // A rule is judged by what it proposed itself.
    expect(bench.stores.rules.list(bench.project.id)).toEqual([])
    expect(allOld(bench)).toBe(true)
  })

  it('that are not proved leave the whole one in the queue, and the session says why', async () => {
    const whole = waiting(bench, allChanges())
    for (const verdict of ['no-change', 'inconclusive', 'unsafe'] as const) {
      const session = await reviewing.ended(partial(whole.id, [1], ends(verdict)))
      expect(session.rows).toMatchObject([
        { verdict, outcome: 'none', why: `it is ${verdict} The whole change stays in the queue.` },
      ])
      expect([state(session.rows[0]!.candidateId!), state(whole.id)]).toEqual(['rejected', 'awaiting-review'])
    }
  })

  it('that could not be tried are rejected, cancelled or failed, and the whole one waits', async () => {
    const whole = waiting(bench, allChanges())
    const refused = await reviewing.ended(partial(whole.id, [0], proving(refuse('bad-benchmark', 'It throws.', 'Repair it.'))))
    expect(refused).toMatchObject({ state: 'failed', refusal: { code: 'bad-benchmark' }, rows: [{ verdict: null }] })
    const cancelled = await reviewing.ended(partial(whole.id, [0], proving(refuse('cancelled', 'Stopped.', ''))))
    expect(cancelled).toMatchObject({ state: 'cancelled' })
    const defect = await reviewing.ended(partial(whole.id, [0], () => Promise.reject(new Error('a defect'))))
    expect(defect).toMatchObject({ state: 'failed' })
    expect(bench.stores.candidates.list(bench.project.id, null, 9).map(each => each.state)).toEqual([
      'rejected',
      'rejected',
      'rejected',
      'awaiting-review',
    ])
    expect(bench.stores.journal.openIntents()).toEqual([])
  })

  it.each([
    ['none', [], /No hunk/],
    ['all', [0, 1, 2], /All 3 hunks/],
    ['one that is there and one that is not', [0, 3], /no hunk 4/],
    ['an unknown one', [7], /no hunk 8/],
  ])('are refused when they are %s', (_, hunks, message) => {
    const whole = waiting(bench, allChanges())
    expect(partial(whole.id, hunks)).toMatchObject({ code: 'bad-input', message: expect.stringMatching(message) })
    expect(bench.stores.sessions.list(bench.project.id, 9)).toEqual([])
  })

  it('are of what is shown, of what waits, and of the files as they are', () => {
    const whole = waiting(bench, allChanges())
    const otherDiff = { ...shown(whole.id, [0]), diffSha256: '0'.repeat(64) }
    const start = (request: typeof otherDiff) => startPartial(reviewing.workspace, reviewing.sessions, request)
    expect(start(otherDiff)).toMatchObject({ code: 'not-approved' })
    expect(start({ ...otherDiff, id: 'c_0000000000' })).toMatchObject({ code: 'not-found' })
    bench.write('src/deep/b.js', 'edited')
    expect(partial(whole.id, [0])).toMatchObject({ code: 'stale-file', message: expect.stringContaining('src/deep/b.js') })
    declined(whole.id)
    expect(partial(whole.id, [0])).toMatchObject({ code: 'stale-state' })
  })

  it('that wait already are not asked about twice', async () => {
    const whole = waiting(bench, allChanges())
    await reviewing.ended(partial(whole.id, [0]))
    const again = waiting(bench, allChanges())
    expect(partial(again.id, [0])).toMatchObject({ code: 'stale-state', message: expect.stringContaining('waits already as c_') })
  })
})

describe('another trial of what waits', () => {
  it('replaces the evidence, keeps the earlier trial, and tells', async () => {
    const { id } = waiting(bench, allChanges())
    const told: CandidateRow[] = []
    reviewing.workspace.hub.subscribe('candidates.changed', row => told.push(row))
    const better = evidenceOf({ reasons: ['again'], cost: { elapsedMs: 77, cpuMs: 1 } })
    const session = await reviewing.ended(retry(id, proving(better)))
    expect(session).toMatchObject({ kind: 'trial', state: 'finished', rows: [{ candidateId: id, outcome: 'awaiting-review' }] })
    expect(detail(id)).toMatchObject({
      state: 'awaiting-review',
      evidence: { reasons: ['again'] },
      trials: [{ elapsedMs: 77 }, { elapsedMs: 1 }],
    })
    expect(told).toMatchObject([{ id, state: 'awaiting-review' }])
    expect(bench.stores.rules.list(bench.project.id)).toMatchObject([{ rule: 'J01', tried: 1, improved: 1 }])
  })

  it.each(['no-change', 'inconclusive', 'regressed', 'incorrect', 'unsafe'] as const)(
    'that is %s takes it out of the queue',
    async verdict => {
      const { id } = waiting(bench, allChanges())
      await reviewing.ended(retry(id, ends(verdict)))
      expect(detail(id)).toMatchObject({
        state: 'rejected',
        note: `another trial did not prove it again: ${verdict}: it is ${verdict}`,
        verdict,
        trials: [{ verdict }, { verdict: 'improved' }],
      })
    },
  )

  it('that could not be made changes nothing', async () => {
    const { id } = waiting(bench, allChanges())
    const before = detail(id)
    const session = await reviewing.ended(retry(id, proving(refuse('cancelled', 'Stopped.', ''))))
    expect(session).toMatchObject({ state: 'cancelled', rows: [{ why: 'Stopped. It keeps the evidence that it had.' }] })
    expect(detail(id)).toEqual(before)
  })

  it('leaves no decision open meanwhile: approve, decline, hunks and a third trial are busy', async () => {
    const { id, diffSha256 } = waiting(bench, allChanges())
    const { promise: gate, resolve: open } = Promise.withResolvers<void>()
    const parts = { ...reviewing, watching: {}, stopping: {}, projects: {} } as never
    const handlers = createHandlers(parts)
    const end = reviewing.ended(retry(id, () => gate.then(() => evidenceOf())))
    for (const answer of [
      handlers['candidates.approve']({ id, diffSha256 }, 'operator', { kind: 'terminal' }),
      handlers['candidates.decline']({ id, reason: 'no' }),
      handlers['candidates.partial']({ id, diffSha256, hunks: [0] }, 'operator', { kind: 'terminal' }),
      handlers['candidates.retry']({ id }),
    ])
      expect(await answer).toMatchObject({ code: 'busy', message: expect.stringMatching(/Nothing was (?:changed|started)/) })
    expect(state(id)).toBe('awaiting-review')
    open()
    await end
    expect(await handlers['candidates.decline']({ id, reason: 'now' })).toMatchObject({ state: 'declined' })
  })
})

const rejectedOne = () => waiting(bench, allChanges(), evidenceOf({ verdict: 'inconclusive' })).id
const declinedOne = () => {
  const { id } = waiting(bench, allChanges())
  declined(id)
  return id
}
const rolledBackOne = () => {
  const { id } = applied(bench, allChanges())
  rollbackModification({ ...key(id), by: 'operator', reason: 'r', overwriteEdits: false }, bench)
  return id
}

describe('another trial of what is over', () => {
  it.each([
    ['rejected', rejectedOne],
    ['declined', declinedOne],
    ['rolled-back', rolledBackOne],
  ] as const)('%s is a new candidate of the same bytes, with the comments', async (was, make) => {
    const id = make()
    addComment({ ...key(id), path: 'src/a.js', side: 'after', line: 1, text: 'why 2?', by: 'operator' }, bench)
    const { rows } = await reviewing.ended(retry(id))
    const again = detail(rows[0]!.candidateId!)
    expect(again.id).not.toBe(id)
    expect([state(id), again.state, again.diffSha256]).toEqual([was, 'awaiting-review', detail(id).diffSha256])
    expect(again.comments).toMatchObject([{ path: 'src/a.js', line: 1, text: 'why 2?', tMs: detail(id).comments[0]!.tMs }])
    expect(again.comments[0]!.id).not.toBe(detail(id).comments[0]!.id)
    expect(journal()).toContainEqual(expect.stringContaining(`note retry: the bytes of ${id} again`))
    // Never straight to the files.
    expect(allOld(bench)).toBe(true)
    expect(retry(id)).toMatchObject({ code: 'stale-state', message: expect.stringContaining(again.id) })
  })

  it('of a part stays a part', async () => {
    const whole = waiting(bench, allChanges())
    const { rows } = await reviewing.ended(partial(whole.id, [1], ends('inconclusive')))
    const again = await reviewing.ended(retry(rows[0]!.candidateId!))
    expect(detail(again.rows[0]!.candidateId!).partOf).toMatchObject({ id: whole.id, hunks: [1] })
  })

  it('is refused when a file is another one, and when it is in effect', () => {
    const id = declinedOne()
    bench.write('src/c.js', 'edited')
    expect(retry(id)).toMatchObject({ code: 'stale-file', message: expect.stringContaining('src/c.js') })
    bench.write('src/c.js', '')
    const inEffect = applied(bench, allChanges())
    expect(retry(inEffect.id)).toMatchObject({ code: 'stale-state' })
    expect(retry('c_0000000000')).toMatchObject({ code: 'not-found' })
  })
})
