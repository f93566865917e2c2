/**
 * Whether a module has a function of a given name, as manifests and the command line write it. Names come from the language's own
 * inspection; re-exports from other modules cannot be followed cheaply and count as present.
 */
import type { FunctionSummary } from '../languages/javascript/inspect.ts'

export interface FunctionProblem {
  /** Continues "NAME, which ...". */
  readonly why: string
  readonly expected: string
}

/** `export { a, b as name } from`, `export * from`, `exports.name = require(...)`, `module.exports = x`: seen in the text only. */
const mayComeFromElsewhere = (text: string, name: string): boolean => {
  if (/\bexport\s*\*\s*from\b|\bmodule\.exports\s*=\s*require\b/.test(text)) return true
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  if (name === 'default') return /\bexport\s+default\b|\bmodule\.exports\s*=|\bas\s+default\b/.test(text)
  return new RegExp(
    `\\bexport\\s*\\{[^}]*\\b${escaped}\\b|\\bmodule\\.exports\\s*=\\s*\\{[^}]*\\b${escaped}\\s*[:,}\\n]|\\bexports\\.${escaped}\\s*=|\\bexport\\s+(?:const|let|var)\\s+${escaped}\\b`,
  ).test(text)
}

export const functionProblem = (
  functions: readonly FunctionSummary[],
  text: string,
  name: string,
  mustBeExported: boolean,
): FunctionProblem | null => {
  const same = functions.filter(each => each.name === name)
  if (same.some(each => each.exported || !mustBeExported) || mayComeFromElsewhere(text, name)) return null
  const usable = functions.filter(each => each.exported || !mustBeExported).map(each => each.name)
  const expected = listed(usable, mustBeExported ? 'exported functions' : 'functions')
  return { why: same.length > 0 ? 'is not exported' : 'does not exist', expected }
}

const listed = (names: readonly string[], what: string): string => {
  const unique = [...new Set(names)].filter(name => !name.startsWith('anonymous@'))
  if (unique.length === 0) return `one of the ${what}, of which there are none`
  const more = unique.length > 12 ? ` and ${unique.length - 12} more` : ''
  return `one of the ${what}: ${unique.slice(0, 12).join(', ')}${more}`
}

/**
 * Under which name the file itself knows the function that it exports as `name`: `inner` for `export { inner as outer }`. Null when
 * the text does not show it; then the whole file is meant.
 */
export const ownName = (functions: readonly FunctionSummary[], text: string, name: string): string | null => {
  const has = (own: string | undefined): string | null =>
    own !== undefined && functions.some(each => each.name === own) ? own : null
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const id = '([A-Za-z_$][\\w$]*)'
  const patterns =
    name === 'default'
      ? [
          `\\bexport\\s+default\\s+${id}\\s*(?:;|$)`,
          `\\bexport\\s+default\\s+(?:async\\s+)?function\\s*\\*?\\s*${id}`,
          `\\bmodule\\.exports\\s*=\\s*${id}\\s*(?:;|$)`,
          `\\b${id}\\s+as\\s+default\\b`,
        ]
      : [
          `\\bexport\\s*\\{[^}]*\\b${id}\\s+as\\s+${escaped}\\b`,
          `\\bexports\\.${escaped}\\s*=\\s*${id}\\s*(?:;|$)`,
          `\\bmodule\\.exports\\s*=\\s*\\{[^}]*\\b${escaped}\\s*:\\s*${id}\\s*[,}\\n]`,
        ]
  return has(name) ?? patterns.map(pattern => has(new RegExp(pattern, 'm').exec(text)?.[1])).find(own => own !== null) ?? null
}
