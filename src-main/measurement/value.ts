/**
 * One value of a module or command benchmark from one fresh process. The metric is whatever number the project says it is; here it is
 * only fetched.
 */
import type { Benchmark } from '../../src-shared/domain/manifest.ts'
import { isRefused, refuse, type Refused } from '../../src-shared/errors.ts'
import type { ModuleAnswer, ModuleRequest } from '../languages/javascript/harness/ab-protocol.ts'
import { ask, mountsOf, refusalOf, type Typing } from './box.ts'
import { cores } from './cores.ts'
import type { Ports, Subject } from './input.ts'

export type ProcessBenchmark = Exclude<Benchmark, { kind: 'function' }>
export interface Measured {
  readonly value: number
  /** Control probe in microseconds, NaN when it was not asked for. */
  readonly probeMicros: number
}

export interface Wanted {
  /** Measure the control probe as well. */
  readonly probe: boolean
  readonly typing: Typing
}

const moduleValue = async (
  file: string | null,
  args: readonly unknown[],
  dir: string,
  subject: Subject,
  ports: Ports,
  { probe, typing }: Wanted,
): Promise<Measured | Refused> => {
  const request: Omit<ModuleRequest, 'nonce'> = { root: '/src', file, args, probe }
  const job = { mounts: mountsOf(subject, [{ host: dir, box: '/src' }], ports), typing }
  const asked = await ask<typeof request, ModuleAnswer>(
    'level-module',
    request,
    job,
    subject,
    ports,
    `The benchmark ${file ?? ''}`.trim(),
  )
  if (isRefused(asked)) return asked
  return { value: asked.answer.value, probeMicros: asked.answer.probeMicros ?? Number.NaN }
}

/** The object that a command printed: its whole output, else its last line. */
const printedObject = (stdout: string): Record<string, unknown> | null => {
  for (const text of [stdout, stdout.trimEnd().split('\n').at(-1) ?? '']) {
    try {
      const parsed: unknown = JSON.parse(text)
      if (typeof parsed === 'object' && parsed !== null) return parsed as Record<string, unknown>
    } catch {
      // Not JSON as a whole: programs often print progress first.
    }
  }
  return null
}

const commandValue = async (
  benchmark: Extract<Benchmark, { kind: 'command' }>,
  dir: string,
  subject: Subject,
  ports: Ports,
): Promise<number | Refused> => {
  const [program, ...rest] = benchmark.command
  if (program !== 'node' && program !== 'python' && program !== 'python3') {
    return refuse(
      'bad-benchmark',
      `A command benchmark starts with \`node\` or \`python\`, not \`${program}\`. Nothing was changed.`,
      'Change "command" in asis.config.json.',
    )
  }
  const script = rest.findIndex(argument => !argument.startsWith('-'))
  const what = `The benchmark \`${benchmark.command.join(' ').slice(0, 80)}\``
  if (script < 0) return refuse('bad-benchmark', `${what} names no script. Nothing was changed.`, 'Add the script to "command".')
  const result = await ports.sandbox.run(
    {
      runtime: program === 'node' ? 'node' : 'python',
      runtimeFlags: rest.slice(0, script),
      argv: rest.slice(script),
      mounts: mountsOf(subject, [{ host: dir, box: '/src' }], ports),
      cwd: '/src',
      limits: subject.limits,
    },
    ports.signal,
  )
  const refused = refusalOf(result, subject.limits, what)
  if (refused) return refused
  const value = printedObject(result.stdout)?.[benchmark.field]
  if (typeof value === 'number' && Number.isFinite(value)) return value
  return refuse(
    'bad-benchmark',
    `${what} prints no JSON object with a number \`${benchmark.field}\`. Nothing was changed.`,
    `Print it as the last line, for example {"${benchmark.field}": 1.5}.`,
  )
}

/** The control probe by itself. */
const measureProbe = async (dir: string, subject: Subject, ports: Ports, typing: Typing): Promise<number | Refused> => {
  const measured = await moduleValue(null, [], dir, subject, ports, { probe: true, typing })
  return isRefused(measured) ? measured : measured.probeMicros
}

const valueOf = async (
  benchmark: ProcessBenchmark,
  dir: string,
  subject: Subject,
  ports: Ports,
  wanted: Wanted,
): Promise<Measured | Refused> => {
  if (benchmark.kind === 'module') return await moduleValue(benchmark.file, benchmark.args, dir, subject, ports, wanted)
  const probeMicros = wanted.probe ? await measureProbe(dir, subject, ports, wanted.typing) : Number.NaN
  if (isRefused(probeMicros)) return probeMicros
  const value = await commandValue(benchmark, dir, subject, ports)
  return isRefused(value) ? value : { value, probeMicros }
}

/** With a core to itself. */
export const measureValue: typeof valueOf = (...wanted) => cores.take(() => valueOf(...wanted))
