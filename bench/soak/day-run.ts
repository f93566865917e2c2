/**
 * Autonomous mode over simulated days: the whole core with its real stores, real sandbox and real files, and a clock that stands still until it is
 * moved: to the next timer, and on by a second with each step that a session tells. What the loop may do and when is computed here a
 * second time, from the settings alone, and compared.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Core } from '../../src-main/core-types.ts'
import { callingAs } from '../../src-main/api/caller.ts'
import { createCore } from '../../src-main/core.ts'
import { checkoutPaths } from '../../src-main/platform/paths.ts'
import type { Session } from '../../src-shared/domain/session.ts'
import { isRefused, type Refused } from '../../src-shared/errors.ts'
import { descendantsOf, leftOpen, openDescriptors, survivors } from './processes.ts'
import { freshText, save, soakPolicy, writeDayProject } from './project.ts'

export interface DayOptions {
  /** An empty folder. */
  readonly folder: string
  readonly cycles: number
  /** A fresh slow text every so many cycles. */
  readonly editEvery: number
  readonly say: (line: string) => void
}

export interface DayReport {
  readonly cycles: number
  readonly minutes: number
  readonly simulatedHours: number
  readonly applied: number
  readonly rolledBack: number
  readonly quietHoursKept: number
  readonly budgetWaits: number
  readonly records: number
  /** After a collection, where the process was started with --expose-gc; else null. */
  readonly heapMb: { readonly atStart: number; readonly atEnd: number; readonly growth: number } | null
  readonly rssMb: { readonly atStart: number; readonly atEnd: number }
  readonly descriptors: { readonly before: number; readonly after: number }
  readonly dataFolder: { readonly files: number; readonly largestWalMb: number }
}

const minute = 60_000
const settings = {
  'autonomous.intervalMs': 5 * minute,
  'autonomous.longestWaitMs': 20 * minute,
  'autonomous.maxLoad': 100,
  'autonomous.quietHours': '12:00-13:00',
  'autonomous.dayBudgetMs': 30 * minute,
  'autonomous.breaker': 20,
  // Looks after a change is kept have timers of their own; here only those of the loop and the upkeep may wait.
  'watch.fastLaneMs': 0,
} as const
const mb = (bytes: number): number => Math.round(bytes / 104_857.6) / 10

function answered<T>(answer: T | Refused): T {
  if (isRefused(answer)) throw new Error(`${answer.message} ${answer.next}`)
  return answer
}

function fakeTime(startMs: number) {
  let nowMs = startMs
  const waiting = new Map<() => void, number>()
  return {
    clock: { nowMs: () => nowMs, monotonicMs: () => nowMs },
    after: (ms: number, work: () => void) => {
      waiting.set(work, nowMs + ms)
      return () => void waiting.delete(work)
    },
    pass: (ms: number) => void (nowMs += ms),
    timers: () => waiting.size,
    /** Moves to the earliest timer and fires it. */
    toNext() {
      const [next] = [...waiting].sort((a, b) => a[1] - b[1])
      if (!next) throw new Error('no timer waits: the loop has ended')
      nowMs = Math.max(nowMs, next[1])
      waiting.delete(next[0])
      next[0]()
    },
  }
}

const collected = (): number | null => {
  if (!globalThis.gc) return null
  globalThis.gc()
  globalThis.gc()
  return process.memoryUsage().heapUsed
}

const dayOf = (ms: number): string => new Date(ms).toDateString()

export async function dayRun({ folder, cycles, editEvery, say }: DayOptions): Promise<DayReport> {
  const [home, root] = [join(folder, 'data'), join(folder, 'project')]
  mkdirSync(root, { recursive: true })
  writeDayProject(root)
  const startMs = new Date(2026, 0, 5, 8).getTime()
  const time = fakeTime(startMs)
  /** The operator sets it up at a terminal. */
  const open = async (): Promise<Core> => {
    const opened = answered(
      await createCore({
        home,
        projectRoot: root,
        owner: 'soak',
        paths: checkoutPaths(join(import.meta.dirname, '../..')),
        staysOpen: true,
        load: () => 0,
        clock: time.clock,
        after: time.after,
      }),
    )
    return callingAs(opened, { way: { kind: 'terminal' } })
  }
  // What the runtime opens once and keeps is opened now; with its first pipe libuv takes /dev/null, a descriptor in reserve (uv__stream_init).
  await (await open()).close()
  await once(spawn(process.execPath, ['--version']), 'close')
  const descriptorsBefore = openDescriptors()
  const began = performance.now()
  const core = await open()
  const problems: string[] = []
  const used = new Map<string, number>()
  const figures = { applied: 0, rolledBack: 0, quietHoursKept: 0, budgetWaits: 0 }
  core.subscribe('session.progress', () => time.pass(1000))
  let heapAtStart: number | null = null
  let rssAtStart = 0
  let files = 0

  answered(await core.call('policies.put', soakPolicy, 'approve'))
  for (const [key, value] of Object.entries(settings)) answered(await core.call('settings.set', { key, value }, 'approve'))
  const nextEnd = (): Promise<Session> => {
    const { promise, resolve } = Promise.withResolvers<Session>()
    const stop = core.subscribe('session.ended', resolve)
    return promise.finally(stop)
  }
  const statusNow = async () => answered(await core.call('status.get', {}, 'read'))

  let ending = nextEnd()
  let dueMs = time.clock.nowMs()
  answered(await core.call('settings.set', { key: 'autonomous.on', value: true }, 'approve'))
  let idle = 0
  for (let cycle = 1; cycle <= cycles; cycle++) {
    const session = await ending
    // The end is told before the loop has looked at it; listeners run in turn.
    await sleep(0)
    const at = `cycle ${cycle}`
    if (session.state !== 'finished') problems.push(`${at} ended ${session.state}: ${session.note}`)
    if (session.startedMs !== dueMs) problems.push(`${at} began ${session.startedMs - dueMs} ms after it was due`)
    const endedMs = session.endedMs ?? 0
    const day = dayOf(endedMs)
    const before = used.get(day) ?? 0
    used.set(day, before + endedMs - session.startedMs)
    if (before >= settings['autonomous.dayBudgetMs']) problems.push(`${at} began after the budget of ${day} was used up`)
    if (new Date(session.startedMs).getHours() === 12) problems.push(`${at} began in the quiet hours`)
    const helped = session.rows.some(row => row.outcome === 'applied' || row.outcome === 'rolled-back')
    idle = helped ? 0 : idle + 1
    figures.applied += helped ? 1 : 0
    if (cycle % editEvery === 0) save(root, 'src/a.js', freshText(cycle + 10, (cycle / editEvery) % 2 === 0))

    await atRest(core)
    // The loop's own, and that of the daily upkeep.
    if (time.timers() !== 2) problems.push(`${at}: ${time.timers()} timers wait`)
    files = Math.max(files, readdirSync(join(home, 'asis_sandbox')).length)
    if (cycle === Math.min(20, Math.ceil(cycles / 2))) [heapAtStart, rssAtStart] = [collected(), process.memoryUsage().rss]
    if (cycle % 10 === 0) {
      const heap = heapAtStart === null ? '' : `, heap ${mb(collected() ?? 0)} MB`
      say(
        `${((performance.now() - began) / minute).toFixed(1)} min: ${at} of ${cycles}, ${figures.applied} applied${heap}, resident ${mb(process.memoryUsage().rss)} MB`,
      )
    }
    if (problems.length > 0) throw new Error(problems.join('\n'))
    if (cycle === cycles) break

    ending = nextEnd()
    // A file that was saved ends the longer wait, which is looked at once an interval.
    const wait = Math.min(settings['autonomous.intervalMs'] * 2 ** idle, settings['autonomous.longestWaitMs'])
    const isEdited = idle > 0 && cycle % editEvery === 0
    const promised = (await statusNow()).autonomous.nextMs
    if (promised !== endedMs + wait && !(await waitsForDay(promised)))
      problems.push(`${at}: the next one is promised ${(promised ?? 0) - endedMs} ms after its end, not ${wait}`)
    for (let looks = 0; (await statusNow()).running === null; looks++) {
      if (looks > 2000) throw new Error(`${at}: no other cycle comes`)
      const nowMs = time.clock.nowMs()
      const { autonomous } = await statusNow()
      if (autonomous.note.startsWith('Quiet hours')) figures.quietHoursKept++
      if (autonomous.note.includes('used up')) figures.budgetWaits++
      time.toNext()
      dueMs = time.clock.nowMs()
      if (dueMs - nowMs > settings['autonomous.intervalMs']) problems.push(`${at}: a timer of ${dueMs - nowMs} ms`)
      await sleep(0)
    }
    // Exactly when it had to be: not a millisecond of one cycle is carried into the next.
    const earliest = endedMs + wait
    const late = dueMs !== earliest && !isEdited && !isExcused(endedMs + wait, dueMs, used)
    if (late) problems.push(`${at}: the next cycle came ${dueMs - earliest} ms late`)
  }

  const heapAtEnd = collected()
  const rssAtEnd = process.memoryUsage().rss
  const check = answered(await core.call('journal.verify', {}, 'read'))
  if (!check.ok) problems.push(`the journal does not verify: ${check.detail}`)
  const counts = answered(await core.call('candidates.list', { states: ['rolled-back'], limit: 500 }, 'read'))
  figures.rolledBack = counts.length
  const wals = readdirSync(home).filter(name => name.endsWith('-wal'))
  const largestWalMb = Math.max(0, ...wals.map(name => mb(statSync(join(home, name)).size)))
  if (largestWalMb > 64) problems.push(`a write-ahead log has ${largestWalMb} MB`)
  if (files > 10) problems.push(`${files} folders stood in asis_sandbox`)
  const children = descendantsOf(process.pid)
  await core.close()
  if (time.timers() > 0) problems.push(`${time.timers()} timers are left after the end`)
  const left = await survivors([...children, ...descendantsOf(process.pid)])
  if (left.length > 0) problems.push(`processes are left: ${left.map(each => each.pid).join(', ')}`)
  const more = await leftOpen(descriptorsBefore)
  if (more.length > 0) problems.push(`descriptors are left open: ${more.join(', ')}`)
  const descriptorsAfter = openDescriptors().length
  const growth = heapAtStart === null || heapAtEnd === null ? null : mb(heapAtEnd - heapAtStart)
  if (growth !== null && growth > 20) problems.push(`the heap grew by ${growth} MB`)
  if (problems.length > 0) throw new Error(problems.join('\n'))
  return {
    cycles,
    minutes: Math.round((performance.now() - began) / 6000) / 10,
    simulatedHours: Math.round((time.clock.nowMs() - startMs) / 360_000) / 10,
    ...figures,
    records: check.records,
    heapMb: growth === null ? null : { atStart: mb(heapAtStart ?? 0), atEnd: mb(heapAtEnd ?? 0), growth },
    rssMb: { atStart: mb(rssAtStart), atEnd: mb(rssAtEnd) },
    descriptors: { before: descriptorsBefore.length, after: descriptorsAfter },
    dataFolder: { files: readdirSync(home).length, largestWalMb },
  }
}

/** Watches go on after a session's end for a moment. */
async function atRest(core: Core): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const look = async (): Promise<void> => {
    if (answered(await core.call('status.get', {}, 'read')).watching === 0) resolve()
  }
  const stop = core.subscribe('candidates.changed', () => void look())
  await look()
  await promise
  stop()
}

/** The end of the quiet hours, or midnight: promised instead of the usual time. */
async function waitsForDay(promised: number | null): Promise<boolean> {
  const at = new Date(promised ?? 0)
  return at.getMinutes() === 0 && at.getSeconds() === 0 && (at.getHours() === 13 || at.getHours() === 0)
}

/** Due in the quiet hours, or on a day whose budget was used up: then it comes at their end, to the millisecond. */
function isExcused(earliestMs: number, cameMs: number, used: ReadonlyMap<string, number>): boolean {
  const came = new Date(cameMs)
  const sharp = came.getMinutes() === 0 && came.getSeconds() === 0 && came.getMilliseconds() === 0
  if (sharp && came.getHours() === 13) return new Date(earliestMs).getHours() === 12
  return sharp && came.getHours() === 0 && (used.get(dayOf(earliestMs)) ?? 0) >= settings['autonomous.dayBudgetMs']
}
