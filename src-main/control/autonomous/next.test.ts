import { describe, expect, it } from 'vitest'
import { nextCycle, waitOf, type Situation } from './next.ts'

const minute = 60_000
const noon = new Date(2026, 0, 5, 12).getTime()
const now = (more: Partial<Situation> = {}): Situation => ({
  nowMs: noon,
  intervalMs: 5 * minute,
  longestWaitMs: 60 * minute,
  quietHours: '',
  dayBudgetMs: 60 * minute,
  maxLoad: 1.5,
  load: 0.2,
  sessionRuns: false,
  notBeforeMs: 0,
  lastEndedMs: null,
  idleInRow: 0,
  usedTodayMs: 0,
  changed: false,
  ...more,
})

describe('the next cycle', () => {
  it('comes at once the first time, with what is left of the day', () => {
    expect(nextCycle(now())).toEqual({ kind: 'run', budgetMs: 60 * minute })
    expect(nextCycle(now({ usedTodayMs: 59.5 * minute }))).toEqual({ kind: 'run', budgetMs: minute / 2 })
    expect(nextCycle(now({ dayBudgetMs: 0, usedTodayMs: 1e9 }))).toEqual({ kind: 'run', budgetMs: null })
  })
  it('then an interval after the end of the last one', () => {
    expect(nextCycle(now({ lastEndedMs: noon - minute }))).toEqual({ kind: 'wait', untilMs: noon + 4 * minute, note: '' })
    expect(nextCycle(now({ lastEndedMs: noon - 5 * minute })).kind).toBe('run')
  })
  it('and later when nothing helps: doubling, up to the longest wait', () => {
    const waits = [0, 1, 2, 3, 4, 100].map(idleInRow => waitOf(now({ idleInRow })) / minute)
    expect(waits).toEqual([5, 10, 20, 40, 60, 60])
    expect(waitOf(now({ idleInRow: 3, longestWaitMs: minute }))).toBe(5 * minute)
    const next = nextCycle(now({ lastEndedMs: noon, idleInRow: 2 }))
    expect(next).toMatchObject({ untilMs: noon + 20 * minute, note: expect.stringContaining('last 2 cycles') })
  })
  it('until a file changes', () => {
    expect(nextCycle(now({ lastEndedMs: noon - 5 * minute, idleInRow: 4 })).kind).toBe('wait')
    expect(nextCycle(now({ lastEndedMs: noon - 5 * minute, idleInRow: 4, changed: true })).kind).toBe('run')
  })
  it.each<[string, Partial<Situation>, number, RegExp]>([
    ['the machine is busy', { load: 2 }, 5 * minute, /busy, load 2.0 per core with a limit of 1.5/],
    ['a session runs', { sessionRuns: true }, minute, /Another session/],
    ['the day is used up', { usedTodayMs: 60 * minute }, 12 * 60 * minute, /60 min of today/],
    ['it is quiet', { quietHours: '11:00-13:30' }, 90 * minute, /Quiet hours/],
    ['the program has just been started', { notBeforeMs: noon + 7 }, 7, /^$/],
  ])('waits while %s', (_, more, ms, note) => {
    expect(nextCycle(now(more))).toMatchObject({ kind: 'wait', untilMs: noon + ms, note: expect.stringMatching(note) })
  })
  it('does not wait for a load that nobody knows', () => {
    expect(nextCycle(now({ load: null })).kind).toBe('run')
  })
})
