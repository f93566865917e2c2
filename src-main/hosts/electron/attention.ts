/**
 * What the operator should know while looking elsewhere: how many changes wait (badge, tray), and the moments worth a notification: a change
 * waits, a watch asks, one was rolled back, the emergency stop. Reads the core's events; decides nothing.
 */
import type { AskingWatch, Status } from '../../../src-shared/api/contract.ts'
import type { CandidateRow, CandidateState } from '../../../src-shared/domain/candidate.ts'
import type { PageAction } from '../../../src-shared/api/wire.ts'
import { wantedOf } from '../../../src-shared/domain/wanted.ts'
import { isRefused } from '../../../src-shared/errors.ts'
import type { Core } from '../../core-types.ts'

export interface Notice {
  readonly title: string
  readonly body: string
  /** Where a click leads. */
  readonly action: PageAction
}

export interface AttentionPorts {
  /** Null: no project is open, or the core does not answer. */
  readonly show: (status: Status | null) => void
  readonly notify: (notice: Notice) => void
}

/** A session queues several changes within a moment: one notice for all of them. */
const settleMs = 1000

const waits = (rows: readonly CandidateRow[]): Notice | null => {
  const [first] = rows
  if (first === undefined) return null
  return rows.length === 1
    ? { title: 'A change waits for your decision', body: first.title, action: { go: 'review', id: first.id } }
    : { title: `${rows.length} changes wait for your decision`, body: first.title, action: { go: 'review' } }
}

const takenBack = (rows: readonly CandidateRow[]): Notice | null => {
  const [first] = rows
  if (first === undefined) return null
  return rows.length === 1
    ? { title: 'A change was rolled back', body: `${first.title}. ${first.note}`, action: { go: 'history', id: first.id } }
    : { title: `${rows.length} changes were rolled back`, body: first.title, action: { go: 'history' } }
}

const asks = (newest: AskingWatch, count: number): Notice => ({
  title: count === 1 ? 'The watch of a change asks you' : `The watches of ${count} changes ask you`,
  body: `${newest.title}. ${newest.detail}`,
  action: { go: 'history', id: newest.id },
})

/** Returns the function that ends it. */
export const watchAttention = (core: Core, { show, notify }: AttentionPorts): (() => void) => {
  const states = new Map<string, CandidateState>()
  let fresh = new Map<string, CandidateRow>()
  let timer: ReturnType<typeof setTimeout> | undefined
  let stopped: boolean | null = null
  let asking: number | null = null
  let ended = false

  const settle = async (): Promise<void> => {
    timer = undefined
    const rows = [...fresh.values()]
    fresh = new Map()
    const notices = [
      waits(rows.filter(row => row.state === 'awaiting-review')),
      takenBack(rows.filter(row => row.state === 'rolled-back')),
    ]
    for (const notice of notices) if (notice) notify(notice)
    const answer = await core.call('status.get', {}, 'read').catch(() => null)
    if (ended) return
    const status = answer === null || isRefused(answer) ? null : answer
    if (status !== null) {
      // What held already at the start is no news.
      if (status.stopped !== null && stopped === false)
        notify({ title: 'Emergency stop', body: status.stopped.reason || `by ${status.stopped.by}`, action: { go: 'now' } })
      stopped = status.stopped !== null
    }
    show(status)
    if (status === null) return
    const more = asking === null ? 0 : status.asking - asking
    asking = status.asking
    if (more > 0) await tellAsking(more)
  }
  const tellAsking = async (count: number): Promise<void> => {
    const answer = await core.call('watches.asking', {}, 'read').catch(() => null)
    const newest = answer === null || isRefused(answer) ? undefined : answer[0]
    if (newest !== undefined && !ended) notify(asks(newest, count))
  }
  const soon = (): void => {
    timer ??= setTimeout(() => void settle(), settleMs)
  }
  const stops = [
    core.subscribe('candidates.changed', row => {
      // The same state again (a comment, a new trial) is no news.
      if (states.get(row.id) !== row.state) fresh.set(row.id, row)
      states.set(row.id, row.state)
      soon()
    }),
    core.subscribe('project.changed', () => {
      states.clear()
      fresh.clear()
      stopped = null
      asking = null
      soon()
    }),
    core.subscribe('status.changed', soon),
    core.subscribe('session.ended', soon),
  ]
  void settle()
  return () => {
    ended = true
    clearTimeout(timer)
    for (const stop of stops) stop()
  }
}

/** One line for the tray, with a word for each colour. */
export const stateLine = (status: Status | null): string => {
  if (status === null) return 'No project is open'
  if (status.stopped !== null) return 'Stopped'
  const wanted = wantedOf(status)
  const waiting = wanted === 0 ? '' : `${wanted} ${wanted === 1 ? 'waits' : 'wait'} for you`
  const running = status.running === null ? '' : 'a session runs'
  const text = [waiting, running].filter(Boolean).join(', ') || 'idle'
  return `${status.project.name}: ${text}`
}
