/**
 * Which functions a candidate for a metric may change: the metric's targets and what they call, as far as names show it. Errs
 * towards allowing inside of files that may change, never beyond them.
 */
import type { MetricDeclaration } from '../../../src-shared/domain/manifest.ts'
import { splitTarget } from '../../../src-shared/domain/target.ts'
import { isRefused } from '../../../src-shared/errors.ts'
import { importClosure } from '../../project/import-closure.ts'
import { ownNameOf } from '../../languages/javascript/function-places.ts'
import { isScriptPath, parse } from '../../languages/javascript/syntax.ts'
import type { Project } from '../../project/project.ts'
import { reachableFrom } from './reachable.ts'

export interface Allowed {
  isFile(path: string): boolean
  /** Name as in `path#name`. */
  isFunction(path: string, name: string): boolean
  /** Every function of the file, so also its constants. */
  isWholeFile(path: string): boolean
}

/** `path#function` or `path`. */
export const allowedFrom = (project: Project, names: readonly string[]): Allowed => {
  const changeable = new Set(project.changeableFiles())
  const whole = new Set<string>()
  const functions = new Set<string>()
  const files = new Set<string>()
  for (const name of names) {
    const [path, inside] = splitTarget(name)
    if (!changeable.has(path)) continue
    files.add(path)
    if (inside === '') whole.add(path)
    else functions.add(name)
  }
  return {
    isFile: path => files.has(path),
    isFunction: (path, name) => whole.has(path) || functions.has(`${path}#${name}`),
    isWholeFile: path => whole.has(path),
  }
}

export const allowedFor = (project: Project, metric: MetricDeclaration): Allowed => {
  const targets = targetsOf(project, metric)
  const single = targets.filter(target => target.includes('#'))
  return allowedFrom(project, [...targets, ...reachableFrom(project, single)])
}

/** Declared ones, else the benchmark's own file, else every changeable file that the benchmark loads. */
const targetsOf = (project: Project, metric: MetricDeclaration): readonly string[] => {
  if (metric.targets.length > 0) return metric.targets.map(target => ownTarget(project, target))
  const changeable = project.changeableFiles()
  const { benchmark } = metric
  if (benchmark.kind === 'function' && changeable.includes(benchmark.file)) return [benchmark.file]
  if (benchmark.kind === 'command') return changeable
  const { files } = importClosure(project.root, [benchmark.file])
  return changeable.filter(path => files.has(path))
}

/** `src/a.ts#Stack.prototype.push`, as callers name it, is `src/a.ts#Stack.push` to whoever reads the file. */
const ownTarget = (project: Project, target: string): string => {
  const [path, name] = splitTarget(target)
  const source = name !== '' && isScriptPath(path) ? project.read(path) : null
  if (source === null || isRefused(source)) return target
  return `${path}#${ownNameOf(parse(path, source.text), name) ?? name}`
}
