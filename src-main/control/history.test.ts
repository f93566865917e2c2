import { join } from 'node:path'
import Database from 'better-sqlite3'
import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { historySummary } from './history.ts'
import { candidateOf, changeOf, evidenceOf, mustOpen, temporaryFolder } from '../stores/test-home.ts'
import type { HistoryTotals, StoreOptions, Stores } from '../stores/stores.ts'

let folder: ReturnType<typeof temporaryFolder>
let stores: Stores
let nowMs = 0
beforeEach(() => {
  folder = temporaryFolder()
  stores = mustOpen(folder.path)
  nowMs = 0
})
afterEach(() => {
  stores.close()
  folder.remove()
})

const evidenceWith = (estimate: number | null) => {
  const evidence = evidenceOf()
  const measurement = evidence.measurement!
  return {
    ...evidence,
    measurement: estimate === null ? null : { ...measurement, improvement: { estimate, low: estimate, high: estimate } },
  }
}

interface Change {
  readonly factor: number | null
  readonly functions: readonly string[]
  readonly by: string
  readonly fate: 'waits' | 'declined' | 'applied' | 'kept' | 'rolled-back' | 'returned'
  readonly projectId: string
}
const change = (more: Partial<Change>): Change => ({
  factor: 4,
  functions: ['a.js#f'],
  by: 'operator',
  fate: 'kept',
  projectId: 'p',
  ...more,
})

/** Through the states as the pipeline moves it, a millisecond for each step. */
function live({ factor, functions, by, fate, projectId }: Change): string {
  const { candidates, evidence, decisions } = stores
  const { id, diffSha256 } = candidates.add(
    projectId,
    candidateOf([changeOf('a.js', 'a\n', 'b\n')], { changedFunctions: functions }),
    (nowMs += 1),
  )
  evidence.put(projectId, id, evidenceWith(factor), nowMs)
  const move = (...[from, to]: [Parameters<typeof candidates.move>[2], Parameters<typeof candidates.move>[3]]) =>
    expect(candidates.move(projectId, id, from, to, (nowMs += 1), '')).toBe(true)
  move('generated', 'awaiting-review')
  if (fate === 'waits') return id
  move('awaiting-review', fate === 'declined' ? 'declined' : 'approved')
  const verb = fate === 'declined' ? 'declined' : 'approved'
  decisions.add(projectId, id, { verb, by, reason: '', diffSha256, tMs: nowMs })
  if (fate === 'declined') return id
  if (fate === 'returned') {
    move('approved', 'awaiting-review')
    return id
  }
  move('approved', 'applied')
  if (fate === 'applied') return id
  move('applied', fate === 'kept' ? 'kept' : 'rolling-back')
  if (fate === 'rolled-back') move('rolling-back', 'rolled-back')
  return id
}

const round = (totals: readonly HistoryTotals[]) =>
  totals.map(({ logGain, ...rest }) => ({ ...rest, logGain: Math.round(logGain * 1e9) / 1e9 }))
const summary = (metrics: number, projectId = 'p') =>
  historySummary({ stores, project: { id: projectId, manifest: { metrics: Array.from({ length: metrics }) } } } as never, {
    paths: 30,
    functions: 10,
  })

const courses = () => summary(1).points.map(({ complexity }) => complexity)
const reopen = (options: Partial<StoreOptions>) => {
  stores.close()
  stores = mustOpen(folder.path, options)
}

describe('the history', () => {
  it('is the geometric mean over all metrics of what is in effect, and falls when it is taken back', () => {
    live(change({ factor: 4 }))
    const second = live(change({ factor: 4, functions: ['a.js#f', 'b.js#g'], by: 'policy:low', fate: 'applied' }))
    live(change({ factor: 9, fate: 'declined', by: 'policy:low' }))
    live(change({ factor: 9, fate: 'waits' }))
    live(change({ factor: 9, fate: 'returned' }))
    stores.candidates.move('p', second, 'applied', 'rolling-back', 100, '')
    expect(summary(2)).toMatchObject({ inEffect: 2, rolledBack: 0, declined: 1 })
    stores.candidates.move('p', second, 'rolling-back', 'rolled-back', 110, '')
    const { points, ...counts } = summary(2)
    expect(counts).toEqual({ inEffect: 1, rolledBack: 1, declined: 1 })
    expect(
      points.map(({ gain, functionsOptimized, autonomousDecisions }) => [gain, functionsOptimized, autonomousDecisions]),
    ).toEqual([
      [2, 1, 0],
      [2, 1, 1],
      [expect.closeTo(4), 2, 1],
      [expect.closeTo(4), 2, 2],
      [expect.closeTo(2), 1, 2],
    ])
    expect(points.at(-1)).toMatchObject({ tMs: 110, complexity: null })
    expect(summary(2, 'other').points).toEqual([])
  })

  it('counts what was not measured as no gain, and a failed rollback as still in effect', () => {
    const id = live(change({ factor: null, functions: ['a.js#f', 'a.js#f'], fate: 'applied' }))
    stores.candidates.move('p', id, 'applied', 'rolling-back', 50, '')
    stores.candidates.move('p', id, 'rolling-back', 'kept', 51, '')
    expect(summary(1).points).toMatchObject([{ gain: 1, functionsOptimized: 1 }])
  })

  it('says how complex the code was after each event: as it is now, less what came later', () => {
    live(change({}))
    expect(courses()).toEqual([null])
    // Each change adds a function with three paths.
    reopen({ complexityOf: () => ({ paths: 3, functions: 1 }) })
    live(change({}))
    live(change({ by: 'policy:low' }))
    expect(courses()).toEqual([null, 27 / 9, 27 / 9, 30 / 10])
    live(change({ fate: 'rolled-back' }))
    expect(courses()).toEqual([null, 27 / 9, 27 / 9, 30 / 10, 33 / 11, 30 / 10])
  })

  it('is thinned to what was asked for, with first and last', () => {
    for (let i = 0; i < 30; i++) live(change({ functions: [`a.js#f${i}`] }))
    const all = stores.history.totals('p', 400)
    expect(all).toHaveLength(30)
    for (const points of [2, 3, 7, 29]) {
      const thinned = stores.history.totals('p', points)
      expect(thinned).toHaveLength(points)
      expect([thinned[0], thinned.at(-1)]).toEqual([all[0], all.at(-1)])
    }
    expect(stores.history.totals('p', 1)).toEqual([all.at(-1)])
  })

  it('that is made from an older store is the one that would have been kept', () => {
    const any = fc.record({
      factor: fc.constantFrom(null, 0.5, 1.2, 3),
      functions: fc.subarray(['a.js#f', 'a.js#g', 'b.js#f']),
      by: fc.constantFrom('operator', 'policy:low'),
      fate: fc.constantFrom<Change['fate']>('waits', 'declined', 'applied', 'kept', 'rolled-back', 'returned'),
      projectId: fc.constantFrom('p', 'q'),
    })
    const forget = `UPDATE history_built SET built = 0; UPDATE decisions_seen SET n = 0; UPDATE candidates SET decided_ms = created_ms;
      DELETE FROM history; DELETE FROM effects; DELETE FROM functions_in_effect;`
    fc.assert(
      fc.property(fc.array(any, { maxLength: 6 }), changes => {
        for (const each of changes) live(each)
        const kept = ['p', 'q'].map(id => round(stores.history.totals(id, 10_000)))
        stores.close()
        const db = new Database(join(folder.path, 'asis_code_generation.db'))
        db.exec(forget)
        db.close()
        stores = mustOpen(folder.path)
        expect(['p', 'q'].map(id => round(stores.history.totals(id, 10_000)))).toEqual(kept)
      }),
      { numRuns: 25 },
    )
  })
})
