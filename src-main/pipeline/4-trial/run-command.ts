/** One test command in a box, and what came of each test. Whether that may be believed is decided in `tests.ts`. */
import { z } from 'zod'
import { isRefused, type Refused } from '../../../src-shared/errors.ts'
import type { TestCommand } from '../../project/tests/read-command.ts'
import type { Box } from '../../sandbox/sandbox.ts'
import { askRunner, runnerOutcome } from './run-runner.ts'
import { ask, inProject, isBroken, placeOf, programAnswer, relative, startMs, type Broken, type Ran } from './test-box.ts'
import { failureText, lastLines, outOfTime, printable } from './test-text.ts'

export const nodeTestAnswer = z.object({
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
/** `untilFailure`: answers at the first test that fails; the box is of no use afterwards. */
export const runCommand = async (
  box: Box,
  command: TestCommand,
  timeoutMs: number,
  scriptOf: (name: string) => string,
  untilFailure = false,
): Promise<Ran | Broken | Refused> => {
  if (command.kind === 'runner') {
    const ran = await askRunner(box, command, { timeoutMs, stopAtFailure: untilFailure }, scriptOf)
    return isRefused(ran) || isBroken(ran) ? ran : runnerOutcome(ran, command)
  }
  if (command.kind === 'script') {
    const { argv, env } = command
    const answer = await ask(
      box,
      { op: 'program', argv, env, cwd: placeOf(command), timeoutMs },
      programAnswer,
      timeoutMs + startMs,
    )
    if (isRefused(answer) || isBroken(answer)) return answer
    const name = command.script ?? argv[0] ?? ''
    const said = lastLines(answer.stderr) || lastLines(answer.stdout)
    if (answer.code === null) {
      const why = `${outOfTime(name, timeoutMs)}, or a signal ended it.`
      return { status: 'failed', detail: printable(said === '' ? why : `${why}\n${said}`) }
    }
    if (answer.code === 0)
      return { passedNames: [name], failures: [], testFiles: command.script === null ? [] : [inProject(command.script, command)] }
    const detail = printable(`${name}: ${said || `exit code ${answer.code}`}`)
    return { passedNames: [], failures: [{ name, detail }], testFiles: [] }
  }
  const { patterns, execArgv, namePatterns, env } = command
  const asked = { op: 'node-test', patterns, execArgv, namePatterns, env, concurrency: 2, untilFailure, cwd: placeOf(command) }
  const answer = await ask(box, asked, nodeTestAnswer, timeoutMs)
  if (isRefused(answer) || isBroken(answer)) return answer
  const tests = answer.events.filter(event => !event.suite)
  const failed = answer.events.filter(event => event.status === 'failed' && !event.suite)
  // A group counts only where nothing in it failed.
  const counted = failed.length > 0 ? failed : answer.events.filter(event => event.status === 'failed').slice(0, 1)
  return {
    passedNames: tests.filter(event => event.status === 'passed').map(event => `${relative(event.file)}#${event.name}`),
    failures: counted.map(({ file, name, detail }) => ({
      name: `${relative(file)}#${name}`,
      detail: failureText(`${relative(file)}: ${name}`, detail),
    })),
    testFiles: [...new Set(answer.events.map(event => relative(event.file)))].filter(file => file !== ''),
  }
}
