/** What a change does to the way other code calls a module: parameters, answer types, and whether an answer must be awaited. */
import { findFunctions, type FoundFunction, type FunctionNode } from '../../languages/javascript/functions.ts'
import { parse, ts, walk } from '../../languages/javascript/syntax.ts'

/** Each continues "changes ...". */
export const apiChanges = (path: string, before: string, after: string): readonly string[] => {
  const now = byName(path, after)
  const found: string[] = []
  for (const [name, old] of byName(path, before)) {
    const same = now.get(name)
    if (!same) continue
    const [kind, kindNow] = [old, same].map(all => kindOf(all.at(-1)!.node))
    if (kind !== kindNow) found.push(`${name} from ${kind} to ${kindNow}`)
    const [signature, signatureNow] = [old, same].map(seenByCallers)
    if (old.some(each => each.exported) && signature !== signatureNow) found.push(`the signature of the exported ${name}`)
  }
  return found
}

/** Overloads, and a getter with its setter, share a name. */
const byName = (path: string, text: string): ReadonlyMap<string, readonly FoundFunction[]> =>
  Map.groupBy(findFunctions(parse(path, text)), each => each.name)

/** Where there are overloads, they are what callers see, and the parameters of the body behind them are its own affair. */
const seenByCallers = (all: readonly FoundFunction[]): string => {
  const overloads = all.filter(each => each.node.body === undefined)
  return (overloads.length > 0 && overloads.length < all.length ? overloads : all).map(each => signatureOf(each.node)).join('\n')
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
