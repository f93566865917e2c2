/** Reviewing on the command line, in real processes: numbered hunks, remarks, a decline taken back, trials on demand. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accountName } from '../src-main/platform/account.ts'
import { personBy } from '../src-shared/domain/person.ts'
import { answer, asis, documentOf, expectRefusal, temporary, type Place } from './support/command-line.ts'
import { letProgramsApprove } from './support/scripts.ts'
import { before, hunks, twoHunksWaiting } from './support/two-hunks.ts'

const folder = temporary('cli review')
const project = join(folder.path, 'own project')
const home = join(folder.path, 'data')
/** No folder of a project: the id is enough. */
const at: Place = { cwd: folder.path, home }
let id = ''
beforeAll(() => {
  id = twoHunksWaiting(project, home)
  letProgramsApprove(home)
})
afterAll(folder.remove)

describe('a change of two hunks', () => {
  it('is shown with their numbers', async () => {
    const { stdout } = await asis(['show', id], at)
    expect(stdout).toMatch(/hunk +file +lines before +lines after\n +1 +src\/pick\.js +1 +1\n +2 +src\/pick\.js +5 +5 - 6\n/)
    expect(stdout).toContain(`asis approve ${id} --hunks 1`)
  })

  it('takes remarks on its lines, and gives them back', async () => {
    const comment = await answer(['comment', id, 'src/pick.js:5', 'why not a Map?'], at)
    expect(comment).toMatchObject({ path: 'src/pick.js', side: 'after', line: 5, by: personBy(accountName() ?? 'operator') })
    await answer(['comment', id, 'src/pick.js:1', 'keep the trim', '--before'], at)
    const shown = await asis(['show', id], at)
    expect(shown.stdout).toContain(`${comment.id}  src/pick.js:5 (after)  why not a Map?  ${accountName() ?? 'operator'}\n`)
    expect(shown.stdout).toContain('src/pick.js:1 (before)  keep the trim')
    expect(await answer(['uncomment', id, comment.id], at)).toEqual({})
    expect((await answer(['show', id], at)).comments).toMatchObject([{ text: 'keep the trim' }])
  })

  it.each([
    ['no line', ['comment', 'ID', 'src/pick.js', 'x'], /FILE:LINE/],
    ['a line that is not there', ['comment', 'ID', 'src/pick.js:99', 'x'], /no line 99/],
    ['a file that is not in it', ['comment', 'ID', 'src/other.js:1', 'x'], /does not change src\/other\.js/],
    ['no numbers', ['approve', 'ID', '--hunks', 'all'], /--hunks all/],
    ['hunk 0', ['approve', 'ID', '--hunks', '0,1'], /--hunks 0,1/],
    ['an unknown hunk', ['approve', 'ID', '--hunks', '3'], /no hunk 3/],
    ['all hunks', ['approve', 'ID', '--hunks', '2,1'], /whole change/],
  ])('is told of %s with exit code 2', async (_, args, message) => {
    const ran = await asis([...args.map(each => (each === 'ID' ? id : each)), '--json'], at)
    expectRefusal(ran, { code: 'bad-input', exit: 2, message })
  })

  it('is declined, and the decline taken back', async () => {
    expectRefusal(await asis(['undecline', id, '--json'], at), { code: 'stale-state', exit: 4, message: /not declined/ })
    await answer(['decline', id, '--reason', 'a slip'], at)
    expect((await asis(['show', id], at)).stdout).toContain(`asis undecline ${id}`)
    expect(await answer(['undecline', id], at)).toMatchObject({ id, state: 'awaiting-review' })
    const records = await answer(['journal', 'list', '--limit', '5', '--project', project], at)
    expect(records[0]).toMatchObject({ kind: 'decision', action: 'undecline', detail: expect.stringContaining('taken back') })
  })

  it('has its hunks tried by themselves, with progress and a table', async () => {
    const ran = await asis(['approve', id, '--hunks', String(hunks.wrong + 1)], at)
    expect(ran).toMatchObject({ code: 0 })
    expect(ran.stderr).toContain('behaviour against the original')
    expect(ran.stdout).toContain('stays in the queue')
    const [part] = await answer(['candidates', '--project', project], at)
    expect(part).toMatchObject({ state: 'rejected', verdict: 'incorrect', title: expect.stringMatching(/^Part of: /) })
    expect((await asis(['show', part.id], at)).stdout).toContain(`Hunks 1 of ${id}`)
  })

  it('is tried again, and leaves the queue', async () => {
    const ran = await asis(['retry', id, '--json'], at)
    expect(ran).toMatchObject({ code: 0 })
    expect(documentOf(ran)).toMatchObject({ kind: 'trial', state: 'finished', rows: [{ verdict: 'incorrect', candidateId: id }] })
    const shown = await asis(['show', id], at)
    expect(shown.stdout).toMatch(/Earlier trials\n.*improved/)
    expect(shown.stdout).toContain(`Next: asis retry ${id}`)
    expect(readFileSync(join(project, 'src/pick.js'), 'utf8')).toBe(before)
    expect(await answer(['journal', 'verify'], at)).toMatchObject({ ok: true })
  })
})
