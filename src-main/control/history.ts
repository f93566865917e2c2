/** The charts above the timeline: what all modifications together came to. */
import type { HistorySummary } from '../../src-shared/domain/history.ts'
import type { Workspace } from './workspace.ts'

const mostPoints = 400

/**
 * Gain: geometric mean over all declared metrics of the factors in effect; a metric that nothing changed counts as 1. Complexity is not
 * measured yet, and nothing is invented for it.
 */
export function historySummary({ stores, project }: Pick<Workspace, 'stores' | 'project'>): HistorySummary {
  const counts = stores.candidates.counts(project.id)
  const metrics = Math.max(project.manifest.metrics.length, 1)
  return {
    inEffect: counts.applied + counts.kept + counts['rolling-back'],
    rolledBack: counts['rolled-back'],
    declined: counts.declined,
    points: stores.history.totals(project.id, mostPoints).map(({ tMs, logGain, functions, autonomous }) => ({
      tMs,
      gain: Math.exp(logGain / metrics),
      functionsOptimized: functions,
      autonomousDecisions: autonomous,
      complexity: null,
    })),
  }
}
