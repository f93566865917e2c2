/**
 * Names that a file uses without declaring them. The language's own harmless ones are listed; any other that is new is refused, so
 * that a global nobody thought of is not a way out.
 */
import { ts, walk } from '../../languages/javascript/syntax.ts'
import { bindingsOf } from './bindings.ts'
import { isUse } from './is-use.ts'

const harmless = new Set(
  (
    'undefined NaN Infinity Object Array String Number Boolean Symbol BigInt Map Set WeakMap WeakSet Promise RegExp Date Math JSON Intl ' +
    'Error TypeError RangeError SyntaxError ReferenceError EvalError URIError AggregateError ArrayBuffer DataView Iterator ' +
    'Uint8Array Uint8ClampedArray Int8Array Uint16Array Int16Array Uint32Array Int32Array Float16Array Float32Array Float64Array BigInt64Array BigUint64Array ' +
    'parseInt parseFloat isNaN isFinite encodeURIComponent decodeURIComponent encodeURI decodeURI structuredClone TextEncoder TextDecoder URL URLSearchParams ' +
    'arguments exports module require'
  ).split(' '),
)

export const isHarmlessGlobal = (name: string): boolean => harmless.has(name)

export interface UnknownGlobal {
  readonly text: string
  readonly offset: number
}

/** `module`, `require` and the like are the danger list's own business. */
export const unknownGlobals = (before: ts.SourceFile, after: ts.SourceFile): UnknownGlobal | null => {
  const known = new Set(freeIn(before).map(node => node.text))
  const found = freeIn(after).find(node => !known.has(node.text) && !harmless.has(node.text))
  return found ? { text: found.text, offset: found.getStart(after) } : null
}

/** Uses of names that no declaration of the file reaches. */
const freeIn = (file: ts.SourceFile): readonly ts.Identifier[] => {
  const bindings = bindingsOf(file)
  const found: ts.Identifier[] = []
  walk(file, node => {
    if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return false
    if (ts.isIdentifier(node) && isUse(node) && !bindings.isBound(node)) found.push(node)
    return undefined
  })
  return found
}
