/**
 * Gets the code of the set: packages from the npm registry, repositories from clones in a folder or from GitHub, all into a cache outside of
 * this checkout. Runs none of it. Cases are worked on in copies, each with the packages that its own one needs.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { runNpm } from '../../test/real-code/packages.ts'
import type { RuleCase } from './entries.ts'

type Source = RuleCase['source']

export interface Fetched {
  /** Text of the case's file, or why it is not there as it was written down. */
  textOf(each: RuleCase): { readonly text: string } | { readonly why: string }
  /** Folder of its package or repository. Only to be read. */
  folderOf(each: RuleCase): string
  /** Folder of a new copy of its package, under `folder`. */
  copyOf(each: RuleCase, folder: string): string
}

const isScript = (file: string): boolean => /(?:\.[cm]?[jt]s|\.json)$/.test(file)

/** @param from folder with clones (bare ones do) named `name` or `owner+name`. */
export const fetched = (cases: readonly RuleCase[], cache: string, from: string): Fetched => {
  const packages = path.join(cache, 'npm')
  const problems = new Map<string, string>()
  install(packages, cases)
  for (const { source } of cases)
    if (source.kind === 'git' && !problems.has(source.name)) {
      const problem = checkOut(source, folderOf(source), from)
      if (problem) problems.set(source.name, problem)
    }

  function folderOf({ kind, name, version }: Source): string {
    return kind === 'npm'
      ? path.join(packages, 'node_modules', name)
      : path.join(cache, 'repositories', `${name.replace('/', '+')}@${version.slice(0, 12)}`)
  }

  return {
    folderOf: each => folderOf(each.source),
    textOf({ source, file, sha256 }) {
      const problem = problems.get(source.name)
      if (problem) return { why: problem }
      const whole = path.join(folderOf(source), file)
      if (!existsSync(whole)) return { why: `${source.name} has no file ${file}` }
      const bytes = readFileSync(whole)
      const found = createHash('sha256').update(bytes).digest('hex')
      if (found !== sha256) return { why: `${file} of ${source.name} is another text: ${found}` }
      return { text: bytes.toString('utf8') }
    },
    copyOf({ source }, folder) {
      const copy = path.join(mkdtempSync(path.join(folder, 'copy-')), path.basename(source.name))
      const root = folderOf(source)
      // Of a repository its scripts alone: pictures and clones' own data are no part of any function.
      const filter = (file: string): boolean =>
        source.kind === 'npm' || !path.extname(file) || isScript(file) || path.basename(file) === 'package.json'
      cpSync(root, copy, { recursive: true, filter })
      if (source.kind === 'npm') copyNeeded(root, packages, copy, new Set([source.name]))
      return copy
    },
  }
}

/** One folder for all: a package is in the set with one version only. */
function install(folder: string, cases: readonly RuleCase[]): void {
  const wanted = new Map(cases.filter(each => each.source.kind === 'npm').map(each => [each.source.name, each.source.version]))
  mkdirSync(folder, { recursive: true })
  const manifest = path.join(folder, 'package.json')
  if (!existsSync(manifest)) writeFileSync(manifest, '{ "private": true }\n')
  const missing = [...wanted].filter(([name, version]) => installedVersion(folder, name) !== version)
  if (missing.length === 0) return
  const quiet = ['--ignore-scripts', '--loglevel=error', '--no-audit', '--no-fund', '--prefer-offline', '--legacy-peer-deps']
  runNpm(['install', '--save-exact', ...quiet, ...missing.map(each => each.join('@'))], folder)
}

const installedVersion = (folder: string, name: string): string | null => {
  const manifest = path.join(folder, 'node_modules', name, 'package.json')
  if (!existsSync(manifest)) return null
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { readonly version?: string }).version ?? null
}

/** Null, or why there is no tree of this commit. */
function checkOut({ name, version }: Source, folder: string, from: string): string | null {
  if (existsSync(folder)) return null
  const [, short = name] = name.split('/')
  const clones = [`${name.replace('/', '+')}/repo`, name.replace('/', '+'), short, `${short}.git`]
  const clone = clones.map(each => path.join(from, each)).find(each => existsSync(each)) ?? cloned(name, folder)
  if (clone === null) return `there is no clone of ${name} in ${from}, and none could be made`
  mkdirSync(folder, { recursive: true })
  const archive = spawnSync('git', ['-C', clone, 'archive', version], { maxBuffer: 1 << 29 })
  const unpacked = archive.status === 0 && spawnSync('tar', ['x', '-C', folder], { input: archive.stdout }).status === 0
  if (unpacked) return null
  rmSync(folder, { recursive: true, force: true })
  return `${clone} has no commit ${version}`
}

const cloned = (name: string, folder: string): string | null => {
  const clone = `${folder}.git`
  const done =
    existsSync(clone) || spawnSync('git', ['clone', '--bare', '--quiet', `https://github.com/${name}`, clone]).status === 0
  return done ? clone : null
}

/** What the package needs, and what that needs, beside each other; packages inside of packages need some too. */
function copyNeeded(root: string, packages: string, copy: string, done: Set<string>): void {
  const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
    readonly dependencies?: Readonly<Record<string, string>>
  }
  for (const name of Object.keys(manifest.dependencies ?? {})) {
    const needed = path.join(packages, 'node_modules', name)
    if (done.has(name) || !existsSync(needed)) continue
    done.add(name)
    cpSync(needed, path.join(copy, 'node_modules', name), { recursive: true })
    copyNeeded(needed, packages, copy, done)
  }
  const inside = path.join(root, 'node_modules')
  const nested = existsSync(inside) ? readdirSync(inside).filter(name => existsSync(path.join(inside, name, 'package.json'))) : []
  for (const name of nested) copyNeeded(path.join(inside, name), packages, copy, done)
}
