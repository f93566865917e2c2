/**
 * One improvement session at a time: measure, rank, then for each opportunity generate, verify, trial, and queue for review (a
 * named policy may apply what it allows). Ends with one honest row per metric, also when it is cancelled or out of time.
 */
import { plural } from '../../src-shared/words.ts'
import { splitTarget } from '../../src-shared/domain/target.ts'
import type { Input } from '../../src-shared/api/contract.ts'
import type { MetricDeclaration } from '../../src-shared/domain/manifest.ts'
import type { Session, SessionProgress, SessionRow, SessionStage } from '../../src-shared/domain/session.ts'
import { AsisError, isRefused, refuse, type Refused } from '../../src-shared/errors.ts'
import { targetsOf } from '../pipeline/pipeline.ts'
import { analyze, chosenMetrics } from './analysis.ts'
import { failureOf } from './failed-measurements.ts'
import { attempt, isFixedQuality } from './attempt.ts'
import { inLanes } from './lanes.ts'
import { projectTests } from './project-tests.ts'
import { rowInEffect, rowUntried } from './session-rows.ts'
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

export interface Steps {
  tell(stage: SessionStage, message: string, metricId?: string | null): void
  step(): void
  expect(total: number): void
}

/** Fewer than an analysis by itself takes: what an attempt finds is measured with both versions anyway. */
const samplesPerSession =
  (budgetMs: number) =>
  (metric: MetricDeclaration): number =>
    metric.benchmark.kind === 'function' && Number.isFinite(budgetMs) ? 1 : 2

const noClaims = (): readonly string[] => []

/** Files that an attempt may change: two attempts on the same file would prove changes to a text that the other one replaces. */
const claimsOf = (metric: MetricDeclaration): readonly string[] | 'everything' => {
  const paths = targetsOf(metric).map(target => splitTarget(target)[0])
  return paths.length === 0 ? 'everything' : paths
}

/** Functions first: their proof is the strongest. With a budget, the shortest calls first: more proofs fit in. */
function inOrder(
  { stores, project }: Workspace,
  metrics: readonly MetricDeclaration[],
  budgetMs: number,
): readonly MetricDeclaration[] {
  const functions = metrics.filter(metric => metric.benchmark.kind === 'function')
  const levelOf = (metric: MetricDeclaration): number => stores.samples.baseline(project.id, metric.id)?.median ?? 0
  if (Number.isFinite(budgetMs)) functions.sort((a, b) => levelOf(a) - levelOf(b))
  return [...functions, ...metrics.filter(metric => metric.benchmark.kind !== 'function')]
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
      run: (session, steps, signal) => run(session, metrics, budgetMs, steps, signal),
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

  async function run(
    session: Session,
    metrics: readonly MetricDeclaration[],
    budgetMs: number,
    steps: Steps,
    signal: AbortSignal,
  ): Promise<Partial<Session>> {
    const startedMs = clock.monotonicMs()
    const outOfTime = (): boolean => clock.monotonicMs() - startedMs > budgetMs
    const rows = new Map<string, SessionRow>()
    const result = (state: Session['state'], note: string): Partial<Session> => ({
      state,
      note,
      rows: metrics.map(metric => rows.get(metric.id) ?? rowUntried(workspace, metric, note || 'not tried')),
    })
    const refusedBy = ({ code, message, next }: Refused): Partial<Session> =>
      code === 'cancelled'
        ? result('cancelled', `${message} ${next}`)
        : { ...result('failed', `${message} ${next}`), refusal: { code, message, next } }
    // Generating is stopped by throwing.
    const untriedWhenThrown =
      (metric: MetricDeclaration) =>
      (error: unknown): SessionRow => {
        if (signal.aborted) return rowUntried(workspace, metric, 'cancelled before it was tried')
        // One metric's defect is no reason to lose what the others found.
        workspace.log('error', 'attempt failed', {
          metric: metric.id,
          error: String(error),
          cause: String((error as Error).cause ?? ''),
        })
        return rowUntried(
          workspace,
          metric,
          `a defect of ASIS stood in the way: ${error instanceof AsisError ? error.message : 'internal'}`,
        )
      }

    const whyNotMeasured = (metric: MetricDeclaration): string | null => {
      const failed = failureOf(workspace, metric.id)
      return failed && `it could not be measured: ${failed.message} ${failed.next}`
    }
    const whyNot = (metric: MetricDeclaration): string | null => {
      const notMeasured = whyNotMeasured(metric)
      if (notMeasured !== null) return notMeasured
      if (isFixedQuality(workspace, metric)) {
        return 'it is the same in every run, so faster code cannot change it, and no generator here writes other behaviour'
      }
      if (signal.aborted) return 'cancelled before it was tried'
      return outOfTime() ? 'the time budget was used up' : null
    }

    steps.expect(2 * metrics.length + 1)
    steps.tell('measure', "running the project's own tests")
    const testing = projectTests(workspace, signal)
    const analyzing = analyze(workspace, {
      metricIds: metrics.map(metric => metric.id),
      tell: (message, metricId) => steps.tell('measure', message, metricId),
      step: steps.step,
      signal,
      goals: session.goals,
      countOf: samplesPerSession(budgetMs),
    })
    // Both end before anything is said: nothing is left running behind a refusal.
    const [tests, opportunities] = await Promise.all([testing, analyzing])
    if (isRefused(tests)) return refusedBy(tests)
    if (isRefused(opportunities)) return refusedBy(opportunities)
    steps.step()

    const chosen = opportunities.flatMap(({ metricId }) => metrics.find(metric => metric.id === metricId) ?? [])
    // First what was gained before, whatever the budget: it must still be there.
    const rest = metrics.filter(metric => !chosen.includes(metric))
    await inLanes(rest, workspace.lanes, noClaims, async metric => {
      if (signal.aborted) return
      steps.tell('measure', `${metric.title}: comparing with the first version`, metric.id)
      const why = whyNotMeasured(metric)
      rows.set(metric.id, why === null ? await rowInEffect(workspace, metric, signal) : rowUntried(workspace, metric, why))
      steps.step()
    })
    await inLanes(inOrder(workspace, chosen, budgetMs), workspace.lanes, claimsOf, async metric => {
      const why = whyNot(metric)
      rows.set(
        metric.id,
        why === null
          ? await attempt(workspace, watching, { session, metric, tests, steps, signal, outOfTime }).catch(
              untriedWhenThrown(metric),
            )
          : rowUntried(workspace, metric, why),
      )
      steps.step()
    })
    return signal.aborted ? result('cancelled', 'cancelled') : result('finished', '')
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
