/**
 * What callers may say to a generator: values that they send, and errors that they throw into it. The comparison takes what it yields and lets it
 * go early, and does neither of these; so where the original listens and the candidate does less, what they do then is seen by nobody.
 */
import { ts, walk } from './syntax.ts'

interface Listening {
  /** Places that use the value of a `yield`. */
  readonly sent: number
  /** Places that yield where an error is caught. */
  readonly caught: number
}

const isUsed = (node: ts.YieldExpression): boolean => {
  let outer: ts.Node = node.parent
  while (ts.isParenthesizedExpression(outer)) outer = outer.parent
  return !ts.isExpressionStatement(outer)
}

const isCaught = (node: ts.YieldExpression): boolean => {
  for (let inner: ts.Node = node; !ts.isFunctionLike(inner.parent) && !ts.isSourceFile(inner.parent); inner = inner.parent)
    if (ts.isTryStatement(inner.parent) && inner.parent.tryBlock === inner && inner.parent.catchClause) return true
  return false
}

const listeningIn = (files: readonly ts.SourceFile[]): Listening => {
  let [sent, caught] = [0, 0]
  for (const file of files) {
    walk(file, node => {
      // What is sent to `yield*` goes on to another one.
      if (!ts.isYieldExpression(node) || node.asteriskToken) return
      if (isUsed(node)) sent += 1
      if (isCaught(node)) caught += 1
    })
  }
  return { sent, caught }
}

/** For the verdict: what of it is not observable; empty where the candidate listens wherever the original does. */
export const listensLess = (original: readonly ts.SourceFile[], candidate: readonly ts.SourceFile[]): readonly string[] => {
  const [before, after] = [listeningIn(original), listeningIn(candidate)]
  return [
    ...(after.sent < before.sent ? ['what callers send to its generator'] : []),
    ...(after.caught < before.caught ? ['what callers throw into its generator'] : []),
  ]
}
