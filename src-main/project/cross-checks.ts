/**
 * What a manifest's schema cannot know: whether the things it names exist, are inside the project, fit each other, and leave a
 * candidate no way to change its own judge. Reads the disk, runs nothing.
 */
import { isRefused } from '../../src-shared/errors.ts'
import type { Manifest, MetricDeclaration } from '../../src-shared/domain/manifest.ts'
import { splitTarget } from '../../src-shared/domain/target.ts'
import { inspectSource } from '../languages/javascript/inspect.ts'
import { isScriptPath } from '../languages/javascript/syntax.ts'
import { isGlob, judgeReason, matchesFiles, select } from './changeable.ts'
import { functionProblem } from './function-names.ts'
import type { Problem } from './manifest-problems.ts'
import { mayStartTests } from './tests/follow.ts'
import { checkPathText, locate, readSource, show } from './safe-path.ts'

export interface CrossCheck {
  readonly problems: readonly Problem[]
  /** Worth knowing, not wrong. */
  readonly notes: readonly string[]
}

/** @param paths every file of the project, POSIX. */
export const crossCheck = (root: string, manifest: Manifest, paths: readonly string[]): CrossCheck => {
  const { changeable, excluded } = select(paths, manifest)
  const problems = [
    ...checkFiles(manifest, changeable, paths),
    ...manifest.tests.flatMap((test, index) => checkTestCommand(test.command, `tests[${index}].command`)),
    ...manifest.metrics.flatMap((metric, index) => checkMetric(root, manifest, metric, index, changeable)),
  ]
  const notes = excluded
    .filter(({ path }) => !problems.some(problem => problem.found.includes(show(path))))
    .slice(0, 10)
    .map(({ path, why }) => `${path} matches \`files\` but ${why}: no candidate may change it.`)
  if (excluded.length > 10) notes.push(`${excluded.length - 10} more files that judge candidates are left out.`)
  return { problems, notes }
}

const checkFiles = (manifest: Manifest, changeable: readonly string[], paths: readonly string[]): readonly Problem[] => {
  const problems: Problem[] = []
  for (const [index, pattern] of manifest.files.entries()) {
    const path = `files[${index}]`
    const body = pattern.replace(/^!/, '').replace(/^\.\//, '')
    const bad = body.includes('\\') && isGlob(body) ? null : checkPathText(body)
    if (bad)
      problems.push({ path, found: show(pattern), expected: 'a glob of files inside of the project, with forward slashes' })
    else if (!pattern.startsWith('!') && !isGlob(body)) {
      const why = judgeReason(body, manifest)
      if (why) problems.push({ path, found: `${show(body)}, which ${why}`, expected: 'files that do not judge their own change' })
      else if (!paths.includes(body))
        problems.push({ path, found: `${show(body)}, which does not exist`, expected: 'a file or glob of this folder' })
    }
  }
  if (problems.length === 0 && changeable.length === 0) {
    const only = paths.some(path => matchesFiles(path, manifest.files))
      ? 'only files that judge candidates (tests, inputs, configuration)'
      : 'no file'
    problems.push({ path: 'files', found: `globs that match ${only}`, expected: 'at least one file that may be changed' })
  }
  return problems
}

const checkMetric = (
  root: string,
  manifest: Manifest,
  metric: MetricDeclaration,
  index: number,
  changeable: readonly string[],
): readonly Problem[] => {
  const at = `metrics[${index}]`
  const problems: Problem[] = []
  const first = manifest.metrics.findIndex(other => other.id === metric.id)
  if (first < index)
    problems.push({
      path: `${at}.id`,
      found: `${show(metric.id)}, which metrics[${first}] has as well`,
      expected: 'ids that are there once',
    })
  const { goal, direction, unit } = metric
  // Nothing gets better by 100 % or more when smaller is better: 0 is the end.
  if (goal && 'improve' in goal && direction === 'lower' && goal.improve >= 1) {
    problems.push({
      path: `${at}.goal.improve`,
      found: `${goal.improve} with direction "lower"`,
      expected: 'less than 1 (0.15 is 15 % less)',
    })
  }
  if (goal && 'value' in goal && direction === 'lower' && goal.value < 0) {
    problems.push({ path: `${at}.goal.value`, found: `${goal.value} with direction "lower"`, expected: '0 or more' })
  }
  if (metric.benchmark.kind === 'function' && direction === 'higher') {
    problems.push({
      path: `${at}.direction`,
      found: '"higher" with a function benchmark, which measures a time',
      expected: '"lower"',
    })
  }
  if (metric.benchmark.kind === 'function' && metric.behaviour === 'may-change') {
    problems.push({
      path: `${at}.behaviour`,
      found: '"may-change" with a function benchmark, which compares times of the same answers',
      expected: '"same", or a module benchmark whose number says which answer is better',
    })
  }
  if (metric.benchmark.kind === 'function' && unit !== 'us') {
    problems.push({
      path: `${at}.unit`,
      found: show(unit),
      expected: '"us" (function benchmarks are measured in microseconds per call)',
    })
  }
  return [
    ...problems,
    ...checkBenchmark(root, metric, at),
    ...metric.targets.flatMap((target, n) => checkTarget(root, target, `${at}.targets[${n}]`, changeable)),
  ]
}

const checkBenchmark = (root: string, metric: MetricDeclaration, at: string): readonly Problem[] => {
  const { benchmark } = metric
  if (benchmark.kind === 'command') return checkCommand(benchmark.command, `${at}.benchmark.command`)
  const problems = [checkFile(root, benchmark.file, `${at}.benchmark.file`)]
  if (benchmark.kind === 'function') {
    problems.push(checkFile(root, benchmark.inputs, `${at}.benchmark.inputs`))
    if (!problems[0]) problems.push(checkFunction(root, benchmark.file, benchmark.function, `${at}.benchmark.function`, true))
    if (new Set(benchmark.sizes).size < benchmark.sizes.length) {
      problems.push({ path: `${at}.benchmark.sizes`, found: JSON.stringify(benchmark.sizes), expected: 'each size once' })
    }
  }
  return problems.filter(problem => problem !== null)
}

/** Whether it leads to tests is found out when they run: it depends on package.json, which changes without the manifest. */
const checkTestCommand = (command: readonly string[], path: string): readonly Problem[] =>
  mayStartTests(command[0] ?? '')
    ? []
    : [
        {
          path: `${path}[0]`,
          found: show(command[0] ?? ''),
          expected: '"npm" (or pnpm, yarn), "npx", "node", or a test runner such as "vitest"; no shell runs in the sandbox',
        },
      ]

/** Only runtimes that the sandbox has. */
const checkCommand = (command: readonly string[], path: string): readonly Problem[] =>
  /^(?:node|python3?)$/.test(command[0] ?? '')
    ? []
    : [{ path: `${path}[0]`, found: show(command[0] ?? ''), expected: '"node" or "python", which is all that the sandbox runs' }]

const checkFile = (root: string, file: string, path: string): Problem | null => {
  const located = locate(root, file)
  if (!isRefused(located)) return null
  return {
    path,
    found: located.message.replace(/ Nothing was .*$/, '').replace(/\.$/, ''),
    expected: 'a file inside of the project',
  }
}

const checkFunction = (root: string, file: string, name: string, path: string, mustBeExported: boolean): Problem | null => {
  if (!isScriptPath(file)) return null
  const source = readSource(root, file)
  if (isRefused(source)) return null
  const inspected = inspectSource(file, source.text)
  if (!inspected.ok)
    return {
      path,
      found: `${file}, which does not parse (line ${inspected.line}: ${inspected.message})`,
      expected: 'a module that parses',
    }
  const wrong = functionProblem(file, source.text, name, mustBeExported)
  return wrong && { path, found: `${show(name)}, which ${wrong.why} in ${file}`, expected: wrong.expected }
}

const checkTarget = (root: string, target: string, path: string, changeable: readonly string[]): readonly Problem[] => {
  const [file, name] = splitTarget(target)
  if (!changeable.includes(file)) {
    const why = checkFile(root, file, path)?.found ?? `${show(file)}, which may not be changed`
    return [{ path, found: why, expected: 'a file that `files` lets change' }]
  }
  const wrong = name === '' ? null : checkFunction(root, file, name, path, false)
  return wrong ? [wrong] : []
}
