/** Lengths beyond those of ordinary inputs at which code calculates otherwise: `list.length >>> 20`, `at % 65536`. Read from the text, a guess. */
import { bare, ts, walk } from './syntax.ts'

const from = 5_000
const to = 1 << 20
const most = 2

const isShift = (kind: ts.SyntaxKind): boolean =>
  kind === ts.SyntaxKind.GreaterThanGreaterThanToken || kind === ts.SyntaxKind.GreaterThanGreaterThanGreaterThanToken

/** Plain numbers, and what they are to the power of each other. */
const numberOf = (expression: ts.Expression): number | null => {
  const node = bare(expression)
  if (ts.isNumericLiteral(node)) return Number(node.text)
  if (!ts.isBinaryExpression(node)) return null
  const [left, right] = [numberOf(node.left), numberOf(node.right)]
  if (left === null || right === null) return null
  switch (node.operatorToken.kind) {
    case ts.SyntaxKind.AsteriskAsteriskToken:
      return left ** right
    case ts.SyntaxKind.LessThanLessThanToken:
      return left << right
    case ts.SyntaxKind.AsteriskToken:
      return left * right
    case ts.SyntaxKind.MinusToken:
      return left - right
    default:
      return null
  }
}

/** Variables that hold one. */
const lengthNames = (file: ts.SourceFile): ReadonlySet<string> => {
  const found = new Set<string>()
  walk(file, node => {
    if (ts.isVariableDeclaration(node) && node.initializer && /\.(?:length|size)$/.test(node.initializer.getText()))
      found.add(node.name.getText())
  })
  return found
}

export const longLengthsIn = (files: readonly ts.SourceFile[]): readonly number[] => {
  const found = new Set<number>()
  for (const file of files) {
    const names = lengthNames(file)
    const isLength = (expression: ts.Expression): boolean => {
      const node = bare(expression)
      if (ts.isBinaryExpression(node)) return isLength(node.left) || isLength(node.right)
      return ts.isIdentifier(node) ? names.has(node.text) : ts.isPropertyAccessExpression(node) && /^(?:length|size)$/.test(node.name.text) // prettier-ignore
    }
    walk(file, node => {
      if (!ts.isBinaryExpression(node)) return
      for (const [one, other] of [
        [node.left, node.right],
        [node.right, node.left],
      ] as const) {
        const number = isLength(one) ? numberOf(other) : null
        if (number === null) continue
        found.add(isShift(node.operatorToken.kind) ? 2 ** number : number)
      }
    })
  }
  return [...found].filter(number => Number.isInteger(number) && number > from && number <= to).slice(0, most)
}
