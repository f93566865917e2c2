/**
 * `asis://open/PLACE` and `asis://open/PLACE/CANDIDATE`, as other programs may open them. Anything at all can be behind such a link: it is
 * read as a known place and an id, or not at all, and only ever moves the page.
 */
import type { PageAction } from '../../../src-shared/api/wire.ts'

const form = /^asis:\/\/open\/(now|opportunities|review|history|journal|settings)(?:\/(c_[0-9a-z]{10}))?\/?$/

export const parseDeepLink = (text: string): PageAction | null => {
  const match = form.exec(text)
  if (!match?.[1]) return null
  return match[2] === undefined ? { go: match[1] } : { go: match[1], id: match[2] }
}

/** Windows and Linux hand it over as an argument of a second start; whatever else stands there is ignored. */
export const deepLinkIn = (argv: readonly string[]): PageAction | null => {
  const links = argv.filter(argument => argument.startsWith('asis:'))
  return links.length === 1 ? parseDeepLink(links[0] ?? '') : null
}
