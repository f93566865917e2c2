/**
 * How complex the files that may be changed are now. Read again only where a file's size or time changed, and one file at a time, so that a large
 * project never holds up another call.
 */
import { statSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import { isRefused } from '../../src-shared/errors.ts'
import { complexityOf, noComplexity, type Complexity } from '../languages/javascript/complexity.ts'
import type { Project } from '../project/project.ts'

export interface ComplexityLevel {
  /** No functions where no file could be read, or none is JavaScript or TypeScript. */
  now(): Promise<Complexity>
}

export function createComplexityLevel(project: Pick<Project, 'changeableFiles' | 'resolve' | 'read'>): ComplexityLevel {
  let known = new Map<string, { readonly stamp: string; readonly complexity: Complexity }>()

  async function count(): Promise<Complexity> {
    const next: typeof known = new Map()
    let sum = noComplexity
    for (const path of project.changeableFiles()) {
      const absolute = project.resolve(path)
      const stat = isRefused(absolute) ? undefined : statSync(absolute, { throwIfNoEntry: false })
      if (!stat) continue
      const stamp = `${stat.size} ${stat.mtimeMs}`
      let entry = known.get(path)
      if (entry?.stamp !== stamp) {
        const source = project.read(path)
        if (isRefused(source)) continue
        entry = { stamp, complexity: complexityOf(path, source.text) }
        await setImmediate()
      }
      next.set(path, entry)
      sum = { paths: sum.paths + entry.complexity.paths, functions: sum.functions + entry.complexity.functions }
    }
    known = next
    return sum
  }

  let running: Promise<Complexity> | null = null
  return {
    // Two windows that ask at once are answered by one count.
    now: () => (running ??= count().finally(() => (running = null))),
  }
}
