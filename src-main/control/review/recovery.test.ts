import { afterEach, describe, expect, it } from 'vitest'
import type { Evidence } from '../../../src-shared/domain/evidence.ts'
import type { Session } from '../../../src-shared/domain/session.ts'
import { allChanges, allOld, openBench, type Bench } from '../../../test/support/changing-project.ts'
import { waiting } from '../../../test/support/decided.ts'
import { decline } from '../../pipeline/5-review/decline.ts'
import { silentLog } from '../../platform/ports.ts'
import { evidenceOf } from '../../stores/test-home.ts'
import type { Stores } from '../../stores/stores.ts'
import { recover, type Recovered } from '../recover.ts'
import { startPartial } from './partial.ts'
import { startRetry } from './retry.ts'
import { proving, reviewingOver } from '../../../test/support/reviewing.ts'

const writers: ReadonlySet<PropertyKey> = new Set(['add', 'put', 'move', 'append', 'intent', 'outcome', 'record', 'setPartOf'])

/** The same stores; the world ends before the write with this number, and after it nothing is written any more. */
function endingAt(stores: Stores, index: number, seen: string[]): Stores {
  const watched = (name: string, store: object): unknown =>
    new Proxy(store, {
      get(target, property, receiver) {
        const method: unknown = Reflect.get(target, property, receiver)
        if (typeof method !== 'function' || !writers.has(property)) return method
        return (...args: readonly unknown[]): unknown => {
          if (seen.length >= index) throw new Error('the world has ended')
          seen.push(`${name}.${String(property)}`)
          return Reflect.apply(method, target, args)
        }
      },
    })
  const entries = Object.entries(stores).map(([name, store]) => [name, typeof store === 'object' ? watched(name, store) : store])
  return Object.fromEntries(entries) as Stores
}

let bench: Bench
afterEach(() => bench.remove())

const recoverNow = (): Recovered =>
  recover(bench.stores, id => (id === bench.project.id ? bench.project : null), {
    clock: bench.clock,
    log: silentLog,
    sandboxFolder: `${bench.home}/asis_sandbox`,
  })

type Action = 'partial' | 'retry'
const start = (action: Action, id: string, stores: Stores, evidence: Evidence) => {
  const { workspace, sessions } = reviewingOver(bench, stores)
  const diffSha256 = bench.stores.candidates.get(bench.project.id, id)!.diffSha256
  const started =
    action === 'partial'
      ? startPartial(workspace, sessions, { id, diffSha256, hunks: [0, 2], by: 'operator' }, proving(evidence))
      : startRetry(workspace, sessions, id, proving(evidence))
  return { started, sessions }
}

/** False when the world ended on the way. */
async function run(action: Action, id: string, stores: Stores, evidence: Evidence): Promise<boolean> {
  try {
    const { sessions } = start(action, id, stores, evidence)
    await sessions.close()
    return true
  } catch {
    return false
  }
}

const all = () =>
  bench.stores.candidates.list(bench.project.id, null, 99).map(({ id }) => bench.stores.views.detail(bench.project.id, id)!)

/** Whatever was going on: nothing is half done, and nothing unproved can be approved. */
function nothingHalfDone(where: string): void {
  expect([where, bench.stores.journal.openIntents(), bench.stores.sessions.running()]).toEqual([where, [], []])
  expect(bench.stores.journal.verify()).toMatchObject({ ok: true })
  expect(allOld(bench)).toBe(true)
  for (const { state, verdict, trials } of all()) {
    expect([where, state]).not.toEqual([where, 'generated'])
    if (state === 'awaiting-review') expect([where, verdict, trials[0]?.verdict]).toEqual([where, 'improved', 'improved'])
  }
  expect([where, recoverNow()]).toEqual([where, { closed: [], open: [] }])
}

const partial = 'partial'
const waits = 'retry of what waits'
const over = 'retry of what was declined'
/** States of the first candidate and of those that came of it, over all moments at which the world may end. */
const cases = [
  [partial, 'improved', ['awaiting-review', 'awaiting-review rejected', 'declined awaiting-review']],
  [partial, 'inconclusive', ['awaiting-review', 'awaiting-review rejected']],
  [waits, 'improved', ['awaiting-review']],
  [waits, 'inconclusive', ['awaiting-review', 'rejected']],
  [over, 'improved', ['declined', 'declined rejected', 'declined awaiting-review']],
  [over, 'inconclusive', ['declined', 'declined rejected']],
] as const

describe('a trial on demand that was stopped', () => {
  it.each(cases)('at any write leaves nothing half done: %s, %s', async (what, verdict, possible) => {
    const action = what === partial ? 'partial' : 'retry'
    const evidence = evidenceOf({ verdict })
    const ends = new Set<string>()
    for (let index = 0; ; index++) {
      bench = openBench()
      const { id } = waiting(bench, allChanges())
      if (what === 'retry of what was declined') decline({ projectId: bench.project.id, id, by: 'operator', reason: 'no' }, bench)
      const seen: string[] = []
      const done = await run(action, id, endingAt(bench.stores, index, seen), evidence)
      bench.restart()
      recoverNow()
      const where = `${index} ${seen.at(-1)}`
      nothingHalfDone(where)
      const [first, ...others] = all().toReversed()
      ends.add([first!.state, ...others.map(each => each.state)].join(' '))
      if (what === partial) {
        // The whole change is over exactly when its part waits instead of it.
        expect([where, first!.state]).toEqual([where, others[0]?.state === 'awaiting-review' ? 'declined' : 'awaiting-review'])
        const decided = first!.decision?.reason ?? null
        const recorded = bench.stores.journal.list(null, null, 99).some(each => each.action === 'decline')
        const isOver = first!.state === 'declined'
        const reason = isOver ? `continued as ${others[0]!.id} with hunks 1, 3` : null
        expect([where, decided, recorded]).toEqual([where, reason, isOver])
        expect([where, others.every(each => each.partOf === null || each.partOf.id === id)]).toEqual([where, true])
      }
      if (done) {
        expect(seen.length).toBeGreaterThan(3)
        break
      }
      bench.remove()
    }
    expect([...ends]).toEqual(possible)
  })

  it('can be asked for again after it', async () => {
    bench = openBench()
    const { id } = waiting(bench, allChanges())
    // Sixth write: the part is there and was not tried.
    expect(await run('partial', id, endingAt(bench.stores, 6, []), evidenceOf())).toBe(false)
    bench.restart()
    expect(recoverNow().closed).toEqual([
      expect.stringContaining('stopped before'),
      expect.stringContaining('session'),
      expect.stringContaining('not finished'),
    ])
    expect(await run('partial', id, bench.stores, evidenceOf())).toBe(true)
    expect(all().map(each => each.state)).toEqual(['awaiting-review', 'rejected', 'declined'])
  })
})

it('a session whose end cannot be stored is over all the same', async () => {
  bench = openBench()
  const { id } = waiting(bench, allChanges())
  const full = {
    ...bench.stores,
    sessions: new Proxy(bench.stores.sessions, {
      get: (target, property, receiver) =>
        property === 'put'
          ? (project: string, session: Session) => {
              if (session.state !== 'running') throw new Error('SQLITE_FULL')
              target.put(project, session)
            }
          : (Reflect.get(target, property, receiver) as unknown),
    }),
  }
  const { started, sessions } = start('retry', id, full, evidenceOf())
  expect(started).toMatchObject({ state: 'running' })
  await expect(sessions.close()).rejects.toThrow('SQLITE_FULL')
  expect(sessions.running()).toBeNull()
  expect(recoverNow().closed).toContainEqual(expect.stringContaining('session'))
  expect(bench.stores.sessions.running()).toEqual([])
})
