import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isRefused, refuse } from '../../src-shared/errors.ts'
import { allNew, allOld, newFiles, oldFiles, openBench, type Bench, allChanges } from '../../test/support/changing-project.ts'
import { applied, approved, waiting } from '../../test/support/decided.ts'
import { applyCandidate } from '../pipeline/6-apply/apply.ts'
import { rollbackModification } from '../pipeline/8-rollback/rollback.ts'
import type { Step } from '../platform/durable-file.ts'
import type { Project } from '../project/project.ts'
import { silentLog } from '../platform/ports.ts'
import { candidateOf, changeOf } from '../stores/test-home.ts'
import { recover, type Recovered } from './recover.ts'

/** Stops the world at one step: nothing after it happens, neither on the disk nor in the stores. */
interface World {
  readonly step: Step
  readonly seen: string[]
  /** Stop at the step with this number from now on; null: run. */
  stopAt(index: number | null): void
}
class Stopped extends Error {}
let bench: Bench
let world: World
beforeEach(() => {
  const seen: string[] = []
  let left: number | null = null
  let dead = false
  world = {
    seen,
    stopAt(index) {
      seen.length = 0
      left = index
      dead = false
    },
    step(name) {
      seen.push(name)
      if (dead || left === 0) {
        if (!dead) bench.stores.close()
        dead = true
        throw new Stopped(name)
      }
      if (left !== null) left--
    },
  }
  bench = openBench(world.step)
})
afterEach(() => bench.remove())

const at = (path: string): string => join(bench.project.root, path)
const state = (id: string) => bench.stores.candidates.get(bench.project.id, id)!.state
const ports = () => ({ clock: bench.clock, log: silentLog, sandboxFolder: join(bench.home, 'asis_sandbox'), step: world.step })
const recoverNow = (): Recovered => recover(bench.stores, id => (id === bench.project.id ? bench.project : null), ports())
const apply = (id: string) => applyCandidate({ projectId: bench.project.id, id }, { ...bench, step: world.step })
const rollBack = (id: string, overwriteEdits = false) =>
  rollbackModification(
    { projectId: bench.project.id, id, by: 'operator', reason: 'r', overwriteEdits },
    { ...bench, step: world.step },
  )

/** True when it was stopped on the way. */
function stopped(run: () => unknown): boolean {
  try {
    run()
    return false
  } catch {
    return true
  }
}
/** A start after a crash. */
function restart(): void {
  world.stopAt(null)
  bench.restart()
}
function tidy(): void {
  expect(bench.stores.journal.openIntents()).toEqual([])
  expect(bench.stores.journal.verify()).toMatchObject({ ok: true })
  const names = [...readdirSync(at('src'), { recursive: true }), ...readdirSync(join(bench.home, 'asis_backups'))]
  expect(names.filter(name => String(name).endsWith('.tmp'))).toEqual([])
}
const rows = () => bench.stores.modifications.list(bench.project.id, 9).length

describe('an apply that was stopped', () => {
  it('at any step is finished, or was not begun', () => {
    const outcomes = new Set<string>()
    for (let index = 0; ; index++) {
      const { id } = approved(bench, allChanges())
      world.stopAt(index)
      if (!stopped(() => apply(id))) break
      const where = `${index} ${world.seen.at(-1)}`
      for (const path of Object.keys(oldFiles) as (keyof typeof oldFiles)[])
        expect([where, bench.text(path) === oldFiles[path] || bench.text(path) === newFiles[path]]).toEqual([where, true])
      restart()
      recoverNow()
      const now = state(id)
      outcomes.add(now)
      expect([where, now, allNew(bench), allOld(bench), rows()]).toEqual([where, 'applied', true, false, 1])
      tidy()
      expect(isRefused(rollBack(id))).toBe(false)
      bench.stores.modifications.remove(bench.project.id, id)
    }
    expect(world.seen.length).toBeGreaterThan(25)
    expect([...outcomes]).toEqual(['applied'])
  })

  it('before its intent goes back to review: a start begins nothing', () => {
    const { id } = approved(bench, allChanges())
    bench.restart()
    expect(recoverNow().closed).toEqual([`apply of ${id}: ASIS stopped before it was applied; nothing was changed.`])
    expect([state(id), allOld(bench)]).toEqual(['awaiting-review', true])
    tidy()
  })

  it('at any step, with a file that somebody edited meanwhile, is taken back and the edit stays', () => {
    for (let index = 0; ; index++) {
      const { id } = approved(bench, allChanges())
      world.stopAt(index)
      if (!stopped(() => apply(id))) break
      bench.write('src/a.js', 'mine')
      const recorded = world.seen.at(-1) === 'state'
      restart()
      recoverNow()
      expect(bench.text('src/a.js')).toBe('mine')
      if (recorded) {
        expect(state(id)).toBe('applied')
        rollBack(id, true)
      } else {
        expect([state(id), bench.text('src/deep/b.js'), bench.text('src/c.js'), rows()]).toEqual([
          'awaiting-review',
          oldFiles['src/deep/b.js'],
          oldFiles['src/c.js'],
          0,
        ])
      }
      tidy()
      bench.stores.modifications.remove(bench.project.id, id)
      bench.write('src/a.js', oldFiles['src/a.js'])
    }
  })
})

describe('a rollback that was stopped', () => {
  it.each([false, true])('at any step is finished, or was not begun (with later edits: %s)', edits => {
    const ends = new Set<string>()
    for (let index = 0; ; index++) {
      const { id } = applied(bench, allChanges())
      if (edits) bench.write('src/a.js', 'mine')
      world.stopAt(index)
      if (!stopped(() => rollBack(id, edits))) break
      const where = `${index} ${world.seen.at(-1)}`
      restart()
      recoverNow()
      const now = state(id)
      ends.add(now)
      if (now === 'rolled-back') expect([where, allOld(bench)]).toEqual([where, true])
      else expect([where, now, bench.text('src/a.js')]).toEqual([where, 'applied', edits ? 'mine' : newFiles['src/a.js']])
      tidy()
      rollBack(id, edits)
      expect(allOld(bench)).toBe(true)
    }
    expect([...ends].sort()).toEqual(['applied', 'rolled-back'])
  })

  it('with a file that somebody edited meanwhile leaves the change in effect and the edit as it is', () => {
    const { id } = applied(bench, allChanges())
    world.stopAt(18)
    expect(stopped(() => rollBack(id))).toBe(true)
    expect(world.seen.filter(name => name === 'after rename').length).toBeGreaterThan(0)
    bench.write('src/deep/b.js', 'mine')
    restart()
    recoverNow()
    expect([state(id), bench.text('src/a.js'), bench.text('src/deep/b.js'), bench.text('src/c.js')]).toEqual([
      'kept',
      newFiles['src/a.js'],
      'mine',
      newFiles['src/c.js'],
    ])
    tidy()
  })
})

describe('a recovery that was stopped itself', () => {
  it.each(['apply', 'rollback'])('at any step is finished by the next one, after %s', action => {
    for (let index = 0; ; index++) {
      const { id } = action === 'apply' ? approved(bench, allChanges()) : applied(bench, allChanges())
      world.stopAt(17)
      expect(stopped(() => (action === 'apply' ? apply(id) : rollBack(id)))).toBe(true)
      restart()
      world.stopAt(index)
      if (!stopped(recoverNow)) break
      restart()
      recoverNow()
      expect([state(id), action === 'apply' ? allNew(bench) : allOld(bench)]).toEqual([
        action === 'apply' ? 'applied' : 'rolled-back',
        true,
      ])
      tidy()
      rollBack(id)
      expect(allOld(bench)).toBe(true)
    }
    expect(world.seen.length).toBeGreaterThan(3)
  })

  it('changes nothing the second time', () => {
    const { id } = approved(bench, allChanges())
    world.stopAt(17)
    stopped(() => apply(id))
    restart()
    expect(recoverNow().closed).toHaveLength(1)
    const { records } = bench.stores.journal.verify()
    expect(recoverNow()).toEqual({ closed: [], open: [] })
    expect(bench.stores.journal.verify().records).toBe(records)
  })
})

describe('what else a crash leaves', () => {
  it('candidates that were not tried out are rejected, sessions failed, sandboxes removed', () => {
    const { stores, project, clock } = bench
    const generated = stores.candidates.add(project.id, candidateOf([changeOf('src/a.js', '1', '2')]), clock.nowMs())
    const queued = waiting(bench, allChanges())
    const id = stores.newId('s')
    stores.sessions.put('another project', {
      id,
      kind: 'manual',
      state: 'running',
      startedMs: 1,
      endedMs: null,
      metricIds: [],
      goals: {},
      rows: [],
      note: '',
    })
    stores.journal.intent({ projectId: 'another project', action: 'session', subject: id, detail: '' }, 1)
    const sandboxes = join(bench.home, 'asis_sandbox')
    mkdirSync(join(sandboxes, 'trial-1', 'src'), { recursive: true })
    symlinkSync(bench.project.root, join(sandboxes, 'trial-1', 'link'))
    bench.restart()
    expect(recoverNow().closed).toHaveLength(3)
    expect([state(generated.id), state(queued.id)]).toEqual(['rejected', 'awaiting-review'])
    expect(bench.stores.sessions.get('another project', id)).toMatchObject({
      state: 'failed',
      note: expect.stringContaining('stopped'),
    })
    expect(readdirSync(sandboxes)).toEqual([])
    expect(existsSync(at('src/a.js'))).toBe(true)
    tidy()
  })

  it('a project whose folder is gone stays open until it is back', () => {
    const { id } = approved(bench, allChanges())
    world.stopAt(17)
    stopped(() => apply(id))
    restart()
    expect(recover(bench.stores, () => null, ports())).toEqual({ closed: [], open: [expect.stringContaining('not there')] })
    expect(bench.stores.journal.openIntents()).toHaveLength(1)
    expect(recoverNow().open).toEqual([])
    expect(state(id)).toBe('applied')
  })

  it('a folder of the project that is gone meanwhile: what is left goes back', () => {
    const { id } = approved(bench, allChanges())
    world.stopAt(25)
    stopped(() => apply(id))
    rmSync(at('src/deep'), { recursive: true })
    restart()
    recoverNow()
    expect([state(id), bench.text('src/a.js'), bench.text('src/c.js')]).toEqual([
      'awaiting-review',
      oldFiles['src/a.js'],
      oldFiles['src/c.js'],
    ])
    expect(bench.stores.journal.openIntents()).toEqual([])
  })

  it('a file that cannot be looked at stays open until it can', () => {
    const { id } = approved(bench, allChanges())
    world.stopAt(25)
    stopped(() => apply(id))
    restart()
    const locked: Project = { ...bench.project, resolve: () => refuse('disk', 'no permission', 'give it') }
    expect(recover(bench.stores, () => locked, ports())).toEqual({ closed: [], open: [`apply of ${id}: no permission`] })
    expect(state(id)).toBe('approved')
    recoverNow()
    expect([state(id), allNew(bench)]).toEqual(['applied', true])
  })

  it('a damaged backup stays open, said so, and does not keep the program from starting', () => {
    const { id } = applied(bench, allChanges())
    world.stopAt(8)
    expect(stopped(() => rollBack(id))).toBe(true)
    for (const name of readdirSync(join(bench.home, 'asis_backups')))
      writeFileSync(join(bench.home, 'asis_backups', name), 'damaged')
    restart()
    expect(recoverNow().open).toEqual([expect.stringContaining('backup')])
    expect(state(id)).toBe('rolling-back')
  })
})
