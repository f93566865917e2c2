/**
 * Ways to change what an object or the language is instead of what it holds: definitions of properties, prototypes, calls through `call`,
 * `apply` and `bind`, classes that put their own methods over those of the language. What is plainly harmless by its syntax passes.
 */
import { bare, ts, walk } from '../../languages/javascript/syntax.ts'
import { shapeOf } from './computed-members.ts'
import type { Report } from './findings.ts'
import { isBuiltin } from './methods.ts'
import { dottedName, functionAround, isAccess, memberName, outermost, propertyName, takenName, type Access } from './names.ts'
import { functionsCalled } from './functions-called.ts'
import { isOnly } from './value.ts'
import { shown, type Script } from './script.ts'

const definers = /^(?:Object|Reflect)\.(?:definePropert(?:y|ies)|setPrototypeOf)$/
/** Functions of `Object` that may be handed around: they read, or work on what they make. */
const harmlessValues =
  /^(?:Object\.(?:keys|values|entries|freeze|fromEntries|hasOwn|is)|(?:Array|Number|Math|JSON|String|Date|BigInt)\.\w+)$/
const borrowable =
  /^(?:(?:Array|String|Object|Map|Set|Number|RegExp|(?:Uint|Int|Float|BigInt)\w+)\.prototype\.(?!constructor|valueOf|__)\w+|Math\.\w+|String\.from\w+|Array\.(?:of|from))$/

export const findReflection = (script: Script, report: Report): void => {
  const { file, bindings, origins } = script
  walk(file, node => {
    if (ts.isTypeNode(node)) return false
    if (ts.isCallExpression(node)) call(node)
    else if (isAccess(node)) member(node)
    else if (ts.isReturnStatement(node) && node.expression && isConstructor(functionAround(node)))
      report(
        'constructor that answers',
        `Answers from a constructor with ${shown(node.expression)}: fields of a class that extends it are put on that object, where nobody sees them.`,
        node,
      )
    else if (ts.isHeritageClause(node) && node.token === ts.SyntaxKind.ExtendsKeyword) heritage(node)
    else {
      const name = takenName(node)
      if (name !== null && /^(?:call|apply|bind|definePropert(?:y|ies)|setPrototypeOf|__\w+__)$/.test(name))
        report(`takes ${name}`, `Takes ${name} out of an object, to reach the language under another name.`, node, true)
    }
    return undefined
  })

  function call(node: ts.CallExpression): void {
    const name = dottedName(node.expression) ?? ''
    const [target, , descriptor] = node.arguments
    if (definers.test(name)) {
      const isOrdinary =
        name === 'Object.defineProperty' && target && isFresh(target) && descriptor && isOrdinaryProperty(descriptor)
      if (!isOrdinary)
        report(
          `defines ${name} ${target ? shapeOf(target) : ''}`,
          `Calls ${name} on ${target ? shown(target) : 'nothing'}: only an ordinary property of something that the function made itself may be defined that way.`,
          node,
          true,
        )
    }
    const properties = name === 'Object.create' ? node.arguments[1] : undefined
    if (properties && !definesOrdinary(properties))
      report(
        `defines ${name} ${shapeOf(properties)}`,
        'Calls Object.create with definitions of properties: what they are (hidden, read-only, computed when read) is not what an assignment makes.',
        node,
        true,
      )
    if (name === 'Object.freeze' && target && isOnly(origins.ownOf(target), 'argument'))
      report(
        `freezes ${shapeOf(target)}`,
        `Freezes ${shown(target)}, which belongs to the caller, who may want to go on changing it.`,
        node,
        true,
      )
    if (name === 'Object.assign' && target && !isFresh(target))
      report(
        `assigns ${shapeOf(target)}`,
        `Calls Object.assign on ${shown(target)}, which this function did not make: what it writes there stays.`,
        node,
        true,
      )
  }

  function isFresh(target: ts.Expression): boolean {
    return isOnly(origins.ownOf(target), 'fresh', 'bare', 'plain')
  }

  function member(node: Access): void {
    const name = memberName(node)
    if (name === null) return
    const outer = outermost(node)
    const isCalled = ts.isCallExpression(outer.parent) && outer.parent.expression === outer
    const path = dottedName(node)
    if (
      path !== null &&
      /^Object\.\w+$/.test(path) &&
      !isCalled &&
      !isAccess(outer.parent) &&
      !harmlessValues.test(path) &&
      name !== 'prototype'
    )
      report(
        `value ${path}`,
        `Hands ${path} around as a value: called under another name, no list of dangerous names sees it.`,
        node,
        true,
      )
    if (/^__\w+__$/.test(name)) report(`legacy ${name}`, `Uses ${name}, which reaches prototypes and hidden getters.`, node, true)
    if (!/^(?:call|apply|bind)$/.test(name)) return
    const receiver = bare(node.expression)
    if (isPlainFunction(receiver)) return
    const own = [...origins.ownOf(receiver)].join(' ')
    report(
      `reflective ${name} ${shapeOf(receiver)}`,
      `Calls ${shown(receiver)} through ${name}, and nothing shows that it is a plain function of this file or a method of the language by its full name${own.includes('computed') ? ' (it was read by a computed name)' : ''}.`,
      node,
      true,
    )
  }

  /** A function of the file, or a method of the language under its full name, directly or through one constant. */
  function isPlainFunction(receiver: ts.Expression): boolean {
    if (ts.isArrowFunction(receiver) || ts.isFunctionExpression(receiver)) return true
    if (ts.isIdentifier(receiver)) {
      if (functionsCalled(receiver, bindings).length > 0) return true
      const declarations = bindings.declarationsOf(receiver)
      return (
        declarations.length === 1 &&
        declarations.every(
          each =>
            ts.isVariableDeclaration(each) &&
            (each.parent.flags & ts.NodeFlags.Const) !== 0 &&
            each.initializer !== undefined &&
            isBorrowable(bare(each.initializer)),
        )
      )
    }
    return isBorrowable(receiver)
  }

  function heritage(node: ts.HeritageClause): void {
    for (const each of node.types) {
      const base = bare(each.expression)
      const isOwn =
        ts.isIdentifier(base) && bindings.declarationsOf(base).some(at => ts.isClassDeclaration(at) || ts.isClassExpression(at))
      const isError =
        ts.isIdentifier(base) &&
        /^(?:\w*Error)$/.test(base.text) &&
        ts.isClassLike(node.parent) &&
        node.parent.members.every(at => ts.isConstructorDeclaration(at) || ts.isPropertyDeclaration(at))
      if (!isOwn && !isError)
        report(
          `extends ${base.getText()}`,
          `Makes a class that extends ${shown(base)}: its methods stand in for those of the language, wherever an instance goes.`,
          node,
          true,
        )
    }
  }
}

const isConstructor = (node: ts.Node | null): boolean => node !== null && ts.isConstructorDeclaration(node)

/** A literal whose properties are all ordinary. */
const definesOrdinary = (expression: ts.Expression): boolean => {
  const node = bare(expression)
  return (
    ts.isObjectLiteralExpression(node) &&
    node.properties.every(each => ts.isPropertyAssignment(each) && isOrdinaryProperty(each.initializer))
  )
}

/** `{ value, writable: true, enumerable: true, configurable: true }`: what an assignment would have made. */
const isOrdinaryProperty = (expression: ts.Expression): boolean => {
  const node = bare(expression)
  if (!ts.isObjectLiteralExpression(node)) return false
  const flags = new Set<string>()
  for (const each of node.properties) {
    if (ts.isShorthandPropertyAssignment(each) && each.name.text === 'value') continue
    if (!ts.isPropertyAssignment(each)) return false
    const name = propertyName(each.name)
    if (name === 'value') continue
    if (
      name === null ||
      !/^(?:writable|enumerable|configurable)$/.test(name) ||
      each.initializer.kind !== ts.SyntaxKind.TrueKeyword
    )
      return false
    flags.add(name)
  }
  return flags.size === 3
}

function isBorrowable(node: ts.Expression): boolean {
  const path = dottedName(node)
  if (path !== null) return borrowable.test(path) && isBuiltin(path.split('.')[0] ?? '')
  if (!isAccess(node)) return false
  const object = bare(node.expression)
  const isEmpty =
    (ts.isArrayLiteralExpression(object) && object.elements.length === 0) ||
    (ts.isObjectLiteralExpression(object) && object.properties.length === 0) ||
    (ts.isStringLiteralLike(object) && object.text === '')
  return isEmpty && !/^(?:constructor|valueOf|__\w+__|call|apply|bind)$/.test(memberName(node) ?? 'constructor')
}
