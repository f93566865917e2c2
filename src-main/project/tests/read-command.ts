/**
 * What a declared test command means for us: runs of a known test runner, of `node --test`, or of a script of Node, each with its
 * arguments. What lints or builds beside them is left out. No shell ever runs; what needs one is refused.
 */
import { existsSync, readlinkSync, realpathSync, statSync } from 'node:fs'
import path from 'node:path'
import { isRefused, refuse, type Refused } from '../../../src-shared/errors.ts'
import type { RunnerName } from '../../languages/javascript/runners/recipe.ts'
import { plainBytes, plainText } from '../../platform/plain-file.ts'
import { classify, takesValue, type Classified } from './classify.ts'
import { followCommand, type Lost } from './follow.ts'

type Env = Readonly<Record<string, string>>
export interface RunnerCommand {
  readonly kind: 'runner'
  readonly runner: RunnerName
  readonly major: number
  /** Path in the box. */
  readonly program: string
  readonly nodeFlags: readonly string[]
  readonly flags: readonly string[]
  /** Files and patterns that the project names. */
  readonly files: readonly string[]
  readonly env: Env
  /** Package of a monorepo in which it runs, relative; empty: the project's folder. Files and patterns are relative to it. */
  readonly folder: string
}
export interface NodeTestCommand {
  readonly kind: 'node-test'
  readonly patterns: readonly string[] | null
  readonly execArgv: readonly string[]
  readonly namePatterns: readonly string[]
  readonly env: Env
  readonly folder: string
}
/** `argv` as node gets it in the box; `script` relative to the project, or null when it is a program of node_modules. */
export interface ScriptCommand {
  readonly kind: 'script'
  readonly argv: readonly string[]
  /** Of node, before the script. */
  readonly flags: readonly string[]
  readonly script: string | null
  readonly env: Env
  readonly folder: string
}
export type TestCommand = RunnerCommand | NodeTestCommand | ScriptCommand

export interface ReadCommand {
  readonly commands: readonly TestCommand[]
  /** Parts of the command that are not run, as they stand in package.json. */
  readonly leftOut: readonly string[]
}
/** The project, and where its packages lie: the nearest folder is what it sees. */
export interface TestTree {
  readonly dir: string
  readonly nodeModules: readonly string[]
}

const refused = (
  what: string,
  next = 'Give `tests` a command that starts with `node`, for example ["node", "--test"].',
): Refused => refuse('bad-manifest', `The test command cannot be run in the sandbox: ${what}. Nothing was changed.`, next)

const nodeTest = (args: readonly string[], env: Env, folder: string, tree: TestTree): NodeTestCommand => {
  const patterns: string[] = []
  const execArgv: string[] = []
  const namePatterns: string[] = []
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] as string
    const [flag = '', value] = word.split(/=(.*)/s)
    if (!word.startsWith('-')) patterns.push(word)
    else if (flag === '--test-name-pattern') namePatterns.push(value ?? args[(at += 1)] ?? '')
    else if (
      flag === '--test-reporter' ||
      flag === '--test-reporter-destination' ||
      flag === '--test-concurrency' ||
      flag === '--test-timeout'
    ) {
      if (value === undefined) at += 1
    } else if (
      flag !== '--test' &&
      flag !== '--watch' &&
      flag !== '--test-force-exit' &&
      !flag.startsWith('--experimental-test-coverage')
    ) {
      execArgv.push(word)
      if (takesValue.has(word)) execArgv.push(args[(at += 1)] ?? '')
    }
  }
  const files = patterns.map(pattern => {
    const host = path.join(tree.dir, folder, pattern)
    return existsSync(host) && statSync(host).isDirectory()
      ? `${pattern.replace(/\/+$/, '')}/**/*.{js,cjs,mjs,ts,cts,mts}`
      : pattern
  })
  return { kind: 'node-test', patterns: files.length > 0 ? files : null, execArgv, namePatterns, env, folder }
}

/** A program of `node_modules/.bin` that no recipe knows: only its exit code counts. */
const program = (word: string, args: readonly string[], env: Env, folder: string, tree: TestTree): ScriptCommand | Refused => {
  const modules = tree.nodeModules[0]
  const link = modules === undefined ? null : path.join(modules, '.bin', word)
  if (modules === undefined || link === null || !/^[\w.-]+$/.test(word) || !existsSync(link))
    return refused(`${word} is neither node nor a program of node_modules`)
  const relative = path.relative(realpathSync(modules), realpathSync(link))
  if (relative.startsWith('..')) return refused(`${word} lies outside of node_modules`)
  if (!/^#!.*\bnode\b/.test(plainBytes(link, mostOfProgram)?.toString('latin1', 0, 200) ?? ''))
    return refused(`${word} is no program of Node`)
  return { kind: 'script', argv: [`/node_modules/${relative}`, ...args], flags: [], script: null, env, folder }
}

/** Some programs are bundled into one file. */
const mostOfProgram = 64 << 20

const readPackage = (folder: string): { readonly version?: unknown; readonly bin?: unknown } | null => {
  try {
    return JSON.parse(plainText(path.join(folder, 'package.json')) ?? '') as object
  } catch {
    return null
  }
}

/**
 * Where a package may lie below the mounted `node_modules`: where the package of the monorepo links to (as pnpm does, in the project and in
 * copies of it), and at its top.
 */
const placesOf = (name: string, folder: string, tree: TestTree): readonly string[] => {
  const where = path.posix.join(folder, 'node_modules', name)
  try {
    const target = path.posix.join(path.posix.dirname(where), readlinkSync(path.join(tree.dir, where)))
    const below = /^(?:\.\.\/)?node_modules\/(.+)$/.exec(target)?.[1]
    if (below !== undefined) return [below, name]
  } catch {
    // No link: the usual case.
  }
  return [name]
}

/** The runner of the project's own node_modules. */
const located = (found: Classified & { kind: 'runner' }, tree: TestTree): RunnerCommand | Refused => {
  const { recipe, nodeFlags, flags, files, step } = found
  const modules = tree.nodeModules[0]
  for (const inModules of modules === undefined ? [] : recipe.packages.flatMap(name => placesOf(name, step.folder, tree))) {
    const manifest = readPackage(path.join(modules as string, inModules))
    if (!manifest) continue
    const bins = typeof manifest.bin === 'string' ? [manifest.bin] : Object.values(Object(manifest.bin) as Record<string, string>)
    const named: unknown = Reflect.get(Object(manifest.bin) as object, recipe.programs[0] as string) ?? bins[0]
    if (typeof named !== 'string' || path.posix.normalize(named).startsWith('..')) continue
    const major = Number.parseInt(String(manifest.version), 10) || 0
    const inBox = path.posix.join('/node_modules', inModules, named)
    return {
      kind: 'runner',
      runner: recipe.name,
      major,
      program: inBox,
      nodeFlags,
      flags,
      files,
      env: step.env,
      folder: step.folder,
    }
  }
  return refused(
    `${recipe.name} is not installed in node_modules`,
    'Install the packages of the project (`npm install`), then try again.',
  )
}

const runnable = (found: Classified, tree: TestTree): TestCommand | Refused => {
  const { env, folder } = found.step
  switch (found.kind) {
    case 'runner':
      return located(found, tree)
    case 'node-test':
      return nodeTest(found.args, env, folder, tree)
    case 'script':
      return { kind: 'script', argv: found.argv, flags: found.flags, script: found.script, env, folder }
    case 'program':
      return program(found.name, found.args, env, folder, tree)
    case 'no-test':
      return refused(`${found.step.text} runs no tests`)
  }
}

export interface Understood {
  readonly tests: readonly Classified[]
  readonly leftOut: readonly string[]
}

/** Without a look into node_modules: which steps are tests. Beside a runner that counts, programs that only have an exit code are left out. */
export const understand = (command: readonly string[], dir: string): Understood | Lost => {
  const tests: Classified[] = []
  const leftOut: string[] = []
  const lost: string[] = []
  for (const step of followCommand(command, dir)) {
    const found = 'lost' in step ? step : classify(step)
    if ('lost' in found) lost.push(found.lost)
    else if (found.kind === 'no-test') leftOut.push(found.step.text)
    else tests.push(found)
  }
  const counted = tests.some(({ kind }) => kind === 'runner' || kind === 'node-test')
  const kept = counted ? tests.filter(({ kind }) => kind !== 'program') : tests
  const others = tests.filter(each => !kept.includes(each)).map(each => each.step.text)
  if (lost[0] !== undefined && !counted) return { lost: lost[0] }
  if (kept.length === 0) return { lost: leftOut.length > 0 ? `it runs no tests, only ${leftOut.join(', ')}` : 'it runs nothing' }
  return { tests: kept, leftOut: [...leftOut, ...others, ...lost] }
}

/** One declared command is one or more runs (`a && b` of a package script). */
export const readTestCommand = (command: readonly string[], tree: TestTree): ReadCommand | Refused => {
  const understood = understand(command, tree.dir)
  if ('lost' in understood) return refused(understood.lost)
  const commands: TestCommand[] = []
  for (const found of understood.tests) {
    const made = runnable(found, tree)
    if (isRefused(made)) return made
    commands.push(made)
  }
  return { commands, leftOut: understood.leftOut }
}
