/** What a script newly reaches outside of its values, or hides: the danger gate's answer for JavaScript and TypeScript. */
import type { FileChange } from '../../../src-shared/domain/candidate.ts'
import { dangerousUses } from '../../languages/javascript/dangerous.ts'
import { lineOf, parse, ts, walk } from '../../languages/javascript/syntax.ts'
import type { Finding } from '../../languages/language.ts'
import type { Project } from '../../project/project.ts'
import { bindingsOf } from './bindings.ts'
import { newReach } from './new-reach.ts'
import { newInScript } from './script-change.ts'
import { suspiciousSyntax, type Suspicion } from './suspicious-syntax.ts'
import { unknownGlobals } from './unknown-globals.ts'

export const scriptDanger = (file: FileChange, project: Project): Finding | null => {
  const { path, before, after } = file
  const named = newUse(path, before, after) ?? newSuspicion(path, before, after) ?? newGlobal(path, before, after)
  if (named) return named
  const reached = newReach(project, file)
  return reached ? { message: `New ${reached.what}.`, line: reached.line } : newInScript(file).danger
}

const newUse = (path: string, before: string, after: string): Finding | null => {
  const fresh = surplus(usesIn(path, before), usesIn(path, after))
  return fresh ? { message: `New dangerous operation (${fresh.what.slice(0, 120)}).`, line: fresh.line } : null
}

/**
 * Globals whose names are everyday words for variables. None of them is the name of a module too, so that a text which declares
 * such a variable cannot excuse an import.
 */
const everydayNames = /^(?:window|self|frames|global|performance|scheduler|navigator|fetch)\b/

/** The list reports a parameter called `window` as well; where every use of that name on the line is declared, it is left out. */
const usesIn = (path: string, text: string): readonly Suspicion[] => {
  const free = freeNames(parse(path, text))
  return dangerousUses(path, text)
    .filter(({ kind, name, line }) => {
      const everyday = kind === 'import' || kind === 'prototype' ? null : everydayNames.exec(name)
      return everyday === null || free.has(`${everyday[0]} ${line}`)
    })
    .map(({ kind, name, line }) => ({ what: `${kind}: ${name}`, line }))
}

/** `name line` of every use that no declaration of the text reaches. */
const freeNames = (file: ts.SourceFile): ReadonlySet<string> => {
  const bindings = bindingsOf(file)
  const found = new Set<string>()
  walk(file, node => {
    if (ts.isIdentifier(node) && !bindings.isBound(node)) found.add(`${node.text} ${lineOf(file, node.getStart(file))}`)
  })
  return found
}

const newSuspicion = (path: string, before: string, after: string): Finding | null => {
  const fresh = surplus(suspiciousSyntax(parse(path, before)), suspiciousSyntax(parse(path, after)))
  return fresh ? { message: `New ${fresh.what.slice(0, 160)}.`, line: fresh.line } : null
}

const newGlobal = (path: string, before: string, after: string): Finding | null => {
  const now = parse(path, after)
  const fresh = unknownGlobals(parse(path, before), now)
  return fresh
    ? { message: `Uses ${fresh.text}, which neither the file declares nor the language has.`, line: lineOf(now, fresh.offset) }
    : null
}

/** First entry that the second list has more often than the first. */
export const surplus = (before: readonly Suspicion[], after: readonly Suspicion[]): Suspicion | null => {
  const left = new Map<string, number>()
  for (const { what } of before) left.set(what, (left.get(what) ?? 0) + 1)
  for (const each of after) {
    const count = left.get(each.what) ?? 0
    if (count === 0) return each
    left.set(each.what, count - 1)
  }
  return null
}
