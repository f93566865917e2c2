/**
 * Commands that run a script in the packages of a monorepo: `npm test --workspaces`, `npm -w NAME run x`, `pnpm -r test`, `yarn workspace NAME x`,
 * `lerna run x`, `turbo run x`, `nx run-many -t x`. They are read here, never run: which script, and in which packages.
 */
import { globSync } from 'node:fs'
import path from 'node:path'
import { workspaceGlobs } from '../workspace-root.ts'
import { packageOf, scriptsOf, type Scripts } from './scripts.ts'

export interface WorkspaceRun {
  readonly script: string
  readonly args: readonly string[]
  /** Names, folders or patterns of packages; null: all that have the script. */
  readonly only: readonly string[] | null
}
export interface WorkspacePackage {
  /** POSIX, relative to the root. */
  readonly folder: string
  readonly name: string
  readonly scripts: Scripts
}

const named = new Set(['-w', '--workspace', '--filter', '-F', '--scope', '--projects', '-p', '--prefix', '-C', '--dir', '--cwd'])
const all = new Set(['--workspaces', '-ws', '-r', '--recursive', '-A', '--all'])
const verbs = new Set(['run', 'run-script', 'exec'])

interface Parts {
  readonly plain: readonly string[]
  readonly only: readonly string[]
  readonly isAll: boolean
  readonly target: string | null
}

/** Words without flags, and what the flags say of packages. What stands behind `--` is for the script. */
const partsOf = (words: readonly string[]): Parts => {
  const plain: string[] = []
  const only: string[] = []
  let isAll = false
  let target: string | null = null
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] as string
    const [flag = '', value] = word.split(/=(.*)/s)
    if (all.has(flag)) isAll = true
    else if (named.has(flag)) only.push(value ?? words[(at += 1)] ?? '')
    else if (flag === '-t' || flag === '--target' || flag === '--targets') target = value ?? words[(at += 1)] ?? ''
    else if (!word.startsWith('-')) plain.push(word)
  }
  return { plain, only: only.flatMap(each => each.split(',')), isAll, target }
}

/** Null: the command says nothing of other packages. */
export const workspaceRun = (words: readonly string[]): WorkspaceRun | null => {
  const [manager = '', ...whole] = words
  const dashes = whole.indexOf('--')
  const [rest, args] = dashes < 0 ? [whole, []] : [whole.slice(0, dashes), whole.slice(dashes + 1)]
  const { plain, only, isAll, target } = partsOf(rest)
  const [first = ''] = plain
  const run = (after: readonly string[], chosen: readonly string[] | null): WorkspaceRun | null => {
    const own = verbs.has(after[0] ?? '') ? after.slice(1) : after
    const script = target ?? own[0]
    return script === undefined ? null : { script, args: [...own.slice(1), ...args], only: chosen }
  }
  switch (manager) {
    case 'yarn':
      if (first === 'workspace') return run(plain.slice(2), [plain[1] ?? ''])
      if (first === 'workspaces') return run(plain.slice(plain[1] === 'foreach' ? 2 : 1), null)
      return only.length > 0 ? run(plain, only) : null
    case 'npm':
    case 'pnpm':
      return only.length > 0 || isAll ? run(plain, only.length > 0 ? only : null) : null
    case 'lerna':
    case 'turbo':
    case 'wireit':
      return run(plain, only.length > 0 ? only : null)
    case 'nx':
      if (first === 'run-many' || first === 'affected') return run([], only.length > 0 ? only : null)
      if (first === 'run') {
        const [project = '', script] = (plain[1] ?? '').split(':')
        return script === undefined ? null : { script, args, only: [project] }
      }
      return plain[1] === undefined ? null : { script: first, args, only: [plain[1]] }
    default:
      return null
  }
}

/** Every package that the root names, in the order of its globs. */
export const workspacePackages = (root: string): readonly WorkspacePackage[] => {
  const globs = workspaceGlobs(root) ?? []
  const out = globs.filter(glob => glob.startsWith('!')).map(glob => glob.slice(1).replace(/\/$/, ''))
  const folders = globs
    .filter(glob => !glob.startsWith('!'))
    .flatMap(glob => globSync(path.posix.join(glob, 'package.json'), { cwd: root, exclude: ['**/node_modules/**'] }).sort())
    .map(file => path.dirname(file).split(path.sep).join('/'))
    .filter(folder => folder !== '.' && !out.some(glob => path.posix.matchesGlob(folder, path.posix.normalize(glob))))
  return [...new Set(folders)].map(folder => {
    const name: unknown = Reflect.get(packageOf(path.join(root, folder)), 'name')
    return { folder, name: typeof name === 'string' ? name : folder, scripts: scriptsOf(path.join(root, folder)) ?? {} }
  })
}

const isChosen = ({ folder, name }: WorkspacePackage, wanted: string): boolean => {
  // `...name` and `name...` add what depends on it, or what it depends on.
  const plain = wanted.replace(/^\.{3}|\.{3}$/g, '').replace(/^[{](.*)[}]$/, '$1')
  const asFolder = path.posix.normalize(plain).replace(/\/$/, '')
  return name === plain || folder === asFolder || path.posix.matchesGlob(name, plain) || path.posix.matchesGlob(folder, asFolder)
}

/** Packages in which it runs: those that are named and have the script. */
export const packagesFor = (
  { script, only }: WorkspaceRun,
  packages: readonly WorkspacePackage[],
): readonly WorkspacePackage[] => {
  const inside = only?.filter(each => !each.startsWith('!')) ?? []
  const outside = only?.filter(each => each.startsWith('!')).map(each => each.slice(1)) ?? []
  return packages.filter(
    each =>
      Object.hasOwn(each.scripts, script) &&
      (inside.length === 0 || inside.some(wanted => isChosen(each, wanted))) &&
      !outside.some(wanted => isChosen(each, wanted)),
  )
}
