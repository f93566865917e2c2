/** Writes the fast algorithm in front of the old code, or around it, with the names and in the style of the file. */
import { contains } from '../../../../languages/javascript/scope.ts'
import { indentAt } from '../../../../languages/javascript/style.ts'
import { ts } from '../../../../languages/javascript/syntax.ts'
import { placeBefore, styled } from '../place.ts'
import type { Edit, Rule, RuleContext, Site } from '../rule.ts'
import type { Classic, Shape } from './classic.ts'
import { anywhere, type Form, isValue } from './form.ts'
import { type Region, regionsOf } from './regions.ts'

export const ruleOf = (classic: Classic): Rule => ({
  id: classic.id,
  title: classic.title,
  shortName: classic.shortName,
  riskClass: 'C',
  gains: classic.gains,
  match: context => sitesOf(context, classic),
})

function sitesOf(context: RuleContext, classic: Classic): readonly Site[] {
  const sites: Site[] = []
  const taken: Region[] = []
  for (const shape of classic.shapes)
    for (const region of regionsOf(context, shape)) {
      if (taken.some(each => each.nodes.some(node => region.nodes.some(other => contains(node, other) || contains(other, node)))))
        continue
      const edits = editsOf(context, shape, region)
      if (!edits) continue
      taken.push(region)
      sites.push({
        key: `${classic.shortName} ${region.nodes.at(-1)!.getText()}`,
        subject: '',
        reason: classic.reason,
        edits,
        facts: [...classic.facts, ...guardFacts(context, shape, region)],
        probes: context.scope.typed ? [] : ((shape.probes ?? classic.probes)[context.target.node.parameters.length] ?? []),
      })
    }
  return sites
}

const guardFacts = (context: RuleContext, shape: Shape, region: Region): readonly string[] => {
  const write = writerOf(context, shape, region)
  return [
    ...(shape.lists ?? []).map(
      each => `guarded: ${write(each)} is an array of whole numbers of 32 bits, else the code runs as before`,
    ),
    ...(shape.numbers ?? []).map(
      each => `guarded: ${write(each)} is an array of numbers without NaN and -0, else the code runs as before`,
    ),
    ...(shape.when.length > 0 ? [`guarded: ${shape.when.map(write).join(' && ')}, else the code runs as before`] : []),
  ]
}

function editsOf(context: RuleContext, shape: Shape, region: Region): readonly Edit[] | null {
  const returns = neverEnds(region.pattern.steps.at(-1)!)
  if (!mayEnd(context, shape, region, returns)) return null
  const write = writerOf(context, shape, region)
  const lines = guarded(context, shape, write)
  const fast = linesOf(context, shape.fast).map(each => `  ${write(each)}`)
  if (returns) {
    const first = region.nodes.find(each => !ts.isVariableStatement(each)) ?? region.nodes.at(-1)!
    return placeBefore(context, first)?.insert([...lines, ...fast, '}']) ?? null
  }
  return wrapped(context, region, [...lines, ...fast, '} else {'])
}

/** What stands behind it does not run: a `return`, or a loop that ends by one only. */
const neverEnds = (last: Form): boolean =>
  last.op === 'return' ||
  (last.op === 'loop' && isValue(last.args[0]!, 'true') && !anywhere(last.args[1]!, each => each.op === 'break'))

/** What is set in the region and not a result is of no use to anybody behind it. */
function mayEnd(context: RuleContext, shape: Shape, region: Region, returns: boolean): boolean {
  const isInside = (node: ts.Node): boolean => region.nodes.some(each => contains(each, node))
  const statements = region.nodes.every(each => ts.isStatement(each))
  if (!returns && !statements) return false
  for (const key of region.pattern.own) {
    const bound = region.bindings.get(key)
    if (!bound || bound.key.startsWith('§')) continue
    const symbol = region.symbolOf(bound.key)
    const declaration = symbol?.declarations?.[0]
    if (!symbol || !declaration || !contains(context.target.node, declaration)) return false
    const owner = functionAround(region.nodes[0]!)
    for (const id of context.scope.references(symbol)) {
      if (functionAround(id) !== owner) return false
      if (returns || isInside(id) || (shape.results ?? []).includes(key)) continue
      if (id.parent !== declaration || !ts.isVariableDeclaration(declaration)) return false
    }
  }
  return true
}

function functionAround(node: ts.Node): ts.Node {
  let each = node
  // Callbacks of forEach and every are part of the steps.
  while (each.parent && !(ts.isFunctionLike(each) && !isStep(each))) each = each.parent
  return each
}

const isStep = (node: ts.Node): boolean =>
  ts.isCallExpression(node.parent) &&
  ts.isPropertyAccessExpression(node.parent.expression) &&
  /^(?:forEach|every)$/.test(node.parent.expression.name.text)

function wrapped(context: RuleContext, region: Region, lines: readonly string[]): readonly Edit[] | null {
  const { scope, style } = context
  const nodes = region.nodes as readonly ts.Statement[]
  // Settings at the start happen either way.
  const begin = nodes.findIndex(each => !ts.isVariableStatement(each))
  const [first, last] = [nodes[begin], nodes.at(-1)]
  if (!first || !last || !(ts.isBlock(first.parent) || ts.isSourceFile(first.parent))) return null
  const between = first.parent.statements.filter(each => each.pos >= first.pos && each.end <= last.end)
  if (last.parent !== first.parent || between.some(each => !nodes.includes(each) && !ts.isVariableStatement(each))) return null
  const declared = between.filter(each => ts.isVariableStatement(each))
  if (declared.some(each => isUsedBehind(context, each, last))) return null
  const start = first.getStart(scope.file)
  const text = scope.text.slice(start, last.end)
  if (/`[^`]*\n/.test(text)) return null
  const indent = indentAt(scope.text, start)
  const old = text.split(/\r?\n/).map((line, at) => (at === 0 ? style.unit + line : line === '' ? '' : style.unit + line))
  const put = [...styled(context, lines, indent), ...old.map((line, at) => (at === 0 ? indent + line : line)), `${indent}}`].join(
    style.newline,
  )
  return [{ start, end: last.end, text: put }]
}

function isUsedBehind(context: RuleContext, statement: ts.VariableStatement, last: ts.Node): boolean {
  return statement.declarationList.declarations.some(each => {
    if (!ts.isIdentifier(each.name)) return true
    const symbol = context.scope.symbolOf(each.name)
    return !symbol || context.scope.references(symbol).some(id => id.pos >= last.end)
  })
}

type Write = (text: string) => string

const kept =
  /^(?:const|let|var|for|if|else|while|return|of|in|new|true|false|null|undefined|typeof|break|continue|do|function|Math|Number|Array|Object|Set|Map|Uint8Array|Uint32Array|Int32Array|Float64Array|String|BigInt|Infinity|NaN|Date|number|string|boolean|unknown)$/

/** Names of the shape become what they stand for; all others become names that are free. */
function writerOf(context: RuleContext, shape: Shape, region: Region): Write {
  const known = new Map<string, Form>()
  for (const [key, bound] of region.bindings) {
    const plain = key.replace(/·.*/, '')
    if (!known.has(plain)) known.set(plain, bound)
  }
  return text =>
    text.replace(
      /‹[^›]*›|(\.\.\.|\.)?([A-Za-z_$][\w$]*)/g,
      (all, dot: string | undefined, word: string | undefined, at: number) => {
        if (word === undefined || dot === '.' || kept.test(word) || /[\w$]/.test(text[at - 1] ?? '')) return all
        const bound = known.get(word)
        return (dot ?? '') + (bound ? written(bound, region) : context.name(word))
      },
    )
}

function written(bound: Form, region: Region): string {
  if (bound.op === 'name' && !bound.key.startsWith('@')) return region.symbolOf(bound.key)?.name ?? bound.key.replace(/#\d+$/, '')
  if (bound.op === 'value' && bound.key.startsWith('-')) return `(${bound.key})`
  return bound.op === 'value' && !bound.node ? bound.key : (bound.node?.getText() ?? bound.key)
}

/** `list[i]!` where the file says so itself. */
const bangOf = ({ scope }: RuleContext): string => (scope.typed && /\w\]!/.test(scope.text) ? '!' : '')

/** The lines with the file's words, types and semicolons. */
function linesOf(context: RuleContext, text: string): readonly string[] {
  const { scope, style } = context
  return text
    .trim()
    .split('\n')
    .map(line => line.replaceAll('⟨!⟩', bangOf(context)).replace(/⟨([^⟩]*)⟩/g, scope.typed ? '$1' : ''))
    .map(line => (style.keyword === 'var' ? line.replace(/\b(?:const|let) /g, 'var ') : line))
    .map(line => (/[{},(]$/.test(line) || /^\s*\/\//.test(line) ? line : `${line}§`))
}

/** `let whole = ...`, a loop over the lists, and the start of the `if`. */
function guarded(context: RuleContext, shape: Shape, write: Write): readonly string[] {
  const numbers = shape.numbers ?? []
  const lists = [...(shape.lists ?? []), ...numbers]
  const conditions = [...lists.map(each => `Array.isArray(${each})`), ...shape.when].map(write)
  if (lists.length === 0) return [`if (${conditions.join(' && ')}) {`]
  const letWord = context.style.keyword === 'var' ? 'var' : 'let'
  const whole = context.name(numbers.length > 0 ? 'plain' : 'whole')
  const at = context.name('at')
  const bang = bangOf(context)
  return [
    `${letWord} ${whole} = ${conditions.join(' && ')}§`,
    ...lists.map(each => {
      const read = `${write(each)}[${at}]${bang}`
      return `for (${letWord} ${at} = 0; ${whole} && ${at} < ${write(each)}.length; ${at}++) ${whole} = typeof ${read} === ‹number› && ${numbers.includes(each) ? `${read} === ${read} && !Object.is(${read}, -0)` : `Object.is(${read} | 0, ${read})`}§`
    }),
    `if (${whole}) {`,
  ]
}
