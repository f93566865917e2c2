/**
 * Where a value of a text may come from: made in the call, an argument, something that outlives the call, something read by a computed
 * name. Flow without order, over the whole file, until nothing is added; errs towards more origins. What follows from them is for the
 * gates that ask.
 */
import { bare, ts, walk } from '../../languages/javascript/syntax.ts'
import type { Bindings } from './bindings.ts'
import { isDataKey } from './data-keys.ts'
import { isIndexKey, type Keys } from './index-keys.ts'
import { builtinValue, methodValue } from './call-values.ts'
import { makeMemory } from './cells.ts'
import { callsByFunction, classesMade, fieldOf, functionsCalled, isAtTop, methodsByName, rootOf } from './functions-called.ts'
import { changes, isBuiltin, isLanguageMethod, makesFresh, perElement, putsIn } from './methods.ts'
import { isOnly, join, nothing, plain, value, type Origin, type Value } from './value.ts'
import { dottedName, functionAround, isAccess, isAssignment, isGenerator, memberName, propertyName } from './names.ts'

export interface Origins {
  of(expression: ts.Expression): Value
  /** Origins of what an access, a call or a write works on. */
  ownOf(expression: ts.Expression): ReadonlySet<Origin>
}

const maxRounds = 12

export const originsOf = (file: ts.SourceFile, bindings: Bindings, keys: Keys): Origins => {
  const memory = makeMemory()
  const { cellOf, returnCell, unite, put, hold, read, inside } = memory
  const answer = (node: ts.Node): Value =>
    isGenerator(node) ? { ...memory.answer(node), own: new Set(['fresh']) } : memory.answer(node)
  const calls = callsByFunction(file, bindings)
  const methods = methodsByName(file)
  let computedGivenOn = false
  let answersComputed = false

  const declared = (use: ts.Identifier): Value => {
    const declarations = bindings.declarationsOf(use)
    if (declarations.length === 0) {
      if (/^(?:undefined|NaN|Infinity)$/.test(use.text)) return plain
      if (use.text === 'arguments') return value(['argument'])
      return value([isBuiltin(use.text) ? `builtin:${use.text}` : `global:${use.text}`])
    }
    return join(...declarations.map(read))
  }

  const member = (object: ts.Expression, name: string | null): Value => {
    const target = bare(object)
    if (target.kind === ts.SyntaxKind.ThisKeyword && name !== null) {
      const field = fieldOf(target, name)
      if (field) return join(read(field), value(cellOf(field).own.size > 0 ? [] : ['this']))
    }
    const from = of(object)
    const got = inside(from)
    // `[].map`, `''.at`: a function of the language that every call shares.
    if (
      name !== null &&
      (isLanguageMethod(name) || name === 'toString') &&
      !keys.defined.has(name) &&
      isOnly(from.own, 'fresh', 'bare', 'plain')
    )
      return join(got, value([`builtin:Object.prototype.${name}`]))
    const builtins = [...from.own].filter(each => each.startsWith('builtin:'))
    if (builtins.length === 0 || name === null) return got
    return join(
      value(
        [...got.own].filter(each => !each.startsWith('builtin:')),
        got.held,
        got.deep,
      ),
      value(builtins.map(each => `${each}.${name}`)),
    )
  }

  const of = (expression: ts.Expression): Value => {
    const node = bare(expression)
    if (ts.isIdentifier(node)) return declared(node)
    if (node.kind === ts.SyntaxKind.ThisKeyword) return value(['this'])
    if (ts.isArrowFunction(node) || ts.isFunctionExpression(node) || ts.isClassExpression(node)) return value(['inner'])
    if (ts.isArrayLiteralExpression(node)) {
      const parts = node.elements.map(each => (ts.isSpreadElement(each) ? inside(of(each.expression)) : of(each)))
      const all = join(...parts)
      return value(['fresh'], all.own, [...all.held, ...all.deep])
    }
    if (ts.isObjectLiteralExpression(node)) return objectValue(node)
    if (ts.isPropertyAccessExpression(node)) return member(node.expression, node.name.text)
    if (ts.isElementAccessExpression(node)) return elementValue(node)
    if (ts.isCallExpression(node)) return callValue(node)
    if (ts.isNewExpression(node)) return newValue(node)
    if (ts.isConditionalExpression(node)) return join(of(node.whenTrue), of(node.whenFalse))
    if (ts.isBinaryExpression(node)) return binaryValue(node)
    if (ts.isAwaitExpression(node)) return join(of(node.expression), inside(of(node.expression)))
    if (ts.isYieldExpression(node)) return value(['unknown'])
    if (ts.isTaggedTemplateExpression(node)) return value(['unknown'])
    if (ts.isMetaProperty(node)) return value(['function:new.target'])
    return plain
  }

  const objectValue = (node: ts.ObjectLiteralExpression): Value => {
    const parts = node.properties.map(each => {
      if (ts.isPropertyAssignment(each)) return of(each.initializer)
      if (ts.isShorthandPropertyAssignment(each)) return declared(each.name)
      if (ts.isSpreadAssignment(each)) return inside(of(each.expression))
      return value(['inner'])
    })
    const all = join(...parts)
    const isBare = node.properties.some(
      each =>
        ts.isPropertyAssignment(each) &&
        propertyName(each.name) === '__proto__' &&
        each.initializer.kind === ts.SyntaxKind.NullKeyword,
    )
    return value(isBare ? ['fresh', 'bare'] : ['fresh'], all.own, [...all.held, ...all.deep])
  }

  const elementValue = (node: ts.ElementAccessExpression): Value => {
    const name = memberName(node)
    if (name !== null) return member(node.expression, name)
    if (isIndexKey(keys, node.argumentExpression)) return member(node.expression, null)
    const from = of(node.expression)
    const got = inside(from)
    if (isOnly(from.own, 'fresh', 'bare', 'plain')) {
      if (from.own.has('bare') && isOnly(from.own, 'fresh', 'bare')) return got
      return join(got, value([isDataKey(keys, node.argumentExpression) ? 'looked-up' : 'computed']))
    }
    if (isOnly(from.own, 'plain')) return plain
    return join(got, value(['computed']))
  }

  const binaryValue = (node: ts.BinaryExpression): Value => {
    switch (node.operatorToken.kind) {
      case ts.SyntaxKind.BarBarToken:
      case ts.SyntaxKind.AmpersandAmpersandToken:
      case ts.SyntaxKind.QuestionQuestionToken:
      case ts.SyntaxKind.BarBarEqualsToken:
      case ts.SyntaxKind.AmpersandAmpersandEqualsToken:
      case ts.SyntaxKind.QuestionQuestionEqualsToken:
        return join(of(node.left), of(node.right))
      case ts.SyntaxKind.EqualsToken:
      case ts.SyntaxKind.CommaToken:
        return of(node.right)
      default:
        return plain
    }
  }

  const newValue = (node: ts.NewExpression): Value => {
    const name = dottedName(node.expression) ?? ''
    const args = (node.arguments ?? []).map(each => of(ts.isSpreadElement(each) ? each.expression : each))
    if (makesFresh(name)) {
      const given = join(...args.map(inside))
      // `new Map(pairs)` holds what the pairs hold.
      return value(['fresh', 'bare'], [...given.own, ...given.held], [...given.held, ...given.deep])
    }
    const fields = classesMade(node, bindings).flatMap(each => each.members.filter(ts.isPropertyDeclaration).map(read))
    const all = join(...args, ...fields)
    return value(['fresh'], all.own, [...all.held, ...all.deep])
  }

  const callValue = (node: ts.CallExpression): Value => {
    const callee = bare(node.expression)
    const args = node.arguments.map(each => (ts.isSpreadElement(each) ? inside(of(each.expression)) : of(each)))
    const known = functionsCalled(callee, bindings)
    if (known.length > 0) return join(...known.map(answer))
    const returned = join(...node.arguments.filter(isFunction).map(answer))
    const name = dottedName(callee)
    if (name !== null && isBuiltin(name.split('.')[0] ?? '') && !isShadowed(callee))
      return builtinValue({ name, args, returned, inside })
    if (isAccess(callee)) {
      const method = memberName(callee) ?? ''
      const from = of(callee.expression)
      const own = join(...(methods.get(method) ?? []).map(answer))
      const byName = methodValue({ name: method, from, args, returned, inside })
      if (isLanguageMethod(method)) return join(own, byName)
      return own.own.size > 0 ? own : join(byName, ofUnknown(from))
    }
    return ofUnknown(of(callee))
  }

  const isShadowed = (callee: ts.Expression): boolean => {
    let root = bare(callee)
    while (isAccess(root)) root = bare(root.expression)
    return ts.isIdentifier(root) && bindings.isBound(root)
  }

  /** Puts a value where a name, a member or a pattern takes it. */
  const assign = (target: ts.Node, what: Value, from: ts.Expression | null): void => {
    if (ts.isIdentifier(target)) {
      for (const each of bindings.declarationsOf(target)) {
        put(cellOf(each), what)
        if (from) alias(each, from)
      }
      return
    }
    if (ts.isArrayBindingPattern(target) || ts.isObjectBindingPattern(target)) {
      for (const each of target.elements) if (ts.isBindingElement(each)) assignElement(each, what)
      return
    }
    const inner = ts.isExpression(target) ? bare(target) : target
    if (ts.isArrayLiteralExpression(inner)) {
      for (const each of inner.elements)
        assign(
          ts.isSpreadElement(each) ? each.expression : each,
          join(what.own.has('plain') ? nothing : what, inside(what)),
          null,
        )
    } else if (ts.isObjectLiteralExpression(inner)) {
      for (const each of inner.properties) {
        if (ts.isPropertyAssignment(each)) assign(each.initializer, withKey(inside(what), each.name), null)
        else if (ts.isShorthandPropertyAssignment(each)) assign(each.name, inside(what), null)
      }
    } else if (isAssignment(inner)) assign(inner.left, join(what, of(inner.right)), null)
    else if (isAccess(inner)) store(inner.expression, what, memberName(inner))
    else if (ts.isIdentifier(inner)) assign(inner, what, null)
  }

  const withKey = (what: Value, name: ts.PropertyName): Value =>
    ts.isComputedPropertyName(name) && propertyName(name) === null && !isIndexKey(keys, name.expression)
      ? join(what, value(['computed']))
      : what

  const assignElement = (each: ts.BindingElement, what: Value): void => {
    // A pair of a Map or of entries: the values are one level further out than the text shows.
    let got = ts.isArrayBindingPattern(each.parent) ? join(inside(what), pairOf(each, what)) : inside(what)
    if (each.dotDotDotToken) got = value(['fresh'], got.own, [...got.held, ...got.deep])
    if (each.propertyName) got = withKey(got, each.propertyName)
    if (each.initializer) got = join(got, of(each.initializer))
    if (ts.isIdentifier(each.name)) put(cellOf(each), got)
    else assign(each.name, got, null)
  }

  const alias = (declaration: ts.Node, from: ts.Expression): void => {
    const source = bare(from)
    if (ts.isIdentifier(source)) for (const each of bindings.declarationsOf(source)) unite(cellOf(declaration), cellOf(each))
    else if (ts.isConditionalExpression(source)) {
      alias(declaration, source.whenTrue)
      alias(declaration, source.whenFalse)
    } else if (ts.isBinaryExpression(source) && source.operatorToken.kind !== ts.SyntaxKind.PlusToken) {
      alias(declaration, source.left)
      alias(declaration, source.right)
    } else if (source.kind !== ts.SyntaxKind.ThisKeyword && isAccess(source)) {
      const name = memberName(source)
      const field = bare(source.expression).kind === ts.SyntaxKind.ThisKeyword && name !== null ? fieldOf(source, name) : null
      if (field) unite(cellOf(declaration), cellOf(field))
    }
  }

  const store = (object: ts.Expression, what: Value, name: string | null): void => {
    const target = bare(object)
    if (target.kind === ts.SyntaxKind.ThisKeyword && name !== null) {
      const field = fieldOf(target, name)
      if (field) return put(cellOf(field), what)
    }
    if (ts.isIdentifier(target)) {
      for (const each of bindings.declarationsOf(target)) hold(cellOf(each), what)
      return
    }
    const field =
      isAccess(target) && bare(target.expression).kind === ts.SyntaxKind.ThisKeyword
        ? fieldOf(target, memberName(target) ?? '')
        : null
    if (field) return hold(cellOf(field), what)
    if ([...what.own, ...what.held, ...what.deep].includes('computed')) memory.scatterComputed()
    const root = rootOf(target)
    if (root)
      for (const each of bindings.declarationsOf(root)) memory.bury(cellOf(each), [...what.own, ...what.held, ...what.deep])
  }

  /** Nodes by which something gets a value, in the order of the text. */
  const giving: ts.Node[] = []
  walk(file, node => {
    if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return false
    if (
      ts.isVariableDeclaration(node) ||
      ts.isPropertyDeclaration(node) ||
      ts.isFunctionLike(node) ||
      ts.isClassLike(node) ||
      ts.isImportClause(node) ||
      ts.isImportSpecifier(node) ||
      ts.isNamespaceImport(node) ||
      ts.isParameter(node) ||
      isAssignment(node) ||
      ts.isForOfStatement(node) ||
      ts.isCallExpression(node) ||
      ts.isReturnStatement(node) ||
      ts.isYieldExpression(node)
    )
      giving.push(node)
    return undefined
  })

  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node)) variable(node)
    else if (ts.isPropertyDeclaration(node) && node.initializer) put(cellOf(node), of(node.initializer))
    else if (ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node))
      memory.name(cellOf(node), [isAtTop(node) ? `function:${node.name?.text ?? 'default'}` : 'inner'])
    else if ((ts.isFunctionExpression(node) || ts.isClassExpression(node)) && node.name) memory.name(cellOf(node), ['inner'])
    else if (ts.isImportClause(node) || ts.isImportSpecifier(node) || ts.isNamespaceImport(node))
      memory.name(cellOf(node), node.name ? [`import:${node.name.text}`] : [])
    else if (ts.isParameter(node)) parameter(node)
    else if (isAssignment(node)) {
      const isPlainly = node.operatorToken.kind === ts.SyntaxKind.EqualsToken
      const kind = node.operatorToken.kind
      const mayKeep =
        kind === ts.SyntaxKind.BarBarEqualsToken ||
        kind === ts.SyntaxKind.QuestionQuestionEqualsToken ||
        kind === ts.SyntaxKind.AmpersandAmpersandEqualsToken
      assign(bare(node.left), isPlainly || mayKeep ? of(node.right) : plain, isPlainly || mayKeep ? node.right : null)
    } else if (ts.isForOfStatement(node)) {
      if (!ts.isVariableDeclarationList(node.initializer)) assign(node.initializer, inside(of(node.expression)), null)
    } else if (ts.isCallExpression(node)) argumentsOf(node)
    else if (ts.isReturnStatement(node) && node.expression) returned(node, node.expression)
    else if (ts.isYieldExpression(node) && node.expression) {
      const around = functionAround(node)
      if (around) hold(returnCell(around), node.asteriskToken ? inside(of(node.expression)) : of(node.expression))
    } else if (ts.isArrowFunction(node) && !ts.isBlock(node.body)) {
      put(returnCell(node), of(node.body))
      noticeAnswer(node)
    }
  }

  const noticeAnswer = (fn: ts.Node): void => {
    if (answersComputed || !memory.answer(fn).own.has('computed') || !escapes(fn)) return
    answersComputed = true
    memory.grow()
  }

  const returned = (at: ts.Node, expression: ts.Expression): void => {
    const around = functionAround(at)
    if (around) put(returnCell(around), of(expression))
    if (around) noticeAnswer(around)
  }

  const variable = (node: ts.VariableDeclaration): void => {
    if (ts.isForOfStatement(node.parent.parent) && node.parent.parent.initializer === node.parent) {
      const element = inside(of(node.parent.parent.expression))
      if (ts.isIdentifier(node.name)) put(cellOf(node), element)
      else assign(node.name, element, null)
      return
    }
    if (ts.isForInStatement(node.parent.parent) && node.parent.parent.initializer === node.parent) return put(cellOf(node), plain)
    if (ts.isCatchClause(node.parent)) return put(cellOf(node), value(['unknown']))
    const isTop = isAtTop(node)
    if (!node.initializer)
      return put(cellOf(node), isTop && ts.isIdentifier(node.name) ? value([`top:${node.name.text}`]) : plain)
    const initial = bare(node.initializer)
    if (isTop && ts.isIdentifier(node.name)) {
      if (isFunction(initial) || ts.isClassExpression(initial)) put(cellOf(node), value([`function:${node.name.text}`]))
      else if (isOnly(of(initial).own, 'plain')) put(cellOf(node), plain)
      else
        put(
          cellOf(node),
          value([`top:${node.name.text}`, ...[...of(initial).own].filter(each => each !== 'fresh' && each !== 'bare')]),
        )
      return
    }
    if (ts.isIdentifier(node.name)) {
      put(cellOf(node), of(initial))
      alias(node, initial)
    } else assign(node.name, of(initial), null)
  }

  const parameter = (node: ts.ParameterDeclaration): void => {
    if (!ts.isFunctionLike(node.parent)) return
    const got = parameterValue(node, node.parent)
    const all = node.initializer ? join(got, of(node.initializer)) : got
    const spread = node.dotDotDotToken ? value(['fresh'], [...all.own, ...all.held], all.deep) : all
    if (ts.isIdentifier(node.name)) put(cellOf(node), spread)
    else assign(node.name, spread, null)
  }

  /** What a function answers with of which only is known where it comes from. */
  const ofUnknown = (callee: Value): Value => {
    const isOurs = [...callee.own].some(each => each === 'inner' || each.startsWith('function:'))
    const isComputed = callee.own.has('computed') || (isOurs && answersComputed)
    return value(isComputed ? ['unknown', 'computed'] : ['unknown'])
  }

  /** A function of the file that somebody calls whom the text does not show: with what, and what becomes of its answer, is open. */
  const escapes = (fn: ts.Node): boolean => {
    if (!ts.isArrowFunction(fn) && !ts.isFunctionExpression(fn) && !ts.isFunctionDeclaration(fn)) return false
    const known = calls.get(fn)
    if (known) return known.escapes || known.given.some(use => callbackValue(use, 0) === null)
    return callbackValue(fn, 0) === null
  }

  const parameterValue = (node: ts.ParameterDeclaration, owner: ts.SignatureDeclaration): Value => {
    const at = owner.parameters.indexOf(node)
    const found: Value[] = []
    const known = calls.get(owner)
    for (const call of known?.calls ?? []) {
      const given = call.arguments ?? []
      const argument = given[at]
      const isSpread = given.slice(0, at + 1).some(each => ts.isSpreadElement(each))
      if (isSpread) found.push(...given.map(each => (ts.isSpreadElement(each) ? inside(of(each.expression)) : of(each))))
      else if (argument) {
        found.push(of(argument))
        if (ts.isIdentifier(node.name)) alias(node, argument)
      }
      if (node.dotDotDotToken) found.push(...given.slice(at).map(each => of(ts.isSpreadElement(each) ? each.expression : each)))
    }
    const handed = [owner, ...(known?.given ?? [])].map(each => callbackValue(each, at))
    found.push(...handed.filter(each => each !== null))
    if (!known?.complete && handed.every(each => each === null)) found.push(value(['argument']))
    if (computedGivenOn && escapes(owner)) found.push(value(['computed']))
    return join(...found)
  }

  /** Of a function that is written where a method of the language takes one. */
  const callbackValue = (owner: ts.Node, at: number): Value | null => {
    let node = owner
    while (ts.isParenthesizedExpression(node.parent)) node = node.parent
    const call = node.parent
    if (!ts.isCallExpression(call) || call.expression === node) return null
    const callee = bare(call.expression)
    if (!isAccess(callee)) return null
    const method = memberName(callee) ?? ''
    const position = call.arguments.indexOf(node as ts.Expression)
    if (method === 'from' || method === 'groupBy' || method === 'fromAsync') {
      if (position !== 1 || !call.arguments[0]) return null
      return at === 0 ? inside(of(call.arguments[0])) : plain
    }
    if (position !== 0) return method.startsWith('replace') ? plain : null
    const from = of(callee.expression)
    const element = inside(from)
    if (perElement.has(method)) return at === 0 ? element : at === 1 ? plain : from
    if (method === 'sort' || method === 'toSorted') return element
    if (method === 'reduce' || method === 'reduceRight') {
      if (at === 0) return join(...(call.arguments[1] ? [of(call.arguments[1])] : [element]), ...answersGiven(owner))
      return at === 1 ? element : at === 2 ? plain : from
    }
    return null
  }

  /** A value read by a computed name that goes into a call of which nothing is known may come back to any function that got away. */
  const givenOn = (node: ts.CallExpression, callee: ts.Expression): void => {
    if (functionsCalled(callee, bindings).length > 0) return
    const method = isAccess(callee) ? (memberName(callee) ?? '') : ''
    if (isLanguageMethod(method) || (dottedName(callee) !== null && isBuiltin(dottedName(callee)?.split('.')[0] ?? ''))) return
    const isGiven = node.arguments.some(each => {
      const { own, held } = of(ts.isSpreadElement(each) ? each.expression : each)
      return own.has('computed') || held.has('computed')
    })
    if (isGiven && !computedGivenOn) {
      computedGivenOn = true
      memory.grow()
    }
  }

  const answersGiven = (fn: ts.Node): readonly Value[] =>
    ts.isIdentifier(fn) ? functionsCalled(fn, bindings).map(answer) : [answer(fn)]

  const argumentsOf = (node: ts.CallExpression): void => {
    const callee = bare(node.expression)
    givenOn(node, callee)
    if (!isAccess(callee)) return
    const method = memberName(callee)
    const name = dottedName(callee)
    if (name === 'Object.assign' && node.arguments[0]) {
      for (const each of node.arguments.slice(1))
        store(node.arguments[0], inside(of(ts.isSpreadElement(each) ? each.expression : each)), null)
    } else if (name !== null && /^Array\.prototype\.(?:push|unshift|splice)\.(?:call|apply)$/.test(name) && node.arguments[0]) {
      for (const each of node.arguments.slice(1))
        store(
          node.arguments[0],
          join(
            of(ts.isSpreadElement(each) ? each.expression : each),
            inside(of(ts.isSpreadElement(each) ? each.expression : each)),
          ),
          null,
        )
    } else if (method !== null && changes.has(method) && putsIn.has(method)) {
      for (const each of node.arguments)
        store(callee.expression, ts.isSpreadElement(each) ? inside(of(each.expression)) : of(each), null)
    }
  }

  for (let round = 0; round < maxRounds; round++) {
    for (const each of giving) visit(each)
    if (!memory.hasGrown()) break
  }
  return { of, ownOf: expression => of(expression).own }
}

/** `for (const [key, value] of map)`: the second of a pair is what the map holds. */
const pairOf = (each: ts.BindingElement, what: Value): Value => {
  const pattern = each.parent
  return ts.isArrayBindingPattern(pattern) && pattern.elements.length === 2 && pattern.elements[1] === each ? what : nothing
}

function isFunction(node: ts.Node): node is ts.ArrowFunction | ts.FunctionExpression {
  return ts.isArrowFunction(node) || ts.isFunctionExpression(node)
}
