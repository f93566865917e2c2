/**
 * Which files of a project a benchmark can reach by its relative imports: a change elsewhere cannot move its metric. Reads text
 * only, errs on the side of more: what cannot be resolved counts as reaching everything.
 */
import path from 'node:path'
import { isRefused } from '../../src-shared/errors.ts'
import type { Benchmark } from '../../src-shared/domain/manifest.ts'
import type { Project } from './project.ts'

const specifiers = /(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*)(['"])([^'"\n]+)\1/g
const endings = ['', '.ts', '.mts', '.cts', '.js', '.mjs', '.cjs', '.json', '/index.ts', '/index.js', '/index.mjs', '/index.cjs']

/** `'everything'` for command benchmarks and for imports that are computed. */
export function filesBehind(project: Project, benchmark: Benchmark): ReadonlySet<string> | 'everything' {
  if (benchmark.kind === 'command') return 'everything'
  const waiting = benchmark.kind === 'function' ? [benchmark.file, benchmark.inputs] : [benchmark.file]
  const seen = new Set<string>()
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    const normal = path.posix.normalize(file)
    if (seen.has(normal)) continue
    const source = project.read(normal)
    if (isRefused(source)) return 'everything'
    seen.add(normal)
    if (/\b(?:import|require)\s*\(\s*[^'")\s]/.test(source.text)) return 'everything'
    for (const [, , specifier] of source.text.matchAll(specifiers)) {
      if (!specifier?.startsWith('.')) continue
      const target = resolve(project, path.posix.join(path.posix.dirname(normal), specifier))
      if (target === null) return 'everything'
      waiting.push(target)
    }
  }
  return seen
}

/** TypeScript sources are often imported as `.js`. */
function resolve(project: Project, wanted: string): string | null {
  const names = wanted.endsWith('.js') ? [wanted, `${wanted.slice(0, -3)}.ts`] : endings.map(ending => wanted + ending)
  return names.find(name => !isRefused(project.read(name))) ?? null
}
