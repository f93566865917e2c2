/**
 * Gate: the change brings no new operation that reaches outside the values it is given, and nothing that hides what it does from a
 * reader. Compared with the original by number, so code that was there may stay.
 */
import { dangerousUses } from '../../languages/javascript/dangerous.ts'
import { isScriptPath, lineOf, parse } from '../../languages/javascript/syntax.ts'
import { firstOf, object, type Gate, type Objection } from './gate.ts'
import { hiddenCharacters } from './hidden-characters.ts'
import { suspiciousSyntax, type Suspicion } from './suspicious-syntax.ts'
import { unknownGlobals } from './unknown-globals.ts'

export const dangerGate: Gate = {
  name: 'danger',
  looked: 'No new import, global, clock, process, prototype or code from text, and nothing hidden from a reader.',
  check: input =>
    firstOf(input, ({ path, before, after }) => {
      const hidden = hiddenCharacters(before, after)
      if (hidden) return object(`New invisible or misleading character: ${hidden.name}.`, path, hidden.line)
      if (!isScriptPath(path)) return null
      return newUse(path, before, after) ?? newSuspicion(path, before, after) ?? newGlobal(path, before, after)
    }),
}

const newUse = (path: string, before: string, after: string): Objection | null => {
  const uses = (text: string): readonly Suspicion[] =>
    dangerousUses(path, text).map(({ kind, name, line }) => ({ what: `${kind}: ${name}`, line }))
  const fresh = surplus(uses(before), uses(after))
  return fresh ? object(`New dangerous operation (${fresh.what.slice(0, 120)}).`, path, fresh.line) : null
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
