/** Puts a fix into the file that it is for. Pure. */
import { hasPlace, placeOf } from '../../src-main/languages/javascript/function-places.ts'
import { isFunctionNode, nameOf } from '../../src-main/languages/javascript/functions.ts'
import { inspectSource } from '../../src-main/languages/javascript/inspect.ts'
import { parse, ts, walk } from '../../src-main/languages/javascript/syntax.ts'

/** @returns the whole file with `fix` in place of the function; null when it has no such function, or does not parse afterwards. */
export const withFix = (file: string, text: string, functionName: string, fix: string): string | null => {
  const node = nodeOf(parse(file, text), functionName)
  if (!node) return null
  const after = text.slice(0, startOf(node)) + fix + text.slice(node.end)
  return inspectSource(file, after).ok ? after : null
}

/** Behind `export default`: whether it is exported is no part of a function. */
function startOf(node: ts.Node): number {
  const modifiers = ts.canHaveModifiers(node) ? (ts.getModifiers(node) ?? []) : []
  const exported = modifiers.filter(
    each => each.kind === ts.SyntaxKind.ExportKeyword || each.kind === ts.SyntaxKind.DefaultKeyword,
  )
  const last = exported.at(-1)
  return last ? last.end + 1 : node.getStart()
}

function nodeOf(file: ts.SourceFile, functionName: string): ts.Node | null {
  const place = placeOf(file, functionName)
  if (place && hasPlace(place)) return place.found.node
  // Libraries for every kind of loader have theirs inside of a function that is called at once.
  let found: ts.Node | null = null
  walk(file, node => {
    if (found === null && isFunctionNode(node) && node.body !== undefined && nameOf(node) === functionName) found = node
  })
  return found
}
