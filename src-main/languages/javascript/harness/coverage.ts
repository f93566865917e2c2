/**
 * Which blocks of the project's files were run, from the engine's own precise coverage. Asked for in one box of a comparison only: it
 * makes hot loops twenty times slower. Runs in the process of the code that it watches, so the answer is a claim: code can call itself to
 * meet a block, or answer in our place. It can only say less by accident, and then the verdict is the more careful one.
 */
import type { Profiler } from 'node:inspector'
import { pathToFileURL } from 'node:url'
import { placeInFile } from './exposed.ts'
import { inspect } from './privates.ts'
import type { CoveredFile } from './protocol.ts'

/** Begins now. The answer tells of these files (absolute paths) since the last time it was asked. */
export const countBlocks = (): ((paths: readonly string[]) => CoveredFile[]) => {
  inspect?.('Profiler.enable', {})
  inspect?.('Profiler.startPreciseCoverage', { callCount: true, detailed: true })

  return paths => {
    // The answer comes before `inspect` returns.
    const taken = inspect?.('Profiler.takePreciseCoverage', {}) as Profiler.TakePreciseCoverageReturnType | null | undefined
    const scripts: readonly Profiler.ScriptCoverage[] = taken?.result ?? []
    return paths.map(path => {
      const url = pathToFileURL(path).href
      const functions = scripts
        .filter(script => script.url === url || script.url === path)
        .flatMap(script => script.functions)
        .map(({ functionName, ranges }) => ({
          name: functionName,
          ranges: ranges.map(({ startOffset, endOffset, count }) => ({
            start: placeInFile(url, startOffset),
            end: placeInFile(url, endOffset),
            met: count > 0,
          })),
        }))
      return { functions }
    })
  }
}
