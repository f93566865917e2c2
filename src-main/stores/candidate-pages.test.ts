import { join } from 'node:path'
import Database from 'better-sqlite3'
import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { candidateState, type CandidateState } from '../../src-shared/domain/candidate.ts'
import { openCandidatePages } from './candidate-pages.ts'
import { migrate } from './migrate.ts'
import { codeGenerationSchema } from './schema/code-generation.ts'
import { sha256Of } from './sha256.ts'
import { candidateOf, changeOf, evidenceOf, mustOpen, temporaryFolder } from './test-home.ts'
import { trigramsOf } from './text-index.ts'
import type { CandidateQuery, Stores } from './stores.ts'

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

const everything: CandidateQuery = { states: null, metricId: null, search: null, order: 'created', after: null, limit: 500 }
const ids = (query: Partial<CandidateQuery>, projectId = 'p') =>
  stores.candidates.page(projectId, { ...everything, ...query })?.map(({ id }) => id) ?? null

interface Made {
  readonly title: string
  readonly path: string
  readonly metricId: string
  readonly projectId?: string
}
const make = ({ title, path, metricId, projectId = 'p' }: Made, nowMs: number): string =>
  stores.candidates.add(
    projectId,
    { ...candidateOf([changeOf(path, 'a\n', `b${nowMs}\n`)], { title }), metricId, metricTitle: `Metric ${metricId}` },
    nowMs,
  ).id
const decide = (id: string, tMs: number, by = 'operator'): void => {
  stores.candidates.move('p', id, 'generated', 'awaiting-review', tMs, '')
  stores.candidates.move('p', id, 'awaiting-review', 'declined', tMs, '')
  stores.decisions.add('p', id, { verb: 'declined', by, reason: 'no', diffSha256: sha256Of('x'), tMs })
}

describe('a page of candidates', () => {
  it('is the same as filtering and sorting all of them, page by page', () => {
    const words = ['Set', 'set of', 'Index', 'index %_', 'ΑΣ', 'q"uote', 'zz']
    const made = fc.record({
      title: fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 3 }).map(parts => parts.join(' ')),
      path: fc.constantFrom('src/a.ts', 'src/b.ts', 'lib/ü.js'),
      metricId: fc.constantFrom('m1', 'm2'),
      decidedMs: fc.option(fc.integer({ min: 0, max: 30 }), { nil: null }),
    })
    const query = fc.record({
      states: fc.option(fc.subarray<CandidateState>(['generated', 'declined', 'kept', 'declined']), { nil: null }),
      metricId: fc.option(fc.constantFrom('m1', 'm2', 'm3'), { nil: null }),
      search: fc.option(
        fc.constantFrom(
          '',
          's',
          'z',
          'zz',
          'se',
          'SET',
          'index %',
          'index %_',
          'ας',
          'ασ',
          '"uo',
          'src/',
          'ü.js',
          'metric m2',
          'j01',
          'no\0',
          '\ud800',
        ),
        { nil: null },
      ),
      order: fc.constantFrom<CandidateQuery['order']>('created', 'decided'),
      limit: fc.integer({ min: 1, max: 4 }),
    })
    const db = new Database(join(folder.path, 'asis_code_generation.db'), { readonly: true })
    const many = openCandidatePages(db, 2)
    const nameOf = db.prepare<[number], string>('SELECT id FROM candidates WHERE n = ?').pluck()
    fc.assert(
      fc.property(fc.array(made, { maxLength: 12 }), fc.array(query, { minLength: 1, maxLength: 8 }), (all, queries) => {
        const projectId = stores.newId('s')
        const rows = all.map((each, i) => {
          const id = make({ ...each, projectId }, i)
          if (each.decidedMs !== null) {
            stores.candidates.move(projectId, id, 'generated', 'awaiting-review', 1, '')
            stores.candidates.move(projectId, id, 'awaiting-review', 'declined', 1, '')
            const decision = { verb: 'declined', by: 'x', reason: '', diffSha256: sha256Of('x') } as const
            stores.decisions.add(projectId, id, { ...decision, tMs: each.decidedMs })
          }
          const text = `${each.title}\n${each.path}\n${each.metricId}\nMetric ${each.metricId}\nJ01`.toLowerCase()
          return {
            ...each,
            i,
            id,
            text,
            state: each.decidedMs === null ? 'generated' : 'declined',
            decidedMs: each.decidedMs ?? i,
          }
        })
        for (const wanted of queries) {
          const expected = rows
            .filter(
              row =>
                (wanted.states === null || wanted.states.includes(row.state as CandidateState)) &&
                (wanted.metricId === null || wanted.metricId === row.metricId) &&
                row.text.includes((wanted.search ?? '').toLowerCase()),
            )
            .toSorted((a, b) => (wanted.order === 'decided' && b.decidedMs - a.decidedMs) || b.i - a.i)
            .map(({ id }) => id)
          const found: string[] = []
          for (;;) {
            const page = ids({ ...wanted, after: found.at(-1) ?? null }, projectId)!
            expect(page.length).toBeLessThanOrEqual(wanted.limit)
            found.push(...page)
            if (page.length < wanted.limit) break
          }
          expect(found).toEqual(expected)
          // The ways for many matches, which need only three here.
          const numbers = many.page(projectId, { ...wanted, after: null })!
          expect(numbers.map(n => nameOf.get(n))).toEqual(expected.slice(0, wanted.limit))
        }
      }),
      { numRuns: 60 },
    )
    db.close()
  })

  it('finds the same where many match, by each way of looking', () => {
    for (let i = 0; i < 60; i++) make({ title: i === 30 ? 'Needle in the hay' : 'Hay', path: 'a.js', metricId: 'm' }, i)
    const late = make({ title: 'Hay', path: 'a.js', metricId: 'm' }, 99)
    decide(late, 100)
    expect(ids({ search: 'hay', limit: 500 })).toHaveLength(61)
    expect(ids({ search: 'needle' })).toHaveLength(1)
    expect(ids({ search: 'ne' })).toHaveLength(1)
    expect(ids({ search: 'hay', states: ['declined'] })).toEqual([late])
    expect(trigramsOf('hayst')).toBe('"yst" AND "hay"')
  })

  it('follows nobody: a candidate of another project, or none, is not a place to go on from', () => {
    const other = make({ title: 'x', path: 'a.js', metricId: 'm', projectId: 'q' }, 1)
    expect(ids({ after: other })).toBeNull()
    expect(ids({ after: 'c_0000000000' })).toBeNull()
  })

  it('comes with evidence and newest decision in a fixed number of queries', () => {
    const all = Array.from({ length: 30 }, (_, i) => make({ title: 'x', path: 'a.js', metricId: 'm' }, i))
    for (const [i, id] of all.entries()) {
      if (i % 2 === 0) stores.evidence.put('p', id, evidenceOf(), i)
      if (i % 3 === 0) decide(id, 100 + i)
      if (i % 6 === 0) {
        const again = { verb: 'approved', by: 'second', reason: '', diffSha256: sha256Of('x'), tMs: 500 } as const
        stores.decisions.add('p', id, again)
      }
    }
    const rows = stores.views.page('p', everything)!
    expect(rows.map(row => row.id)).toEqual(all.toReversed())
    for (const row of rows) expect(row).toEqual(stores.views.row('p', row.id))
    expect(ids({ order: 'decided', limit: 1 })).toEqual([all[24]])
  })
})

describe('counts of candidates', () => {
  it('follow every addition and every move', () => {
    const [a, b] = [make({ title: 'x', path: 'a.js', metricId: 'm' }, 1), make({ title: 'x', path: 'a.js', metricId: 'm' }, 2)]
    make({ title: 'x', path: 'a.js', metricId: 'm', projectId: 'q' }, 3)
    decide(a, 5)
    stores.candidates.move('p', b, 'generated', 'rejected', 6, '')
    const zero = Object.fromEntries(candidateState.options.map(state => [state, 0]))
    expect(stores.candidates.counts('p')).toEqual({ ...zero, declined: 1, rejected: 1 })
    expect(stores.candidates.projects()).toEqual(['p', 'q'])
    expect(stores.candidates.projectOf(a)).toBe('p')
    expect(stores.candidates.projectOf('c_0000000000')).toBeNull()
  })
})

/** Rows as the first version wrote them. */
const olderStore = (): void => {
  const db = new Database(join(folder.path, 'asis_code_generation.db'))
  migrate(db, codeGenerationSchema.slice(0, 1))
  const { files, ...proposal } = candidateOf([changeOf('src/a.js', 'old\n', 'new\n')]).proposal
  const add = db.prepare(
    `INSERT INTO candidates (id, project_id, metric_id, metric_title, unit, state, title, short_name, generator, rule, paths, proposal,
       diff, diff_sha256, created_ms, updated_ms, note) VALUES (?, 'p', 'speed', 'Speed', 'us', ?, ?, 's', 'rule', 'J01', '["src/a.js"]',
       ?, 'the diff', 'hash', ?, ?, '')`,
  )
  add.run('c_0000000001', 'declined', 'Old one', JSON.stringify(proposal), 10, 50)
  add.run('c_0000000002', 'generated', 'Newer one', JSON.stringify(proposal), 20, 20)
  const file = files[0]!
  for (const id of ['c_0000000001', 'c_0000000002'])
    db.prepare('INSERT INTO candidate_files VALUES (?, 0, ?, ?, ?, ?, ?)').run(
      id,
      'src/a.js',
      file.beforeSha256,
      file.afterSha256,
      Buffer.from('old\n'),
      Buffer.from('new\n'),
    )
  db.close()
}

describe('a store of before', () => {
  it('keeps its texts, and is counted, searched and ordered like a new one', () => {
    stores.close()
    folder.remove()
    folder = temporaryFolder()
    olderStore()
    stores = mustOpen(folder.path)
    const decision = { verb: 'declined', by: 'operator', reason: 'no', diffSha256: sha256Of('x'), tMs: 40 } as const
    stores.decisions.add('p', 'c_0000000001', decision)
    expect(stores.candidates.get('p', 'c_0000000001')).toMatchObject({
      diff: 'the diff',
      title: 'Old one',
      proposal: { rule: 'J01', files: [changeOf('src/a.js', 'old\n', 'new\n')] },
    })
    expect(stores.candidates.counts('p')).toMatchObject({ declined: 1, generated: 1 })
    expect(ids({ search: 'SRC/a' })).toEqual(['c_0000000002', 'c_0000000001'])
    expect(ids({ search: 'newer' })).toEqual(['c_0000000002'])
    expect(ids({ order: 'decided' })).toEqual(['c_0000000001', 'c_0000000002'])
  })

  it('learns the times of decisions that were made before it knew them, and of those that a crash left out', () => {
    const [a, b] = [make({ title: 'x', path: 'a.js', metricId: 'm' }, 1), make({ title: 'x', path: 'a.js', metricId: 'm' }, 2)]
    decide(a, 70)
    const forget = (sql: string): void => {
      stores.close()
      const db = new Database(join(folder.path, 'asis_code_generation.db'))
      db.exec(sql)
      db.close()
      stores = mustOpen(folder.path)
    }
    forget('UPDATE candidates SET decided_ms = created_ms; UPDATE decisions_seen SET n = 0')
    expect(ids({ order: 'decided' })).toEqual([a, b])
    decide(b, 60)
    forget(`UPDATE candidates SET decided_ms = created_ms WHERE id = '${b}'; UPDATE decisions_seen SET n = n - 1`)
    expect(ids({ order: 'decided' })).toEqual([a, b])
    expect(stores.candidates.page('p', { ...everything, order: 'decided', after: a })?.map(({ id }) => id)).toEqual([b])
  })
})
