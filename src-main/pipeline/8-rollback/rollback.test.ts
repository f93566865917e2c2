import { mkdirSync, rmSync, statSync, chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { rollbackPreview } from '../../../src-shared/api/shapes.ts'
import { allNew, allOld, newFiles, oldFiles, openBench, type Bench, allChanges } from '../../../test/support/changing-project.ts'
import { applied, waiting } from '../../../test/support/decided.ts'
import { changeOf } from '../../stores/test-home.ts'
import { sha256Of } from '../../stores/sha256.ts'
import { previewRollback } from './preview.ts'
import { rollbackModification } from './rollback.ts'

let bench: Bench
beforeEach(() => {
  bench = openBench()
})
afterEach(() => bench.remove())

const at = (path: string): string => join(bench.project.root, path)
const rollBack = (id: string, overwriteEdits = false, step?: (name: string) => void) =>
  rollbackModification(
    { projectId: bench.project.id, id, by: 'operator', reason: 'slower at home', overwriteEdits },
    { ...bench, ...(step ? { step } : {}) },
  )
const preview = (id: string) => previewRollback({ projectId: bench.project.id, id }, bench)
const state = (id: string) => bench.stores.candidates.get(bench.project.id, id)!.state

describe('rollback', () => {
  it('puts every file back, byte for byte, with its mode', () => {
    chmodSync(at('src/a.js'), 0o751)
    const { id } = applied(bench, allChanges())
    expect(rollBack(id)).toMatchObject({ state: 'rolled-back', note: 'slower at home' })
    expect(allOld(bench)).toBe(true)
    expect(statSync(at('src/a.js')).mode & 0o7777).toBe(0o751)
    expect(state(id)).toBe('rolled-back')
    expect(bench.stores.journal.list(null, null, 2).map(({ kind, action }) => `${kind} ${action}`)).toEqual([
      'outcome rollback',
      'intent rollback',
    ])
  })

  it('twice gives the first answer and touches nothing', () => {
    const { id } = applied(bench, allChanges())
    rollBack(id)
    bench.write('src/a.js', 'edited after it')
    const records = bench.stores.journal.verify().records
    expect(rollBack(id)).toMatchObject({ id, state: 'rolled-back', note: 'slower at home' })
    expect([bench.text('src/a.js'), bench.stores.journal.verify().records]).toEqual(['edited after it', records])
  })

  it('also of a change that was kept', () => {
    const { id } = applied(bench, allChanges())
    bench.stores.candidates.move(bench.project.id, id, 'applied', 'kept', 1, '')
    expect(rollBack(id)).toMatchObject({ state: 'rolled-back' })
  })

  it('refuses what was never applied, or is not there', () => {
    const { id } = waiting(bench, allChanges())
    expect(rollBack(id)).toMatchObject({ code: 'stale-state' })
    expect(preview(id)).toMatchObject({ code: 'stale-state' })
    expect(rollBack('c_0000000000')).toMatchObject({ code: 'not-found' })
    expect(preview('c_0000000000')).toMatchObject({ code: 'not-found' })
  })

  it('goes in the order of the changes, newest first, and names what stands in the way', () => {
    const first = applied(bench, allChanges())
    const second = applied(bench, [changeOf('src/a.js', newFiles['src/a.js'], 'second\n')])
    const third = applied(bench, [changeOf('src/a.js', 'second\n', 'third\n')])
    expect(rollBack(first.id)).toMatchObject({
      code: 'stale-state',
      message: expect.stringMatching(new RegExp(`${third.id} .*${second.id} `)),
      next: `Roll back ${third.id} first.`,
    })
    expect(preview(first.id)).toMatchObject({ blockedBy: [{ id: third.id }, { id: second.id }] })
    for (const { id } of [third, second, first]) expect(rollBack(id)).toMatchObject({ state: 'rolled-back' })
    expect(allOld(bench)).toBe(true)
  })
})

describe('a file that was edited since', () => {
  it('stops the rollback before anything is touched', () => {
    const { id } = applied(bench, allChanges())
    bench.write('src/deep/b.js', 'mine')
    expect(rollBack(id)).toMatchObject({ code: 'stale-file', message: expect.stringContaining('src/deep/b.js was edited') })
    expect([state(id), bench.text('src/a.js'), bench.text('src/deep/b.js')]).toEqual(['applied', newFiles['src/a.js'], 'mine'])
  })
  it('is replaced when the operator says so, and kept', () => {
    const { id } = applied(bench, allChanges())
    bench.write('src/deep/b.js', 'mine')
    expect(rollBack(id, true)).toMatchObject({ state: 'rolled-back' })
    expect(allOld(bench)).toBe(true)
    expect(bench.stores.backups.read(sha256Of('mine')).toString()).toBe('mine')
    expect(bench.stores.edits.ofChange(bench.project.id, id)).toMatchObject([{ path: 'src/deep/b.js', sha256: sha256Of('mine') }])
  })
  it('or removed is made again only when the operator says so', () => {
    const { id } = applied(bench, allChanges())
    rmSync(at('src/a.js'))
    expect(rollBack(id)).toMatchObject({ code: 'stale-file', message: expect.stringContaining('src/a.js was removed') })
    expect(rollBack(id, true)).toMatchObject({ state: 'rolled-back' })
    expect(allOld(bench)).toBe(true)
  })
  it('by hand back to the old version is no obstacle', () => {
    const { id } = applied(bench, allChanges())
    bench.write('src/a.js', oldFiles['src/a.js'])
    expect(rollBack(id)).toMatchObject({ state: 'rolled-back' })
    expect(allOld(bench)).toBe(true)
  })
  it('shows in the preview, which promises what happens', () => {
    const { id } = applied(bench, allChanges())
    bench.write('src/a.js', oldFiles['src/a.js'])
    bench.write('src/deep/b.js', 'mine')
    rmSync(at('src/c.js'))
    expect(rollbackPreview.parse(preview(id))).toEqual({
      files: [
        { path: 'src/a.js', now: oldFiles['src/a.js'], restored: oldFiles['src/a.js'], state: 'already-restored' },
        { path: 'src/c.js', now: null, restored: '', state: 'missing' },
        { path: 'src/deep/b.js', now: 'mine', restored: oldFiles['src/deep/b.js'], state: 'edited-since' },
      ],
      blockedBy: [],
    })
  })
  it('at the very moment leaves the change in effect', () => {
    const { id } = applied(bench, allChanges())
    const refused = rollBack(id, false, name => {
      if (name === 'before fsync') bench.write('src/c.js', 'just saved')
    })
    expect(refused).toMatchObject({ code: 'stale-file' })
    expect([state(id), bench.text('src/a.js'), bench.text('src/c.js')]).toEqual(['kept', newFiles['src/a.js'], 'just saved'])
    expect(bench.stores.journal.openIntents()).toEqual([])
  })
})

describe('when something is broken', () => {
  it('a damaged backup stops it before anything is touched', () => {
    const { id } = applied(bench, allChanges())
    writeFileSync(join(bench.home, 'asis_backups', sha256Of(oldFiles['src/a.js'])), 'other bytes')
    const damaged = expect.objectContaining({ code: 'backup-corrupt' })
    expect(() => rollBack(id)).toThrow(damaged)
    expect(() => preview(id)).toThrow(damaged)
    expect([allNew(bench), state(id)]).toEqual([true, 'applied'])
  })
  it('a file that became a folder or lost its folder is refused', () => {
    const { id } = applied(bench, allChanges())
    rmSync(at('src/deep'), { recursive: true })
    expect(rollBack(id, true)).toMatchObject({ code: 'not-found' })
    mkdirSync(at('src/deep/b.js'), { recursive: true })
    expect(rollBack(id, true)).toMatchObject({ kind: 'refused' })
    expect(state(id)).toBe('applied')
  })
  it.each(['ENOSPC', 'EIO'])('the disk saying %s at whatever step leaves the change whole', code => {
    const { id } = applied(bench, allChanges())
    let failedAt = 0
    for (let index = 0; ; index++) {
      let n = 0
      let last = ''
      const done = rollBack(id, false, name => {
        last = name
        if (n++ === index) throw Object.assign(new Error('injected'), { code })
      })
      if (last === 'state') break
      failedAt++
      expect([index, last, done]).toMatchObject([index, last, { code: 'disk' }])
      // The claim is made and could not be followed by anything: a new start closes that.
      if (state(id) === 'rolling-back') bench.stores.candidates.move(bench.project.id, id, 'rolling-back', 'kept', 1, '')
      expect([last, allNew(bench)]).toEqual([last, true])
    }
    expect(failedAt).toBeGreaterThan(15)
    expect(allOld(bench)).toBe(true)
  })
})
