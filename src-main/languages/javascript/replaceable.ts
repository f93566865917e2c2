/** Which methods of its own instance a method calls that a subclass may replace: what such a call answers is not for the class alone to say. */
import { declaredInputs } from './declared-inputs.ts'
import { bare, ts, walk } from './syntax.ts'

const closed: ReadonlySet<ts.SyntaxKind> = new Set([ts.SyntaxKind.PrivateKeyword, ts.SyntaxKind.StaticKeyword])

/** Everybody's, by keyword and by the usual sign of what is nobody else's affair. */
const isOpen = (member: ts.ClassElement): member is ts.MethodDeclaration =>
  ts.isMethodDeclaration(member) &&
  ts.isIdentifier(member.name) &&
  !member.name.text.startsWith('_') &&
  !(ts.getModifiers(member) ?? []).some(each => closed.has(each.kind))

/** `name`: `Class.prototype.method`; `read`: the text of a file, null where there is none. Empty for a class that no other module sees. */
export const replaceableIn = (file: string, name: string, read: (path: string) => string | null): readonly string[] => {
  const declared = declaredInputs(file, name, read)
  if (!declared?.exported || !ts.isClassLike(declared.node.parent)) return []
  const { node } = declared
  const open = new Set(declared.node.parent.members.filter(isOpen).map(each => (each.name as ts.Identifier).text))
  const called = new Set<string>()
  walk(node, inner => {
    if (!ts.isCallExpression(inner) || !ts.isPropertyAccessExpression(inner.expression)) return
    const { expression, name: member } = inner.expression
    if (bare(expression).kind === ts.SyntaxKind.ThisKeyword && open.has(member.text)) called.add(member.text)
  })
  return [...called]
}
