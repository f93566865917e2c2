/** Which functions and statements of a script change, against which may: the scope gate's answer for JavaScript and TypeScript. */
import type { FileChange } from '../../../src-shared/domain/candidate.ts'
import { findFunctions, type FoundFunction } from '../../languages/javascript/functions.ts'
import { changedFunctions } from '../../languages/javascript/inspect.ts'
import { parse, ts } from '../../languages/javascript/syntax.ts'
import type { Finding } from '../../languages/language.ts'
import type { GateInput } from './gate.ts'
import { identifiersOf } from './inert.ts'
import { isUnusedHelper, topLevelObjection } from './top-level.ts'

const object = (message: string, line: number | null = null): Finding => ({ message, line })

export const scriptScope = (file: FileChange, input: GateInput): Finding | null => {
  const { path, before, after } = file
  const [old, now] = [functionsOf(path, before), functionsOf(path, after)]
  // Anonymous functions are named by their line, which moves; the comparison of the top level sees them.
  const unused = unusedHelpers(path, before, after, old)
  const changed = changedFunctions(before, after, path).filter(
    name => name !== 'top-level' && !name.startsWith('anonymous@') && !unused.has(name),
  )
  const declared = new Set(input.proposal.changedFunctions)
  for (const name of changed) {
    const line = now.find(each => each.name === name)?.line ?? null
    // What is new is not in reach of the targets yet: it must be private, which the comparison of the top level sees to.
    const isNew = !old.some(each => each.name === name)
    if (isNew) continue
    if (!input.allowed.isFunction(path, name)) return object(`The function ${name} may not be changed for this metric.`, line)
    if (!declared.has(`${path}#${name}`)) return object(`The function ${name} changes, which the candidate does not say.`, line)
    if (!now.some(each => each.name === name)) return object(`The function ${name} is gone.`, line)
  }
  const moved = changed.find(name => old.some(each => each.name === name) && standing(old, name) !== standing(now, name))
  if (moved !== undefined) return object(`How ${moved} is declared or exported changes.`)
  const lost = exportedNames(old).find(name => !exportedNames(now).includes(name))
  if (lost !== undefined) return object(`The function ${lost} is not exported any more.`)
  const change = topLevelObjection(path, before, after, {
    isAllowed: name => input.allowed.isFunction(path, name),
    constantsMayChange: !input.proposal.sameBehaviour && input.allowed.isWholeFile(path),
    indexesMayBeAdded: input.allowed.isWholeFile(path),
  })
  if (change) return object(change.message, change.line)
  return null
}

/** Private functions that nothing names any more, with what is inside of them: they may go with their last caller. */
const unusedHelpers = (path: string, before: string, after: string, old: readonly FoundFunction[]): ReadonlySet<string> => {
  const left = identifiersOf(parse(path, after))
  const statements = parse(path, before).statements.filter(statement => isUnusedHelper(statement, left))
  return new Set(
    old.filter(each => statements.some(({ pos, end }) => pos <= each.start && each.end <= end)).map(each => each.name),
  )
}

const functionsOf = (path: string, text: string): readonly FoundFunction[] => findFunctions(parse(path, text))

const exportedNames = (functions: readonly FoundFunction[]): readonly string[] =>
  functions.filter(each => each.exported).map(each => each.name)

/** How a function is exported and declared: modifiers and decorators without `async`, and whether it is a getter, a method or neither. */
const standing = (functions: readonly FoundFunction[], name: string): string => {
  const node = functions.find(each => each.name === name)?.node
  if (!node) return ''
  const modifiers =
    ts.canHaveModifiers(node) || ts.canHaveDecorators(node) ? ('modifiers' in node ? (node.modifiers ?? []) : []) : []
  const words = [...modifiers].filter(each => each.kind !== ts.SyntaxKind.AsyncKeyword).map(each => each.getText())
  const isValue = ts.isArrowFunction(node) || ts.isFunctionExpression(node)
  return [...words, isValue ? 'value' : ts.SyntaxKind[node.kind]].join(' ')
}
