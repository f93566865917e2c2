/** The charts above the timeline: what all modifications together came to. */
import type { HistorySummary } from '../../src-shared/domain/history.ts'
import type { Complexity } from '../languages/javascript/complexity.ts'
import type { Workspace } from './workspace.ts'

const mostPoints = 400

/**
 * Gain: geometric mean over all declared metrics of the factors in effect; a metric that nothing changed counts as 1. Complexity:
 * as it is now, less what the modifications since then added; edits by hand count as if they had always been there.
 */
export function historySummary({ stores, project }: Pick<Workspace, 'stores' | 'project'>, now: Complexity): HistorySummary {
  const counts = stores.candidates.counts(project.id)
  const metrics = Math.max(project.manifest.metrics.length, 1)
  const totals = stores.history.totals(project.id, mostPoints)
  const last = totals.at(-1)?.complexity ?? null
  const meanAt = (at: Complexity | null): number | null => {
    if (at === null || last === null) return null
    const functions = now.functions - last.functions + at.functions
    return functions > 0 ? (now.paths - last.paths + at.paths) / functions : null
  }
  return {
    inEffect: counts.applied + counts.kept + counts['rolling-back'],
    rolledBack: counts['rolled-back'],
    declined: counts.declined,
    points: totals.map(({ tMs, logGain, functions, autonomous, complexity }) => ({
      tMs,
      gain: Math.exp(logGain / metrics),
      functionsOptimized: functions,
      autonomousDecisions: autonomous,
      complexity: meanAt(complexity),
    })),
  }
}
