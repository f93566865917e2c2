/**
 * Texts that mean something to a function of the language (a pattern, a replacement, an escaped character), texts that are alike to a
 * reader and not to the machine, patterns that remember where they stopped, and dates that are none.
 */
import { admits } from '../../languages/javascript/shape.ts'
import type { Edge, EdgeRequest } from './edge-inputs.ts'
import { copy, isPlain, shapeOfElements, siteAt, sitesOf, type Site } from './sites.ts'
import { spread } from './spread.ts'

const most = { meanings: 72, alike: 24, objects: 12 }
const meanings = [
  '$&',
  '.',
  '(',
  '$$',
  '*',
  '\\',
  '%',
  '$1',
  '[',
  "$'",
  '+',
  '|',
  '%2C',
  '^',
  '?',
  '\r\n',
  '1e3',
  '0x1f',
  ' 7 ',
  '+1',
  '12a',
  '.5',
  '&',
  '"',
  '<',
  '\n',
  ',',
  '\t',
  '\ufeff',
]
/** Pairs: the same to a reader, or in one way of comparing; the last ones have the same sum or the same 32-bit hash in a usual function (31, 33, FNV-1a, CRC-32). */
const pairs = [['é', 'e\u0301'], ['A', 'a'], ['ß', 'ss'], ['\u212b', 'Å'], ['ﬁ', 'fi'], ['İ', 'i\u0307'], ['10', '9'], ['01', '1'], ['a ', 'a'], ['a\u00a0b', 'a b'], ['ab', 'ba'], ['Aa', 'BB'], ['hetairas', 'mentioner'], ['costarring', 'liquid'], ['plumless', 'buckeroo']] as const // prettier-ignore

type Change = (site: Site) => void

const put =
  (text: string): Change =>
  site =>
    site.put(text)
const add =
  (texts: readonly string[]): Change =>
  site =>
    site.put([...(site.value as unknown[]), ...texts])

export const meaningful = (request: EdgeRequest): readonly Edge[] => {
  const [base] = request.bases
  if (!base) return []
  const sites = sitesOf(copy(base), request.declared)
  return [
    // The most telling come first.
    ...textMeanings(request, base, sites).slice(0, most.meanings),
    ...spread(alike(request, base, sites), most.alike),
    ...spread(objects(request, base, sites), most.objects),
  ]
}

const changed = (
  { declared }: EdgeRequest,
  base: readonly unknown[],
  changes: readonly (readonly [path: string, change: Change])[],
): readonly Edge[] => {
  const args = copy(base)
  for (const [path, change] of changes) {
    const site = siteAt(args, declared, path)
    if (!site) return []
    change(site)
  }
  return [{ args, foreign: false }]
}

const isText = (site: Site): boolean => typeof site.value === 'string' && admits(site.shape, `${site.value} $&`)
const isTexts = (site: Site): boolean =>
  site.depth <= 1 &&
  !site.inList &&
  Array.isArray(site.value) &&
  typeof site.value[0] === 'string' &&
  admits(shapeOfElements(site.shape), 'e\u0301 $&')

const textMeanings = (request: EdgeRequest, base: readonly unknown[], sites: readonly Site[]): Edge[] => {
  const alone = sites.filter(site => site.depth <= 1 && !site.inList && isText(site)).slice(0, 4)
  const lists = sites.filter(isTexts).slice(0, 2)
  const edges: Edge[] = lists.flatMap(
    ({ path }) =>
    changed(request, base, [[path, site => site.put([...(site.value as unknown[]), ...meanings, ...meanings.map(each => `a${each}b`)])]]), // prettier-ignore
  )
  for (const meaning of meanings) {
    for (const { path } of alone) edges.push(...changed(request, base, [[path, site => site.put(meaning)]]))
    const [first, ...others] = alone
    if (!first) continue
    edges.push(...changed(request, base, [[first.path, site => site.put(`${String(site.value)}${meaning}`)]]))
    // What is looked for is there: one of the others means something, then all.
    for (const one of others) {
      const rest = others.map(({ path }) => [path, put(path === one.path ? meaning : 'b')] as const)
      edges.push(...changed(request, base, [[first.path, put(`ab${meaning}ba`)], ...rest]))
    }
    if (others.length < 2) continue
    edges.push(...changed(request, base, [[first.path, put(`a${meaning}b${meaning}`)], ...others.map(({ path }) => [path, put(meaning)] as const)])) // prettier-ignore
  }
  return edges
}

const alike = (request: EdgeRequest, base: readonly unknown[], sites: readonly Site[]): Edge[] => {
  const lists = sites.filter(isTexts).slice(0, 3)
  const edges = lists.flatMap(({ path }) => changed(request, base, [[path, add(pairs.flat())]]))
  const [left, right] = lists
  if (left && right) {
    edges.push(...changed(request, base, [[left.path, add(pairs.map(([one]) => one))], [right.path, add(pairs.map(([, two]) => two))]])) // prettier-ignore
    edges.push(...changed(request, base, [[left.path, add(pairs.map(([, two]) => two))], [right.path, add(pairs.map(([one]) => one))]])) // prettier-ignore
  }
  const alone = sites.filter(site => site.depth <= 1 && !site.inList && isText(site))
  for (const [one, two] of alone.length > 1 ? pairs : [])
    edges.push(...changed(request, base, alone.slice(0, 2).map(({ path }, at) => [path, site => site.put(at === 0 ? one : two)] as const))) // prettier-ignore
  for (const { path, value } of sites.filter(site => site.depth <= 1 && !site.inList && Array.isArray(site.value))) {
    const row: unknown = (value as unknown[])[0]
    if (!isPlain(row)) continue
    const field = sites.find(site => site.path.startsWith(`${path}\u00000\u0000`) && isText(site))
    if (!field?.key) continue
    const { key } = field
    edges.push(
      ...changed(request, base, [[path, site => site.put([...(site.value as unknown[]), ...pairs.flat().map(text => ({ ...row, [key]: text }))])]]), // prettier-ignore
    )
  }
  return edges
}

const objects = (request: EdgeRequest, base: readonly unknown[], sites: readonly Site[]): Edge[] =>
  sites
    .filter(site => site.depth <= 2)
    .flatMap(({ value, path }) => {
      if (value instanceof RegExp)
        return ['g', 'y', 'gy', ''].flatMap(flags =>
          changed(request, base, [[path, site => site.put(remembering(value, flags, flags.length - 1))]]),
        )
      if (!(value instanceof Date)) return []
      return [NaN, -1, -86_400_001, 0].flatMap(time => changed(request, base, [[path, site => site.put(new Date(time))]]))
    })

const remembering = (pattern: RegExp, flags: string, lastIndex: number): RegExp => {
  const made = new RegExp(pattern.source, `${pattern.flags.replace(/[gy]/g, '')}${flags}`)
  if (lastIndex > 0) made.lastIndex = lastIndex
  return made
}
