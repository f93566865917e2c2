/**
 * Letters that nobody types twice: of scripts without two cases, numerals that are no digits, every end of a line, marks without a width; and the
 * texts that the code asks for in other cases, also in the folded ones that a pattern with `i` takes for the same.
 */
import { admits } from '../../languages/javascript/shape.ts'
import type { Edge, EdgeRequest } from './edge-inputs.ts'
import { copy, shapeOfElements, siteAt, sitesOf, type Site } from './sites.ts'

const letters = ['中', 'ع', 'ª', 'ʰ', 'ǅ', 'Ⅷ', '٣', '½', '²', 'ſ', '\u212a', 'ı', 'İ', 'ẞ', 'ﬀ', 'µ', '𝒜', '_', '\u0301', '\u200b', '\u200d', '\u00ad', '\ufe0f', '\u2028', '\u2029', '\u0085', '\v', '\f', '\r', '\0', '\u00a0', '\u3000', '\ufeff'] // prettier-ignore
/** All of them, each beside a letter that everybody knows. */
const together = letters.map((letter, at) => `${letter}${'abc1 '[at % 5] ?? ''}`).join('')

const most = { sites: 3, asked: 8, alone: 24 }

/** The same to somebody who does not look at the case. */
const folded = (text: string): readonly string[] => [
  ...new Set([
    text.toUpperCase(),
    text.toLowerCase(),
    text.slice(0, 1).toUpperCase() + text.slice(1).toLowerCase(),
    text.replace(/s/gi, 'ſ'),
    text.replace(/k/gi, '\u212a'),
    text.replace(/i/g, 'ı'),
    text.replace(/i/gi, 'İ'),
    text.replace(/ss/gi, 'ß'),
    `${text} `,
    `${text}\n`,
  ]),
]

/** `^yes$` of a pattern is `yes` in a text. */
const asked = ({ conditions }: EdgeRequest): readonly string[] =>
  [...new Set(conditions.texts.map(text => text.replace(/^\^|\$$/g, '')))]
    .filter(text => /\p{L}/u.test(text) && text.length <= 40)
    .slice(0, most.asked)

const isText = (site: Site): boolean => typeof site.value === 'string' && admits(site.shape, `${site.value} 中`)
const isTexts = (site: Site): boolean =>
  Array.isArray(site.value) && typeof site.value[0] === 'string' && admits(shapeOfElements(site.shape), 'some 中 text')

export const rareLetters = (request: EdgeRequest): readonly Edge[] => {
  const { bases, declared } = request
  const [base] = bases
  if (!base) return []
  const changed = (path: string, edit: (site: Site) => void): readonly Edge[] => {
    const args = copy(base)
    const site = siteAt(args, declared, path)
    if (!site) return []
    edit(site)
    return [{ args, foreign: false }]
  }
  const sites = sitesOf(copy(base), declared).filter(site => site.depth <= 1 && !site.inList)
  const variants = asked(request).flatMap(folded)
  const whole = [together, `\ufeff${together}`]
  return [
    ...sites
      .filter(isTexts)
      .slice(0, most.sites)
      .flatMap(
        ({ path }) =>
        changed(path, site => site.put([...(site.value as unknown[]), ...letters, ...letters.map(each => `a${each}b`), ...whole, ...variants])), // prettier-ignore
      ),
    ...sites
      .filter(isText)
      .slice(0, most.sites)
      .flatMap(({ path }) => [...whole, ...variants.slice(0, most.alone)].flatMap(text => changed(path, site => site.put(text)))),
  ]
}
