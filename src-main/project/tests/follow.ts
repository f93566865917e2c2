/**
 * Follows a test command through the scripts of package.json (`npm test`, `yarn x`, `run-s a b`, `a && b`) and through what stands in front of
 * a program (`npx`, `cross-env`, `nyc`), down to the programs themselves. Nothing is run, and no shell ever will be.
 */
import path from 'node:path'
import { recipeOf } from '../../languages/javascript/runners/index.ts'
import { scriptsOf, type Scripts } from './scripts.ts'
import { lineOf, type Line } from './words.ts'
import { packagesFor, workspacePackages, workspaceRun } from './workspace-runs.ts'

/** One program with its arguments. */
export interface Step extends Line {
  /** As it stands in package.json, for people. */
  readonly text: string
  /** Package of the monorepo in which it runs, POSIX and relative; empty at the root. */
  readonly folder: string
}
/** Why a command cannot be followed. */
export interface Lost {
  readonly lost: string
}

const maxDepth = 8
const managers = new Set(['npm', 'pnpm', 'yarn', 'bun'])
/** Run the program behind them; their own flags come first. */
const wrappers = new Set(['cross-env', 'cross-env-shell', 'env', 'nyc', 'c8', 'dotenv', 'npx', 'bunx', 'pnpx'])
/** Run scripts in packages of a monorepo; with managers, only where they are told to. */
const acrossPackages = new Set(['lerna', 'turbo', 'nx', 'wireit'])
const scriptRunners = new Set(['run-s', 'run-p', 'npm-run-all', 'npm-run-all2'])
const builtIn = new Set(['install', 'ci', 'add', 'publish', 'pack', 'audit', 'prune', 'link', 'dedupe', 'version', 'config'])

interface Place {
  readonly root: string
  readonly folder: string
  readonly scripts: Scripts | null
}

/** What a manager of packages is asked to run: a script of package.json, or a program. */
const asked = (
  line: Line,
  { scripts }: Place,
): { readonly script: string; readonly args: readonly string[] } | { readonly program: readonly string[] } | Lost => {
  const [manager = '', ...rest] = line.words
  const from = rest.findIndex(word => !word.startsWith('-'))
  if (from < 0) return { lost: `${manager} is not told what to run` }
  const [verb = '', ...after] = rest.slice(from)
  if (/^(?:exec|dlx|x)$/.test(verb)) return { program: after.filter((word, at) => word !== '--' || at > 0) }
  const isRun = verb === 'run' || verb === 'run-script' || verb === 'rum'
  const named = isRun ? after : ['t', 'tst'].includes(verb) && manager === 'npm' ? ['test', ...after] : [verb, ...after]
  const at = named.findIndex(word => !word.startsWith('-'))
  const script = named[at]
  if (script === undefined) return { lost: `${manager} is not told what to run` }
  const args = named.slice(at + 1)
  const dashes = args.indexOf('--')
  // npm takes what stands before `--` for itself.
  const passed =
    manager === 'npm'
      ? dashes < 0
        ? args.filter(word => !word.startsWith('-'))
        : args.slice(dashes + 1)
      : args.filter((word, index) => index !== dashes)
  if (scripts && Object.hasOwn(scripts, script)) return { script, args: passed }
  if (!isRun && manager !== 'npm' && !builtIn.has(script)) return { program: named.slice(at) }
  return { lost: scripts === null ? 'package.json has no scripts that can be read' : `package.json has no script ${script}` }
}

/** The scripts that `run-s test:*` and its like name. */
const manyScripts = (words: readonly string[], scripts: Scripts): readonly string[] =>
  words
    .filter(word => !word.startsWith('-'))
    .flatMap(word => {
      if (!word.includes('*')) return [word]
      const pattern = new RegExp(`^${word.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll(/\*+/g, '[^:]*')}$`)
      return Object.keys(scripts).filter(name => pattern.test(name))
    })

const isKnown = (word: string): boolean =>
  word === 'node' ||
  managers.has(word) ||
  acrossPackages.has(word) ||
  scriptRunners.has(word) ||
  wrappers.has(word) ||
  recipeOf(word) !== undefined

/** What a test command may begin with. Python is understood, and refused with a reason, when the tests are to run. */
export const mayStartTests = (word: string): boolean => isKnown(word) || /^python3?$/.test(word)

/** What a wrapper runs, with the variables that it sets. Its own flags are passed over up to a program that is known. */
const unwrapped = ({ env, words }: Line): Line => {
  const own: Record<string, string> = { ...env }
  const rest = words.slice(1)
  const first = rest.findIndex(isKnown)
  const begin = first >= 0 ? first : rest.findIndex(word => !word.startsWith('-') && !/^[A-Za-z_]\w*=/.test(word))
  for (const word of rest.slice(0, Math.max(begin, 0))) {
    const [, name, value] = /^([A-Za-z_]\w*)=(.*)$/s.exec(word) ?? []
    if (name !== undefined && value !== undefined) own[name] = value
  }
  return { env: own, words: begin < 0 ? [] : rest.slice(begin) }
}

const follow = (line: Line, text: string, place: Place, depth: number): readonly (Step | Lost)[] => {
  const [first = ''] = line.words
  if (depth > maxDepth) return [{ lost: 'its scripts call each other without an end' }]
  if (line.words.length === 0) return []
  const deeper = (next: Line): readonly (Step | Lost)[] =>
    follow({ ...next, env: { ...line.env, ...next.env } }, text, place, depth + 1)
  if (wrappers.has(first)) return deeper(unwrapped(line))
  if (scriptRunners.has(first)) {
    const names = manyScripts(line.words.slice(1), place.scripts ?? {})
    return names.flatMap(name => followScript(name, [], line.env, place, depth + 1))
  }
  if (managers.has(first) || acrossPackages.has(first)) {
    const across = workspaceRun(line.words)
    if (across) {
      const packages = packagesFor(across, workspacePackages(place.root))
      if (packages.length === 0)
        return [{ lost: `no package of the workspaces has a script ${across.script} (${line.words.join(' ')})` }]
      return packages.flatMap(({ folder, scripts }) =>
        followScript(across.script, across.args, line.env, { root: place.root, folder, scripts }, depth + 1),
      )
    }
  }
  if (!managers.has(first)) return [{ ...line, text, folder: place.folder }]
  const wanted = asked(line, place)
  if ('lost' in wanted) return [wanted]
  if ('program' in wanted) return deeper({ env: {}, words: wanted.program })
  return followScript(wanted.script, wanted.args, line.env, place, depth + 1)
}

const followScript = (
  name: string,
  args: readonly string[],
  env: Line['env'],
  place: Place,
  depth: number,
): readonly (Step | Lost)[] => {
  const script = place.scripts?.[name]
  if (script === undefined) return [{ lost: `package.json has no script ${name}` }]
  const pieces = script.split('&&')
  return pieces.flatMap((piece, index) => {
    const line = lineOf(piece, path.join(place.root, place.folder))
    if (!line) return [{ lost: `the script ${name} of package.json needs a shell: ${piece.trim().slice(0, 200)}` }]
    const words = index === pieces.length - 1 ? [...line.words, ...args] : line.words
    return follow({ env: { ...env, ...line.env }, words }, piece.trim(), place, depth)
  })
}

/** Every program that the command comes to, in order, and what could not be followed. */
export const followCommand = (command: readonly string[], dir: string): readonly (Step | Lost)[] =>
  follow({ env: {}, words: command }, command.join(' '), { root: dir, folder: '', scripts: scriptsOf(dir) }, 0)
