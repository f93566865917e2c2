/** What a change does to the way other code calls a module: parameters, answer types, and whether an answer must be awaited. */
import { findFunctions, type FunctionNode } from '../../languages/javascript/functions.ts'
import { parse, ts, walk } from '../../languages/javascript/syntax.ts'

/** Each continues "changes ...". */
export const apiChanges = (path: string, before: string, after: string): readonly string[] => {
  const now = new Map(findFunctions(parse(path, after)).map(each => [each.name, each]))
  const found: string[] = []
  for (const old of findFunctions(parse(path, before))) {
    const same = now.get(old.name)
    if (!same) continue
    if (kindOf(old.node) !== kindOf(same.node)) found.push(`${old.name} from ${kindOf(old.node)} to ${kindOf(same.node)}`)
    if (old.exported && signatureOf(old.node) !== signatureOf(same.node)) found.push(`the signature of the exported ${old.name}`)
  }
  return found
}

const kindOf = (node: FunctionNode): string => {
  const isAsync =
    ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some(each => each.kind === ts.SyntaxKind.AsyncKeyword)
  const isGenerator = 'asteriskToken' in node && node.asteriskToken !== undefined
  return `${isAsync ? 'asynchronous' : 'synchronous'}${isGenerator ? ' generator' : ''}`
}

const signatureOf = (node: FunctionNode): string =>
  [
    ...node.parameters.map(each => each.getText().replace(/\s+/g, ' ')),
    ':',
    node.type?.getText().replace(/\s+/g, ' ') ?? '',
  ].join(',')

/** How many fields more the classes have that were there before. A new class is a new value like any other. */
export const newFields = (path: string, before: string, after: string): number => {
  const now = fieldsByClass(path, after)
  let count = 0
  for (const [name, fields] of fieldsByClass(path, before)) count += Math.max(0, (now.get(name) ?? 0) - fields)
  return count
}

const fieldsByClass = (path: string, text: string): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>()
  walk(parse(path, text), node => {
    if (ts.isClassLike(node)) counts.set(node.name?.text ?? 'default', node.members.filter(ts.isPropertyDeclaration).length)
  })
  return counts
}
