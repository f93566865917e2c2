/**
 * Autonomous mode: one session after the other by itself, while it is on. Decides only when one comes; what a session does, and what may be
 * applied without a person, is decided where it is for every session. Turns itself off when it does harm.
 */
import type { Status } from '../../../src-shared/api/contract.ts'
import type { CandidateRow } from '../../../src-shared/domain/candidate.ts'
import type { Session } from '../../../src-shared/domain/session.ts'
import { isRefused } from '../../../src-shared/errors.ts'
import type { Load } from '../../platform/load.ts'
import type { Sessions } from '../sessions.ts'
import type { Settings } from '../settings/settings.ts'
import type { Workspace } from '../workspace.ts'
import { fingerprintOf, freshMemory, remember, remembered, usedOn, type Memory } from './memory.ts'
import { dayOf, nextCycle, type Next } from './next.ts'

export interface Autonomous {
  status(): Status['autonomous']
  /** Looks again whether a cycle is due: at the start, and when everything was stopped or resumed. */
  wake(): void
  close(): void
}

export interface AutonomousParts {
  readonly workspace: Pick<Workspace, 'stores' | 'project' | 'clock' | 'after' | 'hub' | 'stop' | 'log'>
  readonly settings: Pick<Settings, 'number' | 'toggle' | 'text' | 'set'>
  readonly sessions: Pick<Sessions, 'start' | 'running'>
  readonly load: Load
  /** False in a command that ends soon: the mode is shown and set there, and runs in a console. */
  readonly runsHere: boolean
}

/** After a start the operator looks first; a machine that has just come up is busy. */
const graceMs = 10_000
const byBreaker = 'the circuit breaker'

export function createAutonomous({ workspace, settings, sessions, load, runsHere }: AutonomousParts): Autonomous {
  const { stores, project, clock, hub, log } = workspace
  let memory = remembered(workspace)
  let callOff: (() => void) | null = null
  /** The session of the running cycle. */
  let cycle: string | null = null
  let shown: { nextMs: number | null; note: string } = { nextMs: null, note: '' }
  let notBeforeMs = clock.nowMs() + graceMs
  let closed = !runsHere

  const isOn = (): boolean => settings.toggle('autonomous.on')
  const keep = (change: Partial<Memory>): void => {
    memory = { ...memory, ...change }
    remember(workspace, memory)
  }
  const show = (nextMs: number | null, note: string): void => {
    const isNew = shown.note !== note || (shown.nextMs === null) !== (nextMs === null)
    shown = { nextMs, note }
    if (isNew) hub.emit('status.changed', { nowMs: clock.nowMs() })
  }

  function look(): void {
    callOff?.()
    callOff = null
    if (closed || cycle !== null) return
    if (!isOn()) return show(null, memory.whyOff)
    if (workspace.stop.now()) return show(null, 'An emergency stop holds; it goes on after Resume.')
    const next = situation()
    if (next.kind === 'run') return begin(next.budgetMs)
    show(next.untilMs, next.note)
    // Not later than the usual interval: a file may have changed by then.
    const ms = Math.min(next.untilMs - clock.nowMs(), settings.number('autonomous.intervalMs'))
    callOff = workspace.after(Math.max(ms, 1), look)
  }

  function situation(): Next {
    const nowMs = clock.nowMs()
    return nextCycle({
      nowMs,
      intervalMs: settings.number('autonomous.intervalMs'),
      longestWaitMs: settings.number('autonomous.longestWaitMs'),
      quietHours: settings.text('autonomous.quietHours'),
      dayBudgetMs: settings.number('autonomous.dayBudgetMs'),
      maxLoad: settings.number('autonomous.maxLoad'),
      load: load(),
      sessionRuns: sessions.running() !== null,
      notBeforeMs,
      lastEndedMs: memory.lastEndedMs,
      idleInRow: memory.idleInRow,
      usedTodayMs: usedOn(memory, nowMs),
      changed: memory.idleInRow > 0 && fingerprintOf(project) !== memory.fingerprint,
    })
  }

  function begin(budgetMs: number | null): void {
    const limit = settings.number('project.sessionBudgetMs') || Number.POSITIVE_INFINITY
    const least = Math.min(budgetMs ?? Number.POSITIVE_INFINITY, limit)
    const started = sessions.start(Number.isFinite(least) ? { budgetMs: least } : {}, 'autonomous')
    if (isRefused(started)) {
      log('warn', 'a cycle could not be started', { why: started.message })
      keep({ lastEndedMs: clock.nowMs() })
      return look()
    }
    cycle = started.id
    show(null, '')
  }

  function ended(session: Session): void {
    if (session.id !== cycle) return
    cycle = null
    const nowMs = clock.nowMs()
    const usedMs = usedOn(memory, nowMs) + Math.max(0, (session.endedMs ?? nowMs) - session.startedMs)
    const helped = session.rows.some(row => isNewFinding(session, row.candidateId))
    keep({
      lastEndedMs: session.endedMs ?? nowMs,
      day: dayOf(nowMs),
      usedMs,
      fingerprint: fingerprintOf(project),
      ...(session.state === 'cancelled' ? {} : { idleInRow: helped ? 0 : memory.idleInRow + 1 }),
      ...(session.state === 'finished' ? { failuresInRow: 0 } : {}),
      ...(session.state === 'failed' ? { failuresInRow: memory.failuresInRow + 1 } : {}),
    })
    if (session.state === 'failed') void breakAt(session.note)
    look()
  }

  const isNewFinding = (session: Session, id: string | null): boolean =>
    id !== null &&
    stores.candidates.get(project.id, id)?.sessionId === session.id &&
    stores.evidence.summary(project.id, id)?.verdict === 'improved'

  /** Of what a policy applied: whether it proved itself afterwards. */
  function moved({ id, state, decision }: CandidateRow): void {
    if (!isOn() || decision?.by.startsWith('policy:') !== true) return
    if (state === 'kept' && stores.watches.get(project.id, id)?.status === 'fine') keep({ rollbacksInRow: 0, failuresInRow: 0 })
    if (state !== 'rolled-back') return
    const plan = stores.rollbacks.get(project.id, id)
    if (plan?.by !== 'watch') return
    keep({ rollbacksInRow: memory.rollbacksInRow + 1 })
    void breakAt(plan.reason)
  }

  async function breakAt(last: string): Promise<void> {
    const { failuresInRow, rollbacksInRow } = memory
    if (failuresInRow + rollbacksInRow < settings.number('autonomous.breaker') || !isOn()) return
    const whyOff = `Turned itself off after ${rollbacksInRow} automatic rollbacks and ${failuresInRow} failed cycles in a row. The last one: ${last}`
    keep({ whyOff })
    stores.journal.append(
      'decision',
      { projectId: project.id, action: 'circuit-breaker', subject: 'autonomous.on', detail: whyOff },
      clock.nowMs(),
    )
    const off = await settings.set('autonomous.on', false, byBreaker)
    if (isRefused(off)) log('error', 'autonomous mode could not be turned off', { why: off.message })
  }

  function changed(key: string): void {
    if (key === 'autonomous.on' && isOn()) {
      keep({ ...freshMemory, day: memory.day, usedMs: memory.usedMs })
      notBeforeMs = 0
    }
    // What helped nothing yesterday may help with another setting or policy.
    keep({ idleInRow: 0, ...(key === 'autonomous.on' && isOn() ? { whyOff: '' } : {}) })
    look()
  }

  const leave = runsHere
    ? [
        hub.subscribe('session.ended', ended),
        hub.subscribe('candidates.changed', moved),
        hub.subscribe('settings.changed', ({ key }) => changed(key)),
      ]
    : []

  return {
    status() {
      if (!isOn()) return { on: false, nextMs: null, note: memory.whyOff }
      return runsHere ? { on: true, ...shown } : { on: true, nextMs: null, note: 'It runs while a console is open.' }
    },
    wake: look,
    close() {
      closed = true
      callOff?.()
      for (const each of leave) each()
    },
  }
}
