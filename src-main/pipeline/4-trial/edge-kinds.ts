/** Values of every kind where a place is open: in lists, as arguments, as elements; for an argument whose kind the code asks for. */
import { admits, isOpen } from '../../languages/javascript/shape.ts'
import type { Edge, EdgeRequest } from './edge-inputs.ts'
import { otherKinds } from './edge-options.ts'
import { kinds, mixedLists } from './shape-values.ts'
import { copy, isPlain, shapeOfElements, siteAt, sitesOf, type Site } from './sites.ts'
import { spread } from './spread.ts'

/** What holds itself, directly and farther down. */
const endless: readonly (() => unknown)[] = [
  () => {
    const one: Record<string, unknown> = { id: 1 }
    one['self'] = one
    return one
  },
  () => {
    const inner: Record<string, unknown> = { name: 'a' }
    const list: unknown[] = [1, inner, inner]
    inner['list'] = list
    return list
  },
]

const most = { lists: 48, elements: 60, single: 40 }

/** No list to `Array.isArray`, and yet it has elements, an order and most methods of a list: what an old code path is kept for. */
const viewOf = (items: readonly unknown[]): Float64Array =>
  Float64Array.from(items, (item, at) => (typeof item === 'number' ? item : at % 3))

export const openKinds = ({ bases, declared, conditions }: EdgeRequest): readonly Edge[] => {
  const [base] = bases
  if (!base) return []
  const sites = sitesOf(copy(base), declared)
  const lists: Edge[] = []
  const elements: Edge[] = []
  const single: Edge[] = []
  const views: Edge[] = []
  const change = (into: Edge[], path: string, edit: (site: Site) => void, applies = true): void => {
    if (!applies) return
    const args = copy(base)
    const site = siteAt(args, declared, path)
    if (!site) return
    edit(site)
    into.push({ args, foreign: true })
  }
  for (const site of sites) {
    const { value, path, shape, depth, inList, argument } = site
    const elementShape = shapeOfElements(shape)
    if (depth <= 1 && !inList && Array.isArray(value) && elementShape.kind === 'union' && !isOpen(elementShape)) {
      // Of every kind that is declared, beside what has the same text.
      for (const list of mixedLists().map(items =>
        items.filter(item => (item === null || typeof item !== 'object') && admits(elementShape, item)),
      )) {
        const put = (edit: (site: Site) => unknown[]): void => {
          const args = copy(base)
          const found = siteAt(args, declared, path)
          if (!found || list.length < 2) return
          found.put(edit(found))
          lists.push({ args, foreign: false })
        }
        put(() => [...list])
        put(({ value: items }) => [...(items as unknown[]), ...list])
      }
    }
    if (depth <= 1 && !inList && Array.isArray(value) && isOpen(elementShape)) {
      const holdsObjects = value.some(each => typeof each === 'object' && each !== null)
      // A list of rows gets odd rows; a list of plain values is given whole lists of odd ones.
      if (!holdsObjects) {
        for (const list of mixedLists()) {
          change(lists, path, each => each.put(list))
          change(lists, path, each => each.put([...(each.value as unknown[]), ...list, ...(each.value as unknown[])]))
        }
      }
      for (const make of kinds) {
        change(elements, path, each => each.put((each.value as unknown[]).with(value.length >> 1, make())), value.length > 0)
        change(elements, path, each => each.put([make(), make(), ...(each.value as unknown[])]))
      }
      // The same object twice, and its equal.
      change(
        elements,
        path,
        each => {
          const items = each.value as unknown[]
          each.put([...items, items[0], ...copy([items[0]]), items[0]])
        },
        value.length > 0,
      )
    }
    if (conditions.tellsLists && depth <= 1 && !inList && isOpen(shape) && Array.isArray(value))
      change(views, path, each => each.put(viewOf(each.value as unknown[])), value.length > 0)
    if (depth === 0 && isOpen(shape) && declared.uses(argument)?.tellsKinds) {
      for (const kind of otherKinds(value)) change(single, path, each => each.put(kind))
    }
    if (depth === 0 && isOpen(shape) && typeof value === 'object' && value !== null)
      for (const make of endless) change(views, path, each => each.put(make()))
    if (depth <= 1 && !inList && isOpen(shape) && !Array.isArray(value) && !isPlain(value)) {
      for (const make of kinds) change(single, path, each => each.put(make()))
    }
  }
  return [...views, ...spread(lists, most.lists), ...spread(elements, most.elements), ...spread(single, most.single)]
}
