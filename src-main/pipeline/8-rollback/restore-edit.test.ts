/** What a rollback overwrote is listed, shown and put back, whatever was done to the file since, and wherever it is stopped. */
import { chmodSync, linkSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isRefused } from '../../../src-shared/errors.ts'
import { keptEdit, keptEditPreview } from '../../../src-shared/domain/kept-edit.ts'
import { oldFiles, openBench, type Bench, allChanges } from '../../../test/support/changing-project.ts'
import { applied } from '../../../test/support/decided.ts'
import { recover } from '../../control/recover.ts'
import { silentLog } from '../../platform/ports.ts'
import type { Step } from '../../platform/durable-file.ts'
import { sha256Of } from '../../stores/sha256.ts'
import { changeOf } from '../../stores/test-home.ts'
import { previewEdit, shownEdit } from './look-edit.ts'
import { restoreEdit } from './restore-edit.ts'
import { rollbackModification } from './rollback.ts'

let bench: Bench
let step: Step = () => {}
beforeEach(() => {
  step = () => {}
  bench = openBench(name => step(name))
})
afterEach(() => bench.remove())

const path = 'src/deep/b.js'
const at = (file: string): string => join(bench.project.root, file)
const rollBack = (id: string) => {
  const request = { projectId: bench.project.id, id, by: 'operator', reason: 'slower', overwriteEdits: true }
  const done = rollbackModification(request, { ...bench, step })
  if (isRefused(done)) throw new Error(done.message)
}
const restore = (id: string, overwriteEdits = false) =>
  restoreEdit({ projectId: bench.project.id, id, by: 'operator', overwriteEdits }, { ...bench, step })
const kept = () => bench.stores.edits.list(bench.project.id)
const states = () => kept().map(edit => shownEdit(edit, bench.stores, bench.project).state)
const records = () => bench.stores.journal.list(null, null, 4).map(each => `${each.kind} ${each.action}: ${each.detail}`)
const recoverNow = () =>
  recover(bench.stores, id => (id === bench.project.id ? bench.project : null), {
    clock: bench.clock,
    log: silentLog,
    sandboxFolder: join(bench.home, 'asis_sandbox'),
    step: name => step(name),
  })

/** Applied, edited by hand, rolled back over the edit. Answers the modification and the edit. */
function overwritten(text = 'mine'): { readonly id: string; readonly edit: string } {
  const { id } = applied(bench, allChanges())
  bench.write(path, text)
  rollBack(id)
  return { id, edit: kept()[0]!.id }
}

const elsewhere = (): string => join(bench.folder, 'elsewhere')
const restart = (): void => {
  step = () => {}
  bench.restart()
}
const tidy = (): void => {
  expect(bench.stores.journal.openIntents()).toEqual([])
  expect(bench.stores.journal.verify()).toMatchObject({ ok: true })
  const names = [...readdirSync(at('src'), { recursive: true }), ...readdirSync(join(bench.home, 'asis_backups'))]
  expect(names.filter(name => String(name).endsWith('.tmp'))).toEqual([])
}

describe('edits that a rollback overwrote', () => {
  it('are listed with what replaced them, and only they', () => {
    const { id } = overwritten()
    expect(kept().map(edit => keptEdit.parse(shownEdit(edit, bench.stores, bench.project)))).toEqual([
      expect.objectContaining({
        candidateId: id,
        title: 'Set instead of repeated scan',
        path,
        sha256: sha256Of('mine'),
        bytes: 4,
        cause: 'rollback',
        state: 'replaced',
      }),
    ])
    expect(bench.stores.edits.ofChange(bench.project.id, 'c_0000000000')).toEqual([])
  })

  it('are shown beside what is there now', () => {
    const { edit } = overwritten()
    expect(keptEditPreview.parse(previewEdit(bench.stores.edits.get(edit)!, bench.stores, bench.project))).toMatchObject({
      edit: { id: edit },
      now: oldFiles[path],
      kept: 'mine',
      blockedBy: [],
    })
  })

  it('are put back byte for byte, with intent and outcome, and what was there is kept in turn', () => {
    const { edit } = overwritten('mine\r\n\u{feff}')
    expect(restore(edit)).toMatchObject({ id: edit, path })
    expect(bench.text(path)).toBe('mine\r\n\u{feff}')
    expect(records().slice(0, 2)).toEqual([
      `outcome restore-edit: restored ${path} as it was kept`,
      `intent restore-edit: ${path} ${sha256Of(oldFiles[path])} -> ${sha256Of('mine\r\n\u{feff}')}; by operator`,
    ])
    const [before] = kept()
    expect(before).toMatchObject({ cause: 'restore', sha256: sha256Of(oldFiles[path]) })
    expect(isRefused(restore(before!.id))).toBe(false)
    expect([bench.text(path), kept().length]).toEqual([oldFiles[path], 2])
  })

  it('twice gives the same answer and touches nothing', () => {
    const { edit } = overwritten()
    const first = restore(edit)
    const { ino } = statSync(at(path))
    const { records: count } = bench.stores.journal.verify()
    expect(restore(edit)).toEqual(first)
    expect([statSync(at(path)).ino, bench.stores.journal.verify().records]).toEqual([ino, count])
  })

  it('leave a file that was edited since as it is, until somebody says otherwise; then that is kept too', () => {
    const { edit } = overwritten()
    bench.write(path, 'newer')
    expect(restore(edit)).toMatchObject({ code: 'stale-file', message: `${path} was edited since. Nothing was changed.` })
    expect(bench.text(path)).toBe('newer')
    expect(isRefused(restore(edit, true))).toBe(false)
    expect(bench.text(path)).toBe('mine')
    expect(bench.stores.backups.read(kept()[0]!.sha256).toString()).toBe('newer')
  })

  it('make a file that was removed again only when somebody says so, with the mode that it had', () => {
    const { id } = applied(bench, allChanges())
    bench.write(path, 'mine')
    chmodSync(at(path), 0o750)
    rollBack(id)
    const { id: edit } = kept()[0]!
    rmSync(at(path))
    expect([states(), restore(edit)]).toMatchObject([['missing'], { code: 'stale-file' }])
    expect(isRefused(restore(edit, true))).toBe(false)
    expect([bench.text(path), statSync(at(path)).mode & 0o7777, kept().length]).toEqual(['mine', 0o750, 1])
  })

  it('do not take a later modification of the file back, but stand above an older one that is in effect', () => {
    const older = applied(bench, [changeOf(path, oldFiles[path], 'older\n')])
    const rolledBack = applied(bench, [changeOf(path, 'older\n', 'newer\n')])
    bench.write(path, 'mine')
    rollBack(rolledBack.id)
    const { id: edit } = kept()[0]!
    const later = applied(bench, [changeOf(path, 'older\n', 'later\n')])
    expect(restore(edit, true)).toMatchObject({ code: 'stale-state', message: expect.stringContaining(later.id) })
    expect(bench.text(path)).toBe('later\n')
    rollBack(later.id)
    expect(isRefused(restore(edit))).toBe(false)
    expect([bench.text(path), bench.stores.candidates.get(bench.project.id, older.id)!.state]).toEqual(['mine', 'applied'])
  })

  it('of another project, or of nobody, are not found', () => {
    const { edit } = overwritten()
    const ports = { ...bench, step }
    expect(restore('e_0000000000')).toMatchObject({ code: 'not-found' })
    expect(restoreEdit({ projectId: 'p', id: edit, by: 'operator', overwriteEdits: true }, ports)).toMatchObject({
      code: 'not-found',
    })
  })
})

describe('what stands in the way of restoring', () => {
  it.each(['the file', 'its folder'])('a link instead of %s: nothing is written where it leads', what => {
    const { edit } = overwritten()
    mkdirSync(elsewhere())
    if (what === 'the file') {
      writeFileSync(join(elsewhere(), 'b.js'), 'theirs')
      rmSync(at(path))
      symlinkSync(join(elsewhere(), 'b.js'), at(path))
    } else {
      renameSync(at('src/deep'), join(elsewhere(), 'deep'))
      symlinkSync(join(elsewhere(), 'deep'), at('src/deep'))
    }
    expect(restore(edit, true)).toMatchObject({ code: 'outside-project' })
    expect(states()).toEqual(['out-of-reach'])
    expect(readdirSync(elsewhere(), { recursive: true }).map(String).sort()).toEqual(
      what === 'the file' ? ['b.js'] : ['deep', 'deep/b.js'],
    )
  })

  it('a folder that becomes a link at the very moment', () => {
    const { edit } = overwritten()
    step = name => {
      if (name !== 'after fsync' || statSync(at('src/deep')).ino === 0) return
      step = () => {}
      renameSync(at('src/deep'), elsewhere())
      symlinkSync(elsewhere(), at('src/deep'))
    }
    expect(restore(edit)).toMatchObject({ code: 'outside-project' })
    expect(readdirSync(elsewhere())).toEqual(['b.js'])
    expect(bench.stores.journal.openIntents()).toEqual([])
  })

  it('a second name, no right to write, a folder in its place, a damaged copy', () => {
    const { edit } = overwritten()
    linkSync(at(path), at('src/other-name.js'))
    expect(restore(edit)).toMatchObject({ code: 'disk', message: expect.stringContaining('2 names') })
    rmSync(at('src/other-name.js'))
    chmodSync(at(path), 0o444)
    expect(restore(edit)).toMatchObject({ code: 'disk', message: expect.stringContaining('read-only') })
    chmodSync(at(path), 0o644)
    rmSync(at(path))
    mkdirSync(at(path))
    expect(restore(edit, true)).toMatchObject({ kind: 'refused' })
    rmSync(at(path), { recursive: true })
    writeFileSync(join(bench.home, 'asis_backups', sha256Of('mine')), 'other')
    expect(() => restore(edit, true)).toThrow(expect.objectContaining({ code: 'backup-corrupt' }))
    expect(bench.stores.journal.openIntents()).toEqual([])
  })

  it.each(['ENOSPC', 'EIO'])('the disk saying %s at whatever step leaves the file whole', code => {
    const { edit } = overwritten()
    for (let index = 0; ; index++) {
      let n = 0
      step = () => {
        if (n++ === index) throw Object.assign(new Error('injected'), { code })
      }
      const done = restore(edit)
      step = () => {}
      if (!isRefused(done)) break
      expect([index, done.code, bench.text(path)]).toEqual([index, 'disk', oldFiles[path]])
      expect(bench.stores.journal.openIntents()).toEqual([])
    }
    expect(bench.text(path)).toBe('mine')
  })
})

describe('restoring that was stopped', () => {
  class Stopped extends Error {}
  const stopAt = (index: number): (() => boolean) => {
    let n = 0
    step = () => {
      if (n++ < index) return
      if (n === index + 1) bench.stores.close()
      throw new Stopped()
    }
    return () => n > index
  }
  /** The intent is written, the file is not replaced yet. */
  const beforeRename = 6
  it.each([null, 'newer'])('at any step is finished, or was not begun, and nothing is lost (edited since: %s)', newer => {
    const ends = new Set<string>()
    const { edit } = overwritten()
    for (let index = 0; ; index++) {
      if (newer !== null) bench.write(path, newer)
      const before = bench.text(path)
      const wasStopped = stopAt(index)
      try {
        restore(edit, true)
      } catch {
        // The power failed.
      }
      if (!wasStopped()) break
      restart()
      recoverNow()
      const now = bench.text(path)
      ends.add(now)
      expect([index, now === before || now === 'mine']).toEqual([index, true])
      if (now === 'mine') expect(bench.stores.backups.read(sha256Of(before)).toString()).toBe(before)
      tidy()
      bench.write(path, oldFiles[path])
    }
    expect([...ends].sort()).toEqual(['mine', newer ?? oldFiles[path]].sort())
  })

  it('leaves an edit that came meanwhile as it is', () => {
    const { edit } = overwritten()
    stopAt(beforeRename)
    expect(() => restore(edit)).toThrow()
    bench.write(path, 'came meanwhile')
    restart()
    expect(recoverNow().closed).toEqual([expect.stringMatching(/^restore of e_.* not restored/)])
    expect(bench.text(path)).toBe('came meanwhile')
    tidy()
  })

  it.each([
    ['the hash', `UPDATE kept_edits SET sha256 = '${sha256Of(oldFiles['src/a.js'])}' WHERE cause = 'rollback'`],
    ['the path', `UPDATE kept_edits SET path = 'src/a.js'`],
    ['the row', 'DELETE FROM kept_edits'],
  ])('writes nothing where somebody edited %s in the stores meanwhile', (_, sql) => {
    const { edit } = overwritten()
    stopAt(beforeRename)
    expect(() => restore(edit)).toThrow()
    const db = new Database(join(bench.home, 'asis_safe_implementation.db'))
    db.exec(sql)
    db.close()
    restart()
    expect(recoverNow().open).toEqual([expect.stringContaining('does not name what was to be written')])
    expect([bench.text(path), bench.text('src/a.js')]).toEqual([oldFiles[path], oldFiles['src/a.js']])
  })

  it('stays open while the folder of its project is away', () => {
    const { edit } = overwritten()
    stopAt(beforeRename)
    expect(() => restore(edit)).toThrow()
    restart()
    const gone = recover(bench.stores, () => null, { clock: bench.clock, log: silentLog, sandboxFolder: '/nowhere' })
    expect(gone).toEqual({ closed: [], open: [expect.stringContaining('not there')] })
    recoverNow()
    expect(bench.text(path)).toBe('mine')
    tidy()
  })
})
