/**
 * Search for any part of a text by an index of its trigrams (FTS5). The index names rows in which certain trigrams of the wanted text stand
 * somewhere; whether the text itself stands there is looked up in the row. So the index needs no positions and stays small.
 */
import type { Database } from 'better-sqlite3'

/** What is stored and what is asked for are folded the same way. A NUL would end a text for SQLite's tokenizer. */
export const folded = (text: string): string => text.toLowerCase().toWellFormed().replaceAll('\0', '\u{fffd}')

/** Stands behind every indexed text, so that its last two letters begin a trigram too. */
export const textEnd = '\n\n'

const mostTerms = 200

/** `many`: more than `few` rows may match; reading rows in order finds enough of them soon. */
export type Matching =
  | { readonly kind: 'rows'; readonly expression: string }
  | { readonly kind: 'many' }
  | { readonly kind: 'none' }

export interface TextIndex {
  /** @param search folded, not empty. */
  matching(search: string, few: number): Matching
}

/** @param table an FTS5 table of trigrams, and `terms` the fts5vocab table of its rows. */
export function openTextIndex(db: Database, table: string, terms: string): TextIndex {
  const count = db
    .prepare<[string, number], number>(`SELECT count(*) FROM (SELECT 1 FROM ${table} WHERE ${table} MATCH ? LIMIT ?)`)
    .pluck()
  const beginning = db.prepare<[string, string], { term: string; doc: number }>(
    `SELECT term, doc FROM ${terms} WHERE term >= ? AND term < ?`,
  )
  /** One or two letters: all trigrams that begin with them, as long as they are few. */
  const short = (search: string, few: number): Matching => {
    const found: string[] = []
    let rows = 0
    for (const { term, doc } of beginning.iterate(search, `${search}\u{10ffff}`)) {
      found.push(quoted(term))
      rows += doc
      if (rows > few || found.length > mostTerms) return { kind: 'many' }
    }
    return found.length === 0 ? { kind: 'none' } : { kind: 'rows', expression: found.join(' OR ') }
  }
  return {
    matching(search, few) {
      const expression = trigramsOf(search)
      if (expression === null) return short(search, few)
      const rows = count.get(expression, few + 1)!
      return rows > few ? { kind: 'many' } : rows === 0 ? { kind: 'none' } : { kind: 'rows', expression }
    },
  }
}

const quoted = (term: string): string => `"${term.replaceAll('"', '""')}"`

/**
 * Every third trigram and the last one cover the text; those between would cost more than they exclude. Null for fewer than three
 * characters.
 */
export function trigramsOf(search: string): string | null {
  const characters = Array.from(search)
  if (characters.length < 3) return null
  const found = new Set([characters.slice(-3).join('')])
  for (let i = 0; i + 3 <= characters.length; i += 3) found.add(characters.slice(i, i + 3).join(''))
  return [...found].map(quoted).join(' AND ')
}
