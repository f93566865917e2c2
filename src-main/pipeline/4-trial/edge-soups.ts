/**
 * Texts put together by chance from what the code looks for: separators beside each other, at both ends, doubled, nested. A parser is right
 * on clean texts and wrong on such. Where the candidate calls itself, also texts nested deeper than a stack; where it works in pieces of a
 * fixed length, letters of several bytes across their ends.
 */
import { admits } from '../../languages/javascript/shape.ts'
import type { Edge, EdgeRequest } from './edge-inputs.ts'
import { copy, shapeOfElements, siteAt, sitesOf, type Site } from './sites.ts'

const most = { sites: 3, soups: 90, tokens: 10, pieces: 6 }
const longestToken = 6
const deep = 15_000
/** Of pieces in which code works: shorter ones are met by every text. */
const pieceFrom = 16
const pieceTo = 70_000

const isText = (site: Site): boolean => typeof site.value === 'string' && admits(site.shape, `${site.value} .`)
const isTexts = (site: Site): boolean =>
  !site.inList &&
  Array.isArray(site.value) &&
  typeof site.value[0] === 'string' &&
  admits(shapeOfElements(site.shape), 'a soup of it')

const changed = (
  { declared }: EdgeRequest,
  base: readonly unknown[],
  path: string,
  value: unknown,
  length?: number,
): readonly Edge[] => {
  const args = copy(base)
  const site = siteAt(args, declared, path)
  if (!site) return []
  site.put(value)
  return [{ args, foreign: false, ...(length === undefined ? {} : { length, patient: true as const }) }]
}

/** Words and signs that the texts themselves hold, and those that the code asks for. */
const tokensOf = ({ conditions }: EdgeRequest, value: string): readonly string[] => {
  const asked = [...conditions.texts, ...conditions.pieces, ...conditions.classes].filter(each => each.length <= longestToken)
  const own = [...new Set(value.match(/[^\p{L}\p{N}\s]/gu) ?? [])]
  return [...new Set([...asked, ...own])].slice(0, most.tokens)
}

const soup = (tokens: readonly string[], random: () => number): string => {
  const length = 1 + Math.floor(random() * 9)
  let text = ''
  let last = ''
  for (let at = 0; at < length; at += 1) {
    const again = last !== '' && random() < 0.35
    const plain = random() < 0.3
    last = again
      ? last
      : plain
        ? (['a', 'b', '1', ' '][Math.floor(random() * 4)] ?? 'a')
        : (tokens[Math.floor(random() * tokens.length)] ?? 'a')
    text += last
  }
  return text
}

/** What every parser meets sooner or later: doubled inside of a pair, at both ends, twice at the start. */
const shapesOf = (token: string): readonly string[] => [
  `${token}a${token}${token}b${token}`,
  `${token}${token}a`,
  `a${token}${token}`,
  `${token}${token}${token}`,
  `a${token}b${token}`,
  token + token,
]

/** Two that belong together, twice at the start and at the end: `../../a`. */
const pairsOf = (tokens: readonly string[]): readonly string[] =>
  tokens
    .slice(0, 6)
    .flatMap(one =>
      tokens.slice(0, 6).flatMap(two => (one === two ? [] : [`${one}${two}${one}${two}a`, `a${one}${two}${one}${two}`])),
    )

export const soups = (request: EdgeRequest): readonly Edge[] => {
  const base = request.bases[0]
  if (!base) return []
  const sites = sitesOf(copy(base), request.declared).filter(site => site.depth <= 2 && !(site.inList && site.key !== '0'))
  const edges: Edge[] = []
  for (const site of sites.filter(each => isText(each) || isTexts(each)).slice(0, most.sites)) {
    const lists = Array.isArray(site.value)
    const sample = String(lists ? (site.value as unknown[])[0] : site.value)
    const tokens = tokensOf(request, sample)
    if (tokens.length === 0) continue
    const texts = [
      ...tokens.flatMap(shapesOf),
      ...pairsOf(tokens),
      ...Array.from({ length: most.soups }, () => soup(tokens, request.random)),
    ]
    if (lists) edges.push(...changed(request, base, site.path, [...(site.value as unknown[]), ...texts]))
    // The whole text of an argument may hold what one of its parts should not.
    else for (const text of texts) edges.push(...changed(request, base, site.path, text))
    if (!lists && request.conditions.fillsStack)
      for (const token of tokens.filter(each => each.length === 1).slice(0, 4))
        edges.push(...changed(request, base, site.path, token.repeat(deep), deep))
  }
  return [...edges, ...acrossPieces(request, base, sites)]
}

/** Two bytes, two units: whatever the piece is counted in, one letter lies across its end. */
const acrossPieces = (request: EdgeRequest, base: readonly unknown[], sites: readonly Site[]): readonly Edge[] => {
  const pieces = request.conditions.numbers
    .filter(number => Number.isInteger(number) && number >= pieceFrom && number <= pieceTo)
    .slice(0, most.pieces)
  return sites
    .filter(site => site.depth <= 1 && !site.inList && (isText(site) || site.value instanceof Uint8Array))
    .slice(0, 2)
    .flatMap(site =>
      pieces.flatMap(piece =>
        ['', 'a'].flatMap(first =>
          ['é', '😀'].flatMap(letter => {
            const text = first + letter.repeat(Math.ceil((piece * 2 + 3) / 2))
            const value = typeof site.value === 'string' ? text : new TextEncoder().encode(text)
            return changed(request, base, site.path, value, value.length)
          }),
        ),
      ),
    )
}
