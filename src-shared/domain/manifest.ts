/**
 * `asis.config.json`: what the operator declares about a project. Schema and types only; reading and its error messages are in
 * `src-main/project/`.
 */
import { z } from 'zod'
import { direction, metricId } from './metric.ts'

const relativePath = z.string().min(1).max(500).describe('Path relative to the folder of asis.config.json, with forward slashes')

const functionBenchmark = z.strictObject({
  kind: z.literal('function').describe('The time of one function, measured and checked call by call'),
  file: relativePath.describe('Module with the function, exported or not'),
  function: z
    .string()
    .min(1)
    .max(200)
    .describe(
      'Its name: `name`, `default`, `object.name`, `Class.method` for a static method, `Class.prototype.method` for one of instances',
    ),
  inputs: relativePath.describe(
    'Module whose default export is `(random, size) => args[]`: the argument list of one call, for a method of instances with the instance first where `new Class()` is not enough',
  ),
  sizes: z.array(z.int().min(1)).min(1).max(8).default([10, 100, 1000]).describe('Input sizes; give the real ones'),
})
const moduleBenchmark = z.strictObject({
  kind: z.literal('module').describe('A number that a module of yours computes'),
  file: relativePath.describe('Module whose default export is a function, sync or async, that returns the number'),
  args: z.array(z.json()).max(20).default([]).describe('Arguments of that function'),
  tuneArgs: z
    .array(z.json())
    .max(20)
    .optional()
    .describe('Arguments while a search chooses among candidates; what is reported and judged is measured with `args`'),
})
const commandBenchmark = z.strictObject({
  kind: z.literal('command').describe('A number in the JSON that a program of yours prints'),
  command: z
    .array(z.string().min(1))
    .min(1)
    .max(50)
    .describe('`node` or `python` and its arguments; runs in the sandbox in the project copy'),
  field: z.string().default('value').describe('Name of the number in the JSON object that it prints'),
})
export const benchmark = z.discriminatedUnion('kind', [functionBenchmark, moduleBenchmark, commandBenchmark])
export type Benchmark = z.infer<typeof benchmark>
export type FunctionBenchmark = z.infer<typeof functionBenchmark>

export const metricDeclaration = z.strictObject({
  id: metricId.describe('Short name for commands and history: `find-time`. Do not rename it later'),
  title: z.string().min(1).max(120).describe('Name for people'),
  unit: z
    .string()
    .max(20)
    .describe('ms, us, %, tasks/s ... Function benchmarks are measured in microseconds per call of the largest size: `us`'),
  direction: direction.describe('Which way is better'),
  goal: z
    .union([z.strictObject({ improve: z.number().gt(0).lt(10) }), z.strictObject({ value: z.number() })])
    .optional()
    .describe('`{"improve": 0.15}`: 15 % better than the first measurement; `{"value": 12}`: 12 in the unit'),
  benchmark: benchmark.describe('How it is measured'),
  targets: z
    .array(z.string().min(1).max(500))
    .max(50)
    .default([])
    .describe('Where to look: `src/a.ts` or `src/a.ts#function`. Default: the file of the benchmark, when it may change'),
  behaviour: z
    .enum(['same', 'may-change'])
    .default('same')
    .describe(
      '`"may-change"`: a change may give other answers, as one that makes an accuracy better does. Then tests that fail without the changed code and a guardrail that reaches it have to stand for it. Not for function benchmarks',
    ),
  callsRepeat: z
    .boolean()
    .optional()
    .describe(
      'The same arguments come again in use. Only then may a candidate keep results between calls, and only if it says so. Default: false',
    ),
  guardrail: z
    .literal([true, false, 'dry-run'])
    .default(false)
    .describe(
      'Watched after every change: a change that makes it worse is taken back. `"dry-run"`: watched and told, but decides nothing',
    ),
})
export type MetricDeclaration = z.infer<typeof metricDeclaration>

/**
 * Whether a change for this metric may answer differently. Only the manifest says so, whoever wrote the change; times of functions that
 * answer differently are times of different things.
 */
export const behaviourMayChange = ({
  behaviour,
  benchmark: { kind },
}: Pick<MetricDeclaration, 'behaviour' | 'benchmark'>): boolean => behaviour === 'may-change' && kind !== 'function'

export const limits = z.strictObject({
  wallMs: z.int().min(100).max(3_600_000).default(60_000).describe('Wall-clock time of one run, ms'),
  cpuMs: z.int().min(100).max(3_600_000).default(60_000).describe('CPU time of all its processes, ms'),
  memoryBytes: z
    .int()
    .min(16 << 20)
    .max(64 * 2 ** 30)
    .default(512 << 20)
    .describe('Memory of all its processes, bytes'),
  processes: z.int().min(1).max(4096).default(64).describe('Processes and threads at a time'),
  diskBytes: z
    .int()
    .min(1 << 20)
    .max(16 * 2 ** 30)
    .default(64 << 20)
    .describe('What it may write, bytes'),
  trialMs: z
    .int()
    .min(1000)
    .max(3_600_000)
    .default(180_000)
    .describe(
      'Time of one whole trial of a candidate, ms, beside three times what the tests take without a change. Waiting for its turn does not count',
    ),
})

export const manifest = z.strictObject({
  $schema: z.string().optional().describe('Where editors find the description of this file'),
  name: z.string().min(1).max(120).describe('Name of the project'),
  languages: z
    .array(z.enum(['javascript', 'typescript', 'python', 'sql']))
    .min(1)
    .describe('Languages of the files that may be changed'),
  files: z
    .array(z.string().min(1).max(500))
    .min(1)
    .max(100)
    .describe(
      'Globs of the files that may be changed; `!` in front excludes. Tests, inputs, benchmarks and configuration never may, whatever is said here',
    ),
  tests: z
    .array(
      z.strictObject({
        command: z
          .array(z.string().min(1))
          .min(1)
          .max(50)
          .describe(
            'As the project calls its tests: `["npm", "test"]`, `["npx", "vitest"]`, `["node", "--test"]`. It is followed through package.json without a shell, and what lints or builds is left out',
          ),
        timeoutMs: z.int().min(100).max(3_600_000).default(120_000).describe('Ends it, ms'),
        setAside: z
          .array(z.string().min(1).max(500))
          .max(200)
          .optional()
          .describe(
            'Names of tests that fail before any change and do not count, as `src/a.test.ts: adds`; `*` stands for anything, so `"*"` is whatever fails now. Tests that pass now have to pass after a change, whatever is said here',
          ),
      }),
    )
    .max(10)
    .default([])
    .describe('Run in the sandbox, in a copy of the project, before and after a change'),
  metrics: z.array(metricDeclaration).min(1).max(200).describe('What is measured and improved'),
  limits: limits.prefault({}).describe('Of every run in the sandbox'),
  thresholds: z
    .strictObject({
      gap: z.number().gt(0).lt(10).default(0.1).describe('A gap above this is an opportunity'),
      rollback: z.number().gt(0).lt(10).default(0.1).describe('Degradation above this after an apply takes the change back'),
    })
    .prefault({})
    .describe('When a difference counts, as fractions: 0.1 is 10 %'),
  review: z
    .strictObject({
      approvalsForHigh: z
        .int()
        .min(1)
        .max(2)
        .optional()
        .describe('Different people that approve a change of HIGH risk, at least. Raises the setting, never lowers it'),
    })
    .optional()
    .describe('What approvals need at least'),
})
export type Manifest = z.infer<typeof manifest>
