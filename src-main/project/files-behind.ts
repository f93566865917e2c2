/**
 * Which files of a project a benchmark can reach by its relative imports: a change elsewhere cannot move its metric. Errs on the side
 * of more: a command, or an import that is computed, counts as reaching everything.
 */
import type { Benchmark } from '../../src-shared/domain/manifest.ts'
import { isRefused } from '../../src-shared/errors.ts'
import { importClosure } from './import-closure.ts'
import type { Project } from './project.ts'

const computedImport = /\b(?:import|require)\s*\(\s*[^'")\s]/

export function filesBehind(project: Project, benchmark: Benchmark): ReadonlySet<string> | 'everything' {
  if (benchmark.kind === 'command') return 'everything'
  const { files } = importClosure(
    project.root,
    benchmark.kind === 'function' ? [benchmark.file, benchmark.inputs] : [benchmark.file],
  )
  for (const path of files) {
    const source = project.read(path)
    if (isRefused(source) || (!path.endsWith('.json') && computedImport.test(source.text))) return 'everything'
  }
  return files
}

export const canReach = (project: Project, benchmark: Benchmark, paths: readonly string[]): boolean => {
  const files = filesBehind(project, benchmark)
  return files === 'everything' || paths.some(path => files.has(path))
}
