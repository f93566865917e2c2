/**
 * Inputs at the edges that cannot cross the wall as data, as source text that is evaluated in the box: symbols, getters, inherited
 * properties, instances, iterators, promises. Only where the declaration allows them, and beside arguments that JSON can write.
 */
import { isOpen, type Shape } from '../../languages/javascript/shape.ts'
import type { EdgeRequest } from './edge-inputs.ts'
import { isPlain, shapeOfElements } from './sites.ts'

/** Of objects whose keys nobody counts. */
const objects: readonly string[] = [
  `(() => { const one = { get id() { return 1 }, name: 'a' }; return [one, { id: 1, name: 'a' }, one] })()`,
  `[Object.create({ id: 1, name: 'a' }), { id: 1, name: 'a' }, Object.create(null)]`,
  `[new (class Row { id = 1; name = 'a' })(), { id: 1, name: 'a' }]`,
  `[{ [Symbol.for('a')]: 1, id: 1 }, { id: 1 }, { [Symbol.for('a')]: 2 }]`,
  `[Object.defineProperty({ id: 1 }, 'hidden', { value: 2 }), { id: 1 }, Object.freeze({ id: 1 })]`,
]
const lists: readonly string[] = [
  ...objects,
  `(() => { const one = Symbol('a'); return [one, Symbol('a'), one, 'a'] })()`,
  `(() => { const one = () => 1; return [one, one, Symbol.iterator] })()`,
  `Object.assign([1, 1, 2], { note: 'a' })`,
]
const iterators = (list: string): readonly string[] => [
  `${list}.values()`,
  `(function* () { yield* ${list} })()`,
  `new Set(${list})`,
  `${list}`,
  // It can be seen how far it was read, and whether it was let go.
  `(() => { const list = ${list}; const steps = { asked: 0, closed: 0, [Symbol.iterator]() { let at = 0; return { next: () => { steps.asked += 1; return at < list.length ? { done: false, value: list[at++] } : { done: true, value: undefined } }, return: () => { steps.closed += 1; return {} } } } }; return steps })()`,
]
/** What has its values from elsewhere: defaults that it inherits, all or some, and getters of a class. */
const inheriting = (object: string): readonly string[] => [
  `Object.create(${object})`,
  `(() => { const all = Object.entries(${object}); return Object.assign(Object.create(Object.fromEntries(all.slice(0, all.length >> 1))), Object.fromEntries(all.slice(all.length >> 1))) })()`,
  `(() => { class Settings {} for (const [key, value] of Object.entries(${object})) Object.defineProperty(Settings.prototype, key, { get: () => value, enumerable: false, configurable: true }); return new Settings() })()`,
]
/** Lists that another context made: their prototype is not the one of this program. */
const ofAnotherRealm = (list: string): readonly string[] => [
  `process.getBuiltinModule('node:vm').runInNewContext(${JSON.stringify('(')} + ${JSON.stringify(list)} + ')')`,
  `[...${list}, process.getBuiltinModule('node:vm').runInNewContext('[1, [2, { id: 3 }], new Date(0), new Map([[1, 2]]), /a/]')]`,
]

/** Some of the elements as promises, one of which ends later than those behind it. */
const promised = (list: string): readonly string[] => [
  `${list}.map((one, at) => (at % 2 === 0 ? one : Promise.resolve(one)))`,
  `${list}.map(one => Promise.resolve(one))`,
  `${list}.map((one, at) => (at === 1 ? Promise.resolve().then(() => {}).then(() => one) : one))`,
]

const members = (shape: Shape): readonly Shape[] => (shape.kind === 'union' ? shape.of : [shape])

const textsFor = (shape: Shape, list: string): readonly string[] => {
  const elements = shapeOfElements(shape)
  const texts: string[] = []
  if (isOpen(elements)) texts.push(...lists)
  else if (members(elements).some(each => each.kind === 'object' && each.index && isOpen(each.index))) texts.push(...objects)
  if (members(elements).some(each => each.kind === 'promise')) texts.push(...promised(list))
  if (members(shape).some(each => each.kind === 'list' && each.once)) texts.push(...iterators(list))
  return texts
}

/** Each is the source of a list with one list of arguments. */
export const edgeTexts = ({ bases, declared, conditions }: EdgeRequest): readonly string[] => {
  const base = bases[0]
  if (!base) return []
  const written = base.map(value => inJson(value))
  return base.flatMap((value, at) => {
    if (!Array.isArray(value) && !isPlain(value)) return []
    if (written.some((text, index) => text === null && index !== at)) return []
    const list = written[at] ?? '[1, 2, 3, 4]'
    const shape = declared.at(at)
    const texts = isPlain(value)
      ? inheriting(written[at] ?? '{ "id": 1 }')
      : [...textsFor(shape, list), ...(conditions.tellsRealms && isOpen(shapeOfElements(shape)) ? ofAnotherRealm(list) : [])]
    return texts.map(made => `[[${written.map((text, index) => (index === at ? made : text)).join(', ')}]]`)
  })
}

/** Null for what JSON would write as something else. */
const inJson = (value: unknown): string | null => {
  try {
    const text = JSON.stringify(value) as string | undefined
    const lossy = JSON.stringify(value, (_, each: unknown) =>
      each === undefined || (typeof each === 'number' && !Number.isFinite(each)) ? '\u0000' : each,
    )
    return text === undefined || text !== lossy ? null : text
  } catch {
    return null
  }
}
