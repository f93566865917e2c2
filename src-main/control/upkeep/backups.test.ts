/** Backups go only when nothing can need them: by state, by age, by who else names the same bytes, and wherever it is stopped. */
import { existsSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openBench, type Bench } from '../../../test/support/changing-project.ts'
import { applied, waiting } from '../../../test/support/decided.ts'
import { isRefused } from '../../../src-shared/errors.ts'
import { rollbackModification } from '../../pipeline/8-rollback/rollback.ts'
import type { Step } from '../../platform/durable-file.ts'
import { backupFolder } from '../../stores/open-stores.ts'
import { sha256Of } from '../../stores/sha256.ts'
import { changeOf } from '../../stores/test-home.ts'

let bench: Bench
let step: Step = () => {}
beforeEach(() => {
  step = () => {}
  bench = openBench(name => step(name))
})
afterEach(() => bench.remove())
const onward = async (): Promise<boolean> => true
const far = 1e12
const retention = () => bench.stores.retention.backups
const files = (): string[] => readdirSync(backupFolder(bench.home)).sort()

/** Applied on top of what is there. */
const change = (path: string, text: string) => applied(bench, [changeOf(path, bench.text(path), text)])
function takeBack(id: string): void {
  const done = rollbackModification(
    { projectId: bench.project.id, id, by: 'operator', reason: 'slower', overwriteEdits: false },
    bench,
  )
  if (isRefused(done)) throw new Error(done.message)
}

describe('backups', () => {
  it('of what is in effect or waits stay, of what was taken back go', async () => {
    const kept = change('src/a.js', 'export const f = 2\n')
    const old = bench.text('src/deep/b.js')
    const gone = change('src/deep/b.js', 'other\n')
    waiting(bench, [changeOf('src/c.js', '', 'waits\n')])
    takeBack(gone.id)
    expect(await retention().due(far, onward)).toEqual({ changes: 1, strays: 0 })
    expect(await retention().remove(far, onward)).toEqual({ changes: 1, files: 1, bytes: Buffer.byteLength(old) })
    expect(files()).toEqual(bench.stores.backups.list(bench.project.id, kept.id).map(each => each.sha256))
    expect(await retention().due(far, onward)).toEqual({ changes: 0, strays: 0 })
    takeBack(kept.id)
    expect(bench.text('src/a.js')).toBe('export const f = 1\n')
  })

  it('that moved since stay', async () => {
    const { id } = change('src/a.js', 'export const f = 2\n')
    takeBack(id)
    const { updatedMs } = bench.stores.candidates.summary(bench.project.id, id)!
    expect(await retention().due(updatedMs, onward)).toEqual({ changes: 0, strays: 0 })
    expect(await retention().due(updatedMs + 1, onward)).toEqual({ changes: 1, strays: 0 })
  })

  it('with bytes that a change in effect replaced too stay for that one', async () => {
    const first = change('src/a.js', 'export const f = 2\n')
    takeBack(first.id)
    const second = change('src/a.js', 'export const f = 3\n')
    expect(await retention().remove(far, onward)).toEqual({ changes: 1, files: 0, bytes: 0 })
    expect(bench.stores.backups.read(sha256Of('export const f = 1\n')).toString()).toBe('export const f = 1\n')
    takeBack(second.id)
    expect(bench.text('src/a.js')).toBe('export const f = 1\n')
  })

  it('of a candidate that nobody knows stay', async () => {
    const sha256 = bench.stores.backups.put(bench.project.id, 'c_0000000000', 'src/a.js', Buffer.from('whose'), 1)
    expect(await retention().remove(far, onward)).toEqual({ changes: 0, files: 0, bytes: 0 })
    expect(files()).toEqual([sha256])
  })

  it('that no row names go once they are as old, and other files are left alone', async () => {
    const put = (text: string): string => {
      const path = join(backupFolder(bench.home), sha256Of(text))
      writeFileSync(path, text)
      return path
    }
    bench.stores.backups.sweep()
    const [old, young] = [put('old'), put('young')]
    writeFileSync(join(backupFolder(bench.home), 'notes.txt'), 'mine')
    utimesSync(old, 1, 1)
    utimesSync(young, far / 1000, far / 1000)
    expect(await retention().due(far, onward)).toEqual({ changes: 0, strays: 1 })
    expect(await retention().remove(far, onward)).toMatchObject({ files: 1 })
    expect([existsSync(old), existsSync(young), files().includes('notes.txt')]).toEqual([false, true, true])
  })

  it('end as well when it is stopped at any step, and nothing that is listed is ever missing', async () => {
    for (const path of ['src/a.js', 'src/deep/b.js']) takeBack(change(path, `${path} once\n`).id)
    const kept = change('src/a.js', 'stays\n')
    for (const stopAt of ['unlisted', 'removed'])
      for (const nth of [1, 2]) {
        let seen = 0
        step = name => {
          if (name === stopAt && ++seen === nth) throw new Error('the power failed')
        }
        await retention()
          .remove(far, onward)
          .catch(() => {})
        step = () => {}
        bench.restart()
        for (const id of [kept.id])
          for (const { sha256 } of bench.stores.backups.list(bench.project.id, id)) bench.stores.backups.read(sha256)
      }
    await retention().remove(2 * far, onward)
    expect(files()).toEqual(bench.stores.backups.list(bench.project.id, kept.id).map(each => each.sha256))
    takeBack(kept.id)
    expect(bench.text('src/a.js')).toBe('export const f = 1\n')
  })
})
