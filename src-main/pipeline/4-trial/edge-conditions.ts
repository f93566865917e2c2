/**
 * Inputs at, just below and just above every number and text on which the code decides: lists and texts of that length, the values
 * themselves at every place of their type, names as keys. Both ways of a condition are so taken, also of one that only the
 * candidate has.
 */
import { admits, isOpen, type Shape } from '../../languages/javascript/shape.ts'
import type { Edge, EdgeRequest } from './edge-inputs.ts'
import { copy, define, isPlain, shapeOfElements, siteAt, sitesOf, weight, type Site } from './sites.ts'
import { spread } from './spread.ts'

const most = { lengths: 90, numbers: 110, texts: 90, names: 40, large: 16 }
/** Longer lists than this are not made; so much text of all of them together. */
export const longest = 5_000
const mostCharacters = 2 << 20

export const atConditions = (request: EdgeRequest): readonly Edge[] => [
  ...lengths(request),
  ...spread(numbers(request), most.numbers),
  ...largeTogether(request).slice(0, most.large),
  ...spread(texts(request), most.texts),
  ...spread(names(request), most.names),
]

/** Lengths to be met, the most telling first. */
export const lengthsFor = (numbersOfCode: readonly number[]): readonly number[] => {
  const found = new Set<number>()
  for (const number of numbersOfCode) {
    for (const each of [Math.floor(number), Math.floor(number) + 1, Math.ceil(number) - 1])
      if (each >= 0 && each <= longest) found.add(each)
  }
  return [...found]
}

const near = (number: number): readonly number[] =>
  Number.isInteger(number) ? [number, number - 1, number + 1] : [number, Math.floor(number), Math.ceil(number)]

const changed = (request: EdgeRequest, base: readonly unknown[], path: string, edit: (site: Site) => void): unknown[] => {
  const args = copy(base)
  const site = siteAt(args, request.declared, path)
  if (site) edit(site)
  return args
}

const lengths = (request: EdgeRequest): readonly Edge[] => {
  const { bases, declared, conditions } = request
  const base = bases.toSorted((one, two) => weight(two) - weight(one))[0]
  if (!base) return []
  const sites = sitesOf(copy(base), declared)
  const places = sites.flatMap(site => {
    const long =
      site.depth <= 1 &&
      !(site.inList && site.key !== '0') &&
      (Array.isArray(site.value) ? isGrowing(site.shape) : typeof site.value === 'string' && admits(site.shape, `${site.value} `))
    return long ? [{ path: site.path, size: weight(site.value), count: (site.value as string | unknown[]).length }] : []
  })
  const edges: Edge[] = []
  let characters = 0
  for (const length of lengthsFor(conditions.numbers)) {
    for (const { path, size, count } of places.slice(0, 4)) {
      const cost = 20 + (size * length) / Math.max(1, count)
      if (count === 0 || length === count || edges.length >= most.lengths || characters + cost > mostCharacters) continue
      characters += cost
      edges.push({
        args: changed(request, base, path, site => site.put(resized(site.value as string | unknown[], length))),
        foreign: false,
        length,
      })
    }
    // All lists at once, where there are several.
    if (places.length > 1 && length <= 300 && edges.length < most.lengths) {
      const args = copy(base)
      for (const { path, count } of places) {
        const site = siteAt(args, declared, path)
        if (site && count > 0 && Array.isArray(site.value)) site.put(resized(site.value, length))
      }
      edges.push({ args, foreign: false, length })
    }
  }
  return edges
}

const isGrowing = (shape: Shape): boolean => shape.kind !== 'tuple' && shape.kind !== 'fixed'

const resized = (value: string | unknown[], length: number): string | unknown[] => {
  if (typeof value === 'string') return value.repeat(Math.ceil(length / value.length)).slice(0, length)
  const items = value.slice(0, length)
  // Rows of their own, not the same objects many times.
  while (items.length < length) items.push(...copy(value).slice(0, length - items.length))
  return items
}

/** Where a value of a type is: as an argument, an option, the first element and all elements, the first row and all rows. */
const placesOf = (sites: readonly Site[], type: 'number' | 'string'): readonly (readonly number[])[] => {
  const alone: number[][] = []
  const inner = new Map<string, number[]>()
  for (const [index, site] of sites.entries()) {
    if (typeof site.value !== type) continue
    const isElement = site.depth > 1 || site.inList
    if (!isElement) alone.push([index])
    else {
      const name = `${site.argument} ${site.depth} ${site.inList ? '[]' : site.key}`
      const list = inner.get(name)
      if (list) list.push(index)
      else inner.set(name, [index])
    }
  }
  const grouped = [...inner.values()]
    .slice(0, 8)
    .flatMap(list => (list.length > 1 ? [list.slice(0, 1), list.slice(-1), list] : [list]))
  // Everywhere at once: what is asked for and where it is looked for.
  const all = [...alone, ...inner.values()].flat()
  return [...alone.slice(0, 6), ...(alone.length > 0 && all.length > 1 ? [all] : []), ...grouped]
}

const atPlaces = (
  request: EdgeRequest,
  indexes: readonly number[],
  next: (value: unknown, shape: Shape, depth: number) => unknown,
): Edge[] => {
  const base = request.bases[0]
  if (!base) return []
  const args = copy(base)
  const sites = sitesOf(args, request.declared)
  let done = 0
  let bound = 0
  for (const index of indexes) {
    const site = sites[index]
    if (!site) continue
    const value = next(site.value, site.shape, site.depth)
    if (!admits(site.shape, value)) continue
    site.put(value)
    done += 1
    // A number directly among the arguments is a count or a bound more often than data.
    if (site.depth === 0 && typeof value === 'number') bound = Math.max(bound, Math.abs(value))
  }
  return done === 0 ? [] : [{ args, foreign: false, length: bound }]
}

const numbers = (request: EdgeRequest): readonly Edge[] => {
  const base = request.bases[0]
  if (!base) return []
  const places = placesOf(sitesOf(copy(base), request.declared), 'number')
  return request.conditions.numbers
    .flatMap(number => near(number))
    .filter((number, at, all) => all.indexOf(number) === at)
    .flatMap(number => places.flatMap(indexes => atPlaces(request, indexes, () => number)))
}

/** What is right as long as one of two numbers is small: a bound on which the code decides, and everything beside it just below. */
const largeTogether = (request: EdgeRequest): readonly Edge[] => {
  const base = request.bases[0]
  if (!base) return []
  const sites = sitesOf(copy(base), request.declared)
  const indexes = [...sites.keys()].filter(index => typeof sites[index]?.value === 'number')
  const large = request.conditions.numbers.filter(number => Number.isInteger(number) && number >= 65_536 && number <= 2 ** 53)
  return large.flatMap(number =>
    [number, number - 1].flatMap(bound => {
      let below = bound
      return atPlaces(request, indexes, (_, __, depth) => (depth === 0 ? bound : (below -= 1)))
    }),
  )
}

const forms = (text: string): readonly ((value: unknown) => unknown)[] => [
  () => text,
  value => `${text}${String(value)}`,
  value => `${String(value)}${text}`,
  value => `${String(value)}${text}${String(value)}`,
]

const texts = (request: EdgeRequest): readonly Edge[] => {
  const base = request.bases[0]
  if (!base) return []
  const places = placesOf(sitesOf(copy(base), request.declared), 'string')
  return request.conditions.texts.flatMap(text =>
    places.flatMap(indexes => forms(text).flatMap(form => atPlaces(request, indexes, form))),
  )
}

/** Keys of objects that may have any, and of rows that nothing declares. */
const names = (request: EdgeRequest): readonly Edge[] => {
  const base = request.bases[0]
  if (!base) return []
  const { declared, conditions } = request
  const sites = sitesOf(copy(base), declared)
  const wanted = [...conditions.texts, ...conditions.names.filter(name => !isBuiltIn(name))]
  const edges: Edge[] = []
  for (const site of sites) {
    const { value, path, shape, depth, inList, key } = site
    if (depth > 1 || (inList && key !== '0')) continue
    if (isPlain(value) && (isOpen(shape) || (shape.kind === 'object' && shape.index))) {
      for (const name of wanted.filter(each => !Object.hasOwn(value, each))) {
        const like: unknown = Object.values(value)[0]
        const given = isOpen(shape) ? [true, like ?? 1, 'a'] : like === undefined ? [] : [like]
        for (const each of given)
          edges.push({
            args: changed(request, base, path, found => define(found.value as object, name, each)),
            foreign: isOpen(shape),
          })
      }
    } else if (value instanceof Map && (shape.kind !== 'map' || admits(shape.key, 'a'))) {
      const like: unknown = [...(value as Map<unknown, unknown>).values()][0]
      for (const name of conditions.texts)
        edges.push({
          args: changed(request, base, path, found => (found.value as Map<unknown, unknown>).set(name, like)),
          foreign: false,
        })
    } else if (value instanceof Set && (shape.kind !== 'set' || admits(shapeOfElements(shape), 'a'))) {
      for (const name of conditions.texts)
        edges.push({ args: changed(request, base, path, found => (found.value as Set<unknown>).add(name)), foreign: false })
    }
  }
  return edges
}

const builtIns: ReadonlySet<string> = new Set(
  [Object, Array, String, Number, Map, Set, Promise, RegExp, Date, Math, JSON, Reflect].flatMap(each => [
    ...Object.getOwnPropertyNames(each),
    ...('prototype' in each ? Object.getOwnPropertyNames(each.prototype) : []),
  ]),
)
const isBuiltIn = (name: string): boolean => builtIns.has(name)
