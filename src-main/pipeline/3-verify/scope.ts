/** Gate: only files and functions that may change do change, and the candidate says which. */
import type { FileChange } from '../../../src-shared/domain/candidate.ts'
import { findFunctions, type FoundFunction } from '../../languages/javascript/functions.ts'
import { changedFunctions } from '../../languages/javascript/inspect.ts'
import { isScriptPath, parse, ts } from '../../languages/javascript/syntax.ts'
import { firstOf, object, type Gate, type GateInput, type Objection } from './gate.ts'
import { topLevelObjection } from './top-level.ts'

export const scopeGate: Gate = {
  name: 'scope',
  looked: 'Only files and functions that may change do change; what is new beside them is private and does nothing by itself.',
  check: input => {
    const changeable = new Set(input.project.changeableFiles())
    return firstOf(input, file => {
      if (!changeable.has(file.path))
        return object('This file may not be changed (manifest, tests, inputs and all that `files` does not name).', file.path)
      if (!input.allowed.isFile(file.path))
        return object('This file has nothing to do with the targets of the metric.', file.path)
      if (isScriptPath(file.path)) return checkScript(file, input)
      return input.allowed.isWholeFile(file.path)
        ? null
        : object('Only single functions of other files may change for this metric.', file.path)
    })
  },
}

const checkScript = (file: FileChange, input: GateInput): Objection | null => {
  const { path, before, after } = file
  const [old, now] = [functionsOf(path, before), functionsOf(path, after)]
  // Anonymous functions are named by their line, which moves; the comparison of the top level sees them.
  const changed = changedFunctions(before, after, path).filter(name => name !== 'top-level' && !name.startsWith('anonymous@'))
  const declared = new Set(input.proposal.changedFunctions)
  for (const name of changed) {
    const line = now.find(each => each.name === name)?.line ?? null
    // What is new is not in reach of the targets yet: it must be private, which the comparison of the top level sees to.
    const isNew = !old.some(each => each.name === name)
    if (isNew) continue
    if (!input.allowed.isFunction(path, name))
      return object(`The function ${name} may not be changed for this metric.`, path, line)
    if (!declared.has(`${path}#${name}`))
      return object(`The function ${name} changes, which the candidate does not say.`, path, line)
    if (!now.some(each => each.name === name)) return object(`The function ${name} is gone.`, path, line)
  }
  const moved = changed.find(name => old.some(each => each.name === name) && standing(old, name) !== standing(now, name))
  if (moved !== undefined) return object(`How ${moved} is declared or exported changes.`, path)
  const lost = exportedNames(old).find(name => !exportedNames(now).includes(name))
  if (lost !== undefined) return object(`The function ${lost} is not exported any more.`, path)
  const change = topLevelObjection(path, before, after, {
    isAllowed: name => input.allowed.isFunction(path, name),
    constantsMayChange: !input.proposal.sameBehaviour && input.allowed.isWholeFile(path),
    indexesMayBeAdded: input.allowed.isWholeFile(path),
  })
  if (change) return object(change.message, path, change.line)
  return null
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
