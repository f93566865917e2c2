/** A folder of the project that becomes a link, or another folder, while a change is written: nothing foreign is touched, nothing is stuck. */
import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isRefused } from '../src-shared/errors.ts'
import { applyCandidate } from '../src-main/pipeline/6-apply/apply.ts'
import { restoreEdit } from '../src-main/pipeline/8-rollback/restore-edit.ts'
import { rollbackModification } from '../src-main/pipeline/8-rollback/rollback.ts'
import { recover } from '../src-main/control/recover.ts'
import { silentLog } from '../src-main/platform/ports.ts'
import { allChanges, allNew, allOld, newFiles, oldFiles, openBench, type Bench } from './support/changing-project.ts'
import { approved } from './support/decided.ts'
import { hashOf } from './support/command-line.ts'

type How = 'link to a twin' | 'another folder' | 'link to nothing' | 'gone'
const ways: readonly How[] = ['link to a twin', 'another folder', 'link to nothing', 'gone']

let bench: Bench
beforeEach(() => {
  bench = openBench()
})
afterEach(() => bench.remove())

const at = (path: string): string => join(bench.project.root, path)
const aside = (): string => join(bench.folder, 'aside')
const outside = (): string => join(bench.folder, 'outside')
const state = (id: string) => bench.stores.candidates.get(bench.project.id, id)!.state

/** `src/deep` is moved away; a twin with the same bytes stands outside. */
function swapFolder(how: How): void {
  rmSync(outside(), { recursive: true, force: true })
  cpSync(at('src/deep'), outside(), { recursive: true })
  renameSync(at('src/deep'), aside())
  if (how === 'link to a twin') symlinkSync(outside(), at('src/deep'))
  else if (how === 'link to nothing') symlinkSync(join(bench.folder, 'nowhere'), at('src/deep'))
  else if (how === 'another folder') cpSync(outside(), at('src/deep'), { recursive: true })
}
/** Both, for the next round: what another folder held counts as the project's. */
function clear(how: How): void {
  if (how === 'another folder') rmSync(aside(), { recursive: true, force: true })
}
function putFolderBack(how: How): void {
  if (how === 'another folder') rmSync(at('src/deep'), { recursive: true })
  else if (how !== 'gone') rmSync(at('src/deep'))
  renameSync(aside(), at('src/deep'))
}

/**
 * The folder comes back, and every file has that version. Another real folder of the project stays, with what whoever made it put there: then
 * the files around it and the one that was moved away are looked at.
 */
function isWhole(how: How, which: 'old' | 'new'): boolean {
  const wanted = which === 'old' ? oldFiles : newFiles
  const inDeep = readFileSync(join(aside(), 'b.js'), 'utf8')
  if (how !== 'another folder') {
    putFolderBack(how)
    return which === 'old' ? allOld(bench) : allNew(bench)
  }
  const deepIs = inDeep === wanted['src/deep/b.js'] || bench.text('src/deep/b.js') === wanted['src/deep/b.js']
  return deepIs && bench.text('src/a.js') === wanted['src/a.js'] && bench.text('src/c.js') === wanted['src/c.js']
}

/** Runs `work` and swaps the folder at its step number `index`; null when it has fewer steps. */
function raced<T>(
  how: How,
  index: number,
  work: (step: (name: string) => void) => T,
): { result: T | 'threw'; before: string; after: string } | null {
  let seen = 0
  let before = ''
  const step = (): void => {
    if (seen++ !== index) return
    swapFolder(how)
    before = hashOf(outside())
  }
  let result: T | 'threw'
  try {
    result = work(step)
  } catch {
    result = 'threw'
  }
  return before === '' ? null : { result, before, after: hashOf(outside()) }
}

const takeBack = (id: string) =>
  rollbackModification({ projectId: bench.project.id, id, by: 'operator', reason: 'test', overwriteEdits: false }, bench)
const recoverNow = () =>
  recover(bench.stores, () => bench.project, {
    clock: bench.clock,
    log: silentLog,
    sandboxFolder: join(bench.home, 'asis_sandbox'),
  })

describe.each(ways)('a folder that becomes: %s', how => {
  it('while a change is applied', () => {
    let steps = 0
    for (let index = 0; ; index++) {
      const { id } = approved(bench, allChanges())
      const race = raced(how, index, step => applyCandidate({ projectId: bench.project.id, id }, { ...bench, step }))
      if (race === null) break
      steps += 1
      const where = `step ${index}`
      expect([where, race.after]).toEqual([where, race.before])
      expect([where, race.result]).not.toEqual([where, 'threw'])
      expect([where, state(id)]).not.toEqual([where, 'approved'])
      const isApplied = state(id) === 'applied'
      expect([where, isWhole(how, isApplied ? 'new' : 'old')]).toEqual([where, true])
      expect(isRefused(race.result as object)).toBe(!isApplied)
      expect(bench.stores.journal.openIntents()).toEqual([])
      if (isApplied) takeBack(id)
      bench.stores.modifications.remove(bench.project.id, id)
      clear(how)
      for (const [path, text] of Object.entries(oldFiles)) bench.write(path, text)
    }
    expect(steps).toBeGreaterThan(20)
  })

  it('while one is rolled back', () => {
    for (let index = 0; ; index++) {
      const { id } = approved(bench, allChanges())
      applyCandidate({ projectId: bench.project.id, id }, bench)
      const race = raced(how, index, step =>
        rollbackModification(
          { projectId: bench.project.id, id, by: 'operator', reason: 'test', overwriteEdits: false },
          { ...bench, step },
        ),
      )
      if (race === null) break
      const where = `step ${index}`
      expect([where, race.after]).toEqual([where, race.before])
      expect([where, race.result]).not.toEqual([where, 'threw'])
      expect([where, state(id)]).not.toEqual([where, 'rolling-back'])
      expect([where, isWhole(how, state(id) === 'rolled-back' ? 'old' : 'new')]).toEqual([where, true])
      if (how === 'another folder')
        bench.write('src/deep/b.js', (state(id) === 'rolled-back' ? oldFiles : newFiles)['src/deep/b.js'])
      if (state(id) !== 'rolled-back') takeBack(id)
      expect(allOld(bench)).toBe(true)
      bench.stores.modifications.remove(bench.project.id, id)
      clear(how)
    }
  })

  it('while an edit that a rollback overwrote is put back', () => {
    const path = 'src/deep/b.js'
    const { id } = approved(bench, allChanges())
    applyCandidate({ projectId: bench.project.id, id }, bench)
    bench.write(path, 'mine')
    rollbackModification({ projectId: bench.project.id, id, by: 'operator', reason: 'test', overwriteEdits: true }, bench)
    const edit = bench.stores.edits.list(bench.project.id)[0]!.id
    const request = { projectId: bench.project.id, id: edit, by: 'operator', overwriteEdits: false }
    for (let index = 0; ; index++) {
      const race = raced(how, index, step => restoreEdit(request, { ...bench, step }))
      if (race === null) break
      const where = `step ${index}`
      expect([where, race.after]).toEqual([where, race.before])
      expect([where, race.result]).not.toEqual([where, 'threw'])
      const wanted = isRefused(race.result as object) ? oldFiles[path] : 'mine'
      if (how === 'another folder') {
        expect([where, [readFileSync(join(aside(), 'b.js'), 'utf8'), bench.text(path)].includes(wanted)]).toEqual([where, true])
        clear(how)
      } else {
        putFolderBack(how)
        expect([where, bench.text(path)]).toEqual([where, wanted])
      }
      expect(bench.stores.journal.openIntents()).toEqual([])
      bench.write(path, oldFiles[path])
    }
    expect(bench.text(path)).toBe('mine')
  })

  it('after a crash, while a start closes what was open', () => {
    for (const until of ['before rename', 'after rename', 'before folder fsync']) {
      const { id } = approved(bench, allChanges())
      expect(() =>
        applyCandidate(
          { projectId: bench.project.id, id },
          {
            ...bench,
            step: name => {
              if (name === until) throw new Error('power')
            },
          },
        ),
      ).toThrow()
      swapFolder(how)
      const before = hashOf(outside())
      bench.restart()
      recoverNow()
      expect(hashOf(outside())).toBe(before)
      if (how === 'another folder') clear(how)
      else putFolderBack(how)
      bench.restart()
      recoverNow()
      // A removed folder is an edit: the others went back. Everything else is whole.
      expect(how === 'gone' ? state(id) === 'awaiting-review' : allOld(bench) || allNew(bench)).toBe(true)
      expect(['awaiting-review', 'applied']).toContain(state(id))
      expect(bench.stores.journal.openIntents()).toEqual([])
      if (state(id) === 'applied') takeBack(id)
      for (const [path, text] of Object.entries(oldFiles)) bench.write(path, text)
      bench.stores.modifications.remove(bench.project.id, id)
    }
  })
})

it('a folder that is a link before anything begins is refused before anything is written', () => {
  const { id } = approved(bench, allChanges())
  mkdirSync(outside())
  rmSync(at('src/deep'), { recursive: true })
  symlinkSync(outside(), at('src/deep'))
  expect(applyCandidate({ projectId: bench.project.id, id }, bench)).toMatchObject({ code: 'outside-project' })
  expect(state(id)).toBe('awaiting-review')
})
