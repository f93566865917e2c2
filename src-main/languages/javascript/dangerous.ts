/**
 * Lists the places of a text that reach outside the values it was given: code from strings, modules, the process, globals,
 * prototypes, clocks, randomness, timers, output. For the gates, which compare the lists of before and after. It errs towards
 * reporting: a parameter called `process` is reported too. It does not stop anything; the sandbox does.
 */
import { bare, lineOf, parse, ts, walk } from './syntax.ts'

export type DangerKind =
  | 'eval'
  | 'function-constructor'
  | 'dynamic-import'
  | 'import'
  | 'process'
  | 'global'
  | 'prototype'
  | 'child-process'
  | 'file-system'
  | 'network'
  | 'worker'
  | 'timer'
  | 'clock'
  | 'random'
  | 'console'
  | 'debugger'
  | 'with'
  | 'native'

export interface DangerousUse {
  readonly kind: DangerKind
  /** What is used, as it is written: `Date.now`, `node:fs`, `Array.prototype.last`. */
  readonly name: string
  /** 1-based. */
  readonly line: number
}

const moduleKinds: Readonly<Record<string, DangerKind>> = {
  child_process: 'child-process',
  cluster: 'worker',
  worker_threads: 'worker',
  fs: 'file-system',
  'fs/promises': 'file-system',
  sqlite: 'file-system',
  net: 'network',
  http: 'network',
  https: 'network',
  http2: 'network',
  dgram: 'network',
  tls: 'network',
  dns: 'network',
  'dns/promises': 'network',
  inspector: 'network',
  undici: 'network',
  ws: 'network',
  vm: 'eval',
  module: 'dynamic-import',
  process: 'process',
  os: 'process',
  v8: 'process',
  repl: 'eval',
  crypto: 'random',
  timers: 'timer',
  'timers/promises': 'timer',
  perf_hooks: 'clock',
  console: 'console',
  wasi: 'native',
  ffi: 'native',
}

const globalKinds: Readonly<Record<string, DangerKind>> = {
  eval: 'eval',
  Function: 'function-constructor',
  AsyncFunction: 'function-constructor',
  GeneratorFunction: 'function-constructor',
  ShadowRealm: 'eval',
  require: 'import',
  module: 'import',
  process: 'process',
  globalThis: 'global',
  global: 'global',
  window: 'global',
  self: 'global',
  frames: 'global',
  setTimeout: 'timer',
  setInterval: 'timer',
  setImmediate: 'timer',
  queueMicrotask: 'timer',
  requestAnimationFrame: 'timer',
  scheduler: 'timer',
  performance: 'clock',
  crypto: 'random',
  console: 'console',
  fetch: 'network',
  WebSocket: 'network',
  XMLHttpRequest: 'network',
  EventSource: 'network',
  navigator: 'network',
  BroadcastChannel: 'network',
  Worker: 'worker',
  SharedWorker: 'worker',
  Atomics: 'worker',
  SharedArrayBuffer: 'worker',
  WebAssembly: 'native',
  localStorage: 'file-system',
  sessionStorage: 'file-system',
  indexedDB: 'file-system',
  Deno: 'process',
  Bun: 'process',
}

const builtins =
  /^(?:Object|Function|Array|String|Number|Boolean|Symbol|BigInt|Map|Set|WeakMap|WeakSet|Promise|RegExp|Date|Math|JSON|Reflect|Proxy|Intl|Error|TypeError|RangeError|ArrayBuffer|DataView|Iterator|(?:Uint|Int|Float|BigInt|BigUint)\d+(?:Clamped)?Array)$/

export function dangerousUses(path: string, text: string): readonly DangerousUse[] {
  const file = parse(path, text)
  const found: DangerousUse[] = []
  const add = (kind: DangerKind, name: string, node: ts.Node): void => {
    found.push({ kind, name, line: lineOf(file, node.getStart(file)) })
  }
  walk(file, node => {
    if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return false
    if (ts.isDebuggerStatement(node)) add('debugger', 'debugger', node)
    else if (ts.isWithStatement(node)) add('with', 'with', node)
    else if (ts.isImportDeclaration(node))
      return node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword ? false : addModule(node.moduleSpecifier, add)
    else if (ts.isExportDeclaration(node))
      return node.isTypeOnly || !node.moduleSpecifier ? undefined : addModule(node.moduleSpecifier, add)
    else if (ts.isExternalModuleReference(node)) return addModule(node.expression, add)
    else if (ts.isMetaProperty(node)) {
      if (node.keywordToken === ts.SyntaxKind.ImportKeyword) add('dynamic-import', 'import.meta', node)
    } else if (ts.isCallExpression(node)) addCall(node, add)
    else if (ts.isNewExpression(node)) addNew(node, add)
    else if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) addMember(node, add)
    // `{ __proto__: null }` makes an object without a prototype, which is what careful code does.
    else if (
      ts.isPropertyAssignment(node) &&
      keyText(node.name) === '__proto__' &&
      node.initializer.kind !== ts.SyntaxKind.NullKeyword
    )
      add('prototype', '__proto__', node)
    else if (ts.isBindingElement(node) && node.propertyName && keyText(node.propertyName) === 'constructor')
      add('function-constructor', 'constructor', node)
    else if (ts.isIdentifier(node)) addIdentifier(node, add)
    return undefined
  })
  return found
}

type Add = (kind: DangerKind, name: string, node: ts.Node) => void

function addModule(specifier: ts.Expression, add: Add): false {
  const name = ts.isStringLiteralLike(specifier) ? specifier.text : specifier.getText()
  add(moduleKinds[name.replace(/^node:/, '')] ?? 'import', name, specifier)
  return false
}

function addCall(call: ts.CallExpression, add: Add): void {
  const [first] = call.arguments
  if (call.expression.kind === ts.SyntaxKind.ImportKeyword) add('dynamic-import', first?.getText() ?? 'import()', call)
  if (ts.isIdentifier(call.expression) && call.expression.text === 'require' && first) addModule(first, add)
  const name = call.expression.getText()
  if (/^(?:Object|Reflect)\.setPrototypeOf$/.test(name)) add('prototype', name, call)
  if (
    /^(?:Object\.(?:assign|definePropert(?:y|ies))|Reflect\.(?:set|defineProperty))$/.test(name) &&
    first &&
    isBuiltinTarget(bare(first))
  )
    add('prototype', `${name}(${first.getText()})`, call)
  if (/\b__define[GS]etter__$/.test(name)) add('prototype', name, call)
  if (name === 'Date') add('clock', 'Date()', call)
}

function addNew(call: ts.NewExpression, add: Add): void {
  if (call.expression.getText() === 'Date' && !call.arguments?.length) add('clock', 'new Date()', call)
}

function addMember(node: ts.PropertyAccessExpression | ts.ElementAccessExpression, add: Add): void {
  const key = ts.isPropertyAccessExpression(node)
    ? node.name.text
    : ts.isStringLiteralLike(node.argumentExpression)
      ? node.argumentExpression.text
      : null
  const object = bare(node.expression)
  const name = node.getText()
  if (key === '__proto__') add('prototype', name, node)
  if (key === 'constructor') add('function-constructor', name, node)
  if (key === 'prototype' && isPrototypeEscape(node))
    add('prototype', ts.isPropertyAccessExpression(node.parent) ? node.parent.getText() : name, node)
  if (isWritten(node) && isBuiltinTarget(object)) add(ts.isIdentifier(object) ? 'global' : 'prototype', name, node)
  if (!ts.isIdentifier(object)) return
  if (object.text === 'Math' && (key === 'random' || key === null)) add('random', name, node)
  if (object.text === 'Date' && (key === 'now' || key === null)) add('clock', name, node)
  if (object.text === 'Temporal') add('clock', name, node)
}

const isBuiltinTarget = (node: ts.Expression): boolean =>
  ts.isIdentifier(node) ? builtins.test(node.text) : ts.isPropertyAccessExpression(node) && node.name.text === 'prototype'

/** `X.prototype` is fine where it is only read on: `Array.prototype.slice.call(...)`. Written through or given away, it is not. */
function isPrototypeEscape(node: ts.PropertyAccessExpression | ts.ElementAccessExpression): boolean {
  const parent = node.parent
  if (ts.isPropertyAccessExpression(parent) && parent.expression === node) return isWritten(parent)
  return isWritten(node) || ts.isElementAccessExpression(parent) || ts.isVariableDeclaration(parent)
}

function isWritten(node: ts.Node): boolean {
  const parent = node.parent
  if (ts.isBinaryExpression(parent))
    return (
      parent.left === node &&
      parent.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
      parent.operatorToken.kind <= ts.SyntaxKind.LastAssignment
    )
  if (ts.isPrefixUnaryExpression(parent) || ts.isPostfixUnaryExpression(parent))
    return parent.operator === ts.SyntaxKind.PlusPlusToken || parent.operator === ts.SyntaxKind.MinusMinusToken
  return ts.isDeleteExpression(parent)
}

const keyText = (name: ts.PropertyName): string | null =>
  ts.isIdentifier(name) || ts.isStringLiteralLike(name)
    ? name.text
    : ts.isComputedPropertyName(name) && ts.isStringLiteralLike(name.expression)
      ? name.expression.text
      : null

function addIdentifier(node: ts.Identifier, add: Add): void {
  const kind = Object.hasOwn(globalKinds, node.text) ? globalKinds[node.text] : undefined
  if (!kind) return
  const parent = node.parent
  if ((ts.isPropertyAccessExpression(parent) && parent.name === node) || ts.isJsxAttribute(parent)) return
  // A property called `process` is a name, not a use; `{ process }` and `const { now: process }` are not names.
  if (
    (ts.isPropertyAssignment(parent) ||
      ts.isMethodDeclaration(parent) ||
      ts.isPropertyDeclaration(parent) ||
      ts.isAccessor(parent)) &&
    parent.name === node
  )
    return
  if (ts.isBindingElement(parent) && parent.propertyName === node) return
  if (ts.isLabeledStatement(parent) || ts.isBreakOrContinueStatement(parent)) return
  if (node.text === 'require' && ts.isCallExpression(parent) && parent.expression === node) return
  if (node.text === 'module' && ts.isPropertyAccessExpression(parent) && parent.name.text === 'exports') return
  add(kind, ts.isPropertyAccessExpression(parent) && parent.expression === node ? parent.getText() : node.text, node)
}
