/** Taking back everything since a time: what it refuses, what it restores, and that it is all or nothing wherever it is stopped. */
import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isRefused } from '../../src-shared/errors.ts'
import { oldFiles, openBench, type Bench } from '../../test/support/changing-project.ts'
import { applied } from '../../test/support/decided.ts'
import { previewSince } from '../pipeline/8-rollback/preview-since.ts'
import { rollbackSince } from '../pipeline/8-rollback/rollback-since.ts'
import type { Step } from '../platform/durable-file.ts'
import { silentLog } from '../platform/ports.ts'
import { changeOf } from '../stores/test-home.ts'
import { recover, type Recovered } from './recover.ts'

class Stopped extends Error {}
let bench: Bench
let seen: string[] = []
let stopAt: number | null = null
let dead = false
const step: Step = name => {
  seen.push(name)
  if (!dead && stopAt !== seen.length - 1) return
  if (!dead) bench.stores.close()
  dead = true
  throw new Stopped(name)
}
const stopWorldAt = (index: number | null): void => {
  seen = []
  stopAt = index
  dead = false
}
beforeEach(() => {
  stopWorldAt(null)
  bench = openBench(step)
})
afterEach(() => bench.remove())

const [a, b] = ['src/a.js', 'src/deep/b.js'] as const
const change = (path: string, before: string, after: string) => applied(bench, [changeOf(path, before, after)]).id
/** Three modifications: `a` twice, `b` once. Oldest first. */
const three = (): string[] => [change(a, oldFiles[a], 'a 1'), change(b, oldFiles[b], 'b 1'), change(a, 'a 1', 'a 2')]
const appliedMs = (id: string) => bench.stores.modifications.get(bench.project.id, id)!.appliedMs
const state = (id: string) => bench.stores.candidates.get(bench.project.id, id)!.state
const request = (ids: readonly string[], sinceMs: number) => ({
  projectId: bench.project.id,
  ids: [...ids].reverse(),
  sinceMs,
  by: 'operator',
  reason: 'a bad day',
})
const back = (ids: readonly string[], sinceMs = appliedMs(ids[0]!)) => rollbackSince(request(ids, sinceMs), { ...bench, step })
const preview = (sinceMs: number) => previewSince({ projectId: bench.project.id, sinceMs }, bench)
const texts = () => [bench.text(a), bench.text(b)]
const old = [oldFiles[a], oldFiles[b]]
const recoverNow = (): Recovered =>
  recover(bench.stores, () => bench.project, {
    clock: bench.clock,
    log: silentLog,
    sandboxFolder: join(bench.home, 'asis_sandbox'),
    step,
  })
const tidy = (): void => {
  expect(bench.stores.journal.openIntents()).toEqual([])
  expect(bench.stores.journal.verify()).toMatchObject({ ok: true })
  const names = readdirSync(join(bench.project.root, 'src'), { recursive: true })
  expect(names.filter(name => String(name).endsWith('.tmp'))).toEqual([])
}

const stopped = (run: () => unknown): boolean => {
  try {
    run()
    return false
  } catch (error) {
    if (!(error instanceof Stopped) && !dead) throw error
    return true
  }
}
const restart = (): void => {
  stopWorldAt(null)
  bench.restart()
}

describe('everything since a time', () => {
  it('is previewed newest first, with what each file becomes at the end', () => {
    const ids = three()
    expect(preview(appliedMs(ids[1]!))).toMatchObject({
      ids: [ids[2], ids[1]],
      modifications: [
        { id: ids[2], paths: [a] },
        { id: ids[1], paths: [b] },
      ],
      files: [
        { path: a, now: 'a 2', restored: 'a 1', state: 'as-applied' },
        { path: b, now: 'b 1', restored: oldFiles[b], state: 'as-applied' },
      ],
    })
    expect(preview(appliedMs(ids[2]!) + 1)).toEqual({ ids: [], modifications: [], files: [] })
  })

  it('is restored as one, and what is older stays', () => {
    const ids = three()
    expect(back(ids.slice(1))).toMatchObject([
      { id: ids[2], state: 'rolled-back' },
      { id: ids[1], state: 'rolled-back' },
    ])
    expect([texts(), ids.map(state)]).toEqual([
      ['a 1', oldFiles[b]],
      ['applied', 'rolled-back', 'rolled-back'],
    ])
    const [outcome, intent] = bench.stores.journal.list(null, null, 2)
    expect([intent?.kind, intent?.action, outcome?.kind]).toEqual(['intent', 'rollback-since', 'outcome'])
    expect(outcome?.detail).toBe('rolled back 2 modifications in 2 files by operator: a bad day')
    tidy()
    expect(isRefused(back([ids[0]!]))).toBe(false)
    expect(texts()).toEqual(old)
  })

  it('leaves out what was rolled back before', () => {
    const ids = three()
    expect(isRefused(back([ids[2]!]))).toBe(false)
    const again = change(a, 'a 1', 'a 3')
    expect(isRefused(back([ids[0]!, ids[1]!, again]))).toBe(false)
    expect(texts()).toEqual(old)
  })

  it('is refused when it is not what was shown any more', () => {
    const ids = three()
    const all = request(ids, appliedMs(ids[0]!))
    for (const wrong of [all.ids.slice(1), [...all.ids].reverse(), ['c_0000000000']])
      expect(rollbackSince({ ...all, ids: wrong }, bench)).toMatchObject({ code: 'stale-state' })
    expect([texts(), ids.map(state)]).toEqual([
      ['a 2', 'b 1'],
      ['applied', 'applied', 'applied'],
    ])
  })

  it('is refused with every name when files were edited, removed, or edited in between; nothing is changed', () => {
    const ids = three()
    bench.write(a, 'mine')
    expect(preview(0)).toMatchObject({
      files: [
        { path: a, state: 'edited-since' },
        { path: b, state: 'as-applied' },
      ],
    })
    rmSync(join(bench.project.root, b))
    const refused = back(ids)
    expect(refused).toMatchObject({ code: 'stale-file' })
    expect(isRefused(refused) && refused.message).toMatch(
      /src\/a.js was edited since .* src\/deep\/b.js was removed since .*Nothing was changed/,
    )
    expect([bench.text(a), ids.map(state)]).toEqual(['mine', ['applied', 'applied', 'applied']])
    const late = change(a, 'mine', 'a 4')
    expect(preview(0)).toMatchObject({
      files: [
        { path: a, state: 'edited-since' },
        { path: b, state: 'missing' },
      ],
    })
    expect(back([...ids, late])).toMatchObject({ message: expect.stringContaining(`edited between ${ids[2]} and ${late}`) })
    expect(bench.text(a)).toBe('a 4')
    tidy()
  })

  it('is refused when a later change is said to be older, because the clock was set back', () => {
    const [first] = three()
    const { stores, project } = bench
    const later = change(a, 'a 2', 'a 9')
    stores.modifications.add(project.id, { ...stores.modifications.get(project.id, later)!, appliedMs: 5 })
    const ids = preview(appliedMs(first!))
    if (isRefused(ids)) throw new Error(ids.message)
    expect(rollbackSince({ ...request([], appliedMs(first!)), ids: ids.ids }, bench)).toMatchObject({
      message: expect.stringContaining(`${later} (Set instead of repeated scan) changed src/a.js later`),
    })
  })

  it('needs whole backups before anything is touched', () => {
    const ids = three()
    for (const name of readdirSync(join(bench.home, 'asis_backups')))
      writeFileSync(join(bench.home, 'asis_backups', name), 'damaged')
    expect(() => back(ids)).toThrow(/backup/)
    expect([texts(), ids.map(state)]).toEqual([
      ['a 2', 'b 1'],
      ['applied', 'applied', 'applied'],
    ])
    tidy()
  })
})

describe('when ASIS ends in the middle of it', () => {
  it('at any step, all of it is done or none of it after the next start', () => {
    const ends = new Set<string>()
    for (let index = 0; ; index++) {
      const ids = three()
      stopWorldAt(index)
      if (!stopped(() => back(ids))) break
      const where = `${index} ${seen.at(-1)}`
      restart()
      expect([where, recoverNow().open]).toEqual([where, []])
      const states = [...new Set(ids.map(state))]
      expect([where, states.length]).toEqual([where, 1])
      expect([where, texts()]).toEqual([where, states[0] === 'rolled-back' ? old : ['a 2', 'b 1']])
      ends.add(states[0]!)
      tidy()
      if (states[0] !== 'rolled-back') expect(isRefused(back(ids))).toBe(false)
      expect(texts()).toEqual(old)
    }
    expect(seen.length).toBeGreaterThan(20)
    expect([...ends].sort()).toEqual(['applied', 'rolled-back'])
  })

  it('at any step, and somebody edits a file meanwhile: the edit stays, and the rest is all or nothing', () => {
    for (let index = 0; ; index++) {
      const ids = three()
      stopWorldAt(index)
      if (!stopped(() => back(ids))) break
      const where = `${index} ${seen.at(-1)}`
      bench.write(b, 'mine')
      restart()
      recoverNow()
      const backs = ids.filter(id => state(id) === 'rolled-back').length
      expect([where, [0, 3].includes(backs), bench.text(b)]).toEqual([where, true, 'mine'])
      expect([where, bench.text(a)]).toEqual([where, backs > 0 ? oldFiles[a] : 'a 2'])
      tidy()
      bench.write(b, 'b 1')
      if (backs === 0) expect(isRefused(back(ids))).toBe(false)
      bench.write(b, oldFiles[b])
    }
  })

  it('and the recovery itself is stopped at any step: the next one finishes it', () => {
    for (let index = 0; ; index++) {
      const ids = three()
      stopWorldAt(12)
      expect(stopped(() => back(ids))).toBe(true)
      restart()
      stopWorldAt(index)
      if (!stopped(recoverNow)) break
      restart()
      recoverNow()
      expect([ids.map(state), texts()]).toEqual([['rolled-back', 'rolled-back', 'rolled-back'], old])
      tidy()
    }
    expect(seen.length).toBeGreaterThan(5)
  })

  it('and the folder is gone: it stays open, and is closed when it is back', () => {
    const ids = three()
    stopWorldAt(12)
    stopped(() => back(ids))
    restart()
    const gone = recover(bench.stores, () => null, { clock: bench.clock, log: silentLog, sandboxFolder: join(bench.home, 's') })
    expect([gone.open.length, bench.stores.journal.openIntents().length]).toEqual([1, 1])
    recoverNow()
    expect([ids.map(state), texts()]).toEqual([['rolled-back', 'rolled-back', 'rolled-back'], old])
  })
})
