/** Which calls give a promise, or a list of promises, as far as the text shows. */
import { bare, ts, walk } from '../../languages/javascript/syntax.ts'
import { answersOf, functionsCalled } from './functions-called.ts'
import { dottedName, isAccess, isAsync, isGenerator, memberName, outermost, propertyName } from './names.ts'
import type { Script } from './script.ts'

/** Functions of the language that make one of what they are given. */
export const makers = /^Promise\.(?:resolve|reject|all|allSettled|race|any|try|withResolvers)$|^Array\.fromAsync$/

/** Whether a call or `new` gives a promise, or a list of promises. */
export const makersOf = ({ file, bindings, origins }: Script): ((node: ts.CallExpression | ts.NewExpression) => boolean) => {
  const asyncMembers = new Set<string>()
  const awaited = new Set<string>()
  let hasAsyncGenerator = false
  let hasLooseAsync = false
  walk(file, node => {
    if (ts.isFunctionLike(node) && isAsync(node)) {
      if (isGenerator(node)) hasAsyncGenerator = true
      else if (isLoose(node)) hasLooseAsync = true
    }
    if (ts.isMethodDeclaration(node) && isAsync(node) && !isGenerator(node)) asyncMembers.add(propertyName(node.name) ?? '')
    if ((ts.isPropertyAssignment(node) || ts.isPropertyDeclaration(node)) && node.initializer) {
      const value = bare(node.initializer)
      if ((ts.isArrowFunction(value) || ts.isFunctionExpression(value)) && isAsync(value))
        asyncMembers.add(propertyName(node.name) ?? '')
    }
    if (ts.isAwaitExpression(node)) {
      const call = bare(node.expression)
      const name = ts.isCallExpression(call) ? dottedName(call.expression) : null
      if (name !== null) awaited.add(name)
    }
  })
  const promising = new Map<ts.Node, boolean>()
  const isPromising = (fn: ts.Node): boolean => {
    const known = promising.get(fn)
    if (known !== undefined) return known
    promising.set(fn, false)
    const answer = (isAsync(fn) && !isGenerator(fn)) || answersOf(fn).some(each => makesValue(each))
    promising.set(fn, answer)
    return answer
  }
  const makesValue = (expression: ts.Expression): boolean => {
    const node = bare(expression)
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) return makes(node)
    if (ts.isConditionalExpression(node)) return makesValue(node.whenTrue) || makesValue(node.whenFalse)
    return false
  }
  const makes = (node: ts.CallExpression | ts.NewExpression): boolean => {
    const name = dottedName(node.expression)
    if (ts.isNewExpression(node)) return name === 'Promise'
    if (name !== null && makers.test(name)) return true
    const callee = bare(node.expression)
    const known = functionsCalled(callee, bindings)
    if (known.length > 0) return known.some(isPromising)
    // What is awaited elsewhere under that name is taken for a promise here as well.
    if (name !== null && awaited.has(name)) return true
    const isOurs = (): boolean => [...origins.ownOf(callee)].some(each => each === 'inner' || each.startsWith('function:'))
    if (hasLooseAsync && isOurs()) return true
    if (!isAccess(callee)) return node.arguments.some(each => isPromisingCallback(each))
    const method = memberName(callee)
    if (hasAsyncGenerator && (method === 'next' || method === 'return' || method === 'throw')) return true
    if (method === 'then') return true
    if ((method === 'catch' || method === 'finally') && node.arguments.length === 1) return true
    if (method !== null && asyncMembers.has(method)) return true
    return node.arguments.some(isPromisingCallback)
  }
  const isPromisingCallback = (node: ts.Expression): boolean => {
    const plain = bare(node)
    if (ts.isArrowFunction(plain) || ts.isFunctionExpression(plain)) return isPromising(plain)
    return ts.isIdentifier(plain) && functionsCalled(plain, bindings).some(isPromising)
  }
  return makes
}

/** An async function that is neither named, called on the spot, returned nor handed over: whatever is called may be it. */
const isLoose = (node: ts.Node): boolean => {
  if (!ts.isArrowFunction(node) && !ts.isFunctionExpression(node)) return false
  const { parent } = outermost(node)
  return !(
    ts.isVariableDeclaration(parent) ||
    ts.isCallExpression(parent) ||
    ts.isReturnStatement(parent) ||
    ts.isPropertyAssignment(parent) ||
    ts.isPropertyDeclaration(parent)
  )
}
