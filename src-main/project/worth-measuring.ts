/**
 * Finds functions that a first manifest can measure: exported, synchronous, with arguments that a generator can make, and with work
 * in them. A guess to start from, from the text alone; the operator decides.
 */
import { dangerousUses } from '../languages/javascript/dangerous.ts'
import { findFunctions, type FoundFunction } from '../languages/javascript/functions.ts'
import { inspectSource } from '../languages/javascript/inspect.ts'
import { usesOf } from '../languages/javascript/parameter-uses.ts'
import { parse, ts, walk } from '../languages/javascript/syntax.ts'

export type ArgumentKind =
  | 'numbers'
  | 'strings'
  | 'rows'
  | 'lists'
  | 'text'
  | 'number'
  | 'boolean'
  | 'options'
  | 'callback'
  | 'test'
  | 'compare'
  | 'unknown'

export interface Measurable {
  readonly path: string
  readonly name: string
  readonly parameters: readonly { readonly name: string; readonly kind: ArgumentKind; readonly isRest?: true }[]
  /** It calls itself: large numbers as arguments may never end. */
  readonly recursive: boolean
  /** Larger: more nested loops and scans. */
  readonly work: number
}

/** Most work first. */
export const measurableFunctions = (path: string, text: string): readonly Measurable[] => {
  if (!inspectSource(path, text).ok) return []
  const file = parse(path, text)
  return findFunctions(file)
    .filter(each => isCallable(each, text) && !isComponent(each))
    .map(each => measurableOf(path, each))
    .filter(each => each.work > 0)
    .sort((a, b) => b.work - a.work)
}

/** How this function can be called with made-up arguments, whatever work is in it. */
export const measurableOf = (path: string, each: FoundFunction): Measurable => ({
  path,
  name: each.name,
  parameters: needed(each).map(one => describe(one, each)),
  recursive: isRecursive(each),
  work: workIn(each),
})

const isCallable = (each: FoundFunction, text: string): boolean => {
  const { node } = each
  if (!each.exported || !/^[A-Za-z_$][\w$]*$/.test(each.name)) return false
  if (ts.canHaveModifiers(node) && ts.getModifiers(node)?.some(one => one.kind === ts.SyntaxKind.AsyncKeyword)) return false
  if ('asteriskToken' in node && node.asteriskToken) return false
  const { parameters } = node
  if (
    parameters.length === 0 ||
    parameters.length > 5 ||
    parameters.some(one => one.dotDotDotToken || !ts.isIdentifier(one.name))
  )
    return false
  if (new RegExp(`\\b${each.name.replace(/\$/g, '\\$')}\\s+as\\s`).test(text)) return false
  // What reads files or the clock is no first example.
  return dangerousUses('x.ts', text.slice(each.start, each.end)).length === 0
}

/** A component or a hook: called by a framework, with a state of its own, and not by an example. */
const isComponent = ({ name, node }: FoundFunction): boolean => {
  let found = /^use[A-Z]/.test(name)
  walk(node, each => {
    found ||= ts.isJsxElement(each) || ts.isJsxSelfClosingElement(each) || ts.isJsxFragment(each)
    found ||= ts.isCallExpression(each) && /^(?:React\.)?use[A-Z]\w*$/.test(each.expression.getText())
  })
  return found
}

const scans =
  /^(?:includes|indexOf|find|findIndex|filter|map|reduce|some|every|sort|concat|shift|splice|slice|join|forEach|match|matchAll|replace|split)$/

const isCallOf = (node: ts.Node, name: string): boolean => ts.isCallExpression(node) && node.expression.getText() === name

const isRecursive = (each: FoundFunction): boolean => {
  let found = false
  walk(each.node, node => {
    found ||= isCallOf(node, each.name)
  })
  return found
}

const workIn = (each: FoundFunction): number => {
  let work = 0
  const visit = (node: ts.Node, depth: number): void => {
    const isLoop = ts.isIterationStatement(node, false)
    const isScan =
      ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && scans.test(node.expression.name.text)
    if (isLoop || isScan) work += 10 ** Math.min(depth, 3)
    if (isCallOf(node, each.name)) work += 20
    ts.forEachChild(node, child => visit(child, depth + (isLoop || isScan ? 1 : 0)))
  }
  visit(each.node, 0)
  return work
}

/** Without those at the end that a call may leave out. */
const needed = ({ node }: FoundFunction): readonly ts.ParameterDeclaration[] => {
  const last = node.parameters.findLastIndex(each => !each.questionToken && !each.initializer)
  return last < 0 ? node.parameters : node.parameters.slice(0, last + 1)
}

const describe = (parameter: ts.ParameterDeclaration, each: FoundFunction): Measurable['parameters'][number] => {
  // One that is taken apart has no name of its own.
  const isNamed = ts.isIdentifier(parameter.name)
  const name = isNamed ? parameter.name.getText() : parameter.name.getText().replace(/\s+/g, ' ').slice(0, 60)
  const byType = parameter.type && kindOfType(parameter.type.getText())
  const kind = byType ?? (isNamed ? kindByUse(parameter, each) : ts.isArrayBindingPattern(parameter.name) ? 'numbers' : 'options')
  return { name, kind, ...(parameter.dotDotDotToken ? { isRest: true as const } : {}) }
}

const kindOfType = (type: string): ArgumentKind | undefined => {
  const plain = type
    .replace(/\breadonly\s+/g, '')
    .replace(/^(?:Readonly)?Array<(.+)>$/, '$1[]')
    .trim()
  if (/=>\s*boolean$/.test(plain)) return 'test'
  if (/^\(\s*\w+[^,]*,\s*\w+[^,]*\)\s*=>\s*number$/.test(plain)) return 'compare'
  if (plain.includes('=>')) return 'callback'
  if (plain === 'number[]') return 'numbers'
  if (plain === 'string[]') return 'strings'
  if (/^number\[\]\[\]$|^\[number(?:, number)*\]\[\]$/.test(plain)) return 'lists'
  if (plain.endsWith('[]')) return 'rows'
  if (plain === 'string') return 'text'
  if (plain === 'number') return 'number'
  if (plain === 'boolean') return 'boolean'
  return undefined
}

/** In plain JavaScript the way a parameter is used says what it is, and where nothing is done with it, its name. */
const kindByUse = (parameter: ts.ParameterDeclaration, each: FoundFunction): ArgumentKind => {
  switch (usesOf(each.node, parameter).seems) {
    case 'list':
      return 'numbers'
    case 'string':
      return 'text'
    case 'number':
      return 'number'
    case 'object':
      return 'options'
    case 'function':
      return 'callback'
    case 'unknown':
      return kindByName(parameter.name.getText())
  }
}

const kindByName = (name: string): ArgumentKind => {
  if (/^(?:opt(?:ion)?s|config|settings)$/i.test(name)) return 'options'
  if (/^(?:fn|cb|callback|iteratee|mapper|selector)$/i.test(name)) return 'callback'
  if (/^(?:predicate|test|condition)$/i.test(name)) return 'test'
  if (/^(?:compare|comparator|cmp)$/i.test(name)) return 'compare'
  return /^(?:str|string|text|input|source|src|pattern|glob|query|html|line|word)$/i.test(name) ? 'text' : 'unknown'
}
