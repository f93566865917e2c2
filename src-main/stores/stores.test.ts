import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { candidateId } from '../../src-shared/domain/candidate.ts'
import { candidateDetail, candidateRow } from '../../src-shared/domain/candidate.ts'
import { evidence as evidenceSchema, type Evidence } from '../../src-shared/domain/evidence.ts'
import { commentId } from '../../src-shared/domain/review.ts'
import { sha256Of } from './sha256.ts'
import { candidateOf, changeOf, evidenceOf, mustOpen, temporaryFolder } from './test-home.ts'
import type { Stores } from './stores.ts'

const storedDetail = candidateDetail.omit({ approvals: true })

let folder: ReturnType<typeof temporaryFolder>
let stores: Stores
const changed: string[] = []
beforeEach(() => {
  changed.length = 0
  folder = temporaryFolder()
  stores = mustOpen(folder.path, { onCandidate: (projectId, id) => changed.push(`${projectId}/${id}`) })
})
afterEach(() => {
  stores.close()
  folder.remove()
})
const add = (path = 'a.js', projectId = 'p') =>
  stores.candidates.add(projectId, candidateOf([changeOf(path, 'old\n', 'new\n')]), 10)

const modify = (candidateIdentity: string, ...paths: string[]): void =>
  stores.modifications.add('p', {
    candidateId: candidateIdentity,
    title: candidateIdentity,
    appliedMs: 1,
    files: paths.map(path => ({ path, beforeSha256: sha256Of('a'), afterSha256: sha256Of('b'), mode: 0o644 })),
  })

const backupFile = (sha256: string): string => join(folder.path, 'asis_backups', sha256)

const plan = (file: string, sql: string): string => {
  const db = new Database(join(folder.path, file), { readonly: true })
  const detail = db.prepare<[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).all()
  db.close()
  return detail.map(row => row.detail).join('; ')
}

describe('samples', () => {
  it('come back oldest first, those of one millisecond in the order in which they came', () => {
    stores.samples.append('p', 'm', [
      { tMs: 5, value: 1 },
      { tMs: 3, value: 2 },
      { tMs: 5, value: 3 },
    ])
    stores.samples.append('q', 'm', [{ tMs: 4, value: 9 }])
    expect(stores.samples.recent('p', 'm', 2).map(sample => sample.value)).toEqual([1, 3])
    expect(stores.samples.range('p', 'm', 0, 9, 10).map(sample => sample.value)).toEqual([2, 1, 3])
    expect(stores.samples.range('p', 'other', 0, 9, 10)).toEqual([])
  })
  it('keep their peaks when there are more than asked for', () => {
    const samples = Array.from({ length: 10_000 }, (_, tMs) => ({
      tMs,
      value: tMs === 7321 ? 100 : tMs === 1234 ? -100 : Math.sin(tMs),
    }))
    stores.samples.append('p', 'm', samples)
    const shown = stores.samples.range('p', 'm', 0, 9_999, 60)
    expect(shown.length).toBeLessThanOrEqual(60)
    expect(shown.map(sample => sample.value)).toEqual(expect.arrayContaining([100, -100]))
    expect(shown.map(sample => sample.tMs)).toEqual(shown.map(sample => sample.tMs).toSorted((a, b) => a - b))
    expect(stores.samples.range('p', 'm', 0, 9_999, 2)).toEqual([
      { tMs: 1234, value: -100 },
      { tMs: 7321, value: 100 },
    ])
  })
  it('are numbers, all or none', () => {
    expect(() =>
      stores.samples.append('p', 'm', [
        { tMs: 1, value: 1 },
        { tMs: 2, value: Number.NaN },
      ]),
    ).toThrow(/NaN/)
    expect(stores.samples.recent('p', 'm', 9)).toEqual([])
  })
  it('have a reference, which is the first one for good, and the latest baseline', () => {
    expect(stores.samples.reference('p', 'm')).toBeNull()
    expect(stores.samples.setReference('p', 'm', 5, 1)).toBe(5)
    expect(stores.samples.setReference('p', 'm', 6, 2)).toBe(5)
    const baseline = { median: 5, mad: 1, count: 3, fromMs: 1, toMs: 2 }
    stores.samples.setBaseline('p', 'm', baseline)
    stores.samples.setBaseline('p', 'm', { ...baseline, median: 4 })
    expect(stores.samples.baseline('p', 'm')).toEqual({ ...baseline, median: 4 })
    stores.analyses.add('p', { startedMs: 1, endedMs: 2, opportunities: [] })
    expect(stores.analyses.list('p', 5)).toEqual([{ startedMs: 1, endedMs: 2, opportunities: [] }])
  })
})

describe('candidates', () => {
  it('come back with their exact bytes, in whatever text', () => {
    const texts = ['', '\u{feff}x\r\ny', 'no newline', 'nul \0 inside', '\u{1f600}\u{202e}']
    const files = texts.map((text, i) => changeOf(`f${i}.js`, text, `${text}!`))
    const { id } = stores.candidates.add('p', candidateOf(files), 1)
    const back = stores.candidates.get('p', id)!
    expect(back.proposal.files).toEqual(files)
    expect(back.diffSha256).toBe(sha256Of(back.diff))
    expect(candidateId.safeParse(id).success).toBe(true)
  })
  it('are not taken when a text is not what its hash says', () => {
    const wrong = { ...changeOf('a.js', 'old', 'new'), afterSha256: sha256Of('other') }
    expect(() => stores.candidates.add('p', candidateOf([wrong]), 1)).toThrow(/a\.js/)
    expect(() => stores.candidates.add('p', candidateOf([changeOf('a.js', 'old', 'half \ud800')]), 1)).toThrow(/a\.js/)
    expect(stores.candidates.list('p', null, 9)).toEqual([])
  })
  it('move only from the state they are in, so of two claims one wins', () => {
    const { id } = add()
    expect(stores.candidates.move('p', id, 'generated', 'awaiting-review', 11, '')).toBe(true)
    expect(stores.candidates.move('p', id, 'awaiting-review', 'approved', 12, 'mine')).toBe(true)
    expect(stores.candidates.move('p', id, 'awaiting-review', 'approved', 13, 'too late')).toBe(false)
    expect(stores.candidates.get('p', id)).toMatchObject({ state: 'approved', note: 'mine', updatedMs: 12 })
    expect(() => stores.candidates.move('p', id, 'approved', 'kept', 14, '')).toThrow(/no candidate ever/)
    expect(stores.candidates.move('q', id, 'approved', 'applied', 15, '')).toBe(false)
    expect(changed).toEqual([`p/${id}`, `p/${id}`, `p/${id}`])
  })
  it('are listed newest first, by state, per project', () => {
    const ids = [add(), add(), add(), add('a.js', 'q')].map(candidate => candidate.id)
    stores.candidates.move('p', ids[1]!, 'generated', 'rejected', 20, 'no')
    expect(stores.candidates.list('p', null, 2).map(row => row.id)).toEqual([ids[2], ids[1]])
    expect(stores.candidates.list('p', ['generated', 'declined', 'generated'], 9).map(row => row.id)).toEqual([ids[2], ids[0]])
    expect(stores.candidates.inStates(['generated', 'rejected']).map(row => row.id)).toEqual(ids)
    expect(stores.candidates.counts('p')).toMatchObject({ generated: 2, rejected: 1, applied: 0 })
    expect(stores.candidates.get('q', ids[0]!)).toBeNull()
  })
  it('teach which rules pay, one outcome each', () => {
    const outcome = { rule: 'J01', generator: 'rule', candidateId: 'c_1', verdict: 'no-change', gain: null } as const
    stores.rules.record('p', outcome, 1)
    stores.rules.record('p', { ...outcome, verdict: 'improved', gain: 2 }, 2)
    stores.rules.record('p', { ...outcome, candidateId: 'c_2', verdict: 'improved', gain: 8 }, 3)
    stores.rules.record('p', { ...outcome, candidateId: 'c_3', verdict: 'incorrect' }, 4)
    const [only, none] = stores.rules.list('p')
    expect(only).toMatchObject({ rule: 'J01', tried: 3, improved: 2 })
    expect(only!.gain).toBeCloseTo(4)
    expect(none).toBeUndefined()
  })
})

describe('views', () => {
  it('show what the contract promises, before and after evidence, decision and watch are there', () => {
    const { id } = add()
    expect(storedDetail.parse(stores.views.detail('p', id))).toMatchObject({
      evidence: null,
      risk: null,
      watch: { status: 'none' },
    })
    stores.evidence.put('p', id, evidenceOf(), 11)
    const decision = { verb: 'declined', by: 'operator', reason: 'no', diffSha256: sha256Of('x'), tMs: 12 } as const
    stores.decisions.add('p', id, { ...decision, reason: 'first' })
    stores.decisions.add('p', id, decision)
    stores.watches.put('p', {
      candidateId: id,
      status: 'running',
      detail: '1 of 3',
      data: { at: 1 },
      nextMs: 20,
      asks: false,
      updatedMs: 13,
    })
    const row = candidateRow.parse(stores.views.row('p', id))
    expect(row).toMatchObject({ verdict: 'improved', risk: 'LOW', score: 0.95, improvement: { estimate: 2 }, decision })
    expect(stores.views.rows('p', null, 1)).toEqual([row])
    expect(stores.views.detail('p', id)).toMatchObject({ evidence: evidenceOf(), watch: { status: 'running', detail: '1 of 3' } })
    expect(stores.watches.list('p', ['running'])).toMatchObject([{ candidateId: id, data: { at: 1 } }])
    expect(stores.views.row('q', id)).toBeNull()
  })
})

describe('a rollback in a row', () => {
  it('says by whom and why, once it is one', () => {
    const { id } = add()
    const planned = { by: 'watch', reason: 'slower', files: [], tMs: 7 }
    stores.rollbacks.put('p', id, planned)
    expect(stores.views.row('p', id)?.rollback).toBeNull()
    for (const [from, to] of [
      ['generated', 'awaiting-review'],
      ['awaiting-review', 'approved'],
      ['approved', 'applied'],
      ['applied', 'rolling-back'],
    ] as const)
      stores.candidates.move('p', id, from, to, 1, '')
    const said = { by: 'watch', reason: 'slower', tMs: 7 }
    expect(stores.views.row('p', id)?.rollback).toEqual(said)
    stores.candidates.move('p', id, 'rolling-back', 'rolled-back', 1, '')
    expect(stores.views.rows('p', null, 9).map(row => row.rollback)).toContainEqual(said)
    expect(stores.views.detail('p', id)?.rollback).toEqual(said)
    expect(stores.rollbacks.summaries('q', [id]).size).toBe(0)
  })
})

describe('reviewing', () => {
  it('keeps every trial beside the evidence of the newest', () => {
    const { id } = add()
    stores.evidence.put('p', id, evidenceOf({ cost: { elapsedMs: 5.5, cpuMs: 1 } }), 11)
    stores.evidence.put('p', id, evidenceOf({ verdict: 'no-change', measurement: null }), 12)
    expect(stores.views.detail('p', id)).toMatchObject({
      evidence: { verdict: 'no-change' },
      trials: [
        { tMs: 12, verdict: 'no-change', improvement: null, elapsedMs: 1 },
        { tMs: 11, verdict: 'improved', improvement: { estimate: 2, low: 1.8, high: 2.2 }, elapsedMs: 5.5 },
      ],
    })
    expect([stores.trials.list('q', id), stores.trials.list('p', 'c_none')]).toEqual([[], []])
  })
  it('opens evidence of an earlier version, which does not know what is new', () => {
    const { id } = add()
    const today = evidenceOf()
    const { meetsChange: _, ...tests } = today.tests!
    const { reportedByCode: __, ...measurement } = today.measurement!
    const earlier = { ...today, tests, measurement }
    stores.evidence.put('p', id, earlier as unknown as Evidence, 11)
    const shown = { tests: { meetsChange: 'unknown' }, measurement: { reportedByCode: false } }
    expect(stores.evidence.get('p', id)).toMatchObject(shown)
    expect(stores.views.detail('p', id)?.evidence).toEqual(evidenceSchema.parse(earlier))
  })
  it('keeps comments in their order until they are taken away', () => {
    const { id } = add()
    const comment = { id: stores.newId('n'), path: 'a.js', side: 'after', line: 1, text: 'why?', by: 'operator', tMs: 5 } as const
    const second = { ...comment, id: stores.newId('n'), side: 'before' } as const
    expect(commentId.safeParse(comment.id).success).toBe(true)
    stores.comments.add('p', id, comment)
    stores.comments.add('p', id, second)
    expect(storedDetail.parse(stores.views.detail('p', id)).comments).toEqual([comment, second])
    expect(stores.comments.recent('p', 1)).toEqual([{ ...second, candidateId: id }])
    expect(stores.comments.remove('q', id, comment.id)).toBe(false)
    expect(stores.comments.remove('p', 'c_other', comment.id)).toBe(false)
    expect([stores.comments.remove('p', id, comment.id), stores.comments.remove('p', id, comment.id)]).toEqual([true, false])
    expect(stores.comments.list('p', id)).toEqual([second])
  })
  it('remembers of what a candidate is a part', () => {
    const whole = add()
    const part = add()
    expect(stores.views.detail('p', part.id)).toMatchObject({ partOf: null, hunks: [{ index: 0, path: 'a.js' }] })
    stores.origins.setPartOf('p', part.id, { id: whole.id, hunks: [0, 2] })
    expect(stores.views.detail('p', part.id)?.partOf).toEqual({ id: whole.id, title: whole.title, hunks: [0, 2] })
    expect(stores.origins.partOf('q', part.id)).toBeNull()
    expect(() => stores.origins.setPartOf('p', part.id, { id: whole.id, hunks: [] })).toThrow(/UNIQUE/)
  })
})

describe('modifications', () => {
  it('know which later ones touched a file of theirs', () => {
    modify('c_1', 'a.js', 'b.js')
    modify('c_2', 'c.js')
    modify('c_3', 'b.js', 'a.js')
    modify('c_4', 'a.js')
    expect(stores.modifications.laterTouching('p', 'c_1').map(each => each.candidateId)).toEqual(['c_4', 'c_3'])
    modify('c_1', 'a.js', 'b.js')
    expect(stores.modifications.laterTouching('p', 'c_1')).toEqual([])
    expect(stores.modifications.list('p', 2).map(each => each.candidateId)).toEqual(['c_1', 'c_4'])
    expect(stores.modifications.get('p', 'c_1')!.files).toHaveLength(2)
    stores.modifications.remove('p', 'c_4')
    expect(stores.modifications.get('p', 'c_4')).toBeNull()
  })
})

describe('sessions and settings', () => {
  it('come back as they were put', () => {
    const session = {
      id: stores.newId('s'),
      kind: 'manual',
      state: 'running',
      startedMs: 1,
      endedMs: null,
      metricIds: ['m'],
      goals: {},
      rows: [],
      note: '',
    } as const
    stores.sessions.put('p', { ...session, metricIds: ['m'], rows: [] })
    expect(stores.sessions.running()).toEqual([{ projectId: 'p', session }])
    stores.sessions.put('p', { ...session, metricIds: ['m'], rows: [], state: 'finished', endedMs: 2 })
    expect(stores.sessions.running()).toEqual([])
    expect(stores.sessions.list('p', 9)).toMatchObject([{ id: session.id, state: 'finished', endedMs: 2 }])
    stores.settings.set('p', 'k', { a: [1] }, 1)
    stores.settings.set('p', 'k', null, 2)
    expect([stores.settings.get('p', 'k'), stores.settings.get('p', 'none')]).toEqual([null, null])
  })
})

describe('backups', () => {
  const bytes = Buffer.from([0, 255, 10, 13])
  it('are named by their content and kept once', () => {
    const sha256 = stores.backups.put('p', 'c_1', 'a.js', bytes, 1)
    expect(stores.backups.put('p', 'c_2', 'b.js', bytes, 2)).toBe(sha256Of(bytes))
    expect(readdirSync(join(folder.path, 'asis_backups'))).toEqual([sha256])
    expect(stores.backups.read(sha256)).toEqual(bytes)
    expect(stores.backups.list('p', 'c_2')).toEqual([{ sha256, path: 'b.js', bytes: 4, tMs: 2 }])
  })
  it('are verified on every read, and made good when the right bytes come again', () => {
    const sha256 = stores.backups.put('p', 'c_1', 'a.js', bytes, 1)
    writeFileSync(backupFile(sha256), 'other')
    expect(() => stores.backups.read(sha256)).toThrow(expect.objectContaining({ code: 'backup-corrupt' }))
    expect(() => stores.backups.read(sha256Of('never'))).toThrow(expect.objectContaining({ code: 'backup-corrupt' }))
    stores.backups.put('p', 'c_1', 'a.js', bytes, 1)
    expect(readFileSync(backupFile(sha256))).toEqual(bytes)
  })
  it('of a crash, half written, are swept away', () => {
    stores.backups.put('p', 'c_1', 'a.js', bytes, 1)
    writeFileSync(backupFile('half.tmp'), 'x')
    stores.backups.sweep()
    expect(existsSync(backupFile('half.tmp'))).toBe(false)
    expect(readdirSync(join(folder.path, 'asis_backups'))).toHaveLength(1)
  })
})

describe('query plans', () => {
  it.each([
    ['asis_self_modification.db', `SELECT t_ms, value FROM samples WHERE series = 1 AND t_ms BETWEEN 1 AND 2 ORDER BY t_ms, n`],
    ['asis_self_modification.db', `SELECT t_ms, value FROM samples WHERE series = 1 ORDER BY t_ms DESC, n DESC LIMIT 9`],
    ['asis_self_modification.db', `SELECT * FROM analyses WHERE project_id = 'p' ORDER BY n DESC LIMIT 9`],
    ['asis_code_generation.db', `SELECT * FROM candidates WHERE project_id = 'p' ORDER BY n DESC LIMIT 9`],
    ['asis_code_generation.db', `SELECT * FROM candidates WHERE state = 'kept' AND project_id = 'p' ORDER BY n DESC LIMIT 9`],
    ['asis_code_generation.db', `SELECT n FROM candidates WHERE state = 'kept' ORDER BY n`],
    ['asis_code_generation.db', `SELECT rule, avg(ln(gain)) FROM rule_outcomes WHERE project_id = 'p' GROUP BY rule, generator`],
    ['asis_safe_implementation.db', `SELECT * FROM decisions WHERE candidate_id = 'c' ORDER BY n DESC`],
    ['asis_safe_implementation.db', `SELECT * FROM trials WHERE candidate_id = 'c' AND project_id = 'p' ORDER BY n DESC`],
    ['asis_safe_implementation.db', `SELECT * FROM comments WHERE candidate_id = 'c' AND project_id = 'p' ORDER BY n`],
    ['asis_safe_implementation.db', `SELECT * FROM comments WHERE project_id = 'p' ORDER BY n DESC LIMIT 9`],
    ['asis_safe_implementation.db', `SELECT * FROM parts WHERE candidate_id = 'c' AND project_id = 'p'`],
    ['asis_safe_implementation.db', `SELECT * FROM modifications WHERE project_id = 'p' ORDER BY seq DESC LIMIT 9`],
    ['asis_safe_implementation.db', `SELECT candidate_id FROM modification_files WHERE project_id = 'p' AND path = 'a'`],
    [
      'asis_safe_implementation.db',
      `SELECT * FROM watches WHERE project_id = 'p' AND status = 'running' ORDER BY updated_ms DESC`,
    ],
    ['asis_self_modification_master.db', `SELECT * FROM journal WHERE seq < 9 ORDER BY seq DESC LIMIT 9`],
    ['asis_self_modification_master.db', `SELECT * FROM journal WHERE project_id = 'p' AND seq < 9 ORDER BY seq DESC LIMIT 9`],
    [
      'asis_self_modification_master.db',
      `SELECT * FROM sessions WHERE project_id = 'p' ORDER BY started_ms DESC, rowid DESC LIMIT 9`,
    ],
  ])('%s answers by an index: %s', (file, sql) => {
    expect(plan(file, sql)).toMatch(/^SEARCH /)
    if (!sql.includes(`'kept' ORDER BY n`)) expect(plan(file, sql)).not.toContain('TEMP B-TREE')
  })
})
