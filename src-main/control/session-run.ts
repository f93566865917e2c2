/**
 * The work of one improvement session: measure, rank, then for each opportunity generate, verify, trial, and queue for review (a named policy may
 * apply what it allows). Ends with one honest row per metric, also when it is cancelled or out of time.
 */
import { splitTarget } from '../../src-shared/domain/target.ts'
import type { MetricDeclaration } from '../../src-shared/domain/manifest.ts'
import type { Session, SessionRow } from '../../src-shared/domain/session.ts'
import { AsisError, isRefused, type Refused } from '../../src-shared/errors.ts'
import { targetsOf } from '../pipeline/pipeline.ts'
import { analyze } from './analysis.ts'
import { attempt, furtherRow, isFixedQuality, type Attempted } from './attempt.ts'
import { failureOf } from './failed-measurements.ts'
import { inLanes } from './lanes.ts'
import { projectTests } from './project-tests.ts'
import { maxTrials } from './proposals.ts'
import { rowInEffect, rowUntried } from './session-rows.ts'
import type { Steps } from './session-steps.ts'
import type { Watching } from './watching.ts'
import type { Workspace } from './workspace.ts'

export interface SessionRun {
  readonly session: Session
  readonly metrics: readonly MetricDeclaration[]
  /** After this no new trial begins; Infinity: no limit. */
  readonly budgetMs: number
  readonly steps: Steps
  readonly signal: AbortSignal
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

export async function runSession(
  workspace: Workspace,
  watching: Watching,
  { session, metrics, budgetMs, steps, signal }: SessionRun,
): Promise<Partial<Session>> {
  const { clock } = workspace
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
  // The best proposal for each metric first, then what else there is for those without a gain: something for many before all for one.
  const left = new Map<MetricDeclaration, Set<string>>()
  const tryFor = async (metric: MetricDeclaration, tried: Set<string>, most: number): Promise<Attempted> =>
    await attempt(workspace, watching, { session, metric, tests, steps, signal, outOfTime, tried, most }).catch(
      (error: unknown) => ({ row: untriedWhenThrown(metric)(error), more: false }),
    )
  await inLanes(inOrder(workspace, chosen, budgetMs), workspace.lanes, claimsOf, async metric => {
    const why = whyNot(metric)
    const tried = new Set<string>()
    const { row, more } = why === null ? await tryFor(metric, tried, 1) : { row: rowUntried(workspace, metric, why), more: false }
    rows.set(metric.id, row)
    if (more) left.set(metric, tried)
    else steps.step()
  })
  await inLanes(
    [...left],
    workspace.lanes,
    ([metric]) => claimsOf(metric),
    async ([metric, tried]) => {
      if (!signal.aborted && !outOfTime()) {
        const { row } = await tryFor(metric, tried, maxTrials - 1)
        rows.set(metric.id, furtherRow(rows.get(metric.id)!, row))
      }
      steps.step()
    },
  )
  return signal.aborted ? result('cancelled', 'cancelled') : result('finished', '')
}
