/**
 * Which files the benchmarks reach, remembered as long as those files are the same: for what is only shown, many times a minute. What decides
 * anything asks `files-behind.ts`, which reads them each time.
 */
import { statSync } from 'node:fs'
import type { Benchmark } from '../../src-shared/domain/manifest.ts'
import { isRefused } from '../../src-shared/errors.ts'
import { filesBehind } from '../project/files-behind.ts'
import type { Project } from '../project/project.ts'

interface Remembered {
  readonly behind: ReadonlySet<string> | 'everything'
  readonly stamps: ReadonlyMap<string, string>
}
const remembered = new WeakMap<Project, Map<string, Remembered>>()

const stampOf = (project: Project, file: string): string => {
  const absolute = project.resolve(file)
  const stat = isRefused(absolute) ? undefined : statSync(absolute, { bigint: true, throwIfNoEntry: false })
  return stat === undefined ? '' : `${stat.ino} ${stat.size} ${stat.mtimeNs} ${stat.ctimeNs}`
}

export function rememberedFiles(project: Project, benchmark: Benchmark): ReadonlySet<string> | 'everything' {
  if (benchmark.kind === 'command') return 'everything'
  const own = [benchmark.file, ...(benchmark.kind === 'function' ? [benchmark.inputs] : [])]
  const known = remembered.get(project) ?? new Map<string, Remembered>()
  remembered.set(project, known)
  const key = own.join('\n')
  const before = known.get(key)
  if (before && [...before.stamps].every(([file, stamp]) => stampOf(project, file) === stamp)) return before.behind
  const behind = filesBehind(project, benchmark)
  const files = behind === 'everything' ? own : [...behind]
  known.set(key, { behind, stamps: new Map(files.map(file => [file, stampOf(project, file)])) })
  return behind
}
