import { chmodSync, existsSync, linkSync, readdirSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { allNew, allOld, newFiles, oldFiles, openBench, type Bench, allChanges } from '../../../test/support/changing-project.ts'
import { applied, approved } from '../../../test/support/decided.ts'
import { changeOf } from '../../stores/test-home.ts'
import { sha256Of } from '../../stores/sha256.ts'
import type { StoredCandidate } from '../../stores/stores.ts'
import { applyCandidate } from './apply.ts'

let bench: Bench
beforeEach(() => {
  bench = openBench()
})
afterEach(() => bench.remove())

const at = (path: string): string => join(bench.project.root, path)
const apply = ({ id }: StoredCandidate, step?: (name: string) => void) =>
  applyCandidate({ projectId: bench.project.id, id }, { ...bench, ...(step ? { step } : {}) })
const state = ({ id }: StoredCandidate) => bench.stores.candidates.get(bench.project.id, id)!.state
/** No file of the project is new, none is lying about, no intent is open, and the operator may decide again. */
function nothingHappened(candidate: StoredCandidate): void {
  expect(state(candidate)).toBe('awaiting-review')
  expect(readdirSync(at('src')).sort()).toEqual(['a.js', 'c.js', 'deep'])
  expect(readdirSync(at('src/deep'))).toEqual(['b.js'])
  expect(bench.stores.journal.openIntents()).toEqual([])
  expect(bench.stores.modifications.list(bench.project.id, 9)).toEqual([])
  expect(bench.stores.journal.verify().ok).toBe(true)
}

describe('apply', () => {
  it('writes the approved bytes of all files and says so in state, order and journal', () => {
    chmodSync(at('src/a.js'), 0o750)
    const candidate = approved(bench, allChanges())
    expect(apply(candidate)).toMatchObject({ id: candidate.id, state: 'applied' })
    expect(allNew(bench)).toBe(true)
    expect(statSync(at('src/a.js')).mode & 0o7777).toBe(0o750)
    expect(readdirSync(at('src')).sort()).toEqual(['a.js', 'c.js', 'deep'])
    expect(state(candidate)).toBe('applied')
    expect(bench.stores.modifications.get(bench.project.id, candidate.id)!.files[0]).toEqual({
      path: 'src/a.js',
      beforeSha256: sha256Of(oldFiles['src/a.js']),
      afterSha256: sha256Of(newFiles['src/a.js']),
      mode: 0o750,
    })
    const actions = bench.stores.journal.list(null, null, 9).map(({ kind, action }) => `${kind} ${action}`)
    expect(actions.slice(0, 3)).toEqual(['outcome apply', 'intent apply', 'decision approve'])
    expect(bench.stores.journal.openIntents()).toEqual([])
  })

  it('has the backup of every file on the disk before the first file is touched', () => {
    const candidate = approved(bench, allChanges())
    apply(candidate, name => {
      if (name !== 'before rename') return
      for (const text of Object.values(oldFiles)) expect(bench.stores.backups.read(sha256Of(text)).toString()).toBe(text)
    })
    expect(bench.stores.backups.list(bench.project.id, candidate.id)).toHaveLength(3)
  })

  it('happens once', () => {
    const candidate = approved(bench, allChanges())
    apply(candidate)
    bench.write('src/a.js', 'edited afterwards')
    expect(apply(candidate)).toMatchObject({ code: 'stale-state' })
    expect(bench.text('src/a.js')).toBe('edited afterwards')
  })

  it('does nothing without an approval', () => {
    const candidate = approved(bench, allChanges())
    bench.stores.candidates.move(bench.project.id, candidate.id, 'approved', 'awaiting-review', 1, '')
    expect(apply(candidate)).toMatchObject({ code: 'stale-state' })
    expect(applyCandidate({ projectId: bench.project.id, id: 'c_0000000000' }, bench)).toMatchObject({ code: 'not-found' })
    expect(applyCandidate({ projectId: 'other', id: candidate.id }, bench)).toMatchObject({ code: 'not-found' })
    expect(allOld(bench)).toBe(true)
  })
})

describe('apply changes nothing and asks again', () => {
  it.each(['src/a.js', 'src/c.js'])('when %s was edited since', path => {
    const candidate = approved(bench, allChanges())
    bench.write(path, 'edited')
    expect(apply(candidate)).toMatchObject({ code: 'stale-file', message: expect.stringContaining(path) })
    expect(bench.text(path)).toBe('edited')
    bench.write(path, oldFiles[path as 'src/a.js'])
    expect(allOld(bench)).toBe(true)
    nothingHappened(candidate)
  })

  it('when a file was removed', () => {
    const candidate = approved(bench, allChanges())
    rmSync(at('src/c.js'))
    expect(apply(candidate)).toMatchObject({ code: 'stale-file' })
    expect(existsSync(at('src/c.js'))).toBe(false)
    bench.write('src/c.js', '')
    nothingHappened(candidate)
  })

  it('when a file is edited while the new ones are written', () => {
    const candidate = approved(bench, allChanges())
    let fsyncs = 0
    const refused = apply(candidate, name => {
      if (name === 'after fsync' && ++fsyncs === 3) bench.write('src/c.js', 'just saved')
    })
    expect(refused).toMatchObject({ code: 'stale-file', message: expect.stringContaining('src/c.js') })
    expect(bench.text('src/c.js')).toBe('just saved')
    bench.write('src/c.js', '')
    expect(allOld(bench)).toBe(true)
    nothingHappened(candidate)
  })

  it('when a file is edited right after it was replaced: the edit stays, the others go back', () => {
    const candidate = approved(bench, allChanges())
    let renames = 0
    const refused = apply(candidate, name => {
      if (name === 'after rename' && ++renames === 2) bench.write('src/a.js', 'just saved')
    })
    expect(refused).toMatchObject({ code: 'stale-file', message: expect.stringContaining('src/a.js') })
    expect([bench.text('src/a.js'), bench.text('src/deep/b.js'), bench.text('src/c.js')]).toEqual([
      'just saved',
      oldFiles['src/deep/b.js'],
      '',
    ])
    nothingHappened(candidate)
  })

  it.each(['file', 'folder'])('when a %s on the way became a symbolic link', which => {
    const candidate = approved(bench, allChanges())
    const outside = join(bench.folder, 'outside')
    const path = which === 'file' ? 'src/a.js' : 'src/deep'
    renameSync(at(path), outside)
    symlinkSync(outside, at(path))
    const content = which === 'file' ? outside : join(outside, 'b.js')
    const before = statSync(content)
    expect(apply(candidate)).toMatchObject({ code: 'outside-project' })
    expect(statSync(content).mtimeMs).toBe(before.mtimeMs)
    rmSync(at(path))
    renameSync(outside, at(path))
    expect(allOld(bench)).toBe(true)
    nothingHappened(candidate)
  })

  it('when a file may not be changed (any more)', () => {
    writeFileSync(at('notes.md'), 'old')
    const candidate = approved(bench, [changeOf('src/a.js', oldFiles['src/a.js'], 'x'), changeOf('notes.md', 'old', 'new')])
    expect(apply(candidate)).toMatchObject({ code: 'outside-project', message: expect.stringContaining('notes.md') })
    expect(allOld(bench)).toBe(true)
    nothingHappened(candidate)
  })

  it('when a file is read-only', () => {
    const candidate = approved(bench, allChanges())
    chmodSync(at('src/c.js'), 0o444)
    expect(apply(candidate)).toMatchObject({ code: 'disk', message: expect.stringContaining('src/c.js is read-only') })
    expect(allOld(bench)).toBe(true)
    nothingHappened(candidate)
  })

  it('when a file has another name, which would keep the old text', () => {
    const candidate = approved(bench, allChanges())
    linkSync(at('src/c.js'), join(bench.folder, 'other name'))
    expect(apply(candidate)).toMatchObject({ code: 'disk', message: expect.stringContaining('src/c.js has 2 names') })
    expect(allOld(bench)).toBe(true)
    nothingHappened(candidate)
  })

  it.each(['ENOSPC', 'EACCES', 'EROFS'])('when the disk says %s, at whatever step', code => {
    const steps: string[] = []
    applyAndForget(name => steps.push(name))
    const candidate = approved(bench, allChanges())
    // After the last one the stores know that it is applied.
    for (let index = 0; index < steps.length - 1; index++) {
      let n = 0
      const refused = apply(candidate, () => {
        if (n++ === index) throw Object.assign(new Error('injected'), { code })
      })
      expect([steps[index], index, refused]).toMatchObject([steps[index], index, { code: 'disk' }])
      expect([steps[index], allOld(bench)]).toEqual([steps[index], true])
      nothingHappened(candidate)
      approveAgain(candidate)
    }
    expect(apply(candidate)).toMatchObject({ state: 'applied' })
  })

  it('when the stored bytes are not the approved ones', () => {
    const candidate = approved(bench, allChanges())
    const db = new Database(join(bench.home, 'asis_code_generation.db'))
    db.prepare(`UPDATE candidate_files SET after = ? WHERE path = 'src/a.js'`).run(Buffer.from('evil()'))
    db.close()
    expect(apply(candidate)).toMatchObject({ code: 'not-approved' })
    expect(allOld(bench)).toBe(true)
    nothingHappened(candidate)
  })

  it('when the stored bytes, their hashes and the diff were all changed together', () => {
    const candidate = approved(bench, allChanges())
    const evil = approved(bench, [changeOf('src/a.js', oldFiles['src/a.js'], 'evil()')])
    const db = new Database(join(bench.home, 'asis_code_generation.db'))
    db.exec(`DELETE FROM candidate_files WHERE candidate_id = '${candidate.id}'`)
    db.exec(`UPDATE candidate_files SET candidate_id = '${candidate.id}'`)
    db.exec(
      `UPDATE candidate_texts SET diff = (SELECT diff FROM candidate_texts JOIN candidates USING (n) WHERE id = '${evil.id}')
         WHERE n = (SELECT n FROM candidates WHERE id = '${candidate.id}');
       UPDATE candidates SET diff_sha256 = '${evil.diffSha256}' WHERE id = '${candidate.id}'`,
    )
    db.close()
    expect(apply(candidate)).toMatchObject({
      code: 'not-approved',
      message: expect.stringContaining('nobody approved this diff'),
    })
    expect(allOld(bench)).toBe(true)
  })
})

function approveAgain({ id, diffSha256 }: StoredCandidate): void {
  const { stores, project } = bench
  stores.candidates.move(project.id, id, 'awaiting-review', 'approved', 1, '')
  stores.decisions.add(project.id, id, { verb: 'approved', by: 'operator', reason: '', diffSha256, tMs: 1 })
}

/** Learns the steps of an apply on another project. */
function applyAndForget(step: (name: string) => void): void {
  const other = openBench()
  const candidate = approved(other, allChanges())
  applyCandidate({ projectId: other.project.id, id: candidate.id }, { ...other, step })
  other.remove()
}

describe('the stores', () => {
  it('are told first, so that a full data folder leaves the files as they are', () => {
    const candidate = approved(bench, allChanges())
    const { stores } = bench
    const full = Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' })
    const refused = applyCandidate(
      { projectId: bench.project.id, id: candidate.id },
      {
        ...bench,
        stores: {
          ...stores,
          modifications: {
            ...stores.modifications,
            add: () => {
              throw full
            },
          },
        },
      },
    )
    expect(refused).toMatchObject({ code: 'disk' })
    expect(allOld(bench)).toBe(true)
    nothingHappened(candidate)
  })

  it('that cannot take the outcome any more do not undo what is applied', () => {
    const candidate = approved(bench, allChanges())
    const { journal } = bench.stores
    const full = Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' })
    const outcome = () => {
      throw full
    }
    const done = applyCandidate(
      { projectId: bench.project.id, id: candidate.id },
      { ...bench, stores: { ...bench.stores, journal: { ...journal, outcome } } },
    )
    expect(done).toMatchObject({ state: 'applied' })
    expect([allNew(bench), state(candidate), bench.stores.journal.openIntents().length]).toEqual([true, 'applied', 1])
  })

  it('know the newest of two changes to one file', () => {
    const first = applied(bench, allChanges())
    const second = applied(bench, [changeOf('src/a.js', newFiles['src/a.js'], '3')])
    expect(bench.stores.modifications.laterTouching(bench.project.id, first.id).map(each => each.candidateId)).toEqual([
      second.id,
    ])
  })
})
