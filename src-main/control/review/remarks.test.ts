import { afterEach, beforeEach, expect, it } from 'vitest'
import { allChanges, openBench, type Bench } from '../../../test/support/changing-project.ts'
import { waiting } from '../../../test/support/decided.ts'
import { isRefused } from '../../../src-shared/errors.ts'
import { addComment } from '../../pipeline/5-review/comment.ts'
import { proposalsFor } from '../proposals.ts'
import { handOverRemarks } from './remarks.ts'
import { startRetry } from './retry.ts'
import { decline } from '../../pipeline/5-review/decline.ts'
import { evidenceOf } from '../../stores/test-home.ts'
import { proving, reviewingOver } from '../../../test/support/reviewing.ts'

let bench: Bench
beforeEach(() => {
  bench = openBench()
})
afterEach(() => bench.remove())

const speed = () => bench.project.manifest.metrics[0]!
const comment = (id: string, path: string, side: 'before' | 'after', line: number, text: string) => {
  const added = addComment({ projectId: bench.project.id, id, path, side, line, text, by: 'operator' }, bench)
  if (isRefused(added)) throw new Error(added.message)
  return added
}
const remarksInJournal = () => bench.stores.journal.list(null, null, 50).filter(each => each.action === 'remarks')

it('remarks go to the generators with the line that they are about, newest first, and the record shows it', async () => {
  const { workspace } = reviewingOver(bench)
  expect([handOverRemarks(workspace, speed()), remarksInJournal()]).toEqual([[], []])
  const { id } = waiting(bench, allChanges())
  const first = comment(id, 'src/a.js', 'before', 1, 'keep this')
  const second = comment(id, 'src/deep/b.js', 'after', 1, 'no byte order mark')
  expect(handOverRemarks(workspace, speed())).toEqual([
    { path: 'src/deep/b.js', side: 'after', line: 1, code: '\u{feff}new b', text: 'no byte order mark' },
    { path: 'src/a.js', side: 'before', line: 1, code: 'export const f = 1', text: 'keep this' },
  ])
  expect(remarksInJournal()).toMatchObject([
    { kind: 'note', subject: 'speed', detail: `2 remarks go to the generators: ${second.id}, ${first.id}` },
  ])
  // Rules get them too, and propose what they proposed without.
  expect(await proposalsFor(workspace, speed(), new AbortController().signal)).toEqual([])
  expect(remarksInJournal()).toHaveLength(2)
})

it('remarks on other metrics go along where they are about the same file, and each is said once', async () => {
  const { workspace, sessions, ended } = reviewingOver(bench)
  const { id } = waiting(bench, allChanges())
  comment(id, 'src/a.js', 'after', 1, 'why 2?')
  comment(id, 'src/c.js', 'after', 1, 'why at all?')
  const other = { ...speed(), id: 'another', targets: ['src/a.js#f'] }
  expect(handOverRemarks(workspace, other).map(remark => remark.text)).toEqual(['why 2?'])
  expect(handOverRemarks(workspace, { ...other, targets: ['src/elsewhere.js'] })).toEqual([])
  decline({ projectId: bench.project.id, id, by: 'operator', reason: 'no' }, bench)
  await ended(startRetry(workspace, sessions, id, proving(evidenceOf())))
  expect(bench.stores.comments.recent(bench.project.id, 9)).toHaveLength(4)
  expect(handOverRemarks(workspace, speed()).map(remark => remark.text)).toEqual(['why at all?', 'why 2?'])
})
