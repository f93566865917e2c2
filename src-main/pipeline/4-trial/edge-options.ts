/** Arguments left out, `undefined` and `null` in their place, options present and absent, lists and texts emptied, and pairs of these. */
import {
  admits,
  allowsNull,
  allowsUndefined,
  isOpen,
  literalsOf,
  open,
  propertiesOf,
  propertyOf,
  type Shape,
} from '../../languages/javascript/shape.ts'
import type { Edge, EdgeRequest, Signature } from './edge-inputs.ts'
import { kinds, impossible, valueMaker, type Maker } from './shape-values.ts'
import { copy, define, isPlain, siteAt, sitesOf, type Site } from './sites.ts'
import { spread } from './spread.ts'

type Change = (args: unknown[]) => unknown[]

const most = { ends: 24, options: 70, empties: 16, pairs: 60, two: 24 }

export const leftOut = ({ bases, declared, random }: EdgeRequest): readonly Edge[] => {
  const [base, another] = bases
  if (!base) return []
  const maker = valueMaker(random)
  const ends = spread(endings(base, declared, maker), most.ends)
  const options = spread(optionChanges(base, declared, maker), most.options)
  const empties = spread(emptied(base, declared), most.empties)
  const pairs = spread(
    empties.flatMap(empty =>
      [...ends, ...options].map(
        (change): Change =>
          args =>
            change(empty(args)),
      ),
    ),
    most.pairs,
  )
  const two =
    options.length < 2
      ? []
      : Array.from({ length: most.two }, (): Change => {
          const [first, second] = [0, 0].map(() => options[Math.floor(random() * options.length)] as Change) as [Change, Change]
          return args => second(first(args))
        })
  const singles = [...ends, ...options, ...empties]
  const made = [...singles, ...pairs, ...two].map(change => change(copy(base)))
  // A second base for what may hang on the data: only the single changes.
  if (another) made.push(...spread(singles, 30).flatMap(change => attempt(change, another)))
  // Where nothing says what may be left out, the original's own trouble with it is no promise.
  const foreign = base.some((_, at) => declared.undeclared(at))
  return made.map(args => ({ args, foreign }))
}

/** Another base may lack the place that is changed. */
const attempt = (change: Change, base: readonly unknown[]): unknown[][] => {
  try {
    return [change(copy(base))]
  } catch {
    return []
  }
}

const endings = (base: readonly unknown[], declared: Signature, maker: Maker): Change[] => {
  const count = Math.max(base.length, declared.parameters.filter(each => !each.rest).length)
  const changes: Change[] = []
  for (let at = base.length - 1; at >= 0 && declared.mayEndAt(at); at -= 1) {
    changes.push(args => args.slice(0, at))
    changes.push(...countsBefore(base, at, declared))
  }
  for (let at = 0; at < count; at += 1) {
    const shape = declared.at(at)
    const parameter = declared.parameters[at]
    if (parameter?.rest) {
      changes.push(...more(base, at, declared, maker))
      continue
    }
    const missing = parameter?.optional || allowsUndefined(shape)
    // Arguments that stand between are what the generator gave; what it never gave is not invented here. `undefined` itself a caller may pass.
    if (missing && at <= base.length) changes.push(args => withArgument(args, at, undefined))
    if (allowsNull(shape) && at <= base.length) changes.push(args => withArgument(args, at, null))
    for (const literal of literalsOf(shape)) if (at <= base.length) changes.push(args => withArgument(args, at, literal))
  }
  return changes
}

/** A default may hang on the arguments before it: these vary where it is left out. */
const countsBefore = (base: readonly unknown[], end: number, declared: Signature): Change[] =>
  base.slice(0, end).flatMap((value, at): Change[] =>
    typeof value === 'number'
      ? [0, 1, 2, 3, 5]
          .filter(each => admits(declared.at(at), each))
          .map(
            each =>
              (args: unknown[]): unknown[] =>
                withArgument(args.slice(0, end), at, each),
          )
      : [],
  )

/** None, one, some and many of a rest parameter. */
const more = (base: readonly unknown[], at: number, declared: Signature, maker: Maker): Change[] => {
  const given = base.slice(at)
  const shape = declared.at(at + given.length)
  // What lies elsewhere in the arguments is more likely to matter than what is made up.
  const alike = sitesOf(copy(base), declared).flatMap(site =>
    site.depth > 0 &&
    typeof site.value !== 'object' &&
    admits(shape, site.value) &&
    (given.length === 0 || typeof site.value === typeof given[0])
      ? [site.value]
      : [],
  )
  return [0, 1, 2, 3, 8].flatMap(count => {
    const all = Array.from({ length: count }, (_, position) => {
      if (position < given.length) return given[position]
      return position % 3 < 2 && alike.length > 0
        ? alike[(position * 5) % alike.length]
        : maker.make(declared.at(at + position), 3)
    })
    return all.includes(impossible) ? [] : [(args: unknown[]): unknown[] => [...args.slice(0, at), ...copy(all)]]
  })
}

const withArgument = (args: unknown[], at: number, value: unknown): unknown[] => {
  define(args, at, value)
  return args
}

/** Objects that hold options: arguments, what lies directly in them, and the first element of a list. */
const optionChanges = (base: readonly unknown[], declared: Signature, maker: Maker): Change[] => {
  const changes: Change[] = []
  for (const [at] of declared.parameters.entries()) {
    // An argument that the generator never gives.
    if (at !== base.length && !(at < base.length && (base[at] === undefined || base[at] === null))) continue
    const shape = declared.at(at)
    const uses = declared.uses(at)
    if (uses && uses.properties.length > 0 && declared.undeclared(at)) {
      changes.push(args => withArgument(args, at, {}))
      for (const { name, shape: seems } of uses.properties)
        for (const value of valuesFor(asOpen(seems) ?? seems, maker))
          changes.push(args => withArgument(args, at, { [name]: value }))
    } else if (!isOpen(shape)) {
      for (let round = 0; round < 4; round += 1) {
        const value = maker.make(shape, 3)
        if (value !== impossible) changes.push(args => withArgument(args, at, value))
      }
    }
  }
  const made = copy(base)
  const sites = sitesOf(made, declared)
  const holders = sites.filter(site => isPlain(site.value) && isFirst(site, sites)).slice(0, 6)
  for (const site of holders) changes.push(...inObject(site, declared, maker))
  return changes
}

const isFirst = (site: Site, sites: readonly Site[]): boolean =>
  site.depth <= 1 ||
  sites.find(each => each.argument === site.argument && each.depth === site.depth && isPlain(each.value)) === site

const inObject = (site: Site, declared: Signature, maker: Maker): Change[] => {
  const holder = site.value as Record<string, unknown>
  const undeclared = isOpen(site.shape)
  const known = undeclared ? [] : propertiesOf(site.shape, holder)
  // Options that the code reads are options, whether the generator gives them or not.
  const read = undeclared && site.depth === 0 ? (declared.uses(site.argument)?.properties ?? []) : []
  const optional = undeclared
    ? site.inList
      ? []
      : [...new Set([...Object.keys(holder), ...read.map(({ name }) => name)])]
    : known.filter(each => each.optional).map(({ name }) => name)
  const edit =
    (change: (owner: Record<string, unknown>) => void): Change =>
    args => {
      const found = siteAt(args, declared, site.path)
      if (!found || !isPlain(found.value)) return args
      // Another change may have made another member of a union of it, for which this one is not meant.
      const owner = found.value
      if (undeclared || known.every(each => propertyOf(found.shape, owner, each.name)?.optional === each.optional)) change(owner)
      return args
    }
  const changes: Change[] = []
  const shapeOf = (name: string): Shape | undefined =>
    known.find(each => each.name === name)?.shape ?? asOpen(read.find(each => each.name === name)?.shape)
  for (const name of optional.slice(0, 12)) {
    changes.push(edit(owner => void Reflect.deleteProperty(owner, name)))
    changes.push(edit(owner => define(owner, name, undefined)))
    const shape = shapeOf(name)
    for (const value of shape ? valuesFor(shape, maker) : undeclared ? [null] : [])
      changes.push(edit(owner => define(owner, name, value)))
    // Alone: the others are away.
    changes.push(
      edit(owner => {
        for (const each of optional) if (each !== name) Reflect.deleteProperty(owner, each)
        const value = Object.hasOwn(owner, name) || !shape ? impossible : maker.make(shape, 3)
        if (value !== impossible) define(owner, name, value)
      }),
    )
  }
  if (optional.length > 1) {
    changes.push(
      edit(owner => {
        for (const each of optional) Reflect.deleteProperty(owner, each)
      }),
    )
  }
  for (const { name, shape } of known) {
    for (const literal of literalsOf(shape)) changes.push(edit(owner => define(owner, name, literal)))
    if (allowsNull(shape)) changes.push(edit(owner => define(owner, name, null)))
    if (allowsUndefined(shape)) changes.push(edit(owner => define(owner, name, undefined)))
  }
  return changes
}

/** Read by the code, with nothing to tell its kind. */
const asOpen = (shape: Shape | undefined): Shape | undefined => (shape?.kind === 'other' ? open : shape)

/** A few values of an option. */
const valuesFor = (shape: Shape, maker: Maker): readonly unknown[] => {
  if (isOpen(shape)) return [true, false, 0, 2, '', 'a', null, []]
  const literals = literalsOf(shape)
  if (literals.length > 0) return literals
  if (shape.kind === 'number') return [0, 1, 2, -1, 1.5, NaN]
  if (shape.kind === 'string') return ['', 'a', '__proto__']
  const made = [maker.make(shape, 0), maker.make(shape, 2), maker.make(shape, 4)]
  return made.filter(value => value !== impossible)
}

const emptied = (base: readonly unknown[], declared: Signature): Change[] => {
  const sites = sitesOf(copy(base), declared)
  const places = sites.flatMap(({ value, path, depth, inList, shape }) => {
    if (inList || depth > 1 || shape.kind === 'tuple') return []
    if (Array.isArray(value)) return [{ path, to: (): unknown => [] }]
    if (value instanceof Map) return [{ path, to: (): unknown => new Map() }]
    if (value instanceof Set) return [{ path, to: (): unknown => new Set() }]
    if (typeof value === 'string' && (isOpen(shape) || shape.kind === 'string')) return [{ path, to: (): unknown => '' }]
    return []
  })
  const put = (args: unknown[], at: readonly { readonly path: string; readonly to: () => unknown }[]): unknown[] => {
    for (const { path, to } of at) siteAt(args, declared, path)?.put(to())
    return args
  }
  const changes = places.map(
    (place): Change =>
      args =>
        put(args, [place]),
  )
  // Lists with one element reach the first round of a loop and nothing else.
  for (const place of places) {
    changes.push(args => {
      const found = siteAt(args, declared, place.path)
      if (found && Array.isArray(found.value)) found.put(found.value.slice(0, 1))
      return args
    })
  }
  return places.length > 1 ? [(args): unknown[] => put(args, places), ...changes] : changes
}

/** Values of another kind than usual for an argument whose kind the code asks for. */
export const otherKinds = (value: unknown): readonly unknown[] => {
  const all = [...kinds.map(make => make()), 'abc', { length: 2, 0: 'a', 1: 'b' }, new Set([1, 2])]
  return all.filter(each => typeof each !== typeof value || Array.isArray(each) !== Array.isArray(value))
}
