/** The cumulative charts of the history, computed in the core and already thinned. */
import { z } from 'zod'

export const historyPoint = z.object({
  tMs: z.int(),
  /** Geometric mean over all metrics of what is in effect at that time, a factor. */
  gain: z.number(),
  /** Functions whose rewritten version is in effect. */
  functionsOptimized: z.int(),
  /** Decisions made by a policy until then. */
  autonomousDecisions: z.int(),
  /** Mean cyclomatic complexity of the files that may be changed, where it is known; else null. */
  complexity: z.number().nullable(),
})
export type HistoryPoint = z.infer<typeof historyPoint>
export const historySummary = z.object({
  inEffect: z.int(),
  rolledBack: z.int(),
  declined: z.int(),
  /** At most 400, oldest first. */
  points: z.array(historyPoint),
})
export type HistorySummary = z.infer<typeof historySummary>
