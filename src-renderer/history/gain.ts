/** How much all modifications in effect have gained, in time. Pure. */
import type { CandidateRow } from '../../src-shared/domain/candidate.ts'

export interface GainPoint {
  readonly tMs: number
  /** Factor, above 1 is better. */
  readonly gain: number
}

const wasApplied = new Set(['applied', 'kept', 'rolling-back', 'rolled-back'])

/**
 * Geometric mean over `metricCount` metrics of the product of the factors measured in the trials of what was in effect. A modification
 * that was rolled back counts until then. Factors of several changes to one metric are multiplied as they were measured.
 */
export const gainOf = (rows: readonly CandidateRow[], metricCount: number): GainPoint[] => {
  const steps = rows
    .filter(r => wasApplied.has(r.state) && r.improvement !== null && r.improvement.estimate > 0)
    .flatMap(r => {
      const log = Math.log(r.improvement?.estimate ?? 1) / Math.max(metricCount, 1)
      const on = { tMs: r.decision?.tMs ?? r.createdMs, by: log }
      return r.state === 'rolled-back' ? [on, { tMs: r.updatedMs, by: -log }] : [on]
    })
    .sort((a, b) => a.tMs - b.tMs)
  let sum = 0
  return steps.map(step => {
    sum += step.by
    return { tMs: step.tMs, gain: Math.exp(sum) }
  })
}
