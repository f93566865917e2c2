/**
 * The project's own tests, run in the sandbox in a copy. The counts come from the test runner's process, which loads nothing of the
 * project; the exit code alone is never believed, and for a changed copy canaries that must fail show whether a pass means
 * anything. In-process honesty cannot be proved: what a hostile candidate could still do here is caught by the comparison of
 * behaviour, where nothing is judged inside the box.
 */
import { plural } from '../../../src-shared/words.ts'
import path from 'node:path'
import type { TestReport } from '../../../src-shared/domain/evidence.ts'
import { isRefused, refuse, type Refused } from '../../../src-shared/errors.ts'
import type { Box } from '../../sandbox/sandbox.ts'
import { readTestCommand, type NodeTestCommand, type ScriptCommand } from '../../project/tests/read-command.ts'
import { writeCanaries, type Canary } from './canaries.ts'
import { harnessScript, type TrialPorts } from './ports.ts'
import { nodeTestAnswer, runCommand } from './run-command.ts'
import { askRunnerCanaries } from './runner-canaries.ts'
import { isAsideBy } from './set-aside.ts'
import { ask, inTestBox, isBroken, placeOf, programAnswer, relative, startMs, type TestRequest } from './test-box.ts'
import { isOutOfTime } from './test-text.ts'

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
  /** The same of tests that failed and are set aside. */
  readonly asideNames: readonly string[]
  /** What canaries repeat. */
  readonly testFiles: readonly string[]
}

interface Silent {
  readonly canary: Canary | null
  readonly why: string
}
/** The canaries that did not fail as they must. */
const askCanaries = async (
  box: Box,
  command: NodeTestCommand | ScriptCommand,
  canaries: readonly Canary[],
  timeoutMs: number,
): Promise<readonly Silent[] | Refused> => {
  const silent: Silent[] = []
  if (command.kind === 'script') {
    for (const canary of canaries) {
      const argv = [...command.flags, canary.file]
      const answer = await ask(box, { op: 'program', argv, env: command.env, timeoutMs }, programAnswer, timeoutMs + startMs)
      if (isRefused(answer)) return answer
      if (isBroken(answer)) return [{ canary: null, why: answer.detail }]
      if (answer.code !== 0) continue
      silent.push({ canary, why: `A test that must fail (${canary.token}) ended with exit code 0.` })
      // One is enough; a process that swallows failures would make each of the others wait for its time limit.
      if (canary.repeats === null) break
    }
    return silent
  }
  const { execArgv, env, folder } = command
  const patterns = canaries.map(canary => path.posix.relative(folder, canary.file))
  const asked = { op: 'node-test', patterns, execArgv, namePatterns: [], env, concurrency: 2, cwd: placeOf(command) }
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
  const passedNames: string[] = []
  const asideNames: string[] = []
  let testFiles: string[] = []
  const baseline = changed?.baseline && 'passedNames' in changed.baseline ? (changed.baseline as TestOutcome) : null
  const scriptOf = (name: string): string => harnessScript(ports, name)
  let failed = 0
  let detail = ''
  const outcome = (status: TestReport['status'], text: string): TestOutcome => ({
    status,
    passed: passedNames.length,
    failed,
    elapsedMs: ports.clock.monotonicMs() - beganMs,
    detail: text.slice(0, 2000),
    meetsChange: 'unknown',
    passedNames,
    asideNames,
    testFiles,
    ...(asideNames.length > 0 ? { setAside: asideNames.length } : {}),
  })
  if (request.tests.length === 0) return outcome('none', 'The project declares no tests.')

  for (const { command, timeoutMs, setAside = [] } of request.tests) {
    const isAside = baseline ? (name: string) => baseline.asideNames.includes(name) : isAsideBy(setAside)
    const read = readTestCommand(command, { dir: request.copyDir, nodeModules: request.nodeModules })
    if (isRefused(read)) return read
    for (const item of read.commands) {
      const ran = await inTestBox(request, timeoutMs, ports, box => runCommand(box, item, timeoutMs, scriptOf))
      if (isRefused(ran)) return ran
      if (isBroken(ran)) {
        failed += 1
        return outcome(ran.status, ran.detail)
      }
      passedNames.push(...ran.passedNames)
      asideNames.push(...ran.failures.filter(({ name }) => isAside(name)).map(({ name }) => name))
      const counted = ran.failures.filter(({ name }) => !isAside(name))
      failed += counted.length
      detail ||= counted[0]?.detail ?? ''
      if (item.kind !== 'runner') testFiles.push(...ran.testFiles)
      if (failed > 0) continue
      if (item.kind === 'runner') {
        const known = baseline?.testFiles ?? null
        const asked = await askRunnerCanaries(changed ?? request, item, ran.testFiles, known, timeoutMs, ports)
        if (isRefused(asked)) return asked
        if (isBroken(asked)) return outcome(asked.status, asked.detail)
        if (asked.why !== null) return outcome('invalid', asked.why)
        testFiles.push(...asked.good)
        continue
      }
      // The original runs them as well: a test script that always exits with 0 by itself proves nothing for a candidate.
      const files = baseline?.testFiles ?? ran.testFiles
      const written = writeCanaries(request.copyDir, item.kind, changed?.changed ?? [], files, ports.random)
      try {
        // In a box of its own: its copy is made from what lies there now, and nothing that the tests left behind is in it.
        const silent = await inTestBox(request, timeoutMs, ports, box => askCanaries(box, item, written.canaries, timeoutMs))
        if (isRefused(silent)) return silent
        if (isBroken(silent)) return outcome(silent.status, silent.detail)
        for (const { canary, why } of silent) {
          if (changed || !canary || canary.repeats === null) return outcome('invalid', why)
          testFiles = testFiles.filter(file => file !== canary.repeats)
        }
      } finally {
        written.remove()
      }
    }
  }
  if (failed > 0) return outcome('failed', detail)
  const missing = missingFrom(baseline?.passedNames ?? [], passedNames)
  if (missing.length > 0)
    return outcome(
      'invalid',
      `${plural(missing.length, 'test')} that passed before ${missing.length === 1 ? 'was' : 'were'} not reported, first: ${missing[0]}`,
    )
  if (passedNames.length === 0) return outcome('none', 'The test command ran no test.')
  return outcome('passed', '')
}

/** Tests of a changed copy. */
export const runTests = (request: ChangedTestRequest, ports: TrialPorts): Promise<TestOutcome | Refused> =>
  run(request, request, ports)

const nextFor = ({ status, passed, detail }: TestOutcome): string => {
  if (isOutOfTime(detail)) return 'Give the command more time: `"timeoutMs"` beside it in asis.config.json.'
  if (status === 'failed' && passed > 0)
    return 'Make the tests pass, or set aside what fails now: `"setAside": ["*"]` beside the command in asis.config.json; what passes now still has to.'
  return 'Make the tests pass, or correct `tests` in asis.config.json.'
}

/** Tests of the original: `tests-fail` when they do not pass before any change. */
export const baselineTests = async (request: TestRequest, ports: TrialPorts): Promise<TestOutcome | Refused> => {
  const found = await run(request, null, ports)
  if (isRefused(found) || found.status === 'passed' || found.status === 'none') return found
  const count = found.failed > 1 ? ` (${found.failed} of ${found.failed + found.passed})` : ''
  const [first = '', ...rest] = found.detail.split('\n')
  return refuse(
    'tests-fail',
    [
      `The project's own tests fail before any change${count}: ${first.slice(0, 300).replace(/\.+$/, '')}. Nothing was changed.`,
      ...rest,
    ].join('\n  '),
    nextFor(found),
  )
}
