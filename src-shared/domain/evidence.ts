/** Everything a reviewer sees about a candidate besides its diff. Pure types with their schemas. */
import { z } from 'zod'
import { interval } from './metric.ts'

export const verdict = z.enum(['improved', 'no-change', 'regressed', 'incorrect', 'unsafe', 'inconclusive'])
export type Verdict = z.infer<typeof verdict>

export const risk = z.enum(['LOW', 'MEDIUM', 'HIGH'])
export type Risk = z.infer<typeof risk>

export const gateResult = z.object({
  gate: z.enum(['hashes', 'scope', 'parse', 'danger', 'purity', 'size']),
  passed: z.boolean(),
  /** Why not, or what was looked at. One sentence. */
  message: z.string(),
  path: z.string().nullable(),
  line: z.int().nullable(),
})
export type GateResult = z.infer<typeof gateResult>

/** `score` 0.0 to 1.0. Each reason says what it took off or added: "-0.10 caches results". */
export const safety = z.object({ score: z.number().min(0).max(1), risk, reasons: z.array(z.string()) })
export type Safety = z.infer<typeof safety>

/** Stage 3's answer. First failed gate ends it. */
export const gateReport = z.object({ passed: z.boolean(), gates: z.array(gateResult), safety })
export type GateReport = z.infer<typeof gateReport>

export const testReport = z.object({
  status: z.enum(['passed', 'failed', 'none', 'invalid']),
  passed: z.int(),
  failed: z.int(),
  elapsedMs: z.number(),
  /** First failure, at most 2,000 characters, plain text. */
  detail: z.string(),
  /** Tests that failed before the change too and that the manifest sets aside by name; neither passed nor failed. */
  setAside: z.int().optional(),
  /** Whether they fail when a changed function throws: tests that never meet the change prove nothing about it. */
  meetsChange: z.enum(['yes', 'no', 'unknown']).default('unknown'),
})
export type TestReport = z.infer<typeof testReport>

/** One input on which original and candidate did not do the same; all three as readable text, at most 500 characters each. */
export const difference = z.object({ input: z.string(), original: z.string(), candidate: z.string(), family: z.string() })
export type Difference = z.infer<typeof difference>

export const behaviourReport = z.object({
  /** Inputs on which both were compared; `skipped`: the original itself ran out of time or could not be observed. */
  compared: z.int(),
  skipped: z.int(),
  differences: z.int(),
  /** How many inputs came from where: generated, mutated, probe. */
  families: z.record(z.string(), z.int()),
  examples: z.array(difference).max(5),
  /** Sample of compared inputs that agreed, for the reviewer. */
  agreed: z.array(z.object({ input: z.string(), result: z.string() })).max(5),
  /** True when inputs hold functions and are made inside the box from a seed. */
  generatedInside: z.boolean(),
  /** Parts of answers that cannot be looked into, by name (`URLSearchParams`): equal as far as they can be seen, and no proof alone. */
  unseen: z.array(z.string()).default([]),
  /** Changed blocks that no compared input ran, as `path:line` or `path:first-last` after the change. */
  notMet: z.array(z.string()).default([]),
  /** Of `compared`: inputs on which the original throws an error of the engine. Weak evidence. */
  engineErrors: z.int().default(0),
  /** What boxes forbid and the original needs, so that both sides were allowed it; absent where there is nothing. */
  allowed: z.array(z.string()).optional(),
})
export type BehaviourReport = z.infer<typeof behaviourReport>

/** One side of a measurement: per fork values in `unit`. */
export const sideSummary = z.object({ median: z.number(), low: z.number(), high: z.number(), samples: z.array(z.number()) })
export type SideSummary = z.infer<typeof sideSummary>

export const sizeResult = z.object({
  /** Input size, or null for benchmarks without one. */
  size: z.number().nullable(),
  verdict: z.enum(['improved', 'no-change', 'regressed', 'inconclusive']),
  /** Factor, above 1 is better. */
  improvement: interval,
  forks: z.int(),
  before: sideSummary,
  after: sideSummary,
})
export type SizeResult = z.infer<typeof sizeResult>

export const measurementReport = z.object({
  unit: z.string(),
  verdict: z.enum(['improved', 'no-change', 'regressed', 'inconclusive']),
  /** Over all sizes (geometric mean); above 1 is better. */
  improvement: interval,
  bySize: z.array(sizeResult),
  /** The coarser figure with judge and clock outside of the box; null for benchmarks that are not call by call. */
  split: z.object({ improvement: interval, agrees: z.boolean(), note: z.string() }).nullable(),
  /** Mean bytes allocated per call, where measured. */
  allocatedBytes: z.object({ before: z.number(), after: z.number() }).nullable(),
  /** The number is one that the process of the code under test printed: nobody outside of it measured it. */
  reportedByCode: z.boolean().default(false),
  reasons: z.array(z.string()),
})
export type MeasurementReport = z.infer<typeof measurementReport>

export const isolationReport = z.object({
  /** What the self-test at start saw, not what was asked for. */
  tier: z.enum(['strong', 'container', 'seatbelt', 'none']),
  checks: z.array(z.object({ name: z.string(), held: z.boolean(), detail: z.string() })),
  /** What is missing and the command that gets it; empty when the tier is strong. */
  missing: z.string(),
})
export type IsolationReport = z.infer<typeof isolationReport>

export const evidence = z.object({
  verdict,
  /** What decided, most important first, one sentence each. */
  reasons: z.array(z.string()),
  gates: z.array(gateResult),
  safety,
  tests: testReport.nullable(),
  behaviour: behaviourReport.nullable(),
  measurement: measurementReport.nullable(),
  isolation: z.enum(['strong', 'container', 'seatbelt', 'none']),
  cost: z.object({ elapsedMs: z.number(), cpuMs: z.number() }),
})
export type Evidence = z.infer<typeof evidence>
