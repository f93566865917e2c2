/** One session at a time, whatever it does (`session-run.ts`): begun, told of while it runs, cancelled, and kept with what it came to. */
import { plural } from '../../src-shared/words.ts'
import type { Input } from '../../src-shared/api/contract.ts'
import type { Session, SessionProgress } from '../../src-shared/domain/session.ts'
import { AsisError, isRefused, refuse, type Refused } from '../../src-shared/errors.ts'
import { chosenMetrics } from './analysis.ts'
import { runSession } from './session-run.ts'
import type { Steps } from './session-steps.ts'
import type { Watching } from './watching.ts'
import type { Workspace } from './workspace.ts'

export interface Sessions {
  /** Metrics and goals are looked at first, also while one runs. The same manual request answers the running session, another one is `busy`. */
  start(input: Input<'session.start'>, kind?: 'manual' | 'autonomous'): Session | Refused
  /** Runs something else as the one session: progress, cancel and `busy` are the same. Answers at once. */
  begin(work: SessionWork): Session | Refused
  /** Candidates that the running session tries on the operator's demand: until it has ended nobody decides about them. */
  trying(): readonly string[]
  /** False when none runs. */
  cancel(): boolean
  running(): SessionProgress | null
  /** When the running one has ended. */
  idle(): Promise<void>
  /** Cancels and waits for the end. */
  close(): Promise<void>
}

/** What runs as a session. */
export interface SessionWork extends Pick<Session, 'kind' | 'metricIds' | 'goals'> {
  /** For the journal: one sentence. */
  readonly detail: string
  readonly trying?: readonly string[]
  /** As `requestOf` writes it, where the same request again means this session. */
  readonly request?: string | null
  /** What it answers ends the session: rows, note, state (`finished` when it names none). */
  run(session: Session, steps: Steps, signal: AbortSignal): Promise<Partial<Session>>
}

const busy = ({ sessionId }: SessionProgress): Refused =>
  refuse(
    'busy',
    `Session ${sessionId} is running already, and was asked for something else. Nothing was started.`,
    'Wait for it, or cancel it.',
  )

/** Two requests with the same text ask for the same. */
const requestOf = (metricIds: readonly string[], goals: Readonly<Record<string, number>>, budgetMs: number): string =>
  JSON.stringify([metricIds.toSorted(), Object.entries(goals).toSorted(([a], [b]) => (a < b ? -1 : 1)), String(budgetMs)])

export function createSessions(workspace: Workspace, watching: Watching): Sessions {
  const { stores, project, clock, hub } = workspace
  let current: {
    progress: SessionProgress
    readonly abort: AbortController
    readonly trying: readonly string[]
    readonly end: Promise<void>
    readonly session: Session
    /** What a person asked for; null for everything else. */
    readonly request: string | null
  } | null = null

  function start(input: Input<'session.start'>, kind: 'manual' | 'autonomous' = 'manual'): Session | Refused {
    const stopped = workspace.stop.refusal()
    if (stopped) return stopped
    const goals = input.goals ?? {}
    const metrics = chosenMetrics(workspace, [
      ...new Set([...(input.metricIds ?? []), ...(input.metricIds ? Object.keys(goals) : [])]),
    ])
    if (isRefused(metrics)) return metrics
    // 0 by default: no limit.
    const budgetMs = (input.budgetMs ?? workspace.settings.number('project.sessionBudgetMs')) || Number.POSITIVE_INFINITY
    const metricIds = metrics.map(metric => metric.id)
    const request = kind === 'manual' ? requestOf(metricIds, goals, budgetMs) : null
    // The same request again, from whatever host, is answered by what runs.
    if (current && request !== null && request === current.request) return current.session
    return begin({
      kind,
      metricIds,
      goals,
      request,
      detail: plural(metrics.length, 'metric'),
      run: (session, steps, signal) => runSession(workspace, watching, { session, metrics, budgetMs, steps, signal }),
    })
  }

  function begin(work: SessionWork): Session | Refused {
    const obstacle = workspace.stop.refusal() ?? (current ? busy(current.progress) : null)
    if (obstacle) return obstacle
    const session: Session = {
      id: stores.newId('s'),
      kind: work.kind,
      state: 'running',
      startedMs: clock.nowMs(),
      endedMs: null,
      metricIds: [...work.metricIds],
      goals: work.goals,
      rows: [],
      note: '',
    }
    stores.sessions.put(project.id, session)
    const opened = stores.journal.intent(
      { projectId: project.id, action: 'session', subject: session.id, detail: work.detail },
      clock.nowMs(),
    )
    const abort = new AbortController()
    const steps = stepsOf(session)
    // Begins after this call: `current` is set before anything is told.
    const end = Promise.resolve()
      .then(() => work.run(session, steps, abort.signal))
      .catch((error: unknown): Partial<Session> => {
        workspace.log('error', 'session failed', { error: String(error) })
        const what = error instanceof AsisError ? ` (${error.code}: ${error.message.replace(/\.+$/, '')})` : ''
        return { state: 'failed', note: `A defect of ASIS ended it${what}; nothing is left half done.` }
      })
      .then(result => {
        const ended: Session = { ...session, state: 'finished', ...result, endedMs: clock.nowMs() }
        try {
          stores.sessions.put(project.id, ended)
          stores.journal.outcome(opened.seq, `${ended.state}${ended.note ? `: ${ended.note}` : ''}`, clock.nowMs())
        } finally {
          // Over, even where that cannot be stored: the next start closes the intent that stayed open.
          current = null
          hub.emit('session.ended', ended)
          hub.emit('status.changed', { nowMs: clock.nowMs() })
        }
      })
    end.catch((error: unknown) => workspace.log('error', "a session's end could not be stored", { error: String(error) }))
    current = { progress: steps.now(), abort, trying: work.trying ?? [], end, session, request: work.request ?? null }
    hub.emit('status.changed', { nowMs: clock.nowMs() })
    return session
  }

  function stepsOf(session: Session): Steps & { now(): SessionProgress } {
    const startedMs = clock.monotonicMs()
    let progress: SessionProgress = {
      sessionId: session.id,
      stage: 'starting',
      message: 'starting',
      metricId: null,
      done: 0,
      total: 1,
      elapsedMs: 0,
    }
    const set = (change: Partial<SessionProgress>): void => {
      // A watch that the session began goes on after it, and is no session.
      if (current?.session !== session) return
      progress = { ...progress, ...change, elapsedMs: clock.monotonicMs() - startedMs }
      if (current) current.progress = progress
      hub.emit('session.progress', progress)
    }
    return {
      now: () => progress,
      tell: (stage, message, metricId = null) => set({ stage, message, metricId }),
      step: () => set({ done: Math.min(progress.done + 1, progress.total) }),
      expect: total => set({ total }),
    }
  }

  return {
    start,
    begin,
    trying: () => current?.trying ?? [],
    cancel() {
      current?.abort.abort()
      return current !== null
    },
    running: () => current?.progress ?? null,
    async idle() {
      await current?.end
    },
    async close() {
      current?.abort.abort()
      await current?.end
    },
  }
}
