/** Policies: what may be applied without a person, as data. Whatever no policy allows waits for a person. */
import { z } from 'zod'
import { generator } from './generator.ts'
import { risk } from './evidence.ts'
import { metricId } from './metric.ts'

export const policyName = z.string().regex(/^[a-z][a-z0-9-]{0,59}$/)

export const policy = z.strictObject({
  name: policyName.describe('Stands in decisions as policy:NAME'),
  enabled: z.boolean(),
  risks: z.array(risk).min(1).max(3),
  generators: z.array(generator).min(1).max(5),
  /** Globs relative to the project's folder; every changed file must match one. */
  paths: z.array(z.string().min(1).max(300)).min(1).max(50),
  /** Safety score, 0 to 1. */
  minScore: z.number().min(0).max(1),
  /** Smallest lower bound of the improvement's interval, a factor: 1.1 means proved at least 10 % better. */
  minImprovement: z.number().min(1).max(1000),
  /** Changed lines, added and removed together. */
  maxChangedLines: z.int().min(1).max(100_000),
  /** What it applies is kept no sooner, whatever the looks say. Absent: as the settings of the watch say. */
  watchMs: z.int().min(0).max(604_800_000).optional(),
  /** Metrics that must hold beside the guardrails of the manifest. */
  guardrails: z.array(metricId).max(50).optional(),
})
export type Policy = z.infer<typeof policy>

/** What a policy would have done with one finished trial. */
export const policyOutcome = z.object({
  candidateId: z.string(),
  title: z.string(),
  risk: risk.nullable(),
  score: z.number().nullable(),
  apply: z.boolean(),
  /** The first condition that does not hold; what was met otherwise. */
  why: z.string(),
})
export type PolicyOutcome = z.infer<typeof policyOutcome>
