/**
 * What a piece of code may change when it runs. Conservative: functions written inside count as run, and what is not known is
 * named in `unknown`. Getters, proxies and iterators with effects are not seen; the behaviour comparison is there for those.
 */
import { isFunctionNode } from './functions.ts'
import { methodOwner } from './method-owner.ts'
import {
  calledFunction,
  declaredIn,
  isAssignmentOperator,
  isConstant,
  isGlobal,
  isLocal,
  type Scope,
  variableOf,
} from './scope.ts'
import { bare, ts } from './syntax.ts'

export interface Write {
  /** Variable through which the object is reached, null when it cannot be named. */
  readonly root: ts.Symbol | null
  /** Members between the variable and the object that is written: 0 for `a.push(1)` and `a[0] = 1`, 1 for `a.b.push(1)`. */
  readonly depth: number
  /** Name of the property that is written; null for elements, whatever the index. `#entries` for those of a Map or Set. */
  readonly property: string | null
  readonly object: ts.Expression
}

export interface Effects {
  /** The first thing whose effects are not known: `calls load`, `await`. */
  readonly unknown: string | null
  readonly assigned: ReadonlySet<ts.Symbol>
  readonly writes: readonly Write[]
  /** Console and the like. */
  readonly output: boolean
  /** Clock or chance: the same call may give another answer. */
  readonly varying: boolean
  readonly usesThis: boolean
}

interface Collected {
  unknown: string | null
  assigned: Set<ts.Symbol>
  writes: Write[]
  output: boolean
  varying: boolean
  usesThis: boolean
}

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/))

const pureGlobals =
  words(`Number String Boolean BigInt Symbol parseInt parseFloat isNaN isFinite encodeURIComponent decodeURIComponent
  encodeURI decodeURI structuredClone Array Object Error TypeError RangeError RegExp`)
const pureConstructors =
  words(`Map Set WeakMap WeakSet Array Object Error TypeError RangeError SyntaxError RegExp Date Uint8Array Int8Array
  Uint8ClampedArray Uint16Array Int16Array Uint32Array Int32Array Float32Array Float64Array BigInt64Array BigUint64Array ArrayBuffer DataView
  Intl.NumberFormat Intl.DateTimeFormat Intl.Collator Intl.PluralRules Intl.ListFormat Intl.RelativeTimeFormat Intl.Segmenter`)
const pureNamespaces: Readonly<Record<string, ReadonlySet<string>>> = {
  Object: words('keys values entries hasOwn is fromEntries getPrototypeOf getOwnPropertyNames create freeze isFrozen groupBy'),
  Number: words('isNaN isFinite isInteger isSafeInteger parseFloat parseInt'),
  String: words('fromCharCode fromCodePoint raw'),
  Array: words('isArray of from'),
  JSON: words('stringify parse'),
  Date: words('UTC parse'),
  BigInt: words('asIntN asUintN'),
  Symbol: words('for'),
}
/** Methods that change nothing on any built-in that has them. */
const pureMethods =
  words(`includes indexOf lastIndexOf slice concat join at flat toReversed with keys values entries toString valueOf toLocaleString
  charAt charCodeAt codePointAt startsWith endsWith trim trimStart trimEnd toLowerCase toUpperCase toLocaleLowerCase toLocaleUpperCase padStart padEnd
  repeat split substring substr normalize localeCompare match matchAll search replace replaceAll toFixed toPrecision toExponential hasOwnProperty
  getTime getFullYear getMonth getDate getDay getHours getMinutes getSeconds getMilliseconds getUTCFullYear getUTCMonth getUTCDate getUTCDay
  getUTCHours getUTCMinutes getUTCSeconds toISOString toJSON toLocaleDateString toLocaleTimeString getTimezoneOffset subarray format compare
  map filter forEach some every find findIndex findLast findLastIndex reduce reduceRight flatMap toSorted toSpliced isSubsetOf union intersection difference`)
const mutators = words('push pop shift unshift splice sort reverse fill copyWithin')
const entryReaders = words('get has')
const entryMutators = words('set add delete clear')

export function effectsOf(scope: Scope, node: ts.Node): Effects {
  const found: Collected = { unknown: null, assigned: new Set(), writes: [], output: false, varying: false, usesThis: false }
  collect(scope, node, found, new Set())
  return found
}

function collect(scope: Scope, start: ts.Node, found: Collected, active: Set<ts.Node>): void {
  const unknown = (what: string): void => {
    found.unknown ??= what
  }
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node)) return
    if (ts.isAwaitExpression(node)) unknown('await')
    else if (ts.isYieldExpression(node)) unknown('yield')
    else if (ts.isForOfStatement(node) && node.awaitModifier) unknown('for await')
    else if (node.kind === ts.SyntaxKind.ThisKeyword) found.usesThis = true
    else if (ts.isTaggedTemplateExpression(node) && node.tag.getText() !== 'String.raw') unknown(`calls ${node.tag.getText()}`)
    else if (ts.isDeleteExpression(node)) addTarget(scope, node.expression, found)
    else if (ts.isBinaryExpression(node) && isAssignmentOperator(node.operatorToken.kind)) {
      if (!isHeldOnce(scope, node)) addTarget(scope, node.left, found)
    } else if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) {
      if (node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken)
        addTarget(scope, node.operand, found)
    } else if ((ts.isForOfStatement(node) || ts.isForInStatement(node)) && !ts.isVariableDeclarationList(node.initializer))
      addTarget(scope, node.initializer, found)
    else if (ts.isNewExpression(node)) {
      const name = node.expression.getText()
      if (!pureConstructors.has(name) || isLocal(scope.symbolOf(node.expression))) unknown(`calls new ${name}`)
      if (name === 'Date' && !node.arguments?.length) found.varying = true
    } else if (ts.isCallExpression(node)) addCall(scope, node, found, unknown, active)
    ts.forEachChild(node, visit)
  }
  visit(start)
}

/**
 * `name ??= value` where the variable is for nothing else: it starts without a value, gets this one only, and is read only where
 * it has just been asked for. Then nobody can tell whether, when and how often it was evaluated, if the value is the same each time.
 */
function isHeldOnce(scope: Scope, node: ts.BinaryExpression): boolean {
  if (node.operatorToken.kind !== ts.SyntaxKind.QuestionQuestionEqualsToken) return false
  const symbol = scope.symbolOf(node.left)
  const variable = symbol && variableOf(symbol)
  if (!symbol || !variable || (variable.initializer && variable.initializer.getText() !== 'undefined')) return false
  const value = node.right.getText()
  const isAsked = (id: ts.Node): boolean =>
    ts.isBinaryExpression(id.parent) &&
    id.parent.left === id &&
    id.parent.operatorToken.kind === ts.SyntaxKind.QuestionQuestionEqualsToken &&
    id.parent.right.getText() === value
  return (
    isSameEachTime(scope, node.right, node) &&
    scope.references(symbol).every(id => id === variable.name || isAsked(id) || isInAnswer(id, `${variable.name.getText()} ??= `))
  )
}

/** `... name ...` of `(name ??= value) ? ... name ... : ...`. */
function isInAnswer(id: ts.Node, asked: string): boolean {
  for (let each: ts.Node = id; each.parent && !isFunctionNode(each); each = each.parent)
    if (
      ts.isConditionalExpression(each.parent) &&
      each.parent.whenTrue === each &&
      each.parent.condition.getText().includes(asked)
    )
      return true
  return false
}

/** Says nothing that belongs to the round or the callback in which it stands. */
function isSameEachTime(scope: Scope, value: ts.Expression, at: ts.Node): boolean {
  let around: ts.Node = at
  while (around.parent && !isFunctionNode(around) && !ts.isIterationStatement(around, false)) around = around.parent
  let same = true
  const visit = (node: ts.Node): void => {
    const symbol = ts.isIdentifier(node) ? scope.symbolOf(node) : undefined
    if (symbol && isLocal(symbol) && declaredIn(symbol, around) && !declaredIn(symbol, value)) same = false
    ts.forEachChild(node, visit)
  }
  visit(value)
  return same
}

/** The variable behind `a.b[c].d`, and how many members lie between. Looks through `(x ??= [])`. */
export function rootOf(scope: Scope, expression: ts.Expression): { root: ts.Symbol | null; depth: number } {
  let node = bare(expression)
  let depth = 0
  while (true) {
    if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) {
      node = bare(node.expression)
      depth++
    } else if (ts.isBinaryExpression(node) && isAssignmentOperator(node.operatorToken.kind)) node = bare(node.left)
    else if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && node.expression.name.text === 'get') {
      node = bare(node.expression.expression)
      depth++
    } else break
  }
  return { root: ts.isIdentifier(node) ? (scope.symbolOf(node) ?? null) : null, depth }
}

function addTarget(scope: Scope, target: ts.Expression, found: Collected): void {
  const node = bare(target)
  if (ts.isIdentifier(node)) {
    const symbol = scope.symbolOf(node)
    if (symbol) found.assigned.add(symbol)
  } else if (ts.isPropertyAccessExpression(node)) {
    found.writes.push({ ...rootOf(scope, node.expression), property: node.name.text, object: node.expression })
  } else if (ts.isElementAccessExpression(node)) {
    const key = bare(node.argumentExpression)
    found.writes.push({
      ...rootOf(scope, node.expression),
      property: ts.isStringLiteralLike(key) ? key.text : null,
      object: node.expression,
    })
  } else if (ts.isArrayLiteralExpression(node)) {
    for (const each of node.elements) addTarget(scope, ts.isSpreadElement(each) ? each.expression : each, found)
  } else if (ts.isObjectLiteralExpression(node)) {
    for (const each of node.properties) {
      if (ts.isPropertyAssignment(each)) addTarget(scope, each.initializer, found)
      else if (ts.isSpreadAssignment(each)) addTarget(scope, each.expression, found)
      else if (ts.isShorthandPropertyAssignment(each)) addTarget(scope, each.name, found)
    }
  } else if (ts.isBinaryExpression(node)) addTarget(scope, node.left, found)
}

function addCall(
  scope: Scope,
  call: ts.CallExpression,
  found: Collected,
  unknown: (what: string) => void,
  active: Set<ts.Node>,
): void {
  const callee = bare(call.expression)
  for (const each of call.arguments) addHandedOn(scope, each, found, unknown, active)
  if (isFunctionNode(callee)) return
  if (ts.isIdentifier(callee)) {
    if (!isLocal(scope.symbolOf(callee))) {
      if (!pureGlobals.has(callee.text)) unknown(`calls ${callee.text}`)
      return
    }
    // What was handed over on the spot is looked at where it is written.
    if (active.has(scope.symbolOf(callee)!.valueDeclaration!)) return
    return addKnown(scope, callee, found, unknown, active)
  }
  if (!ts.isPropertyAccessExpression(callee)) return unknown(`calls ${callee.getText().slice(0, 40)}`)
  if (calledFunction(scope, callee)) return addKnown(scope, callee, found, unknown, active)
  const object = bare(callee.expression)
  const method = callee.name.text
  if (ts.isIdentifier(object) && !isLocal(scope.symbolOf(object))) {
    if (object.text === 'Math') return void (found.varying ||= method === 'random')
    if (object.text === 'console') return void (found.output = true)
    if ((object.text === 'Date' || object.text === 'performance') && method === 'now') return void (found.varying = true)
    if (pureNamespaces[object.text]?.has(method)) return
    return unknown(`calls ${callee.getText()}`)
  }
  if (isBorrowed(callee)) return
  if (ts.isIdentifier(object) === false && /^(?:Array|Object|String)\.prototype\.\w+$/.test(object.getText()))
    return unknown(`calls ${callee.getText()}`)
  addMethod(scope, callee, object, method, found, unknown)
}

/** `Array.prototype.findIndex.call(list, ...)`: the method of arrays that changes nothing, on whatever has a length. */
const isBorrowed = (callee: ts.PropertyAccessExpression): boolean => {
  if (callee.name.text === 'apply' && /^Math\.(?:max|min|hypot)$/.test(callee.expression.getText())) return true
  const method = /^Array\.prototype\.(\w+)$/.exec(callee.expression.getText())?.[1]
  return callee.name.text === 'call' && method !== undefined && pureMethods.has(method)
}

function addMethod(
  scope: Scope,
  callee: ts.PropertyAccessExpression,
  object: ts.Expression,
  method: string,
  found: Collected,
  unknown: (what: string) => void,
): void {
  if (object.kind === ts.SyntaxKind.ThisKeyword || object.kind === ts.SyntaxKind.SuperKeyword)
    return unknown(`calls ${callee.getText()}`)
  const owner = methodOwner(scope, object, method)
  const name = `calls ${callee.getText().replace(/\s+/g, ' ').slice(0, 60)}`
  if (owner === 'own') return unknown(name)
  if (pureMethods.has(method)) return
  if (mutators.has(method)) return void found.writes.push({ ...rootOf(scope, object), property: null, object })
  if (entryReaders.has(method)) return owner === 'library' ? undefined : unknown(name)
  if (entryMutators.has(method)) {
    if (owner !== 'library') return unknown(name)
    const typedArray = method === 'set' && (scope.checker.getTypeAtLocation(object).symbol?.name ?? '').endsWith('Array')
    return void found.writes.push({ ...rootOf(scope, object), property: typedArray ? null : '#entries', object })
  }
  if ((method === 'test' || method === 'exec') && (owner === 'library' || ts.isRegularExpressionLiteral(object)))
    return void found.writes.push({ ...rootOf(scope, object), property: 'lastIndex', object })
  if (/^set(?:UTC)?(?:Date|Month|FullYear|Hours|Minutes|Seconds|Milliseconds|Time)$/.test(method))
    return void found.writes.push({ ...rootOf(scope, object), property: '#entries', object })
  unknown(name)
}

/** A function handed on by name runs as well; a function that came in from outside is unknown. */
function addHandedOn(
  scope: Scope,
  argument: ts.Expression,
  found: Collected,
  unknown: (what: string) => void,
  active: Set<ts.Node>,
): void {
  const value = bare(argument)
  if (!ts.isIdentifier(value)) return
  const symbol = scope.symbolOf(value)
  if (!isLocal(symbol)) return
  const type = scope.checker.getTypeAtLocation(value)
  const called = calledFunction(scope, value)
  if (called) addKnown(scope, value, found, unknown, active)
  else if (type.getCallSignatures().length > 0 || (isInCallbackPosition(argument) && type.flags & ts.TypeFlags.Any))
    unknown(`calls ${value.text}`)
}

const callbackMethods = words(
  'map filter forEach some every find findIndex findLast findLastIndex reduce reduceRight flatMap sort toSorted',
)

const isInCallbackPosition = (argument: ts.Expression): boolean =>
  ts.isCallExpression(argument.parent) &&
  argument.parent.arguments[0] === argument &&
  ts.isPropertyAccessExpression(argument.parent.expression) &&
  callbackMethods.has(argument.parent.expression.name.text)

/** Adds what a function of this file does: nothing of its own variables, and unnamed objects for what it got as arguments. */
function addKnown(
  scope: Scope,
  callee: ts.Expression,
  found: Collected,
  unknown: (what: string) => void,
  active: Set<ts.Node>,
): void {
  const called = calledFunction(scope, callee)
  if (!called?.body) return unknown(`calls ${callee.getText().slice(0, 40)}`)
  if (active.has(called)) return
  active.add(called)
  const handed = handedOver(scope, callee, called)
  for (const each of handed) active.add(each)
  const inner: Collected = { unknown: null, assigned: new Set(), writes: [], output: false, varying: false, usesThis: false }
  collect(scope, called, inner, active)
  active.delete(called)
  for (const each of handed) active.delete(each)
  if (inner.unknown !== null) unknown(inner.unknown)
  for (const each of inner.assigned) if (!declaredIn(each, called)) found.assigned.add(each)
  for (const each of inner.writes) {
    if (each.root && declaredIn(each.root, called)) {
      if (each.depth > 0 || !(isFreshInside(scope, each.root) || isOutOfOwnMap(scope, each.root)))
        found.writes.push({ ...each, root: null })
    } else found.writes.push(each)
  }
  found.output ||= inner.output
  found.varying ||= inner.varying
  found.usesThis ||= inner.usesThis
}

/** Parameters that get a function written in the call itself, and that are only ever called. */
function handedOver(scope: Scope, callee: ts.Expression, called: ts.FunctionLikeDeclaration): readonly ts.Node[] {
  const call = callee.parent
  if (!ts.isCallExpression(call) || bare(call.expression) !== callee) return []
  return called.parameters.filter((each, at) => {
    const given = call.arguments[at]
    const symbol = ts.isIdentifier(each.name) ? scope.symbolOf(each.name) : undefined
    return given !== undefined && isFunctionNode(bare(given)) && symbol !== undefined && isOnlyCalled(scope, symbol)
  })
}

/** `visit(x)` and `visit.call(list, x)`, and no other use. */
export const isOnlyCalled = (scope: Scope, symbol: ts.Symbol): boolean =>
  scope.references(symbol).every(id => {
    const use = id.parent
    if (ts.isParameter(use)) return !use.initializer && !use.dotDotDotToken
    if (ts.isCallExpression(use)) return use.expression === id
    return false
  })

/** `const group = index.get(key)` of a Map made there, into which only new lists and objects are put. */
function isOutOfOwnMap(scope: Scope, symbol: ts.Symbol): boolean {
  const value = variableOf(symbol)?.initializer
  if (!value || !isConstant(scope, symbol) || !ts.isCallExpression(value) || !ts.isPropertyAccessExpression(value.expression))
    return false
  const map = scope.symbolOf(value.expression.expression)
  if (value.expression.name.text !== 'get' || !map || !isFreshInside(scope, map)) return false
  return scope.references(map).every(id => {
    const member = id.parent
    const isLast = ts.isBinaryExpression(member) && member.right === id && ts.isReturnStatement(member.parent)
    if (ts.isVariableDeclaration(member) || ts.isReturnStatement(member) || isLast) return true
    if (!ts.isPropertyAccessExpression(member) || member.expression !== id) return false
    if (member.name.text !== 'set') return /^(?:get|has|delete|size)$/.test(member.name.text)
    const stored = ts.isCallExpression(member.parent) ? member.parent.arguments[1] : undefined
    return stored !== undefined && (ts.isArrayLiteralExpression(bare(stored)) || ts.isObjectLiteralExpression(bare(stored)))
  })
}

/** Enough for locals of a called function: made there by a literal or `new` and never given another value. */
function isFreshInside(scope: Scope, symbol: ts.Symbol): boolean {
  const [only] = symbol.declarations ?? []
  if (!only || !ts.isVariableDeclaration(only) || !only.initializer) return false
  const value = bare(only.initializer)
  const made = ts.isArrayLiteralExpression(value) || ts.isObjectLiteralExpression(value) || ts.isNewExpression(value)
  return made && (only.parent.flags & ts.NodeFlags.Const) !== 0
}

export const isGlobalCall = (scope: Scope, node: ts.Node, object: string, method: string): boolean =>
  ts.isCallExpression(node) &&
  ts.isPropertyAccessExpression(node.expression) &&
  node.expression.name.text === method &&
  isGlobal(scope, node.expression.expression, object)
