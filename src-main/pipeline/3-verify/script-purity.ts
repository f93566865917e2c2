/**
 * What a script newly keeps between calls, and whether what it remembers depends on its arguments only: the purity gate's answer for
 * JavaScript and TypeScript. Who wrote a candidate does not matter. Results may be kept between calls only for a metric whose manifest says
 * that its calls repeat, by a candidate that says so, in a Map of the module under keys that are values.
 */
import type { FileChange, Proposal } from '../../../src-shared/domain/candidate.ts'
import { dangerousUses } from '../../languages/javascript/dangerous.ts'
import { findFunctions, type FoundFunction } from '../../languages/javascript/functions.ts'
import { isScriptPath, lineOf, parse, ts } from '../../languages/javascript/syntax.ts'
import type { Finding } from '../../languages/language.ts'
import type { GateInput } from './gate.ts'
import { impurityOf, mutableTopLevelNames, returnsNewObject } from './pure-function.ts'
import { newInScript } from './script-change.ts'
import { strangeMemory } from './value-memory.ts'

/** Whether it is scored as one that remembers results: what it says, and what its text shows. */
export const remembers = (proposal: Proposal): boolean =>
  proposal.memoizes || proposal.files.some(file => isScriptPath(file.path) && newInScript(file).kept.length > 0)

export const scriptPurity = (file: FileChange, { proposal, metric }: GateInput): Finding | null => {
  const { path } = file
  const [kept] = newInScript(file).kept
  if (kept) {
    if (metric.callsRepeat !== true) return kept
    if (!proposal.memoizes)
      return { message: `${kept.message} The candidate does not say that it remembers results.`, line: kept.line }
    const strange = strangeMemory(file)
    if (strange) return strange
  }
  if (!proposal.memoizes) return null
  const names = proposal.changedFunctions.filter(each => each.startsWith(`${path}#`)).map(each => each.slice(path.length + 1))
  return memoizedObjection(file, names)
}

const memoizedObjection = (change: FileChange, names: readonly string[]): Finding | null => {
  const { path, before, after } = change
  const file = parse(path, before)
  const functions = findFunctions(file)
  // What the original does decides whether it may be remembered; a candidate could hide it.
  const involved = closure(
    functions,
    functions.filter(each => names.includes(each.name)),
  )
  const now = parse(path, after)
  const mutable = mutableTopLevelNames(file)
  const line = (name: string): number | null => {
    const found = findFunctions(now).find(each => each.name === name)
    return found ? lineOf(now, found.start) : null
  }
  for (const each of involved) {
    const use = dangerousUses(path, before.slice(each.start, each.end)).find(found => found.kind !== 'prototype')
    if (use)
      return {
        message: `Remembers results of ${each.name}, which uses ${use.name}: the next call may need another answer.`,
        line: line(each.name),
      }
    const impure = impurityOf(each.node, mutable, new Set(functions.map(other => other.name)))
    if (impure) return { message: `Remembers results of ${each.name}, which ${impure}.`, line: line(each.name) }
    if (names.includes(each.name) && mayKeepItsResult(each, change) && returnsNewObject(each.node)) {
      return {
        message: `Remembers results of ${each.name}, which returns a new object each time: a remembered one would be shared.`,
        line: line(each.name),
      }
    }
  }
  return null
}

/** Its own results are remembered only by recursion, or in something new that outlives the call. */
const mayKeepItsResult = (each: FoundFunction, change: FileChange): boolean => {
  const last = each.name.split('.').at(-1) ?? each.name
  return (
    new RegExp(`\\b${last.replace(/\$/g, '\\$')}\\b`).test(change.before.slice(each.start, each.end).replace(last, '')) ||
    newInScript(change).kept.length > 0
  )
}

/** The functions and all of the file that they call by name. */
const closure = (all: readonly FoundFunction[], starts: readonly FoundFunction[]): readonly FoundFunction[] => {
  const found = new Set(starts)
  for (const each of found) {
    const names = new Set<string>()
    const visit = (node: ts.Node): void => {
      if (ts.isIdentifier(node)) names.add(node.text)
      ts.forEachChild(node, visit)
    }
    visit(each.node)
    for (const other of all) if (names.has(other.name)) found.add(other)
  }
  return [...found]
}
