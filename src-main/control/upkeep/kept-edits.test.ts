/** What an operator had in a file is nobody's backup: an upkeep leaves it alone, unless somebody says how long; then it says so. */
import { readdirSync } from 'node:fs'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openBench, type Bench } from '../../../test/support/changing-project.ts'
import { applied } from '../../../test/support/decided.ts'
import { isRefused } from '../../../src-shared/errors.ts'
import { doneWords, dueWords } from '../../../src-shared/domain/upkeep-words.ts'
import { restoreEdit } from '../../pipeline/8-rollback/restore-edit.ts'
import { rollbackModification } from '../../pipeline/8-rollback/rollback.ts'
import type { Step } from '../../platform/durable-file.ts'
import { backupFolder } from '../../stores/open-stores.ts'
import { sha256Of } from '../../stores/sha256.ts'
import { changeOf } from '../../stores/test-home.ts'
import { runUpkeep, upkeepDue } from './run-upkeep.ts'

const day = 86_400_000
const far = 2000 * day
let bench: Bench
let step: Step = () => {}
beforeEach(() => {
  step = () => {}
  bench = openBench(name => step(name))
})
afterEach(() => bench.remove())

const onward = async (): Promise<boolean> => true
const upkeep = () =>
  runUpkeep({ stores: bench.stores, clock: { nowMs: () => far, monotonicMs: () => far }, by: 'operator', pause: onward })
const files = (): string[] => readdirSync(backupFolder(bench.home)).sort()
const edits = () => bench.stores.edits.list(null)

function overwrite(text: string): void {
  const { id } = applied(bench, [changeOf('src/a.js', bench.text('src/a.js'), 'export const f = 2\n')])
  bench.write('src/a.js', text)
  const request = { projectId: bench.project.id, id, by: 'operator', reason: 'slower', overwriteEdits: true }
  expect(isRefused(rollbackModification(request, bench))).toBe(false)
}

it('the backups of a change that was taken back go, the edits that it overwrote stay and can be restored', async () => {
  overwrite('mine')
  expect(await upkeep()).toMatchObject({ changes: 1, files: 1, edits: 0 })
  expect([files(), edits().length]).toEqual([[sha256Of('mine')], 1])
  const request = { projectId: bench.project.id, id: edits()[0]!.id, by: 'operator', overwriteEdits: false }
  expect(isRefused(restoreEdit(request, bench))).toBe(false)
  expect(bench.text('src/a.js')).toBe('mine')
})

it('where somebody says how long, older ones go, which is said before and after and stands in the journal', async () => {
  overwrite('mine')
  bench.stores.settings.set('', 'record.editDays', 30, 1)
  bench.stores.settings.set('', 'record.backupDays', 0, 1)
  const due = await upkeepDue(bench.stores, far, onward)
  expect([due?.edits, due && dueWords(due)]).toEqual([1, 'old: 1 kept edit'])
  const done = await upkeep()
  expect(!isRefused(done) && done !== null && doneWords(done)).toBe('1 kept edit removed')
  expect(bench.stores.journal.list(null, null, 2).map(each => each.detail)).toEqual([
    '1 kept edit removed',
    'old: 1 kept edit; by operator',
  ])
  expect([edits(), files()]).toEqual([[], [sha256Of('export const f = 1\n')]])
})

it('bytes that a backup has too stay for that one', async () => {
  overwrite('mine')
  applied(bench, [changeOf('src/deep/b.js', bench.text('src/deep/b.js'), 'other')])
  bench.stores.backups.put(bench.project.id, 'c_0000000000', 'src/a.js', Buffer.from('mine'), 1)
  expect(await bench.stores.retention.edits.remove(far, onward)).toBe(1)
  expect(bench.stores.backups.read(sha256Of('mine')).toString()).toBe('mine')
})

it('ends early where it must, and wherever it is stopped nothing that is listed is missing', async () => {
  for (const text of ['one', 'two', 'three']) overwrite(text)
  expect(await bench.stores.retention.edits.remove(far, async () => false)).toBe(1)
  for (const stopAt of ['unlisted', 'removed']) {
    step = name => {
      if (name === stopAt) throw new Error('the power failed')
    }
    await expect(bench.stores.retention.edits.remove(far, onward)).rejects.toThrow('power')
    step = () => {}
    bench.restart()
    for (const { sha256 } of edits()) bench.stores.backups.read(sha256)
  }
  expect(edits()).toEqual([])
})
