/**
 * Decides which files a candidate may change: those that the manifest names, without everything that judges a candidate. A change
 * to its own test, input generator or manifest would prove nothing. Pure: paths in, paths out.
 */
import { posix } from 'node:path'
import type { Manifest } from '../../src-shared/domain/manifest.ts'
import { manifestName } from './manifest-file.ts'
import { isPrivatePath } from './private-paths.ts'

export const isGlob = (pattern: string): boolean => /[*?[\]{}!]|[@+]\(/.test(pattern)

const plain = (pattern: string): string => pattern.replace(/^\.\//, '')

/** `!` in front excludes. A name without wildcards is itself, whatever characters it holds. */
export const matchesFiles = (path: string, patterns: readonly string[]): boolean => {
  let matched = false
  for (const pattern of patterns) {
    if (pattern.startsWith('!')) matched &&= !matchesOne(path, pattern.slice(1))
    else matched ||= matchesOne(path, pattern)
  }
  return matched
}

const matchesOne = (path: string, pattern: string): boolean => path === plain(pattern) || posix.matchesGlob(path, plain(pattern))

/** Tests and their configuration, by the names that test runners look for. */
const testFile =
  /(?:^|\/)(?:[^/]+[._-](?:test|tests|spec)\.[^/.]+|(?:test|spec)_[^/]+\.py|[^/]+_test\.py|conftest\.py|sitecustomize\.py|usercustomize\.py)$/
/** Folders that mostly hold tests; `files` may still name single files in them. */
const testFolder = /(?:^|\/)(?:tests?|__tests__|__mocks__|__snapshots__|spec|benchmarks?|fixtures)\//
const configuration =
  /(?:^|\/)(?:package(?:-lock)?\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|[jt]sconfig[^/]*\.json|[^/]+\.config\.[cm]?[jt]s|\.[^/]+rc(?:\.[a-z]+)?|pyproject\.toml|setup\.(?:py|cfg)|pytest\.ini|tox\.ini|requirements[^/]*\.txt)$/

/** Why a candidate may never change this file, or null. Compared without case: some file systems ignore it. */
export const judgeReason = (path: string, manifest: Manifest): string | null => {
  const lower = path.toLowerCase()
  if (lower === manifestName) return 'is the manifest'
  if (isPrivatePath(path)) return 'is private'
  for (const metric of manifest.metrics) {
    const { benchmark } = metric
    if (benchmark.kind === 'function' && lower === plain(benchmark.inputs).toLowerCase())
      return `makes the inputs of ${metric.id}`
    if (benchmark.kind === 'module' && lower === plain(benchmark.file).toLowerCase()) return `is the benchmark of ${metric.id}`
    if (benchmark.kind === 'command' && benchmark.command.some(word => isNamedBy(lower, word)))
      return `is run by the benchmark of ${metric.id}`
  }
  if (manifest.tests.some(test => test.command.some(word => isNamedBy(lower, word)))) return 'is run by the tests'
  if (testFile.test(lower)) return 'is a test'
  if (testFolder.test(lower) && !manifest.files.some(pattern => plain(pattern) === path)) return 'is in a folder of tests'
  if (configuration.test(lower)) return 'configures how the code is built or run'
  return null
}

/** A word of a command names a file by its path or by a glob. A folder is not enough: tests often lie beside the code. */
const isNamedBy = (lower: string, word: string): boolean => {
  if (word.startsWith('-') && !word.includes('=')) return false
  const value = plain(word.startsWith('-') ? word.slice(word.indexOf('=') + 1) : word).toLowerCase()
  return lower === value || (isGlob(value) && posix.matchesGlob(lower, value))
}

export interface Selection {
  readonly changeable: readonly string[]
  /** Files that `files` matches but that judge: left out. */
  readonly excluded: readonly { readonly path: string; readonly why: string }[]
}

/** What is known of each path already: patterns are slow, and a manifest does not change while its project is open. */
export type Decisions = Map<string, { readonly matches: boolean; readonly why: string | null }>

export const select = (paths: readonly string[], manifest: Manifest, decisions: Decisions = new Map()): Selection => {
  const changeable: string[] = []
  const excluded: { path: string; why: string }[] = []
  for (const path of paths) {
    let decision = decisions.get(path)
    if (!decision) {
      const matches = matchesFiles(path, manifest.files)
      decision = { matches, why: matches ? judgeReason(path, manifest) : null }
      decisions.set(path, decision)
    }
    if (!decision.matches) continue
    if (decision.why === null) changeable.push(path)
    else excluded.push({ path, why: decision.why })
  }
  return { changeable, excluded }
}
