/** What a person answers where a watch asks: real stores and real files, comparisons that answer what the test says. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openBench, type Bench } from '../../../test/support/changing-project.ts'
import { applied } from '../../../test/support/decided.ts'
import { checkout } from '../../../test/support/files.ts'
import { handTimers } from '../../../test/support/hand-timers.ts'
import { reviewingOver } from '../../../test/support/reviewing.ts'
import { manifest } from '../../../src-shared/domain/manifest.ts'
import type { WatchInput, WatchResult } from '../../pipeline/7-watch/watch.ts'
import { checkoutPaths } from '../../platform/paths.ts'
import { makeProject } from '../../project/open-project.ts'
import { changeOf } from '../../stores/test-home.ts'
import { createHandlers } from '../handlers/handlers.ts'
import { suggestion } from '../policies.ts'
import { statusNow } from '../status.ts'
import { createWatching, type Watching } from '../watching.ts'
import type { Workspace } from '../workspace.ts'

const minute = 60_000
const metric = (id: string, guardrail: boolean) => ({
  id,
  title: id,
  unit: 'us',
  direction: 'lower',
  guardrail,
  benchmark: { kind: 'function', file: 'src/a.js', function: 'f', inputs: 'bench/inputs.js' },
})
const watchedManifest = manifest.parse({
  name: 'watched',
  languages: ['javascript'],
  files: ['src/**/*.js'],
  metrics: [metric('speed', false), metric('guard', true), metric('other', false)],
})

let bench: Bench
let nowMs: number
let timers: ReturnType<typeof handTimers>
let workspace: Workspace
let watching: Watching
let handlers: ReturnType<typeof createHandlers>
let answers: WatchResult['status'][]
let looks: WatchInput[]

const compare = (input: WatchInput): Promise<WatchResult> => {
  looks.push(input)
  const status = answers.shift() ?? 'fine'
  return Promise.resolve({ status, metricId: null, improvement: null, dryRun: [], detail: `guard is ${status}.` })
}
function open(): void {
  timers = handTimers()
  const project = makeProject({ root: bench.project.root, manifest: watchedManifest, notes: [] })
  const clock = { nowMs: () => nowMs, monotonicMs: () => nowMs }
  const reviewing = reviewingOver(bench)
  workspace = { ...reviewing.workspace, project, clock, after: timers.after, paths: checkoutPaths(checkout) }
  watching = createWatching(workspace, compare)
  handlers = createHandlers({ ...reviewing, workspace, watching } as never)
}
beforeEach(() => {
  nowMs = 1_000_000_000
  answers = []
  looks = []
  bench = openBench()
  open()
  set('watch.fastLaneMs', 0)
})
afterEach(async () => {
  vi.restoreAllMocks()
  await watching.close()
  bench.remove()
})
/** As after a kill: whatever was not written is gone. */
async function restart(): Promise<void> {
  await watching.close()
  bench.restart()
  open()
  watching.resume()
}

const sam = 'operator:Sam'
const answer = (id: string, said: 'keep' | 'look-again', reason?: string) =>
  handlers['watches.answer']({ id, answer: said, ...(reason === undefined ? {} : { reason }) }, sam)
const set = (key: string, value: unknown) => bench.stores.settings.set(bench.project.id, key, value, 1)
const policy = (more: object) => set('policies', [{ ...suggestion, ...more }])
const change = () => applied(bench, [changeOf('src/a.js', 'export const f = 1\n', 'export const f = 2\n')]).id
const rowOf = (id: string) => bench.stores.views.row(bench.project.id, id)!
const watchOf = (id: string) => bench.stores.watches.get(bench.project.id, id)!
const decisions = () =>
  bench.stores.journal
    .list(null, null, 100)
    .filter(({ kind, action }) => kind === 'decision' && ['keep', 'look-again'].includes(action))
const seen = (wanted: () => void) => vi.waitFor(wanted, { interval: 2, timeout: 200_000 })
const asksNow = (id: string) => seen(() => expect(watchOf(id)).toMatchObject({ asks: true, nextMs: null }))
const state = (id: string, wanted: string) => seen(() => expect(rowOf(id).state).toBe(wanted))
const status = () => statusNow({ workspace, sessions: { running: () => null }, autonomous: { status: () => null as never } })

/** Applied, and its watch came to ask. */
async function unclear(): Promise<string> {
  const id = change()
  answers = ['unclear']
  watching.begin(id)
  await asksNow(id)
  return id
}
/** Found to be worse, and edited meanwhile, so that it could not be taken back. */
async function notTakenBack(): Promise<string> {
  const id = change()
  answers = ['degraded']
  bench.write('src/a.js', 'export const f = 3\n')
  watching.begin(id)
  await asksNow(id)
  return id
}

describe('what waits', () => {
  it('is counted, listed newest first, and no more counted as watched', async () => {
    const id = await unclear()
    expect(await status()).toMatchObject({ waiting: 0, asking: 1, watching: 0 })
    expect(await handlers['watches.asking']({})).toEqual([
      { id, title: rowOf(id).title, state: 'applied', status: 'unclear', detail: 'guard is unclear.', sinceMs: nowMs },
    ])
    expect(await handlers['candidates.get']({ id })).toMatchObject({ watch: { status: 'unclear', asks: true } })
  })

  it('waits no more once it is taken back', async () => {
    const id = await unclear()
    expect(await handlers['modifications.rollback']({ id, reason: 'no' })).toMatchObject({ state: 'rolled-back' })
    expect([await status(), await handlers['watches.asking']({})]).toMatchObject([{ asking: 0, watching: 0 }, []])
    expect(await handlers['candidates.get']({ id })).toMatchObject({ watch: { asks: false } })
    for (const said of ['keep', 'look-again'] as const)
      expect(await answer(id, said)).toMatchObject({
        code: 'stale-state',
        message: `Candidate ${id} is rolled-back, not in effect. Nothing was changed.`,
      })
    expect(decisions()).toEqual([])
  })
})

describe('keep', () => {
  it.each([
    ['unclear', unclear],
    ['worse and not taken back', notTakenBack],
  ] as const)('ends the watch of what is %s and says by whom, also after a restart', async (_, make) => {
    const id = await make()
    const found = watchOf(id)
    const text = bench.text('src/a.js')
    expect(await answer(id, 'keep', 'measured by hand')).toMatchObject({ state: 'kept', note: 'kept by Sam: measured by hand' })
    expect(watchOf(id)).toMatchObject({
      status: found.status,
      asks: false,
      nextMs: null,
      detail: `${found.detail} Then kept by Sam: measured by hand`,
    })
    expect(decisions()).toMatchObject([
      { subject: id, detail: expect.stringContaining(`kept by operator:Sam: measured by hand; diff ${rowOf(id).diffSha256}`) },
    ])
    expect(bench.text('src/a.js')).toBe(text)
    expect(await status()).toMatchObject({ asking: 0, watching: 0 })
    await restart()
    watching.begin(id)
    expect([rowOf(id).state, timers.waits(), looks.length]).toEqual(['kept', [], 1])
    expect(await answer(id, 'keep')).toMatchObject({ code: 'stale-state', message: expect.stringContaining('does not ask') })
  })

  it('also ends what asks after it was kept', async () => {
    set('watch.fastLaneMs', 15 * minute)
    set('watch.errors', 1)
    const id = change()
    answers = ['fine', 'unclear']
    watching.begin(id)
    await seen(() => expect(timers.waits()).toHaveLength(1))
    nowMs += timers.waits()[0]!
    timers.fire()
    await asksNow(id)
    expect([rowOf(id).state, await status()]).toMatchObject(['kept', { asking: 1, watching: 0 }])
    expect(await answer(id, 'keep')).toMatchObject({ state: 'kept' })
    expect(watchOf(id)).toMatchObject({ asks: false, detail: expect.stringMatching(/Then kept by Sam$/) })
  })

  it('is possible while everything is stopped', async () => {
    const id = await unclear()
    workspace.stop.pull({ sinceMs: nowMs, by: 'a test', reason: '' })
    expect(await answer(id, 'keep')).toMatchObject({ state: 'kept' })
  })

  it('is asked again where the end came between the decision and what follows from it', async () => {
    const id = await unclear()
    vi.spyOn(bench.stores.candidates, 'move').mockImplementation(() => {
      throw new Error('killed')
    })
    await expect(answer(id, 'keep')).rejects.toThrow('killed')
    vi.restoreAllMocks()
    await restart()
    expect([rowOf(id).state, watchOf(id).asks]).toEqual(['applied', true])
    vi.spyOn(bench.stores.watches, 'put').mockImplementation(() => {
      throw new Error('killed')
    })
    await expect(answer(id, 'keep')).rejects.toThrow('killed')
    vi.restoreAllMocks()
    await restart()
    expect([rowOf(id).state, watchOf(id).asks, looks.length]).toEqual(['kept', true, 1])
    expect(await answer(id, 'keep')).toMatchObject({ state: 'kept' })
    expect([watchOf(id).asks, decisions().length]).toEqual([false, 3])
  })
})

describe('look again', () => {
  it('starts the watch over, says by whom, and lets it decide', async () => {
    set('watch.successes', 2)
    set('watch.initialDelayMs', 5 * minute)
    const id = change()
    bench.stores.watches.put(bench.project.id, {
      candidateId: id,
      status: 'unclear',
      detail: 'guard is unclear.',
      data: { successes: 1, failures: 0, errors: 0, nextMs: 1 },
      nextMs: null,
      asks: true,
      updatedMs: 1,
    })
    expect(await answer(id, 'look-again', 'the disk was busy')).toMatchObject({ id, state: 'applied' })
    expect(decisions()).toMatchObject([
      { subject: id, detail: expect.stringMatching(/^looked at again by operator:Sam: the disk/) },
    ])
    // At once, and the good look before it counts no more.
    await seen(() => expect(timers.waits()).toEqual([minute]))
    expect([looks.length, watchOf(id)]).toMatchObject([1, { status: 'running', asks: false }])
    expect(await status()).toMatchObject({ asking: 0, watching: 1 })
    nowMs += minute
    timers.fire()
    await state(id, 'kept')
  })

  it('goes on after a restart right behind the answer', async () => {
    const id = await unclear()
    vi.spyOn(watching, 'begin').mockImplementation(() => {})
    await answer(id, 'look-again')
    expect(looks).toHaveLength(1)
    await restart()
    await state(id, 'kept')
    expect(looks).toHaveLength(2)
  })

  it('keeps the terms, as long again as they were', async () => {
    policy({ watchMs: 3 * minute, guardrails: ['other'] })
    const id = change()
    const [decision] = bench.stores.decisions.list(bench.project.id, id)
    bench.stores.decisions.add(bench.project.id, id, { ...decision!, by: `policy:${suggestion.name}`, tMs: decision!.tMs + 1 })
    answers = ['unclear']
    watching.begin(id)
    await asksNow(id)
    // Loosened meanwhile: it loosens nothing that it applied.
    policy({})
    nowMs += 60 * minute
    await answer(id, 'look-again')
    await seen(() => expect(timers.waits()).toHaveLength(1))
    expect(looks[1]!.metrics.map(each => each.id)).toEqual(['speed', 'guard', 'other'])
    expect(watchOf(id).data).toMatchObject({ terms: { untilMs: nowMs + 3 * minute, guardrails: ['other'] } })
    for (let i = 0; i < 3; i++) {
      expect(rowOf(id).state).toBe('applied')
      await seen(() => expect(timers.waits()).toHaveLength(1))
      nowMs += minute
      timers.fire()
      await seen(() => expect(looks).toHaveLength(3 + i))
    }
    await state(id, 'kept')
  })

  it('takes back what is worse, where that is possible now', async () => {
    const id = await notTakenBack()
    bench.write('src/a.js', 'export const f = 2\n')
    answers = ['degraded']
    await answer(id, 'look-again')
    await state(id, 'rolled-back')
    expect(bench.text('src/a.js')).toBe('export const f = 1\n')
    expect(await status()).toMatchObject({ asking: 0 })
  })

  it('of what was kept before is one more time in the lane, and refused where its files are others now', async () => {
    set('watch.fastLaneMs', 15 * minute)
    set('watch.errors', 1)
    const id = change()
    answers = ['fine', 'unclear', 'fine']
    watching.begin(id)
    await seen(() => expect(timers.waits()).toHaveLength(1))
    nowMs += timers.waits()[0]!
    timers.fire()
    await asksNow(id)
    bench.write('src/a.js', 'export const f = 3\n')
    const before = watchOf(id)
    expect(await answer(id, 'look-again')).toMatchObject({ code: 'stale-file', message: /files of .* Nothing was changed\./ })
    expect([watchOf(id), decisions()]).toEqual([before, []])
    bench.write('src/a.js', 'export const f = 2\n')
    expect(await answer(id, 'look-again')).toMatchObject({ state: 'kept' })
    await seen(() => expect(looks).toHaveLength(3))
    await seen(() => expect(watchOf(id)).toMatchObject({ status: 'fine', asks: false }))
    expect([rowOf(id).state, looks[2]!.light]).toEqual(['kept', true])
  })

  it('is refused while everything is stopped, and nothing is written', async () => {
    const id = await unclear()
    workspace.stop.pull({ sinceMs: nowMs, by: 'a test', reason: '' })
    expect(await answer(id, 'look-again')).toMatchObject({ code: 'stopped' })
    expect([watchOf(id).asks, decisions(), looks.length]).toEqual([true, [], 1])
  })
})

it('nothing is answered where nothing is asked', async () => {
  set('watch.successes', 2)
  const id = change()
  for (const said of ['keep', 'look-again'] as const)
    expect(await answer(id, said)).toMatchObject({ code: 'stale-state', message: expect.stringContaining('does not ask') })
  watching.begin(id)
  await seen(() => expect(timers.waits()).toHaveLength(1))
  for (const said of ['keep', 'look-again'] as const)
    expect(await answer(id, said)).toMatchObject({ code: 'stale-state', message: expect.stringContaining('still looking') })
  expect([rowOf(id).state, timers.waits().length, decisions()]).toEqual(['applied', 1, []])
  expect(await answer('c_0000000000', 'keep')).toMatchObject({ code: 'not-found' })
})
