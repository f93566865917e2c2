/**
 * Reads of where the code runs: the call stack, the text and names of functions, the time zone and the locale of the machine. Code that
 * reads them can be right where it is judged and wrong elsewhere. Clocks and randomness are the list of dangerous uses' business.
 */
import { bare, ts, walk } from '../../languages/javascript/syntax.ts'
import type { Report } from './findings.ts'
import { statics } from './builtin-members.ts'
import { isUse } from './is-use.ts'
import { isBuiltin } from './methods.ts'
import { dottedName, isAccess, memberName, outermost, takenName } from './names.ts'
import { answersOf, functionsCalled, isAtTop } from './functions-called.ts'
import { shown, type Script } from './script.ts'

const localTime = /^(?:[gs]et(?:Hours|Minutes|Date|Day|Month|FullYear|Year)|getTimezoneOffset|toDateString|toTimeString)$/
const intl =
  /^Intl\.(?:NumberFormat|DateTimeFormat|Collator|PluralRules|RelativeTimeFormat|ListFormat|Segmenter|DisplayNames|DurationFormat)$/

/** Methods of texts that make a text of what they are given. */
const textTaking = /^(?:concat|includes|localeCompare|startsWith|endsWith|indexOf|padStart|padEnd|search|match)$/

export const findEnvironment = (script: Script, report: Report): void => {
  const { file, bindings } = script
  const isGlobal = (node: ts.Expression): node is ts.Identifier =>
    ts.isIdentifier(node) && isBuiltin(node.text) && !bindings.isBound(node)
  const found = (kind: string, what: string, node: ts.Node): void =>
    report(
      `environment ${kind}`,
      `Reads ${what} (${shown(node)}), which the original did not: it may answer differently elsewhere than where it is judged.`,
      node,
      true,
    )

  walk(file, node => {
    if (ts.isTypeNode(node)) return false
    if (isAccess(node)) member(node)
    else if (ts.isBindingElement(node) || ts.isPropertyAssignment(node) || ts.isShorthandPropertyAssignment(node)) taken(node)
    else if (ts.isNewExpression(node)) made(node)
    else if (ts.isCallExpression(node)) call(node)
    else if (ts.isTemplateSpan(node)) text(node.expression)
    else if (ts.isBinaryExpression(node) && isJoining(node.operatorToken.kind)) {
      text(node.left)
      text(node.right)
    } else if (ts.isBinaryExpression(node) && isOrdering(node.operatorToken.kind)) {
      for (const each of [node.left, node.right])
        if (isFunctionValue(each)) found('function text', 'the text of a function', each)
    } else if (ts.isIdentifier(node) && isUse(node) && isGlobal(node)) value(node)
    if (ts.isComputedPropertyName(node)) text(node.expression)
    return undefined
  })

  function member(node: ts.PropertyAccessExpression | ts.ElementAccessExpression): void {
    const name = memberName(node)
    if (name === null && ts.isElementAccessExpression(node)) text(node.argumentExpression)
    if (name === null) return
    if (name === 'stack' || name === 'prepareStackTrace' || name === 'stackTraceLimit' || name === 'captureStackTrace')
      found('call stack', 'the call stack', node)
    if (name === 'resolvedOptions') found('locale', 'the settings of the machine', node)
    if (name === 'toString' && isDate(node.expression)) found('time zone', 'the time zone of the machine', node)
    if (name === 'callee' || name === 'caller') found('call stack', 'who called it', node)
    if (
      /^(?:toString|toLocaleString|valueOf|name|length)$/.test(name) &&
      name !== 'valueOf' &&
      isFunctionValue(node.expression) &&
      (name !== 'length' || isBuiltinValue(node.expression))
    )
      found('function text', 'the text or the name of a function', node)
    const object = bare(node.expression)
    if (isGlobal(object)) {
      const known = statics[object.text] ?? /^(?:from|of|prototype|BYTES_PER_ELEMENT|supportedLocalesOf)$/
      if (!known.test(name)) found('builtin', `${object.text}.${name}, which tells one engine or judge from another`, node)
    }
  }

  function taken(node: ts.Node): void {
    const name = takenName(node)
    if (name === 'stack' || name === 'callee' || name === 'caller') found('call stack', 'the call stack', node)
    if (name === 'resolvedOptions') found('locale', 'the settings of the machine', node)
    if (name !== null && localTime.test(name)) found('time zone', 'the time zone of the machine', node)
  }

  function made(node: ts.NewExpression): void {
    const name = dottedName(node.expression) ?? ''
    if (intl.test(name)) intlMade(name, node)
    if (name === 'Date' && !bindings.isBound(bare(node.expression) as ts.Identifier)) {
      const [first, ...more] = node.arguments ?? []
      if (more.length > 0) found('time zone', 'the time zone of the machine', node)
      else if (isLocalText(first)) found('time zone', 'the time zone of the machine', node)
    }
    if (/^(?:RegExp|String|Error|TypeError|RangeError|URL|URLSearchParams)$/.test(name))
      for (const each of node.arguments ?? []) text(each)
  }

  function intlMade(name: string, node: ts.NewExpression | ts.CallExpression): void {
    if (!isGiven(node.arguments?.[0])) found('locale', 'the language of the machine', node)
    if (name === 'Intl.DateTimeFormat' && !/\btimeZone\b/.test(node.arguments?.[1]?.getText() ?? ''))
      found('time zone', 'the time zone of the machine', node)
  }

  function call(node: ts.CallExpression): void {
    const name = dottedName(node.expression) ?? ''
    const callee = bare(node.expression)
    const method = isAccess(callee) ? memberName(callee) : null
    if (intl.test(name)) intlMade(name, node)
    if (method !== null && localTime.test(method)) found('time zone', 'the time zone of the machine', node)
    if (method === 'localeCompare' && !isGiven(node.arguments[1])) found('locale', 'the language of the machine', node)
    if (method !== null && /^toLocale\w*$/.test(method) && !isGiven(node.arguments[0]))
      found('locale', 'the language of the machine', node)
    if (name === 'structuredClone' && node.arguments.length > 1) found('transfer', 'away the memory of another object', node)
    if (name === 'Date.parse' && isLocalText(node.arguments[0])) found('time zone', 'the time zone of the machine', node)
    if (
      method !== null &&
      /^toLocale(?:Date|Time)String$/.test(method) &&
      !/\btimeZone\b/.test(node.arguments[1]?.getText() ?? '')
    )
      found('time zone', 'the time zone of the machine', node)
    if (/^(?:String|RegExp|Symbol|Error|TypeError|(?:en|de)codeURI(?:Component)?)$/.test(name))
      for (const each of node.arguments) text(each)
    if (name === 'Function.prototype.toString.call' || name === 'Function.prototype.toString.apply')
      found('function text', 'the text of a function', node)
    if (method !== null && textTaking.test(method)) for (const each of node.arguments) if (!ts.isSpreadElement(each)) text(each)
    if (method === 'join' && isAccess(callee)) text(callee.expression)
    if (
      method !== null &&
      /^format(?:ToParts)?$/.test(method) &&
      isAccess(callee) &&
      !isGiven(node.arguments[0]) &&
      isOfDates(callee.expression)
    )
      found('clock', 'the clock of the machine', node)
    if (name === 'Object.fromEntries' || name === 'Object.groupBy') for (const each of node.arguments) keys(each)
  }

  /** What becomes a key becomes a text. */
  function keys(given: ts.Expression): void {
    const node = bare(given)
    const pairs = ts.isArrayLiteralExpression(node) ? node.elements : ts.isArrowFunction(node) || ts.isFunctionExpression(node) ? answersOf(node) : [] // prettier-ignore
    for (const each of pairs) {
      const pair = bare(each)
      text(ts.isArrayLiteralExpression(pair) && pair.elements[0] ? pair.elements[0] : pair)
    }
  }

  /** A formatter of dates that is made on the spot, or by the only value of a variable: given nothing it takes the time of the machine. */
  function isOfDates(expression: ts.Expression): boolean {
    const node = bare(expression)
    if (ts.isNewExpression(node) || ts.isCallExpression(node)) return dottedName(node.expression) === 'Intl.DateTimeFormat'
    const declarations = ts.isIdentifier(node) ? bindings.declarationsOf(node) : []
    return declarations.some(
      each => ts.isVariableDeclaration(each) && each.initializer && !ts.isIdentifier(bare(each.initializer)) && isOfDates(each.initializer), // prettier-ignore
    )
  }

  /** A date that is made on the spot, or by the only value of a variable: its text is in the time zone of the machine. */
  function isDate(expression: ts.Expression): boolean {
    const node = bare(expression)
    if (ts.isNewExpression(node)) return dottedName(node.expression) === 'Date'
    if (!ts.isIdentifier(node)) return false
    return bindings
      .declarationsOf(node)
      .some(
        each =>
          ts.isVariableDeclaration(each) &&
          each.initializer !== undefined &&
          !ts.isIdentifier(bare(each.initializer)) &&
          isDate(each.initializer),
      )
  }

  function text(node: ts.Expression): void {
    if (isDate(node)) found('time zone', 'the time zone of the machine', node)
    if (isFunctionValue(node)) found('function text', 'the text of a function', node)
  }

  /** A builtin stands where it is called, made or asked for a member; anywhere else its text or name may be read. */
  function value(node: ts.Identifier): void {
    const { parent } = outermost(node)
    if (ts.isTypeOfExpression(parent) || ts.isExpressionStatement(parent)) return
    const isText =
      ts.isTemplateSpan(parent) ||
      ts.isPrefixUnaryExpression(parent) ||
      ts.isComputedPropertyName(parent) ||
      (ts.isElementAccessExpression(parent) && bare(parent.argumentExpression) === node) ||
      (ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.InKeyword)
    if (isText) found('function text', 'the text or the members of a builtin', node)
  }

  function isBuiltinValue(expression: ts.Expression): boolean {
    const node = bare(expression)
    if (isGlobal(node)) return true
    const root = rootIdentifier(node)
    return (
      root !== null &&
      isGlobal(root) &&
      dottedName(node) !== null &&
      /^[A-Z]\w*(?:\.prototype)?\.[a-z]\w*$/.test(dottedName(node) ?? '') &&
      !/\.(?:length|name|prototype)$/.test(dottedName(node) ?? '')
    )
  }

  /** Certainly a function, or a list that holds one. */
  function isFunctionValue(expression: ts.Expression): boolean {
    const node = bare(expression)
    if (ts.isArrowFunction(node) || ts.isFunctionExpression(node) || ts.isClassExpression(node)) return true
    if (ts.isArrayLiteralExpression(node)) return node.elements.some(each => !ts.isSpreadElement(each) && isFunctionValue(each))
    if (ts.isConditionalExpression(node)) return isFunctionValue(node.whenTrue) || isFunctionValue(node.whenFalse)
    if (ts.isBinaryExpression(node) && !isJoining(node.operatorToken.kind)) return isFunctionValue(node.right)
    if (ts.isIdentifier(node)) {
      if (functionsCalled(node, bindings).length > 0 || isCallback(node)) return true
      const own = script.origins.ownOf(node)
      return (
        [...own].some(each => /^(?:function|builtin):[^.]+(?:\.[a-z]\w*)?$/.test(each) || each === 'inner') && !isInstance(node)
      )
    }
    if (isBuiltinValue(node) && !/^Symbol\.|^Math\.[A-Z]|^Number\.[A-Z]/.test(dottedName(node) ?? '')) return true
    // A method of something made on the spot: `[].map.toString()`.
    if (!isAccess(node)) return false
    const object = bare(node.expression)
    const isMade = ts.isArrayLiteralExpression(object) || ts.isStringLiteralLike(object) || ts.isObjectLiteralExpression(object)
    return isMade && !/^(?:length|\d+)$/.test(memberName(node) ?? '0') && !ts.isObjectLiteralExpression(object)
  }

  /** A parameter that is declared as a function, or called. */
  function isCallback(node: ts.Identifier): boolean {
    return bindings.declarationsOf(node).some(each => {
      if (!ts.isParameter(each)) return false
      if (each.type !== undefined && ts.isFunctionTypeNode(each.type)) return true
      let called = false
      walk(each.parent, inner => {
        if (
          ts.isCallExpression(inner) &&
          ts.isIdentifier(inner.expression) &&
          inner.expression.text === node.text &&
          bindings.declarationsOf(inner.expression).includes(each)
        )
          called = true
      })
      return called
    })
  }

  /** `import:x` and values of the module may be anything; only what is surely a function counts. */
  function isInstance(node: ts.Identifier): boolean {
    return bindings
      .declarationsOf(node)
      .some(
        each =>
          ts.isParameter(each) ||
          (isAtTop(each) && ts.isVariableDeclaration(each) && functionsCalled(node, bindings).length === 0),
      )
  }
}

const rootIdentifier = (expression: ts.Expression): ts.Identifier | null => {
  let node = bare(expression)
  while (isAccess(node)) node = bare(node.expression)
  return ts.isIdentifier(node) ? node : null
}

const isJoining = (kind: ts.SyntaxKind): boolean =>
  kind === ts.SyntaxKind.PlusToken ||
  kind === ts.SyntaxKind.PlusEqualsToken ||
  kind === ts.SyntaxKind.EqualsEqualsToken ||
  kind === ts.SyntaxKind.ExclamationEqualsToken

const isOrdering = (kind: ts.SyntaxKind): boolean =>
  kind === ts.SyntaxKind.LessThanToken ||
  kind === ts.SyntaxKind.GreaterThanToken ||
  kind === ts.SyntaxKind.LessThanEqualsToken ||
  kind === ts.SyntaxKind.GreaterThanEqualsToken

function isGiven(node: ts.Expression | undefined): boolean {
  if (!node || ts.isSpreadElement(node)) return false
  const plain = bare(node)
  if (ts.isArrayLiteralExpression(plain)) return plain.elements.length > 0
  return (
    !(ts.isIdentifier(plain) && plain.text === 'undefined') &&
    !ts.isVoidExpression(plain) &&
    plain.kind !== ts.SyntaxKind.NullKeyword
  )
}

/** The text of a date without a time zone: what moment it is depends on where the machine stands. */
const isLocalText = (node: ts.Expression | undefined): boolean => {
  const text = node && bare(node)
  return (
    text !== undefined && ts.isStringLiteralLike(text) && !/^\d{4}(?:-\d\d(?:-\d\d)?)?$|(?:Z|[+-]\d\d:?\d\d)$/.test(text.text)
  )
}
