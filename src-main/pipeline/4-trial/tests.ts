/**
 * The project's own tests, run in the sandbox in a copy. The counts come from the test runner's process, which loads nothing of the
 * project; the exit code alone is never believed, and for a changed copy canaries that must fail show whether a pass means
 * anything. In-process honesty cannot be proved: what a hostile candidate could still do here is caught by the comparison of
 * behaviour, where nothing is judged inside the box.
 */
import { z } from 'zod'
import type { TestReport } from '../../../src-shared/domain/evidence.ts'
import type { Manifest } from '../../../src-shared/domain/manifest.ts'
import { isRefused, refuse, type Refused } from '../../../src-shared/errors.ts'
import type { Box, Limits } from '../../sandbox/sandbox.ts'
import { writeCanaries, type Canary } from './canaries.ts'
import { harnessScript, treeMounts, type Tree, type TrialPorts } from './ports.ts'
import { endText } from './shim.ts'
import { readTestCommand, type TestCommand } from './test-command.ts'

export interface TestRequest {
  readonly copyDir: string
  readonly tests: Manifest['tests']
  readonly nodeModules: readonly string[]
  readonly limits?: Partial<Limits>
}
export interface ChangedTestRequest extends TestRequest {
  /** Files that differ from the original, relative: canaries import them. */
  readonly changed: readonly string[]
  /** Of the original: every test that passed there must be seen to pass again. */
  readonly baseline: TestReport | null
}
/** A report with what a later run is compared with. */
export interface TestOutcome extends TestReport {
  /** `file#name` of every test that passed. */
  readonly passedNames: readonly string[]
  readonly testFiles: readonly string[]
}

const nodeTestAnswer = z.object({
  events: z.array(
    z.object({
      file: z.string(),
      name: z.string(),
      status: z.enum(['passed', 'failed', 'skipped']),
      suite: z.boolean(),
      detail: z.string(),
    }),
  ),
})
const scriptAnswer = z.object({ code: z.number().nullable(), stdout: z.string(), stderr: z.string() })

interface Ran {
  readonly passedNames: readonly string[]
  readonly failed: number
  readonly detail: string
  readonly testFiles: readonly string[]
}
interface Broken {
  readonly status: 'failed' | 'invalid'
  readonly detail: string
}
const startMs = 10_000
const printable = (text: string): string => text.replace(/\u001b\[[0-9;]*m/g, '').replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '').slice(0, 2000) // prettier-ignore

const ask = async <T>(box: Box, payload: object, schema: z.ZodType<T>, timeoutMs: number): Promise<T | Broken | Refused> => {
  const answer = await box.request(payload, timeoutMs)
  switch (answer.kind) {
    case 'answer': {
      const read = schema.safeParse(answer.payload)
      return read.success ? read.data : { status: 'invalid', detail: 'The report of the test run did not fit its form.' }
    }
    case 'invalid':
      return { status: 'invalid', detail: `Something else wrote into the channel of the test report: ${answer.reason}.` }
    case 'timeout':
      return { status: 'failed', detail: `The tests did not end within ${timeoutMs / 1000} seconds.` }
    case 'ended': {
      const { end } = answer.result
      if (end.kind === 'cancelled') return refuse('cancelled', 'Cancelled. Nothing was changed.', '')
      if (end.kind === 'not-started') return refuse('no-isolation', `${endText(end)}. Nothing was changed.`, 'Run `asis doctor`.')
      return { status: 'failed', detail: `During the tests ${endText(end)}.` }
    }
  }
}
const isBroken = (value: object): value is Broken => 'status' in value

const relative = (file: string): string => (file.startsWith('/src/') ? file.slice(5) : file)

const runCommand = async (box: Box, command: TestCommand, timeoutMs: number): Promise<Ran | Broken | Refused> => {
  if (command.kind === 'script') {
    const answer = await ask(box, { op: 'script', argv: command.argv, timeoutMs }, scriptAnswer, timeoutMs + startMs)
    if (isRefused(answer) || isBroken(answer)) return answer
    const name = command.script ?? command.argv[0] ?? ''
    if (answer.code === 0)
      return { passedNames: [name], failed: 0, detail: '', testFiles: command.script === null ? [] : [command.script] }
    return {
      passedNames: [],
      failed: 1,
      detail: printable(answer.stderr || answer.stdout || `exit code ${answer.code}`),
      testFiles: [],
    }
  }
  const { patterns, execArgv, namePatterns } = command
  const answer = await ask(box, { op: 'node-test', patterns, execArgv, namePatterns, concurrency: 2 }, nodeTestAnswer, timeoutMs)
  if (isRefused(answer) || isBroken(answer)) return answer
  const tests = answer.events.filter(event => !event.suite)
  const failed = answer.events.filter(event => event.status === 'failed' && !event.suite)
  const first = failed[0] ?? answer.events.find(event => event.status === 'failed')
  return {
    passedNames: tests.filter(event => event.status === 'passed').map(event => `${relative(event.file)}#${event.name}`),
    failed: Math.max(failed.length, first ? 1 : 0),
    detail: first ? printable(`${first.name}: ${first.detail}`) : '',
    testFiles: [...new Set(answer.events.map(event => relative(event.file)))].filter(file => file !== ''),
  }
}

interface Silent {
  readonly canary: Canary | null
  readonly why: string
}
/** The canaries that did not fail as they must. */
const askCanaries = async (
  box: Box,
  command: TestCommand,
  canaries: readonly Canary[],
  timeoutMs: number,
): Promise<readonly Silent[] | Refused> => {
  const silent: Silent[] = []
  if (command.kind === 'script') {
    for (const canary of canaries) {
      const argv = [...command.flags, canary.file]
      const answer = await ask(box, { op: 'script', argv, timeoutMs }, scriptAnswer, timeoutMs + startMs)
      if (isRefused(answer)) return answer
      if (isBroken(answer)) return [{ canary: null, why: answer.detail }]
      if (answer.code !== 0) continue
      silent.push({ canary, why: `A test that must fail (${canary.token}) ended with exit code 0.` })
      // One is enough; a process that swallows failures would make each of the others wait for its time limit.
      if (canary.repeats === null) break
    }
    return silent
  }
  const patterns = canaries.map(canary => canary.file)
  const asked = { op: 'node-test', patterns, execArgv: command.execArgv, namePatterns: [], concurrency: 2 }
  const answer = await ask(box, asked, nodeTestAnswer, timeoutMs)
  if (isRefused(answer)) return answer
  if (isBroken(answer)) return [{ canary: null, why: answer.detail }]
  for (const canary of canaries) {
    const { file, token } = canary
    const own = answer.events.filter(event => relative(event.file) === file || event.name.endsWith(file) || event.name === token)
    const green = own.find(event => event.name === token && event.status !== 'failed')
    if (green) silent.push({ canary, why: `A test that must fail (${token}) was reported as ${green.status}.` })
    else if (!own.some(event => event.status === 'failed')) {
      silent.push({ canary, why: `A test that must fail (${token}) is missing from the report.` })
    }
  }
  return silent
}

const missingFrom = (before: readonly string[], after: readonly string[]): string[] => {
  const left = new Map<string, number>()
  for (const name of after) left.set(name, (left.get(name) ?? 0) + 1)
  return before.filter(name => {
    const count = left.get(name) ?? 0
    left.set(name, count - 1)
    return count <= 0
  })
}

const run = async (
  request: TestRequest,
  changed: ChangedTestRequest | null,
  ports: TrialPorts,
): Promise<TestOutcome | Refused> => {
  const beganMs = ports.clock.monotonicMs()
  const tree: Tree = { dir: request.copyDir, nodeModules: request.nodeModules }
  const passedNames: string[] = []
  let testFiles: string[] = []
  const baseline = changed?.baseline && 'passedNames' in changed.baseline ? (changed.baseline as TestOutcome) : null
  let failed = 0
  let detail = ''
  const outcome = (status: TestReport['status'], text: string): TestOutcome => ({
    status,
    passed: passedNames.length,
    failed,
    elapsedMs: ports.clock.monotonicMs() - beganMs,
    detail: text.slice(0, 2000),
    passedNames,
    testFiles,
  })
  if (request.tests.length === 0) return outcome('none', 'The project declares no tests.')

  for (const { command, timeoutMs } of request.tests) {
    const commands = readTestCommand(command, tree)
    if (isRefused(commands)) return commands
    const box = await ports.sandbox.open(
      {
        runtime: 'node',
        runtimeFlags: ['--no-warnings'],
        argv: [harnessScript(ports, 'run-tests')],
        mounts: treeMounts(tree, ports),
        cwd: '/src',
        limits: { ...request.limits, wallMs: (timeoutMs + startMs) * 3, cpuMs: (timeoutMs + startMs) * 3, processes: 256 },
      },
      ports.signal,
    )
    try {
      for (const item of commands) {
        const ran = await runCommand(box, item, timeoutMs)
        if (isRefused(ran)) return ran
        if (isBroken(ran)) {
          failed += 1
          return outcome(ran.status, ran.detail)
        }
        passedNames.push(...ran.passedNames)
        testFiles.push(...ran.testFiles)
        failed += ran.failed
        detail ||= ran.detail
        if (failed > 0) continue
        // The original runs them as well: a test script that always exits with 0 by itself proves nothing for a candidate.
        const files = baseline?.testFiles ?? ran.testFiles
        const written = writeCanaries(request.copyDir, item.kind, changed?.changed ?? [], files, ports.random)
        try {
          const silent = await askCanaries(box, item, written.canaries, timeoutMs)
          if (isRefused(silent)) return silent
          for (const { canary, why } of silent) {
            if (changed || !canary || canary.repeats === null) return outcome('invalid', why)
            testFiles = testFiles.filter(file => file !== canary.repeats)
          }
        } finally {
          written.remove()
        }
      }
    } finally {
      await box.close()
    }
  }
  if (failed > 0) return outcome('failed', detail)
  const missing = missingFrom(baseline?.passedNames ?? [], passedNames)
  if (missing.length > 0)
    return outcome('invalid', `${missing.length} tests that passed before were not reported, first: ${missing[0]}`)
  if (passedNames.length === 0) return outcome('none', 'The test command ran no test.')
  return outcome('passed', '')
}

/** Tests of a changed copy. */
export const runTests = (request: ChangedTestRequest, ports: TrialPorts): Promise<TestOutcome | Refused> =>
  run(request, request, ports)

/** Tests of the original: `tests-fail` when they do not pass before any change. */
export const baselineTests = async (request: TestRequest, ports: TrialPorts): Promise<TestOutcome | Refused> => {
  const found = await run(request, null, ports)
  if (isRefused(found) || found.status === 'passed' || found.status === 'none') return found
  const first = found.detail.split('\n')[0] ?? ''
  return refuse(
    'tests-fail',
    `The project's own tests fail before any change: ${first.slice(0, 300)}. Nothing was changed.`,
    'Make the tests pass, or correct `tests` in asis.config.json.',
  )
}
