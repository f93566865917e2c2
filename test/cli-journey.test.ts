/** The main job, as somebody does it with a project of their own: from `init` to a rollback that leaves no trace in the files. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accountName } from '../src-main/platform/account.ts'
import { personBy, scriptBy } from '../src-shared/domain/person.ts'
import { answer, asis, documentOf, expectRefusal, ownProject, temporary, type Place } from './support/command-line.ts'
import { writeFiles } from './support/files.ts'
import { sureSize } from './support/sure-gain.ts'
import { answerOnTerminal, onTerminal } from './support/terminal.ts'

const folder = temporary('journey')
const project = join(folder.path, 'own project')
const at: Place = { cwd: project, home: join(folder.path, 'data') }
const elsewhere: Place = { cwd: folder.path, home: at.home }
const source = join(project, 'src/pick.js')
const before = ownProject['src/pick.js']!

beforeAll(() => writeFiles(project, ownProject))
afterAll(folder.remove)

describe('a project of the operator', () => {
  let id = ''

  it('gets a manifest by looking at it', async () => {
    const { written } = await answer(['init'], at)
    expect(written[0]).toBe('asis.config.json')
    const manifest = JSON.parse(readFileSync(join(project, 'asis.config.json'), 'utf8'))
    expect(manifest.tests).toEqual([{ command: ['npm', 'test'] }])
    const [metric] = manifest.metrics
    expect(metric.benchmark).toMatchObject({ kind: 'function', file: 'src/pick.js', function: 'pickKnown' })
    // As the notes say: look it over. One size is enough here, and it is one at which no load hides the gain.
    writeFileSync(
      join(project, 'asis.config.json'),
      JSON.stringify({
        ...manifest,
        metrics: [{ ...metric, id: 'pick-time', benchmark: { ...metric.benchmark, sizes: [sureSize] } }],
      }),
    )
  })

  it('is measured, and the gap is named', async () => {
    const rows = await answer(['analyze'], at)
    expect(rows).toMatchObject([{ metricId: 'pick-time', unit: 'us' }])
    expect(await answer(['opportunities'], at)).toEqual(rows)
    expect(await answer(['metrics'], at)).toMatchObject([{ id: 'pick-time', unit: 'us' }])
  })

  // The goal is far: the first measurement, a moment ago, may have been a slow one.
  it('is improved as far as the queue, and no file is touched', async () => {
    const session = await answer(['improve', '--metric', 'pick-time', '--goal', 'pick-time=0.95'], at)
    expect(session).toMatchObject({ state: 'finished', goals: { 'pick-time': 0.95 } })
    const [row] = session.rows
    expect(row, JSON.stringify(row)).toMatchObject({ metricId: 'pick-time', verdict: 'improved', outcome: 'awaiting-review' })
    expect(row.change.low).toBeGreaterThan(1)
    expect(row.after).toBeLessThan(row.before)
    id = row.candidateId
    expect(readFileSync(source, 'utf8')).toBe(before)
    expect(await answer(['candidates', '--waiting'], at)).toMatchObject([{ id, state: 'awaiting-review' }])
    expect(await answer(['status'], at)).toMatchObject({ waiting: 1, isolation: { tier: 'strong' } })
  })

  it('is not approved by a program: without a terminal nothing is changed, and it is said how programs may', async () => {
    const ran = await asis(['approve', id, '--json'], elsewhere)
    expectRefusal(ran, { code: 'forbidden', exit: 4, message: /left to a person.*Nothing was changed/ })
    expect(documentOf(ran).error.next).toContain(`asis settings review.scriptedApprovals on --project '${project}'`)
    expect(readFileSync(source, 'utf8')).toBe(before)
  })

  it('shows the diff with its evidence, from any folder', async () => {
    const detail = await answer(['show', id], elsewhere)
    expect(detail).toMatchObject({ id, project, evidence: { verdict: 'improved', isolation: 'strong' } })
    expect(detail.diff).toContain('+++ b/src/pick.js')
    expect(detail.evidence.tests).toMatchObject({ status: 'passed', failed: 0 })
    expect(detail.evidence.behaviour).toMatchObject({ differences: 0 })
    const text = await asis(['show', id], elsewhere)
    expect(text.stdout).toContain(`asis approve ${id}`)
    expect(text.stdout).not.toContain('\u001B')
  })

  it('is not changed when the file was edited since, or the hash is another one', async () => {
    const other = await onTerminal(['approve', id, '--diff', '0'.repeat(64)], at)
    expect([other.code, other.screen]).toEqual([4, expect.stringContaining('SHA-256 that was approved. Nothing was changed')])
    const edited = `${before}// by hand\n`
    writeFileSync(source, edited)
    const stale = await onTerminal(['approve', id], at)
    expect([stale.code, stale.screen]).toEqual([4, expect.stringMatching(/src\/pick\.js.*Nothing was changed/)])
    expect(readFileSync(source, 'utf8')).toBe(edited)
    writeFileSync(source, before)
  })

  it('is changed by an approval at a terminal, watched, and written down', async () => {
    const row = await answerOnTerminal(['approve', id], elsewhere)
    expect(['kept', 'applied']).toContain(row.state)
    const detail = await answer(['show', id], at)
    expect(readFileSync(source, 'utf8')).toBe(detail.files[0].after)
    expect(detail.watch.status).not.toBe('degraded')
    expect(await answer(['history'], at)).toMatchObject([
      { id, project, decision: { verb: 'approved', by: personBy(accountName() ?? 'operator') } },
    ])
    const again = await onTerminal(['approve', id], at)
    expect([again.code, again.screen]).toEqual([4, expect.stringContaining('Nothing was changed')])
  })

  it('says what a rollback would do, and changes nothing', async () => {
    const now = readFileSync(source, 'utf8')
    const recordsOf = async () => (await answer(['journal', 'list', '--limit', '500'], at)).length
    const count = await recordsOf()
    expect(await answer(['rollback', id, '--preview'], elsewhere)).toMatchObject({
      id,
      project,
      files: [{ path: 'src/pick.js', state: 'as-applied', restored: before }],
      blockedBy: [],
    })
    const text = await asis(['rollback', id, '--preview'], elsewhere)
    expect(text.stdout).toContain('src/pick.js: restored as it was before the change')
    const useless = { code: 'bad-input', exit: 2, message: /has no use with/ }
    expectRefusal(await asis(['rollback', id, '--preview', '--overwrite-edits', '--json'], at), useless)
    expectRefusal(await asis(['rollback', '--since', '2h', '--overwrite-edits', '--json'], at), useless)
    expectRefusal(await asis(['--bundled', 'rollback', id, '--preview', '--reason', 'x', '--json'], at), useless)
    expectRefusal(await asis(['--project', project, 'show', id, '--json'], elsewhere), useless)
    expect(readFileSync(source, 'utf8')).toBe(now)
    expect(await recordsOf()).toBe(count)
    expect((await answer(['history'], at))[0].state).not.toBe('rolled-back')
  })

  it('keeps an edit by hand until it is told otherwise, and is rolled back to the first byte', async () => {
    const applied = readFileSync(source, 'utf8')
    writeFileSync(source, `${applied}// by hand\n`)
    expectRefusal(await asis(['rollback', id, '--json'], at), { code: 'stale-file', exit: 4, message: /edited since/ })
    expect(readFileSync(source, 'utf8')).toBe(`${applied}// by hand\n`)
    writeFileSync(source, applied)
    expect(await answer(['rollback', id, '--reason', 'the journey ends'], elsewhere)).toMatchObject({
      id,
      state: 'rolled-back',
      project,
    })
    expect(readFileSync(source, 'utf8')).toBe(before)
    // Twice is once.
    expect(await answer(['rollback', id], elsewhere)).toMatchObject({ state: 'rolled-back' })
    expect(await answer(['journal', 'verify'], elsewhere)).toMatchObject({ ok: true, firstBad: null })
    const records = await answer(['journal', 'list', '--limit', '100'], at)
    for (const action of ['session', 'approve', 'apply', 'watch', 'rollback'])
      expect(records.map((record: { action: string }) => record.action)).toContain(action)
  })
})

describe('one function without a manifest', () => {
  const library = join(folder.path, 'library')
  const args = ['--function', 'pickKnown', '--inputs', 'inputs.mjs', '--sizes', String(sureSize), '--json']
  const there: Place = { cwd: library, home: at.home }
  beforeAll(() => writeFiles(library, { 'lib.mjs': before, 'inputs.mjs': ownProject['bench/inputs.mjs']! }))

  it('is proved, written with --write, and rolled back from another folder', async () => {
    const ran = await asis(['optimize', 'lib.mjs', ...args, '--write'], there)
    const result = documentOf(ran)
    expect(result, `${result.reasons?.join('\n')}\n${ran.stderr}`).toMatchObject({
      verdict: 'improved',
      isolation: 'strong',
      rule: 'J01',
    })
    expect(result.speedup.low).toBeGreaterThan(1)
    expect(result.bySize).toHaveLength(1)
    expect(result.bySize[0].before).toEqual({ median: expect.any(Number), low: expect.any(Number), high: expect.any(Number) })
    expect(Object.keys(result)).toEqual(expect.arrayContaining(['reasons', 'diff', 'elapsedMs']))
    expect(result).not.toHaveProperty('evidence')
    const { id, project: root } = result.written
    expect(root).toBe(library)
    expect(readFileSync(join(library, 'lib.mjs'), 'utf8')).not.toBe(before)
    // Nobody sat there: it is written, and it says so.
    expect(await answer(['history'], elsewhere)).toMatchObject([
      { id, state: 'kept', project: library, decision: { by: scriptBy(personBy(accountName() ?? 'operator')) } },
      { project },
    ])
    expect(await answer(['rollback', id], elsewhere)).toMatchObject({ id, state: 'rolled-back' })
    expect(readFileSync(join(library, 'lib.mjs'), 'utf8')).toBe(before)
    expect(await answer(['journal', 'verify'], elsewhere)).toMatchObject({ ok: true })
  })

  it('is no-change with a reason when no rule matches', async () => {
    writeFiles(library, { 'plain.mjs': 'export const pickKnown = wanted => wanted.length\n' })
    const ran = await asis(['optimize', 'plain.mjs', ...args, '--write'], there)
    expect(documentOf(ran)).toMatchObject({ verdict: 'no-change', speedup: null, bySize: [], rule: '', diff: '', written: null })
    expect(documentOf(ran).reasons[0]).toMatch(/No rule/)
    expect(ran.code).toBe(0)
  })

  it('is told that a candidate of somebody else answers otherwise, and changes nothing', async () => {
    writeFiles(folder.path, { 'wrong.mjs': before.replace('result.push(id)', 'result.unshift(id)') })
    const ran = await asis(['trial', 'lib.mjs', join('..', 'wrong.mjs'), ...args], there)
    const result = documentOf(ran)
    expect(result, ran.stderr).toMatchObject({ verdict: 'incorrect', rule: 'external' })
    expect(result.diff).toContain('result.unshift(id)')
    expect(readFileSync(join(library, 'lib.mjs'), 'utf8')).toBe(before)
  })
})
