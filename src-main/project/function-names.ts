/**
 * Whether a module has a function of a given name that a box can get hold of, as manifests and the command line write it. What comes from
 * other modules or out of a factory cannot be seen in the text and counts as present: loading it tells.
 */
import { hasPlace, ownNameOf, placeOf, placesIn } from '../languages/javascript/function-places.ts'
import { findFunctions } from '../languages/javascript/functions.ts'
import { sourceOf } from '../languages/javascript/declared-types.ts'
import { parse, ts } from '../languages/javascript/syntax.ts'

export interface FunctionProblem {
  /** Continues "NAME, which ...". */
  readonly why: string
  readonly expected: string
}

/** `export { a as name } from`, `export * from`, `exports.name = require(...)`, what a factory returns: seen in the text only. */
const mayComeFromElsewhere = (text: string, name: string): boolean => {
  if (/\bexport\s*\*\s*from\b|\bmodule\.exports\s*=\s*require\b/.test(text)) return true
  // A library for every kind of loader: what its factory gives has no name outside of it.
  if (/\btypeof\s+(?:exports|module|define)\b/.test(text)) return true
  const root = name.split('.')[0] ?? ''
  const escaped = root.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  if (root === 'default' || root === 'module') return /\bexport\s+default\b|\bmodule\.exports\s*=|\bas\s+default\b/.test(text)
  return new RegExp(
    `\\bexport\\s*\\{[^}]*\\b${escaped}\\b[^}]*\\}\\s*from\\b|\\bexports\\.${escaped}\\s*=|\\bexport\\s+(?:const|let|var)\\s+(?:${escaped}\\b|[{[][^=]*\\b${escaped}\\b)|\\bmodule\\.exports\\s*=\\s*\\{[^}]*\\b${escaped}\\s*[:,}\\n]`,
  ).test(text)
}

/** Where a name comes from that the file only passes on: `./b.mjs` of `export { pick } from './b.mjs'`. */
export const passedOnFrom = (path: string, text: string, name: string): string | null => {
  const [root = ''] = name.split('.')
  const file = parse(path, text)
  if (placeOf(file, name)) return null
  for (const statement of file.statements) {
    const source = ts.isExportDeclaration(statement) && statement.exportClause ? sourceOf(statement, root) : null
    if (source) return source.from
  }
  return null
}

const isForAmd = (text: string): boolean => /^\s*define\s*\(/m.test(text) && !/^\s*(?:import|export)\b|\bexports\b/m.test(text)

/** `mustBeLoaded`: for a benchmark; a target need only stand in the file. */
export const functionProblem = (path: string, text: string, name: string, mustBeLoaded: boolean): FunctionProblem | null => {
  const file = parse(path, text)
  const place = placeOf(file, name)
  if (place && (hasPlace(place) || !mustBeLoaded)) return null
  const functions = findFunctions(file)
  if (!mustBeLoaded && functions.some(each => each.name === name)) return null
  if (!place && mayComeFromElsewhere(text, name)) return null
  if (!place && isForAmd(text))
    return {
      why: 'belongs to a module for AMD loaders (`define(...)`), which neither Node nor a box loads',
      expected: 'a function of an ES or CommonJS module',
    }
  const usable = mustBeLoaded ? placesIn(file).map(each => each.name) : functions.map(each => each.name)
  const expected = listed(usable, 'functions of the file')
  if (place && !hasPlace(place)) return { why: place.why, expected }
  const around = functionAround(file, name)
  return around === null
    ? { why: 'does not exist', expected }
    : { why: `is made anew by each call of ${around}`, expected: `${around}, or move it out` }
}

/** The function in which one of this name is declared. */
const functionAround = (file: ts.SourceFile, name: string): string | null => {
  const declares = new RegExp(`\\b(?:function\\s*\\*?\\s*|const\\s+|let\\s+|var\\s+)${name.replace(/[^\w$]/g, '\\$&')}\\b`)
  const outer = findFunctions(file).find(each => declares.test(file.text.slice(each.start + 1, each.end)))
  return outer === undefined || outer.name.startsWith('anonymous@') ? null : outer.name
}

const listed = (names: readonly string[], what: string): string => {
  const unique = [...new Set(names)].filter(name => !name.startsWith('anonymous@'))
  if (unique.length === 0) return `one of the ${what}, of which there are none`
  const more = unique.length > 12 ? ` and ${unique.length - 12} more` : ''
  return `one of the ${what}: ${unique.slice(0, 12).join(', ')}${more}`
}

/** Under which name the file itself knows the function that is called `name` elsewhere; null when the text does not show it. */
export const ownName = (path: string, text: string, name: string): string | null => ownNameOf(parse(path, text), name)
