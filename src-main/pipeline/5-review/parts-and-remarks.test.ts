import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isRefused } from '../../../src-shared/errors.ts'
import { lineComment } from '../../../src-shared/domain/review.ts'
import { allChanges, oldFiles, openBench, type Bench } from '../../../test/support/changing-project.ts'
import { approved, waiting } from '../../../test/support/decided.ts'
import { changeOf, evidenceOf, proposalOf } from '../../stores/test-home.ts'
import { approve } from './approve.ts'
import { chooseHunks } from './choose-hunks.ts'
import { addComment, removeComment } from './comment.ts'
import { decline } from './decline.ts'
import { judgeAgain } from './submit.ts'
import { undecline } from './undecline.ts'

let bench: Bench
beforeEach(() => {
  bench = openBench()
})
afterEach(() => bench.remove())

const key = (id: string) => ({ projectId: bench.project.id, id })
const detail = (id: string) => bench.stores.views.detail(bench.project.id, id)!
const lastEntry = () => bench.stores.journal.list(null, null, 1)[0]!
const mustChoose = (whole: Parameters<typeof chooseHunks>[0], indexes: readonly number[]) => {
  const chosen = chooseHunks(whole, indexes)
  if (isRefused(chosen)) throw new Error(chosen.message)
  return chosen
}

const before = `export function one(a) {
  return a + 1
}
const two = a => a + 2
export const three = a => two(a) + 3
`
const after = before.replace('a + 1', '1 + a').replace('two(a) + 3', '3 + two(a)')
const whole = proposalOf([changeOf('a.js', before, after), changeOf('s.sql', 'SELECT 1;\n', 'SELECT 2;\n')], {
  changedFunctions: ['a.js#one', 'a.js#three', 's.sql#top-level'],
  facts: ['proved: a is a number'],
})

describe('a chosen part', () => {
  it('changes what was chosen, and says so of itself', () => {
    expect(mustChoose(whole, [1])).toMatchObject({
      title: `Part of: ${whole.title}`,
      shortName: 'set-instead-of-scan-part',
      files: [{ path: 'a.js', before, after: before.replace('two(a) + 3', '3 + two(a)') }],
      changedFunctions: ['a.js#three'],
      reason: `The operator chose hunk 2 of 3. Of the whole change it was said: ${whole.reason}`,
      facts: ['of the whole change: proved: a is a number'],
      expectedGain: null,
    })
    expect(mustChoose(whole, [2, 0])).toMatchObject({
      files: [{ path: 'a.js' }, { path: 's.sql' }],
      changedFunctions: ['a.js#one', 's.sql#top-level'],
    })
  })
  it('of a part is named once', () => {
    const part = mustChoose(whole, [0, 1])
    expect(mustChoose(part, [0])).toMatchObject({
      title: part.title,
      shortName: part.shortName,
      facts: part.facts,
      changedFunctions: ['a.js#one'],
    })
  })
  it('is not all, none, or of something else', () => {
    for (const indexes of [[], [0, 1, 2], [2, 1, 0, 0], [3], [-1], [0.5 + 2]])
      expect([indexes, chooseHunks(whole, indexes)]).toMatchObject([indexes, { code: 'bad-input' }])
  })
})

describe('a comment', () => {
  const remark = { path: 'src/a.js', side: 'after', line: 1, text: 'why 2?', by: 'operator' } as const
  it('stands on a line, is written down, and can be taken away', () => {
    const { id } = waiting(bench, allChanges())
    const comment = lineComment.parse(addComment({ ...key(id), ...remark }, bench))
    expect(detail(id).comments).toEqual([comment])
    expect(lastEntry()).toMatchObject({
      kind: 'note',
      action: 'comment',
      subject: id,
      detail: `${comment.id} on src/a.js line 1 (after) by operator`,
    })
    expect(removeComment({ ...key(id), commentId: comment.id, by: 'operator' }, bench)).toBeNull()
    expect([detail(id).comments, lastEntry().action]).toEqual([[], 'uncomment'])
    expect(removeComment({ ...key(id), commentId: comment.id, by: 'operator' }, bench)).toMatchObject({ code: 'not-found' })
  })
  it.each([
    ['another file', { path: 'src/other.js' }, /does not change src\/other\.js/],
    ['a path that only looks the same', { path: './src/a.js' }, /does not change/],
    ['a line behind the end', { line: 2 }, /has 1 line after/],
    ['a line of an empty file', { path: 'src/c.js', side: 'before' as const }, /has 0 lines before/],
  ])('is refused on %s', (_, other, message) => {
    const { id } = waiting(bench, allChanges())
    const refused = addComment({ ...key(id), ...remark, ...other }, bench)
    expect(refused).toMatchObject({ code: 'bad-input', message: expect.stringMatching(message) })
    expect(detail(id).comments).toEqual([])
  })
  it('needs its candidate', () => {
    expect(addComment({ ...key('c_0000000000'), ...remark }, bench)).toMatchObject({ code: 'not-found' })
    expect(removeComment({ ...key('c_0000000000'), commentId: 'n_0000000000', by: 'x' }, bench)).toMatchObject({
      code: 'not-found',
    })
  })
})

const declined = (evidence = evidenceOf()) => {
  const { id } = waiting(bench, allChanges())
  decline({ ...key(id), by: 'operator', reason: 'too clever' }, bench)
  if (evidence.verdict !== 'improved') bench.stores.evidence.put(bench.project.id, id, evidence, 5)
  return id
}
const back = (id: string) => undecline({ ...key(id), by: 'operator' }, bench)

describe('taking a decline back', () => {
  it('puts it into the queue again, and keeps the decline in the record', () => {
    const id = declined()
    expect(back(id)).toBeNull()
    expect(detail(id)).toMatchObject({ state: 'awaiting-review', note: 'decline taken back' })
    expect(lastEntry()).toMatchObject({
      kind: 'decision',
      action: 'undecline',
      detail: expect.stringContaining('decline taken back by operator'),
    })
    const { diffSha256 } = detail(id)
    expect(approve({ ...key(id), diffSha256, by: 'operator', reason: 'after all' }, bench)).toMatchObject({ state: 'approved' })
    expect(bench.stores.decisions.list(bench.project.id, id).map(each => each.verb)).toEqual(['approved', 'declined'])
  })
  it('is refused for what is not declined, twice, or not proved', () => {
    const id = declined()
    expect(back(waiting(bench, allChanges()).id)).toMatchObject({ code: 'stale-state' })
    expect(back(approved(bench, allChanges()).id)).toMatchObject({ code: 'stale-state' })
    expect(back('c_0000000000')).toMatchObject({ code: 'not-found' })
    expect([back(id), back(id)]).toMatchObject([null, { code: 'stale-state' }])
    expect(back(declined(evidenceOf({ verdict: 'no-change' })))).toMatchObject({ code: 'stale-state' })
  })
  it('is refused while a file is another one', () => {
    const id = declined()
    bench.write('src/deep/b.js', 'edited')
    expect(back(id)).toMatchObject({ code: 'stale-file', message: expect.stringContaining('src/deep/b.js') })
    expect(detail(id).state).toBe('declined')
    bench.write('src/deep/b.js', oldFiles['src/deep/b.js'])
    expect(back(id)).toBeNull()
  })
})

describe('evidence that a later trial did not confirm', () => {
  it('takes its candidate out of the queue, and before that approves nothing', () => {
    const { id, diffSha256 } = waiting(bench, allChanges())
    bench.stores.evidence.put(bench.project.id, id, evidenceOf({ verdict: 'inconclusive', reasons: ['too noisy'] }), 5)
    expect(approve({ ...key(id), diffSha256, by: 'operator', reason: 'x' }, bench)).toMatchObject({ code: 'not-approved' })
    expect(judgeAgain(key(id), bench)).toBe('rejected')
    expect(detail(id)).toMatchObject({
      state: 'rejected',
      note: 'another trial did not prove it again: inconclusive: too noisy',
    })
    expect(judgeAgain(key(id), bench)).toMatchObject({ code: 'stale-state' })
  })
  it('stays where it is confirmed', () => {
    const { id } = waiting(bench, allChanges())
    expect([judgeAgain(key(id), bench), detail(id).state]).toEqual(['awaiting-review', 'awaiting-review'])
  })
})
