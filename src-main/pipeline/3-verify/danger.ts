/**
 * Gate: the change brings no new operation that reaches outside the values it is given, and nothing that hides what it does from a
 * reader. Compared with the original by number, so code that was there may stay.
 */
import { dangerousUses } from '../../languages/javascript/dangerous.ts'
import { isScriptPath, lineOf, parse, ts, walk } from '../../languages/javascript/syntax.ts'
import { bindingsOf } from './bindings.ts'
import { firstOf, object, type Gate, type Objection } from './gate.ts'
import { hiddenCharacters } from './hidden-characters.ts'
import { newReach } from './new-reach.ts'
import { suspiciousSyntax, type Suspicion } from './suspicious-syntax.ts'
import { unknownGlobals } from './unknown-globals.ts'

export const dangerGate: Gate = {
  name: 'danger',
  looked: 'No new import, global, clock, process, prototype or code from text, and nothing hidden from a reader.',
  check: input =>
    firstOf(input, file => {
      const { path, before, after } = file
      const hidden = hiddenCharacters(before, after)
      if (hidden) return object(`New invisible or misleading character: ${hidden.name}.`, path, hidden.line)
      if (!isScriptPath(path)) return null
      const reached = newReach(input.project, file)
      return (
        newUse(path, before, after) ??
        newSuspicion(path, before, after) ??
        newGlobal(path, before, after) ??
        (reached && object(`New ${reached.what}.`, path, reached.line))
      )
    }),
}

const newUse = (path: string, before: string, after: string): Objection | null => {
  const fresh = surplus(usesIn(path, before), usesIn(path, after))
  return fresh ? object(`New dangerous operation (${fresh.what.slice(0, 120)}).`, path, fresh.line) : null
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

const newSuspicion = (path: string, before: string, after: string): Objection | null => {
  const fresh = surplus(suspiciousSyntax(parse(path, before)), suspiciousSyntax(parse(path, after)))
  return fresh ? object(`New ${fresh.what.slice(0, 160)}.`, path, fresh.line) : null
}

const newGlobal = (path: string, before: string, after: string): Objection | null => {
  const now = parse(path, after)
  const fresh = unknownGlobals(parse(path, before), now)
  return fresh
    ? object(`Uses ${fresh.text}, which neither the file declares nor the language has.`, path, lineOf(now, fresh.offset))
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
