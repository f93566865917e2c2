/** The watch as a state machine: real stores, real files, a clock and timers of the test, and comparisons that answer what the test says. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openBench, type Bench } from '../../../test/support/changing-project.ts'
import { applied } from '../../../test/support/decided.ts'
import { handTimers } from '../../../test/support/hand-timers.ts'
import { reviewingOver } from '../../../test/support/reviewing.ts'
import { manifest } from '../../../src-shared/domain/manifest.ts'
import { refuse, type Refused } from '../../../src-shared/errors.ts'
import type { WatchInput, WatchResult } from '../../pipeline/7-watch/watch.ts'
import { makeProject } from '../../project/open-project.ts'
import { changeOf } from '../../stores/test-home.ts'
import { suggestion } from '../policies.ts'
import { createWatching, type Watching } from '../watching.ts'
import type { Workspace } from '../workspace.ts'

const minute = 60_000
const metric = (id: string, guardrail: unknown) => ({
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
  metrics: [metric('speed', false), metric('guard', true), metric('dry', 'dry-run'), metric('other', false)],
})

type Answer = WatchResult['status'] | Refused | Error | Partial<WatchResult>
let bench: Bench
let nowMs: number
let timers: ReturnType<typeof handTimers>
let workspace: Workspace
let watching: Watching
let answers: Answer[]
let looks: WatchInput[]

const compare = (input: WatchInput): Promise<WatchResult | Refused> => {
  looks.push(input)
  const answer = answers.shift() ?? 'fine'
  if (answer instanceof Error) return Promise.reject(answer)
  if (typeof answer === 'object' && 'code' in answer) return Promise.resolve(answer)
  const more = typeof answer === 'string' ? { status: answer } : answer
  const detail = `guard is ${more.status ?? 'fine'}.`
  return Promise.resolve({ status: 'fine', metricId: null, improvement: null, dryRun: [], detail, ...more })
}

function open(): void {
  timers = handTimers()
  const project = makeProject({ root: bench.project.root, manifest: watchedManifest, notes: [] })
  const clock = { nowMs: () => nowMs, monotonicMs: () => nowMs }
  workspace = { ...reviewingOver(bench).workspace, project, clock, after: timers.after }
  watching = createWatching(workspace, compare)
}
beforeEach(() => {
  nowMs = 1_000_000_000
  answers = []
  looks = []
  bench = openBench()
  open()
})
afterEach(async () => {
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

const set = (key: string, value: unknown) => bench.stores.settings.set(bench.project.id, key, value, 1)
const change = () => applied(bench, [changeOf('src/a.js', 'export const f = 1\n', 'export const f = 2\n')]).id
const stateOf = (id: string) => bench.stores.candidates.get(bench.project.id, id)!.state
const watchOf = (id: string) => bench.stores.watches.get(bench.project.id, id)!
const records = (action: string) => bench.stores.journal.list(null, null, 100).filter(record => record.action === action)
const seen = (wanted: () => void) => vi.waitFor(wanted, { interval: 2, timeout: 200_000 })
/** Until it waits for its next look; answers how long. */
const waits = async (count = 1): Promise<number> => {
  await seen(() => expect(timers.waits()).toHaveLength(count))
  return timers.waits()[0]!
}
/** Lets the time of its wait pass; the next look follows. */
const pass = async (): Promise<void> => {
  const [before, ms] = [looks.length, await waits()]
  nowMs += ms
  timers.fire()
  await seen(() => expect(looks.length).toBeGreaterThan(before))
}
const kept = (id: string) => seen(() => expect(stateOf(id)).toBe('kept'))
const takenBack = async (id: string): Promise<void> => {
  await seen(() => expect(stateOf(id)).toBe('rolled-back'))
  expect(bench.text('src/a.js')).toBe('export const f = 1\n')
  expect(bench.stores.rollbacks.get(bench.project.id, id)?.by).toBe('watch')
}
const asked = (id: string, status: 'unclear' | 'degraded') =>
  seen(() => expect(watchOf(id)).toMatchObject({ status, asks: true, nextMs: null }))

describe('looks without an answer', () => {
  const noAnswer = { status: 'error', metricId: 'guard', detail: 'guard could not be measured: it returns NaN' } as const

  it('are repeated, count neither as good nor as bad, and pause for a person after so many in a row', async () => {
    set('watch.fastLaneMs', 0)
    const id = change()
    answers = [noAnswer, noAnswer, noAnswer]
    watching.begin(id)
    expect(await waits()).toBe(minute)
    expect(watchOf(id)).toMatchObject({ status: 'running', detail: expect.stringContaining('1 without an answer: guard could') })
    await pass()
    await pass()
    await asked(id, 'unclear')
    expect(stateOf(id)).toBe('applied')
    expect(watchOf(id).detail).toBe(
      'guard could not be measured: it returns NaN That was so in 3 looks in a row; the change stays in effect until you decide.',
    )
    expect(records('watch-paused')).toHaveLength(1)
    // Nothing goes on by itself, also not after a restart.
    await restart()
    watching.begin(id)
    expect([timers.waits(), looks.length]).toEqual([[], 3])
  })

  it('leave the good looks before them standing, and a good one ends their row', async () => {
    set('watch.successes', 3)
    const id = change()
    answers = ['fine', noAnswer, noAnswer, 'fine', noAnswer, noAnswer, 'fine']
    watching.begin(id)
    for (let i = 0; i < 6; i++) await pass()
    await kept(id)
  })

  it('leave the bad ones standing too', async () => {
    set('watch.failures', 2)
    const id = change()
    answers = ['degraded', noAnswer, 'degraded']
    watching.begin(id)
    await pass()
    await pass()
    await takenBack(id)
  })

  it('are also what a refusal and a defect of a look are', async () => {
    const id = change()
    answers = [refuse('disk', 'No space. Nothing was changed.', ''), new Error('the box fell over'), 'fine']
    watching.begin(id)
    await pass()
    expect(watchOf(id).status).toBe('running')
    await pass()
    await kept(id)
    expect(records('watch').map(({ detail }) => detail.slice(0, 30))).toEqual([
      'fine: guard is fine.',
      'error: The look could not be m',
      'error: No space.',
    ])
  })

  it('are counted over a restart', async () => {
    const id = change()
    answers = [noAnswer, noAnswer, noAnswer]
    watching.begin(id)
    await pass()
    await waits()
    await restart()
    await pass()
    await asked(id, 'unclear')
  })
})

it('an unclear look never keeps: it pauses for a person', async () => {
  const id = change()
  answers = ['unclear']
  watching.begin(id)
  await asked(id, 'unclear')
  expect([stateOf(id), watchOf(id).detail]).toEqual(['applied', 'guard is unclear.'])
})

it('dry-run metrics are looked at and told with what they would have done, and hinder nothing', async () => {
  const id = change()
  const dryRun = [{ metricId: 'dry', finding: 'degraded' as const, detail: 'dry is worse.', improvement: null }]
  answers = [{ status: 'fine', dryRun }]
  watching.begin(id)
  await kept(id)
  expect(looks[0]!.metrics.map(({ id: each, dryRun: dry }) => [each, dry])).toEqual([
    ['speed', false],
    ['guard', false],
    ['dry', true],
  ])
  expect(records('watch-dry-run')).toMatchObject([{ subject: id, detail: 'dry is worse. It would have taken the change back.' }])
  expect(watchOf(id).detail).toContain('Dry run: dry is worse. It would have taken the change back.')
})

describe('the fast lane', () => {
  it('looks again at growing distances after it is kept, and ends', async () => {
    const id = change()
    watching.begin(id)
    await kept(id)
    expect(await waits()).toBe(5 * minute)
    expect(watchOf(id)).toMatchObject({ status: 'fine', detail: 'guard is fine. Kept; looked at again in 5 min.' })
    expect(looks[0]).toMatchObject({ light: false })
    await pass()
    expect(looks[1]).toMatchObject({ light: true })
    expect(await waits()).toBe(10 * minute)
    await pass()
    await seen(() => expect(watchOf(id)).toMatchObject({ status: 'fine', nextMs: null, detail: 'guard is fine.' }))
    expect([looks.length, timers.waits()]).toEqual([3, []])
  })

  it('takes a degradation back at its first look, whatever number of bad looks a watch asks for', async () => {
    set('watch.failures', 5)
    const id = change()
    answers = ['fine', 'degraded']
    watching.begin(id)
    await kept(id)
    await pass()
    await takenBack(id)
    expect(watchOf(id)).toMatchObject({ status: 'degraded', asks: false, nextMs: null })
  })

  it('goes on after a restart and after an emergency stop', async () => {
    const id = change()
    answers = ['fine', 'fine', 'degraded']
    watching.begin(id)
    await kept(id)
    await waits()
    nowMs += 2 * minute
    await restart()
    expect(await waits()).toBe(3 * minute)
    await pass()
    await waits()
    const paused = watching.pause()
    workspace.stop.pull({ sinceMs: nowMs, by: 'a test', reason: '' })
    await paused.ended
    expect([paused.count, timers.waits()]).toEqual([1, []])
    watching.begin(id)
    expect(timers.waits()).toEqual([])
    workspace.stop.release(nowMs)
    watching.resume()
    expect(await waits()).toBe(10 * minute)
    await pass()
    await takenBack(id)
  })

  it('asks when it ends without an answer', async () => {
    const id = change()
    answers = ['fine', 'unclear', 'unclear']
    watching.begin(id)
    await kept(id)
    await pass()
    expect(watchOf(id).status).toBe('fine')
    await pass()
    await asked(id, 'unclear')
    expect(stateOf(id)).toBe('kept')
  })

  it('ends when the files are changed by others: what is seen then is not of this change', async () => {
    const id = change()
    watching.begin(id)
    await kept(id)
    const ms = await waits()
    bench.write('src/a.js', 'export const f = 3\n')
    nowMs += ms
    timers.fire()
    await seen(() => expect(watchOf(id).nextMs).toBeNull())
    expect([looks.length, watchOf(id).status, watchOf(id).detail]).toEqual([1, 'fine', expect.stringContaining('changed since')])
  })

  it('can be turned off', async () => {
    set('watch.fastLaneMs', 0)
    const id = change()
    watching.begin(id)
    await kept(id)
    await seen(() => expect(watchOf(id).nextMs).toBeNull())
    expect(timers.waits()).toEqual([])
  })
})

describe('a rollback that cannot be done', () => {
  it('is visible, written down and asks a person, and is not tried again by itself', async () => {
    const id = change()
    answers = ['degraded']
    const told: string[] = []
    workspace.hub.subscribe('candidates.changed', row => void told.push(row.id))
    bench.write('src/a.js', 'export const f = 3\n')
    watching.begin(id)
    await asked(id, 'degraded')
    expect(stateOf(id)).toBe('applied')
    expect(watchOf(id).detail).toMatch(
      /^guard is degraded\. It could not be taken back by itself and stays in effect until you decide: .*edited since/,
    )
    expect(records('watch-not-taken-back')).toMatchObject([{ subject: id }])
    expect(told).toEqual([id])
    bench.write('src/a.js', 'export const f = 2\n')
    await restart()
    expect([stateOf(id), looks.length]).toEqual(['applied', 1])
  })

  it('half-way leaves it kept, and still asks', async () => {
    const id = change()
    // As a recovery leaves it: claimed by the watch, and a file was edited before it was restored.
    bench.stores.watches.put(bench.project.id, {
      candidateId: id,
      status: 'degraded',
      detail: 'guard is worse.',
      data: null,
      nextMs: 5,
      asks: false,
      updatedMs: 5,
    })
    for (const [from, to] of [
      ['applied', 'rolling-back'],
      ['rolling-back', 'kept'],
    ] as const)
      bench.stores.candidates.move(bench.project.id, id, from, to, 6, 'edited')
    bench.write('src/a.js', 'export const f = 3\n')
    watching.resume()
    await asked(id, 'degraded')
    expect([stateOf(id), looks.length]).toEqual(['kept', 0])
  })

  it('waits while an emergency stop holds, and is done after it', async () => {
    const id = change()
    bench.stores.watches.put(bench.project.id, {
      candidateId: id,
      status: 'degraded',
      detail: 'guard is worse.',
      data: null,
      nextMs: 5,
      asks: false,
      updatedMs: 5,
    })
    const { promise: turn, resolve: go } = Promise.withResolvers<void>()
    const busy = workspace.files(() => turn)
    watching.resume()
    workspace.stop.pull({ sinceMs: nowMs, by: 'a test', reason: '' })
    const { ended } = watching.pause()
    go()
    await Promise.all([busy, ended])
    expect([stateOf(id), watchOf(id).asks]).toEqual(['applied', false])
    workspace.stop.release(nowMs)
    watching.resume()
    await takenBack(id)
  })

  it('with a damaged backup says so', async () => {
    const id = change()
    answers = ['degraded']
    const read = vi.spyOn(bench.stores.backups, 'read').mockImplementation(() => {
      throw new Error('not what its name says')
    })
    watching.begin(id)
    await asked(id, 'degraded')
    read.mockRestore()
    expect(stateOf(id)).toBe('applied')
  })
})

describe('an end at a bad moment', () => {
  it('between the last good look and the keep keeps it', async () => {
    const id = change()
    bench.stores.watches.put(bench.project.id, {
      candidateId: id,
      status: 'fine',
      detail: 'fine',
      nextMs: 7,
      asks: false,
      updatedMs: 5,
      data: { successes: 1, failures: 0, nextMs: 7 },
    })
    await restart()
    await kept(id)
    await seen(() => expect(watchOf(id).nextMs).toBeNull())
    expect(looks).toEqual([])
  })

  it('after a rollback by hand leaves nothing to go on with', async () => {
    set('watch.initialDelayMs', 5000)
    const id = change()
    watching.begin(id)
    await waits()
    await watching.stop(id)
    bench.stores.candidates.move(bench.project.id, id, 'applied', 'rolling-back', 6, '')
    bench.stores.candidates.move(bench.project.id, id, 'rolling-back', 'rolled-back', 6, '')
    await restart()
    await seen(() => expect(watchOf(id)).toMatchObject({ status: 'none', nextMs: null }))
    expect(bench.stores.watches.toGoOn(bench.project.id)).toEqual([])
  })

  it('before its watch was written begins it', async () => {
    const id = change()
    watching.resume()
    await kept(id)
  })
})

const byPolicy = (id: string): void => {
  const [decision] = bench.stores.decisions.list(bench.project.id, id)
  bench.stores.decisions.add(bench.project.id, id, { ...decision!, by: `policy:${suggestion.name}`, tMs: decision!.tMs + 1 })
}
const policy = (more: object) => set('policies', [{ ...suggestion, ...more }])

describe('what the policy asks of the watch', () => {
  it('is how long it lasts and which metrics must hold beside the guardrails', async () => {
    policy({ watchMs: 3 * minute, guardrails: ['other', 'dry'] })
    const id = change()
    byPolicy(id)
    watching.begin(id)
    await waits()
    expect(looks[0]!.metrics.map(({ id: each, dryRun }) => [each, dryRun])).toEqual([
      ['speed', false],
      ['guard', false],
      ['dry', false],
      ['other', false],
    ])
    // A policy that is loosened later loosens nothing that it applied.
    policy({})
    await pass()
    await waits()
    await restart()
    await pass()
    expect([stateOf(id), looks.length, looks[2]!.metrics.length]).toEqual(['applied', 3, 4])
    await pass()
    await kept(id)
  })

  it('is nothing where a person approved it', async () => {
    policy({ watchMs: 3 * minute, guardrails: ['other'] })
    const id = change()
    watching.begin(id)
    await kept(id)
    expect(looks[0]!.metrics.map(({ id: each }) => each)).toEqual(['speed', 'guard', 'dry'])
  })
})
