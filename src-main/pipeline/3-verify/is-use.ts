/** Which identifiers stand for variables. */
import { ts } from '../../languages/javascript/syntax.ts'

/** Whether the identifier stands for a variable, not for a property, label or other name. */
export const isUse = (node: ts.Identifier): boolean => {
  const { parent } = node
  if (!parent) return false
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node
  if (ts.isQualifiedName(parent) || ts.isMetaProperty(parent) || ts.isJsxAttribute(parent)) return false
  if (ts.isLabeledStatement(parent) || ts.isBreakOrContinueStatement(parent)) return false
  if (ts.isBindingElement(parent)) return parent.initializer === node
  if (ts.isImportSpecifier(parent) || ts.isExportSpecifier(parent)) return false
  if (
    ts.isPropertyAssignment(parent) ||
    ts.isMethodDeclaration(parent) ||
    ts.isPropertyDeclaration(parent) ||
    ts.isAccessor(parent) ||
    ts.isPropertySignature(parent) ||
    ts.isMethodSignature(parent) ||
    ts.isEnumMember(parent)
  )
    return parent.name !== node
  return !(ts.isJsxOpeningLikeElement(parent) && /^[a-z]/.test(node.text))
}
