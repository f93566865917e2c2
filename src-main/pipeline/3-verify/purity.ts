/**
 * Gate: what is remembered must depend on its arguments only. A candidate that memoizes says so, and then the functions it changed,
 * with all that they call in their file, read no clock, no state and nothing outside, and return values that cannot be shared by
 * mistake. A candidate that does not say so keeps nothing between calls.
 */
import type { Proposal } from '../../../src-shared/domain/candidate.ts'
import { dangerousUses } from '../../languages/javascript/dangerous.ts'
import { findFunctions, type FoundFunction } from '../../languages/javascript/functions.ts'
import { isScriptPath, lineOf, parse, ts } from '../../languages/javascript/syntax.ts'
import { firstOf, object, type Gate, type Objection } from './gate.ts'
import { keptState } from './kept-state.ts'
import { impurityOf, mutableTopLevelNames, returnsNewObject } from './pure-function.ts'

/**
 * Whether it must be judged as one that remembers results. A rule that keeps state and does not say so is broken and refused; whoever
 * writes code by hand or by model has nowhere to say it, so what the text shows counts.
 */
export const remembers = (proposal: Proposal): boolean =>
  proposal.memoizes ||
  ((proposal.generator === 'agent' || proposal.generator === 'llm') &&
    proposal.files.some(file => isScriptPath(file.path) && keptState(file.path, file.before, file.after) !== null))

export const purityGate: Gate = {
  name: 'purity',
  looked: 'Results that are remembered depend on arguments only; nothing else is kept between calls.',
  check: input =>
    firstOf(input, ({ path, before, after }) => {
      if (!isScriptPath(path)) return null
      if (!remembers(input.proposal)) {
        const kept = keptState(path, before, after)
        return kept
          ? object(`Keeps state between calls (${kept.what}) without saying that it remembers results.`, path, kept.line)
          : null
      }
      const names = input.proposal.changedFunctions
        .filter(each => each.startsWith(`${path}#`))
        .map(each => each.slice(path.length + 1))
      return memoizedObjection(path, before, after, names)
    }),
}

const memoizedObjection = (path: string, before: string, after: string, names: readonly string[]): Objection | null => {
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
      return object(
        `Remembers results of ${each.name}, which uses ${use.name}: the next call may need another answer.`,
        path,
        line(each.name),
      )
    const impure = impurityOf(each.node, mutable, new Set(functions.map(other => other.name)))
    if (impure) return object(`Remembers results of ${each.name}, which ${impure}.`, path, line(each.name))
    if (names.includes(each.name) && mayKeepItsResult(each, before, after) && returnsNewObject(each.node)) {
      return object(
        `Remembers results of ${each.name}, which returns a new object each time: a remembered one would be shared.`,
        path,
        line(each.name),
      )
    }
  }
  return null
}

/** Its own results are remembered only by recursion, or in something new that outlives the call. */
const mayKeepItsResult = (each: FoundFunction, before: string, after: string): boolean => {
  const last = each.name.split('.').at(-1) ?? each.name
  return (
    new RegExp(`\\b${last.replace(/\$/g, '\\$')}\\b`).test(before.slice(each.start, each.end).replace(last, '')) ||
    keptState('x.ts', before, after) !== null
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
