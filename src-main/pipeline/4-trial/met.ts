/**
 * One more box of the candidate, in which the engine counts blocks and the flags of the box forbid what the original does without. Calls
 * go in until every changed piece was met, so that it is short where inputs are good. Answers are not compared here: that was done.
 */
import type { CoveredFile, CoveredFunction } from '../../languages/javascript/harness/protocol.ts'
import { isScriptPath } from '../../languages/javascript/syntax.ts'
import { changedFunctions, unmetChanges, type IsMet } from '../../languages/javascript/unmet.ts'
import type { Numbered, Outcome, Side, Stop } from './side.ts'

export interface Change {
  readonly path: string
  readonly before: string
  readonly after: string
}
export interface Met {
  /** `path:line` or `path:first-last` of changed pieces that no call ran. */
  readonly notMet: readonly string[]
  /** An input on which the candidate wanted what the flags forbid, and the original did not. */
  readonly blocked: { readonly numbered: Numbered; readonly outcome: Outcome } | null
}

const batchSize = 40
/** Flags are tried on so many inputs, blocks until all are met or so much CPU time is used: counting is slow where loops are hot. */
const leastCalls = 80
const budgetMs = 2_500

/** Whether the innermost range that holds the offset was run. */
const metIn = (functions: readonly CoveredFunction[], offset: number): boolean | null => {
  let innermost: { readonly start: number; readonly end: number; readonly met: boolean } | null = null
  for (const { ranges } of functions) {
    for (const range of ranges) {
      if (range.start > offset || range.end <= offset) continue
      if (!innermost || range.end - range.start <= innermost.end - innermost.start) innermost = range
    }
  }
  return innermost?.met ?? null
}

/** Of one file: what ran while loading counts for functions that only loading runs, such as a helper that fills a table. */
const meter = () => {
  let atLoad: readonly CoveredFunction[] = []
  const since: (readonly CoveredFunction[])[] = []
  const inCalls: IsMet = offset => since.some(functions => metIn(functions, offset) === true)
  return {
    loaded: ({ functions }: CoveredFile): void => void (atLoad = functions),
    add: ({ functions }: CoveredFile): void => void since.push(functions),
    /** Any function that bears the last part of this name: `push` of `Stack.push`. */
    ran: (name: string): boolean => {
      const own = name.split('.').at(-1)
      return since.some(functions => functions.some(each => each.name === own && each.ranges[0]?.met === true))
    },
    isMet: ((offset: number): boolean => {
      if (inCalls(offset)) return true
      if (metIn(atLoad, offset) !== true) return false
      const holder = atLoad
        .map(({ ranges }) => ranges[0])
        .filter(range => range !== undefined && range.start <= offset && range.end > offset)
        .sort((one, two) => one!.end - one!.start - (two!.end - two!.start))[0]
      return holder === undefined || !inCalls(holder.start)
    }) satisfies IsMet,
  }
}

const linesText = (path: string, { first, last }: { readonly first: number; readonly last: number }): string =>
  first === last ? `${path}:${first}` : `${path}:${first}-${last}`

/** Large inputs come last: they reach little that small ones do not. */
const costOf = ({ item }: Numbered): number => (item.declared && item.family !== 'probe' ? 1 : 0)

export const meetChanges = async (
  changes: readonly Change[],
  inputs: readonly Numbered[],
  open: () => Promise<Side>,
): Promise<Met | Stop | { readonly kind: 'failed'; readonly detail: string }> => {
  const scripts = changes.filter(({ path }) => isScriptPath(path))
  const files = scripts.map(({ path }) => path)
  const meters = scripts.map(meter)
  const queue = inputs.toSorted((one, two) => costOf(one) - costOf(two))
  const side = await open()
  try {
    if (side.loaded.kind === 'invalid') return { kind: 'invalid', reason: side.loaded.detail }
    if (side.loaded.kind === 'failed')
      return side.loaded.cancelled ? { kind: 'cancelled' } : { kind: 'failed', detail: side.loaded.detail }
    // Where types were transformed, or the file was compiled, the text that runs is another one, and only names can be compared.
    const isOther = (file: string): boolean => side.needs().transform || side.isCompiled(file)
    const unmet = (): readonly string[] =>
      scripts.flatMap(({ path, before, after }, at) => {
        const { isMet, ran } = meters[at]!
        const found = isOther(path)
          ? changedFunctions(path, before, after).filter(({ name }) => !ran(name))
          : unmetChanges(path, before, after, isMet)
        return found.map(lines => linesText(path, lines))
      })
    for (const [at, file] of ((await side.covered(files)) ?? []).entries()) meters[at]?.loaded(file)
    let notMet = unmet()
    for (let at = 0; at < queue.length && (notMet.length > 0 || at < leastCalls); at += batchSize) {
      if (side.cpuMs() > budgetMs && at >= leastCalls) break
      const batch = queue.slice(at, at + batchSize)
      const outcomes = await side.run(batch)
      if ('kind' in outcomes) return outcomes
      const refused = outcomes.findIndex(outcome => outcome?.kind === 'answered' && outcome.answer.blocked !== null)
      if (refused >= 0) return { notMet, blocked: { numbered: batch[refused]!, outcome: outcomes[refused]! } }
      for (const [index, file] of ((await side.covered(files)) ?? []).entries()) meters[index]?.add(file)
      if (notMet.length > 0) notMet = unmet()
    }
    return { notMet, blocked: null }
  } finally {
    await side.close()
  }
}
