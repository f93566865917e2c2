/**
 * What a declared test command means for us: a run of `node --test`, or a script of Node. `npm test` and its like are looked up in
 * package.json, programs of node_modules in its `.bin`. No shell ever runs; what needs one is refused.
 */
import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs'
import path from 'node:path'
import { refuse, type Refused } from '../../../src-shared/errors.ts'
import type { Tree } from './ports.ts'

export type TestCommand =
  | {
      readonly kind: 'node-test'
      readonly patterns: readonly string[] | null
      readonly execArgv: readonly string[]
      readonly namePatterns: readonly string[]
    }
  /** `argv` as node gets it in the box; `script` relative to the project, or null when it is a program of node_modules. */
  | {
      readonly kind: 'script'
      readonly argv: readonly string[]
      /** Of node, before the script. */
      readonly flags: readonly string[]
      readonly script: string | null
    }

const takesValue = new Set([
  '--import',
  '--require',
  '-r',
  '--loader',
  '--experimental-loader',
  '--conditions',
  '-C',
  '--env-file',
])
const packageRunners = new Set(['npm', 'pnpm', 'yarn'])

const refused = (what: string): Refused =>
  refuse(
    'bad-manifest',
    `The test command cannot be run in the sandbox: ${what}. Nothing was changed.`,
    'Give `tests` a command that starts with `node`, for example ["node", "--test"].',
  )

/** Words of a script line; null when it needs a shell. */
export const words = (line: string): string[] | null => {
  const found: string[] = []
  const pattern = /\s*(?:"([^"$`\\]*)"|'([^']*)'|([^\s"'$`|&;<>()\\]+))(?=\s|$)/gy
  let end = 0
  for (let match = pattern.exec(line); match; match = pattern.exec(line)) {
    found.push(match[1] ?? match[2] ?? match[3] ?? '')
    end = pattern.lastIndex
  }
  return line.slice(end).trim() === '' ? found : null
}

const nodeTest = (args: readonly string[], tree: Tree): TestCommand => {
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
    const host = path.join(tree.dir, pattern)
    return existsSync(host) && statSync(host).isDirectory()
      ? `${pattern.replace(/\/+$/, '')}/**/*.{js,cjs,mjs,ts,cts,mts}`
      : pattern
  })
  return { kind: 'node-test', patterns: files.length > 0 ? files : null, execArgv, namePatterns }
}

const program = (word: string, args: readonly string[], tree: Tree): TestCommand | Refused => {
  const modules = tree.nodeModules[0]
  const link = modules === undefined ? null : path.join(modules, '.bin', word)
  if (modules === undefined || link === null || !/^[\w.-]+$/.test(word) || !existsSync(link))
    return refused(`${word} is neither node nor a program of node_modules`)
  const relative = path.relative(realpathSync(modules), realpathSync(link))
  if (relative.startsWith('..')) return refused(`${word} lies outside of node_modules`)
  if (!/^#!.*\bnode\b/.test(readFileSync(link, 'utf8').slice(0, 200))) return refused(`${word} is no program of Node`)
  return { kind: 'script', argv: [`/node_modules/${relative}`, ...args], flags: [], script: null }
}

const one = (command: readonly string[], tree: Tree): TestCommand | Refused => {
  const [first = '', ...args] = command
  if (first === 'npx') return args[0] === undefined ? refused('npx needs a program') : program(args[0], args.slice(1), tree)
  if (first === 'python' || first === 'python3') return refused('tests in Python are not supported yet')
  if (first !== 'node') return program(first, args, tree)
  if (args.includes('--test')) return nodeTest(args, tree)
  const at = args.findIndex((word, index) => !word.startsWith('-') && !takesValue.has(args[index - 1] ?? ''))
  const script = args[at]
  if (script === undefined || args.some(word => /^(-e|--eval|-p|--print)\b/.test(word)))
    return refused('node needs a script or --test')
  return { kind: 'script', argv: args, flags: args.slice(0, at), script: path.posix.normalize(script) }
}

/** One declared command is one or more runs (`a && b` of a package script). */
export const readTestCommand = (command: readonly string[], tree: Tree): readonly TestCommand[] | Refused => {
  const [first = '', second = '', third = ''] = command
  const name = packageRunners.has(first) ? (second === 'run' ? third : second === 't' ? 'test' : second) : null
  if (name === null) {
    const found = one(command, tree)
    return found.kind === 'refused' ? found : [found]
  }
  let line: unknown
  try {
    const parsed = JSON.parse(readFileSync(path.join(tree.dir, 'package.json'), 'utf8')) as { scripts?: Record<string, unknown> }
    line = parsed.scripts && Object.hasOwn(parsed.scripts, name) ? parsed.scripts[name] : undefined
  } catch {
    return refused('package.json cannot be read')
  }
  if (typeof line !== 'string') return refused(`package.json has no script ${name}`)
  const commands: TestCommand[] = []
  for (const piece of line.split('&&')) {
    const split = words(piece)
    if (!split || split.length === 0) return refused(`the script ${name} of package.json needs a shell: ${line.slice(0, 200)}`)
    const found = one(split, tree)
    if (found.kind === 'refused') return found
    commands.push(found)
  }
  return commands
}
