import { join } from 'node:path'
import Database from 'better-sqlite3'
import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sample } from '../../src-shared/domain/metric.ts'
import { openRollups, widthsMs } from './rollups.ts'
import { openSampleStore } from './sample-store.ts'
import { selfModificationSchema } from './schema/self-modification.ts'
import { migrate } from './migrate.ts'
import { stepsFor, thinner } from './thin.ts'
import { mustOpen, temporaryFolder } from './test-home.ts'

/** What the rollups must answer, from the samples themselves. */
function expected(samples: readonly Sample[], fromMs: number, toMs: number, stepMs: number): Sample[] {
  const steps = Map.groupBy(
    samples.filter(({ tMs }) => tMs >= fromMs && tMs <= toMs),
    ({ tMs }) => Math.floor(tMs / stepMs),
  )
  return [...steps.keys()]
    .sort((a, b) => a - b)
    .flatMap(step => {
      const inOrder = steps.get(step)!.toSorted((a, b) => a.tMs - b.tMs)
      const low = inOrder.reduce((best, sample) => (sample.value < best.value ? sample : best))
      const high = inOrder.reduce((best, sample) => (sample.value > best.value ? sample : best))
      if (low.value === high.value) return [low]
      return low.tMs <= high.tMs ? [low, high] : [high, low]
    })
}

const rows = (db: Database.Database) => db.prepare('SELECT * FROM rollups ORDER BY series, width_ms, start_ms').all()

const memory = () => {
  const db = new Database(':memory:')
  migrate(db, selfModificationSchema)
  return db
}

/** Bursts, gaps, samples of one millisecond, out of order, before 1970. */
const series = fc.array(
  fc.record({
    tMs: fc.oneof(
      fc.integer({ min: -9e7, max: 9e7 }),
      fc.integer({ min: 0, max: 2e4 }),
      fc.constantFrom(0, 4999, 5000, 59_999, 60_000),
    ),
    value: fc.integer({ min: -5, max: 5 }),
  }),
  { maxLength: 120 },
)

describe('rollups', () => {
  it('answer each step with the same lowest and highest sample as the samples themselves, whatever the ends', () => {
    fc.assert(
      fc.property(
        fc.array(series, { minLength: 1, maxLength: 3 }),
        fc.integer({ min: -1e8, max: 1e8 }),
        fc.integer({ min: 0, max: 2e8 }),
        fc.constantFrom(...widthsMs),
        fc.integer({ min: 1, max: 7 }),
        (appends, fromMs, lengthMs, widthMs, times) => {
          const db = memory()
          const store = openSampleStore(db)
          for (const samples of appends) store.append('p', 'm', samples)
          const all = appends.flat()
          const toMs = fromMs + lengthMs
          const rollups = openRollups(db)
          const thinned = thinner(widthMs * times)
          rollups.visit(1, fromMs, toMs, widthMs, thinned.add)
          expect(thinned.end()).toEqual(expected(all, fromMs, toMs, widthMs * times))
          const inside = all.filter(({ tMs }) => tMs >= fromMs && tMs <= toMs).length
          expect(rollups.atMost(1, fromMs, toMs)).toBeGreaterThanOrEqual(inside)
          db.close()
        },
      ),
      { numRuns: 300 },
    )
  })

  it('are the same whether samples came one by one, together, or before there were rollups', () => {
    fc.assert(
      fc.property(series, samples => {
        const [single, together, older] = [memory(), memory(), new Database(':memory:')]
        for (const sample of samples) openSampleStore(single).append('p', 'm', [sample])
        openSampleStore(together).append('p', 'm', samples)
        migrate(older, selfModificationSchema.slice(0, 1))
        older.exec(`INSERT INTO series (project_id, metric_id) VALUES ('p', 'm')`)
        const insert = older.prepare('INSERT INTO samples (series, t_ms, n, value) VALUES (1, ?, ?, ?)')
        for (const [i, { tMs, value }] of samples.entries()) insert.run(tMs, i, value)
        migrate(older, selfModificationSchema)
        expect(rows(single)).toEqual(rows(together))
        expect(rows(older)).toEqual(samples.length === 0 ? [] : rows(together))
        for (const db of [single, together, older]) db.close()
      }),
      { numRuns: 60 },
    )
  })
})

describe('steps', () => {
  it('are at most as many as asked for, wherever the range begins', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1e13, max: 1e13 }),
        fc.integer({ min: 0, max: 1e13 }),
        fc.integer({ min: 4, max: 2000 }),
        fc.boolean(),
        (fromMs, lengthMs, points, wholeBuckets) => {
          const { stepMs, widthMs } = stepsFor(fromMs, fromMs + lengthMs, points, wholeBuckets)
          const touched = Math.floor((fromMs + lengthMs) / stepMs) - Math.floor(fromMs / stepMs) + 1
          expect(touched * 2).toBeLessThanOrEqual(points)
          if (widthMs !== null) expect(stepMs % widthMs).toBe(0)
        },
      ),
    )
  })
  it.each([
    ['15 min', 15 * 60_000, 300],
    ['1 h', 3_600_000, 300],
    ['6 h', 6 * 3_600_000, 300],
    ['24 h', 86_400_000, 300],
    ['7 d', 7 * 86_400_000, 260],
    ['30 d', 30 * 86_400_000, 300],
    ['90 d', 90 * 86_400_000, 300],
  ])('of %s use most of 400 points', (_, lengthMs, atLeast) => {
    const { stepMs } = stepsFor(0, lengthMs, 400, true)
    expect((lengthMs / stepMs) * 2).toBeGreaterThanOrEqual(atLeast)
  })
})

describe('a range of many samples', () => {
  let folder: ReturnType<typeof temporaryFolder>
  beforeEach(() => void (folder = temporaryFolder()))
  afterEach(() => folder.remove())

  const startMs = Date.UTC(2026, 0, 1)
  /** 60,000 samples of 250 ms with a pause of 20 minutes, a peak and a hole in the values. */
  const many = (): Sample[] =>
    Array.from({ length: 60_000 }, (_, i) => ({
      tMs: startMs + i * 250 + (i < 30_000 ? 0 : 20 * 60_000),
      value: i === 12_345 ? 1000 : i === 45_678 ? -1000 : Math.sin(i / 500),
    }))

  it('keeps peaks, gaps and both ends, and never has more points than asked for', () => {
    const stores = mustOpen(folder.path)
    const samples = many()
    stores.samples.append('p', 'm', samples)
    const [firstMs, lastMs] = [samples[0]!.tMs, samples.at(-1)!.tMs]
    const known = new Set(samples.map(({ tMs, value }) => `${tMs} ${value}`))
    for (const points of [2, 3, 4, 60, 300, 400, 2000]) {
      const shown = stores.samples.range('p', 'm', firstMs + 1, lastMs - 1, points)
      expect(shown.length).toBeLessThanOrEqual(points)
      expect(shown.map(({ value }) => value)).toEqual(expect.arrayContaining([1000, -1000]))
      expect(shown.every(({ tMs }) => tMs > firstMs && tMs < lastMs)).toBe(true)
      expect(shown).toEqual(shown.toSorted((a, b) => a.tMs - b.tMs))
      expect(shown.every(({ tMs, value }) => known.has(`${tMs} ${value}`))).toBe(true)
    }
    const shown = stores.samples.range('p', 'm', firstMs, lastMs, 400)
    const pauses = shown.map(({ tMs }, i) => tMs - (shown[i - 1]?.tMs ?? tMs))
    expect(pauses.filter(pauseMs => pauseMs > 15 * 60_000)).toHaveLength(1)
    // A year around it is drawn from where there is something.
    expect(stores.samples.range('p', 'm', 0, lastMs, 400)).toEqual(shown)
    expect(stores.samples.range('p', 'm', lastMs + 1, lastMs + 9, 400)).toEqual([])
    expect(stores.samples.range('p', 'm', 0, firstMs - 1, 400)).toEqual([])
    stores.close()
  })

  it('a point that was drawn stays where it is while the range moves on', () => {
    const stores = mustOpen(folder.path)
    stores.samples.append('p', 'm', many())
    const windowMs = 40 * 60_000
    const at = (movedMs: number) => stores.samples.range('p', 'm', startMs + movedMs, startMs + movedMs + windowMs, 400)
    const [before, after] = [at(1_000), at(61_000)]
    const inBoth = ({ tMs }: Sample): boolean => tMs > startMs + 90_000 && tMs < startMs + windowMs - 30_000
    expect(after.filter(inBoth)).toEqual(before.filter(inBoth))
    stores.close()
  })

  it('a failed append leaves neither samples nor rollups', () => {
    const stores = mustOpen(folder.path)
    expect(() =>
      stores.samples.append('p', 'm', [
        { tMs: 1, value: 1 },
        { tMs: 2, value: Number.POSITIVE_INFINITY },
      ]),
    ).toThrow(/Infinity/)
    stores.close()
    const db = new Database(join(folder.path, 'asis_self_modification.db'), { readonly: true })
    expect(db.prepare('SELECT (SELECT count(*) FROM samples) + (SELECT count(*) FROM rollups)').pluck().get()).toBe(0)
    db.close()
  })
})
