/** J19, J20, J21, J48, J45, J33: lists and texts made only to ask one thing about them. Each asks the thing directly. */
import { membershipOf } from '../meaning/membership.ts'
import { effectsOf } from '../../../languages/javascript/effects.ts'
import { hasOnlyPresentElements, isArray, isFresh, isPure, isSimple, isString } from '../../../languages/javascript/facts.ts'
import { declaredIn } from '../../../languages/javascript/scope.ts'
import { bare, ts } from '../../../languages/javascript/syntax.ts'
import { isFallback } from './membership.ts'
import { isMethodCall, type MethodCall, pureCallback, replace, sitesOf } from './method-call.ts'
import type { Edit, Rule, RuleContext, Site } from './rule.ts'
import { standsAlone } from './text.ts'

/** `list.filter(test)[0]`. */
export const filterFirst: Rule = {
  id: 'J19',
  title: 'find instead of filter for one element',
  shortName: 'find-instead-of-filter',
  riskClass: 'B',
  gains: [
    [100, 4],
    [10000, 400],
  ],
  match: context =>
    sitesOf(context, node => {
      const isFirst = ts.isElementAccessExpression(node) && !node.questionDotToken && node.argumentExpression.getText() === '0'
      const isAt = isMethodCall(node, /^at$/) && node.arguments[0]?.getText() === '0'
      if (!isFirst && !isAt) return null
      const filter = bare(isFirst ? node.expression : (node as MethodCall).expression.expression)
      if (
        !isMethodCall(filter, /^filter$/) ||
        !isArray(context.scope, filter.expression.expression) ||
        !hasOnlyPresentElements(context.scope, filter.expression.expression) ||
        !pureCallback(context, filter)
      )
        return null
      if (
        ts.isBinaryExpression(node.parent) &&
        node.parent.left === node &&
        node.parent.operatorToken.kind === ts.SyntaxKind.EqualsToken
      )
        return null
      return {
        key: node.getText(),
        subject: '',
        reason: 'A list of all hits was made to use the first. find stops at the first.',
        edits: [
          { start: filter.expression.name.getStart(), end: filter.expression.name.end, text: 'find' },
          { start: filter.end, end: node.end, text: '' },
        ],
        facts: [
          'proved: the test changes nothing',
          'proved: the list has no holes, by its type',
          'accepted: elements behind the first hit are not looked at',
        ],
        probes: [],
      }
    }),
}

/** `list.filter(test).length`, compared with 0 or not. */
export const filterLength: Rule = {
  id: 'J20',
  title: 'Answer without a list of hits',
  shortName: 'count-without-list',
  riskClass: 'B',
  gains: [
    [100, 3],
    [10000, 50],
  ],
  match: context =>
    sitesOf(context, node => {
      if (!ts.isPropertyAccessExpression(node) || node.name.text !== 'length' || node.questionDotToken) return null
      const filter = bare(node.expression)
      if (!isMethodCall(filter, /^filter$/) || !pureCallback(context, filter) || isFallback(node)) return null
      const asked = questionOf(node)
      const list = filter.expression.expression.getText()
      const known = arrayRoot(context, filter.expression.expression)
      // What is no array may have a filter of its own, and no some.
      if (known === null) return null
      if (asked)
        return {
          key: asked.node.getText(),
          subject: '',
          reason: 'A list of all hits was made to see whether there are any. some stops at the first.',
          edits:
            known === ''
              ? [
                  ...(asked.negated ? [{ start: asked.node.getStart(), end: asked.node.getStart(), text: '!' }] : []),
                  { start: filter.expression.name.getStart(), end: filter.expression.name.end, text: 'some' },
                  { start: filter.end, end: asked.node.end, text: '' },
                ]
              : [besideOld(asked.node, known, `${asked.negated ? '!' : ''}${renamed(filter, 'some')}`)],
          facts: [
            arrayFact(list, known),
            'proved: the test changes nothing',
            'accepted: elements behind the first hit are not looked at, so an error among them does not come up',
          ],
          probes: [],
        }
      return countSite(context, node, filter, list, known)
    }),
}

/** A pass that counts; `reduce` passes over holes as `filter` does. */
function countSite(context: RuleContext, node: ts.Expression, filter: MethodCall, list: string, known: string): Site | null {
  const fn = bare(filter.arguments[0]!)
  if (!ts.isArrowFunction(fn) || ts.isBlock(fn.body) || fn.getText().includes('\n')) return null
  const count = context.name('count')
  const parameters = fn.parameters.map(each => each.getText()).join(', ')
  const body = fn.body.getText()
  const isWritable =
    ts.isIdentifier(fn.parameters[0]?.name ?? fn) && !(context.scope.typed && fn.parameters.some(each => each.type))
  if (!isWritable || body.includes('\n')) return null
  const counted = `${list}.reduce((${count}, ${parameters}) => (${body} ? ${count} + 1 : ${count}), 0)`
  return {
    key: node.getText(),
    subject: `of ${list.slice(0, 40)}`,
    reason: 'A list of all hits was made to count them. Counting needs no list.',
    edits: [known === '' ? replace(node, counted) : besideOld(node, known, counted)],
    facts: [arrayFact(list, known), 'proved: the test changes nothing', 'proved: reduce passes over holes as filter does'],
    probes: [],
  }
}

/** Methods that give an array when they are called on one. */
const arrayMethods = /^(?:map|filter|slice|concat|flat|flatMap|toSorted|toReversed|sort|reverse|splice)$/

/** Condition under which `list` is an array: empty when it is one for certain, null when nothing can be asked that has no effect. */
function arrayRoot(context: RuleContext, list: ts.Expression): string | null {
  const node = bare(list)
  if (isArray(context.scope, node)) return ''
  if (isSimple(node)) return `Array.isArray(${node.getText()})`
  return isMethodCall(node, arrayMethods) ? arrayRoot(context, node.expression.expression) : null
}

const arrayFact = (list: string, known: string): string =>
  known === '' ? `proved: ${list} is an array` : `guarded: ${known}, else the code runs as before`

/** The call with another method. */
const renamed = (call: MethodCall, method: string): string => {
  const at = call.expression.name.getStart() - call.getStart()
  return call.getText().slice(0, at) + method + call.getText().slice(at + call.expression.name.text.length)
}

/** `condition ? now : before`. */
function besideOld(node: ts.Expression, condition: string, now: string): Edit {
  const text = `${condition} ? ${now} : ${node.getText()}`
  return replace(node, standsAlone(node) ? text : `(${text})`)
}

function questionOf(length: ts.Expression): { node: ts.Expression; negated: boolean } | null {
  const parent = length.parent
  if (ts.isPrefixUnaryExpression(parent) && parent.operator === ts.SyntaxKind.ExclamationToken) return null
  if (!ts.isBinaryExpression(parent) || parent.left !== length) return null
  const test = parent.operatorToken.getText() + parent.right.getText()
  if (/^(?:>0|!==0|!=0|>=1)$/.test(test)) return { node: parent, negated: false }
  return /^(?:===0|==0|<1|<=0)$/.test(test) ? { node: parent, negated: true } : null
}

/** `list.map(f).flat()`. */
export const mapFlat: Rule = {
  id: 'J21',
  title: 'flatMap instead of map and flat',
  shortName: 'flatmap-instead-of-map-flat',
  riskClass: 'A',
  gains: [
    [100, 2],
    [10000, 4],
  ],
  match: context =>
    sitesOf(context, node => {
      if (!isMethodCall(node, /^flat$/) || (node.arguments.length > 0 && node.arguments[0]!.getText() !== '1')) return null
      const map = node.expression.expression
      if (!isMethodCall(map, /^map$/) || map.arguments.length === 0 || isFallback(node)) return null
      const list = map.expression.expression
      const known = arrayRoot(context, list)
      // A list that was handed out and grows later is flattened as it is at the end; flatMap takes it as it is now.
      if (known === null || !changesNothing(context, map)) return null
      return {
        key: node.getText(),
        subject: '',
        reason: 'A list of lists was made to be flattened at once. flatMap makes the flat list directly.',
        edits:
          known === ''
            ? [
                { start: map.expression.name.getStart(), end: map.expression.name.end, text: 'flatMap' },
                { start: map.end, end: node.end, text: '' },
              ]
            : [besideOld(node, known, renamed(map, 'flatMap'))],
        facts: [
          arrayFact(list.getText(), known),
          'proved: the function changes nothing that it gave out before',
          'proved: by the standard both call the function for the same elements in the same order and pass over the same holes',
        ],
        probes: [],
      }
    }),
}

/** The callback writes nothing but what it made itself. */
function changesNothing(context: RuleContext, map: MethodCall): boolean {
  const effects = effectsOf(context.scope, map)
  return (
    effects.unknown === null &&
    [...effects.assigned].every(symbol => declaredIn(symbol, map)) &&
    effects.writes.every(write => write.root !== null && declaredIn(write.root, map) && isFresh(context.scope, write.root))
  )
}

/** `[...list].reverse()[0]`, `list.slice(-1)[0]`. */
export const lastElement: Rule = {
  id: 'J48',
  title: 'at(-1) instead of a copy',
  shortName: 'last-element-without-copy',
  riskClass: 'A',
  gains: [
    [10, 3],
    [1000, 914],
  ],
  match: context =>
    sitesOf(context, node => {
      if (!ts.isElementAccessExpression(node) || node.questionDotToken || node.argumentExpression.getText() !== '0') return null
      const reverse = bare(node.expression)
      if (!isMethodCall(reverse, /^(?:reverse|toReversed)$/) || reverse.arguments.length > 0) return null
      const copy = bare(reverse.expression.expression)
      const list = reverse.expression.name.text === 'toReversed' ? copy : copiedFrom(copy)
      if (!list || !isArray(context.scope, list) || !isSimple(list)) return null
      return {
        key: node.getText(),
        subject: `of ${list.getText()}`,
        reason: `All of ${list.getText()} was copied and turned round to read its last element. at(-1) reads it.`,
        edits: [replace(node, `${list.getText()}.at(-1)`)],
        facts: [`proved: ${list.getText()} is an array`],
        probes: [],
      }
    }),
}

function copiedFrom(copy: ts.Expression): ts.Expression | null {
  if (ts.isArrayLiteralExpression(copy))
    return copy.elements.length === 1 && ts.isSpreadElement(copy.elements[0]!) ? bare(copy.elements[0].expression) : null
  return isMethodCall(copy, /^slice$/) && copy.arguments.length === 0 ? bare(copy.expression.expression) : null
}

/** `text.substring(i).startsWith(part)`. */
export const substringStart: Rule = {
  id: 'J45',
  title: 'startsWith at a position instead of a copy',
  shortName: 'startswith-at-position',
  riskClass: 'A',
  gains: [
    [100, 1.3],
    [2000, 2],
  ],
  match: context =>
    sitesOf(context, node => {
      if (!isMethodCall(node, /^startsWith$/) || node.arguments.length !== 1) return null
      const part = bare(node.expression.expression)
      if (
        !isMethodCall(part, /^substring$/) ||
        part.arguments.length !== 1 ||
        !isPure(context.scope, part.arguments[0]!) ||
        !isPure(context.scope, node.arguments[0]!)
      )
        return null
      return {
        key: node.getText(),
        subject: '',
        reason: 'The rest of the text was copied to compare its start. startsWith compares at a position.',
        edits: [
          replace(
            node,
            `${part.expression.expression.getText()}.startsWith(${node.arguments[0]!.getText()}, ${part.arguments[0]!.getText()})`,
          ),
        ],
        facts: ['proved: by the standard substring and startsWith limit a position in the same way'],
        probes: [],
      }
    }),
}

/** `Object.keys(o).includes(k)`. */
export const keysIncludes: Rule = {
  id: 'J33',
  title: 'Own property instead of a list of keys',
  shortName: 'own-property-instead-of-keys',
  riskClass: 'B',
  gains: [
    [10, 2.3],
    [300, 25],
  ],
  match: context =>
    sitesOf(context, node => {
      const question = membershipOf(context, node)
      const keys = question && bare(question.list)
      if (!keys || !ts.isCallExpression(keys) || keys.expression.getText() !== 'Object.keys' || keys.arguments.length !== 1)
        return null
      const { value, negated } = question
      const object = keys.arguments[0]!
      const proved = isString(context.scope, value)
      if (isFallback(question.node) || !isSimple(value) || question.perElement || (!proved && !isSimple(object))) return null
      const key = value.getText()
      const asked = `${negated ? '!' : ''}Object.prototype.propertyIsEnumerable.call(${object.getText()}, ${key})`
      // A number is never one of the keys, and an object that is null fails as before, whatever the key is.
      const text = proved
        ? asked
        : `typeof ${key} === ${context.style.quote}string${context.style.quote} ? ${asked} : ${question.node.getText()}`
      return {
        key: question.node.getText(),
        subject: '',
        reason: 'A list of all keys was made to look for one. The object is asked directly.',
        edits: [replace(question.node, proved || standsAlone(question.node) ? text : `(${text})`)],
        facts: [
          proved ? `proved: ${key} is a string` : `guarded: where ${key} is no string the code runs as before`,
          'proved: Object.keys lists exactly the own enumerable properties',
        ],
        probes: [],
      }
    }),
}
