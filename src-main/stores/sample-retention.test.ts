/** Old samples and analyses go by whole days; what is drawn from the rest is what was drawn before. */
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { mustOpen, temporaryFolder } from './test-home.ts'
import type { Stores } from './stores.ts'

const day = 86_400_000
const hour = 3_600_000
let folder: ReturnType<typeof temporaryFolder>
let stores: Stores
beforeEach(() => {
  folder = temporaryFolder()
  stores = mustOpen(folder.path)
})
afterEach(() => {
  stores.close()
  folder.remove()
})
const onward = async (): Promise<boolean> => true
const retention = () => stores.retention.samples
const valueAt = (tMs: number): number => ((tMs / hour) * 7919) % 1000
const fill = (days: number, metricId = 'speed'): void =>
  stores.samples.append(
    'p',
    metricId,
    Array.from({ length: days * 24 }, (_, i) => ({ tMs: i * hour, value: valueAt(i * hour) })),
  )
function rows(table: string): number {
  const db = new Database(join(folder.path, 'asis_self_modification.db'), { readonly: true })
  try {
    return Number(db.prepare(`SELECT count(*) FROM ${table}`).pluck().get())
  } finally {
    db.close()
  }
}

it('removes what is older than whole days, of all series, and leaves levels alone', async () => {
  fill(100)
  fill(3, 'size')
  stores.samples.setReference('p', 'speed', 5, 0)
  const before = stores.samples.range('p', 'speed', 90 * day, 100 * day, 300)
  expect(retention().due(90 * day + hour)).toEqual({ samples: 90 * 24 + 3 * 24, analyses: 0 })
  expect(await retention().remove(90 * day + hour, onward)).toEqual({ samples: 93 * 24, analyses: 0 })
  expect(rows('samples')).toBe(10 * 24)
  expect(retention().due(90 * day + hour)).toEqual({ samples: 0, analyses: 0 })
  expect(stores.samples.range('p', 'speed', 90 * day, 100 * day, 300)).toEqual(before)
  expect(stores.samples.range('p', 'speed', 0, 100 * day, 300)).toEqual(before)
  expect(stores.samples.range('p', 'size', 0, 100 * day, 300)).toEqual([])
  expect(stores.samples.reference('p', 'speed')).toBe(5)
  const db = new Database(join(folder.path, 'asis_self_modification.db'), { readonly: true })
  expect(db.prepare('SELECT min(start_ms) FROM rollups').pluck().get()).toBe(90 * day)
  db.close()
})

it('draws the rest right wherever it ends early, and goes on at the next run', async () => {
  fill(120)
  const expected = stores.samples.range('p', 'speed', 100 * day, 120 * day, 100)
  let ends = 0
  for (let pieces = 0; retention().due(100 * day).samples > 0 || pieces < 3; pieces++) {
    let left = pieces
    await retention().remove(100 * day, async () => left-- > 0)
    expect(stores.samples.range('p', 'speed', 100 * day, 120 * day, 100)).toEqual(expected)
    const all = stores.samples.range('p', 'speed', 0, 120 * day, 100)
    for (const { tMs, value } of all) expect(value).toBe(valueAt(tMs))
    expect(all.at(-1)?.tMs).toBeGreaterThan(119 * day)
    ends += 1
    expect(ends).toBeLessThan(50)
  }
  expect(ends).toBeGreaterThan(3)
  expect(rows('samples')).toBe(20 * 24)
})

it('keeps the newest analysis of each project, whatever its age', async () => {
  for (let i = 1; i <= 5; i++)
    for (const project of ['p', 'q'])
      stores.analyses.add(project, { startedMs: i * day, endedMs: i * day + 1, opportunities: [] })
  expect(retention().due(100 * day)).toEqual({ samples: 0, analyses: 8 })
  expect(await retention().remove(100 * day, onward)).toEqual({ samples: 0, analyses: 8 })
  expect(stores.analyses.list('p', 9).map(each => each.startedMs)).toEqual([5 * day])
  expect(stores.analyses.list('q', 9)).toHaveLength(1)
})
