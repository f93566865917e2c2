/**
 * `paths` and `baseUrl` of the nearest tsconfig.json, read in the box: what a specifier that is no path may stand for. Absolute paths
 * without an ending come out; whoever asks tries the endings.
 */
import { readFileSync } from 'node:fs'
import path from 'node:path'

interface Aliases {
  /** Where `paths` begin. */
  readonly from: string
  readonly paths: Readonly<Record<string, readonly string[]>>
  readonly baseUrl: string | null
}
const none: Aliases = { from: '/', paths: {}, baseUrl: null }

/** JSON with comments and commas at the end. Texts keep what looks like one. */
const parseLoose = (text: string): unknown => {
  const plain = text
    .replace(/^\uFEFF/, '')
    .replace(/("(?:\\.|[^"\\])*")|\/\/[^\n]*|\/\*[^]*?\*\//g, (_, kept: string | undefined) => kept ?? ' ')
    .replace(/("(?:\\.|[^"\\])*")|,(?=\s*[\]}])/g, (_, kept: string | undefined) => kept ?? ' ')
  return JSON.parse(plain)
}

const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined

const mostBases = 10
const aliasesIn = (file: string, hops = 0): Aliases | null => {
  let config: unknown
  try {
    config = parseLoose(readFileSync(file, 'utf8'))
  } catch {
    return null
  }
  const folder = path.dirname(file)
  const named = field(config, 'extends')
  let found = none
  for (const base of Array.isArray(named) ? (named as unknown[]) : [named]) {
    if (typeof base !== 'string' || !/^\.{1,2}\//.test(base) || hops > mostBases) continue
    const there = path.resolve(folder, base)
    found = aliasesIn(there, hops + 1) ?? aliasesIn(`${there}.json`, hops + 1) ?? found
  }
  const options = field(config, 'compilerOptions')
  const [baseUrl, paths] = [field(options, 'baseUrl'), field(options, 'paths')]
  const base = typeof baseUrl === 'string' ? path.resolve(folder, baseUrl) : found.baseUrl
  if (typeof paths !== 'object' || paths === null) return { ...found, baseUrl: base, from: found.paths === none.paths && base ? base : found.from } // prettier-ignore
  return { from: base ?? folder, paths: paths as Aliases['paths'], baseUrl: base }
}

const known = new Map<string, Aliases>()
const aliasesFor = (folder: string): Aliases => {
  const there = known.get(folder)
  if (there) return there
  const up = path.dirname(folder)
  const found = aliasesIn(path.join(folder, 'tsconfig.json')) ?? (up === folder ? none : aliasesFor(up))
  known.set(folder, found)
  return found
}

/** What the longest matching pattern of `paths` gives for a specifier, for an import of a file in `folder`. */
export const throughPaths = (specifier: string, folder: string): readonly string[] => {
  const { from, paths } = aliasesFor(folder)
  let best: { readonly pattern: string; readonly rest: string } | null = null
  for (const pattern of Object.keys(paths)) {
    const [before = '', after] = pattern.split('*')
    const fits = after === undefined ? specifier === pattern : specifier.startsWith(before) && specifier.endsWith(after) && specifier.length >= before.length + after.length // prettier-ignore
    const length = after === undefined ? Infinity : before.length
    if (fits && length > (best ? best.pattern.indexOf('*') : -1)) {
      best = { pattern, rest: after === undefined ? '' : specifier.slice(before.length, specifier.length - after.length) }
      if (after === undefined) break
    }
  }
  if (!best) return []
  const { pattern, rest } = best
  const targets = paths[pattern]
  if (!Array.isArray(targets)) return []
  return targets
    .filter(each => typeof each === 'string')
    .map((each: string) =>
      path.resolve(
        from,
        each.replace('*', () => rest),
      ),
    )
}

export const throughBaseUrl = (specifier: string, folder: string): readonly string[] => {
  const { baseUrl } = aliasesFor(folder)
  return baseUrl === null ? [] : [path.resolve(baseUrl, specifier)]
}
