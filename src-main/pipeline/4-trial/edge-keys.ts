/**
 * Rows that differ, and whose fields written one after the other are the same text: `a|b` and `c`, or `a` and `b|c`. Code that makes one
 * key of several fields takes them for one row.
 */
import { admits, isOpen } from '../../languages/javascript/shape.ts'
import type { Edge, EdgeRequest } from './edge-inputs.ts'
import { copy, define, isPlain, shapeOfElements, siteAt, sitesOf, type Site } from './sites.ts'

/** The separators that the code itself uses come first. */
const most = 64
const usual = ['|', ',', ':', '-', ' ', '_', '/', '\u0000']
const mostFields = 5

type Pair = readonly [one: unknown, two: unknown]
/** The two fields of two rows: `[first of one, first of two]`, `[second of one, second of two]`. */
type Fields = readonly [Pair, Pair]

const fieldsFor = (first: unknown, second: unknown, between: string): Fields | null => {
  const kinds = `${typeof first} ${typeof second}`
  if (kinds === 'string string') return [[`x${between}y`, 'x'], ['z', `y${between}z`]] // prettier-ignore
  if (between !== '') return null
  if (kinds === 'string number') return [['x1', 'x'], [2, 12]] // prettier-ignore
  if (kinds === 'number string') return [[1, 12], ['2x', 'x']] // prettier-ignore
  return kinds === 'number number' ? [[1, 12], [23, 3]] : null // prettier-ignore
}
/** `x * 1000 + y`, `(x << 16) | y`: the factors of the code first. */
const factors = [1000, 65_536, 31, 10, 100, 256, 1024, 10_000, 1_000_000]
const mostFactors = 6

const isRow = (value: unknown): value is object => isPlain(value) || (Array.isArray(value) && value.length > 1)

const rowsFor = (like: object, separators: readonly string[], numbers: readonly number[]): (readonly [object, object])[] => {
  const keys = Object.keys(like).slice(0, mostFields)
  const rows: (readonly [object, object])[] = []
  const put = (first: string, second: string, [[a, b], [c, d]]: Fields): void => {
    const [one, two] = copy([like, structuredClone(like)]) as [object, object]
    for (const [row, left, right] of [
      [one, a, c],
      [two, b, d],
    ] as const) {
      // prettier-ignore
      define(row, first, left)
      define(row, second, right)
    }
    rows.push([one, two])
  }
  const isNumber = (key: string): boolean => typeof Reflect.get(like, key) === 'number'
  for (const factor of [...new Set([...numbers.filter(each => each > 2), ...factors])].slice(0, mostFactors))
    for (const first of keys.filter(isNumber))
      for (const second of keys.filter(isNumber)) if (first !== second) put(first, second, [[1, 0], [0, factor]]) // prettier-ignore
  for (const between of separators) {
    for (const [at, first] of keys.entries()) {
      for (const [other, second] of keys.entries()) {
        const fields = at === other ? null : fieldsFor(Reflect.get(like, first), Reflect.get(like, second), between)
        if (fields) put(first, second, fields)
      }
    }
  }
  return rows
}

const without = (like: object, name: string): object => Object.fromEntries(Object.entries(like).filter(([key]) => key !== name))

/** A row and the same with its keys in the other order: equal to who compares fields, not to who compares texts. */
const turnedRound = (like: object): readonly (readonly [object, object])[] => {
  if (Array.isArray(like) || Object.keys(like).length < 2) return []
  const [one, two] = [{}, {}]
  for (const [key, value] of Object.entries(like)) define(one, key, value)
  for (const [key, value] of Object.entries(like).toReversed()) define(two, key, value)
  return [[one, two]]
}

/** Lists of texts that are one text when they are joined. */
const listsFor = (separators: readonly string[]): (readonly [object, object])[] =>
  [',', ...separators].map(between => [[`a${between}b`], between === '' ? ['a', 'b', ''] : ['a', 'b']])

export const sameKeys = ({ bases, declared, conditions }: EdgeRequest): readonly Edge[] => {
  const [base] = bases
  if (!base) return []
  const separators = [...new Set(['', ...conditions.pieces, ...usual])].slice(0, 8)
  const lists = sitesOf(copy(base), declared).filter(site => site.depth <= 1 && !site.inList && Array.isArray(site.value))
  const edges = lists.map((): Edge[] => [])
  for (const [at, site] of lists.entries()) {
    const like: unknown = (site.value as unknown[])[0]
    if (!isRow(like)) continue
    const isTexts = Array.isArray(like) && like.every(each => typeof each === 'string')
    const pairs = [
      ...turnedRound(like),
      ...rowsFor(like, separators, conditions.numbers),
      ...(isTexts ? listsFor(separators) : []),
    ]
    // Nothing declares what a row has: fields that are not there, and fields that hold nothing.
    if (isOpen(shapeOfElements(site.shape)) && !Array.isArray(like)) {
      const rows = Object.keys(like).slice(0, mostFields).flatMap(key => [without(like, key), { ...like, [key]: undefined }, { ...like, [key]: null }]) // prettier-ignore
      const args = copy(base)
      const found = siteAt(args, declared, site.path)
      found?.put([...(found.value as unknown[]), ...rows])
      edges[at]?.push({ args, foreign: true })
    }
    for (const [one, two] of pairs.filter(pair => isAllowed(site, like, pair))) {
      const args = copy(base)
      const found = siteAt(args, declared, site.path)
      found?.put([...(found.value as unknown[]), one, two])
      edges[at]?.push({ args, foreign: false })
    }
  }
  const share = Math.ceil(most / Math.max(1, edges.filter(each => each.length > 0).length))
  return edges.flatMap(each => each.slice(0, share))
}

/** Fields that are declared to hold a few texts only keep them. */
const isAllowed = ({ shape }: Site, like: object, pair: readonly [object, object]): boolean => {
  const row = shapeOfElements(shape)
  if (row.kind !== 'object') return row.kind !== 'fixed' && (row.kind !== 'tuple' || Array.isArray(like))
  return pair.every(each =>
    Object.keys(each).every(name => {
      const known = row.properties.find(property => property.name === name)
      return !known || admits(known.shape, Reflect.get(each, name))
    }),
  )
}
