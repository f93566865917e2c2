/**
 * The knowledge store: concepts, their words, links between them and observations about them, in SQLite. Straightforward
 * queries; every method is one question or one fact. What is put together from several tables is in `assemble.ts`.
 */
import { DatabaseSync } from 'node:sqlite'
import { assembleEntries, type ConceptRow, type Entry, type LinkRow, type WordRow } from './assemble.ts'
import { SCHEMA } from './schema.ts'

export interface NewConcept {
  readonly id: number
  readonly parentId: number | null
  readonly category: number
  readonly words: readonly string[]
  readonly gloss: string
}

export interface Observation {
  readonly conceptId: number
  readonly tMs: number
  readonly value: number
}

export class KnowledgeStore {
  readonly #database: DatabaseSync

  /** Opens or creates the file; `:memory:` for one that is gone when closed. */
  constructor(path: string) {
    this.#database = new DatabaseSync(path)
    const { tables } = this.#database.prepare('SELECT count(*) AS tables FROM sqlite_schema').get() as { tables: number }
    if (tables === 0) this.#database.exec(SCHEMA)
  }

  /** All or nothing. */
  addConcepts(concepts: readonly NewConcept[]): void {
    this.#database.exec('BEGIN')
    try {
      for (const concept of concepts) this.addConcept(concept)
      this.#database.exec('COMMIT')
    } catch (error) {
      this.#database.exec('ROLLBACK')
      throw error
    }
  }

  addConcept({ id, parentId, category, words, gloss }: NewConcept): void {
    this.#database
      .prepare('INSERT INTO concepts (id, parent_id, category, gloss) VALUES (?, ?, ?, ?)')
      .run(id, parentId, category, gloss)
    for (const word of words) {
      this.#database.prepare('INSERT INTO words (concept_id, word) VALUES (?, ?)').run(id, word)
    }
    if (parentId !== null) this.link(id, parentId, 'is-a')
  }

  link(fromId: number, toId: number, kind: string): void {
    this.#database.prepare('INSERT INTO links (from_id, to_id, kind) VALUES (?, ?, ?)').run(fromId, toId, kind)
  }

  observe({ conceptId, tMs, value }: Observation): void {
    this.#database.prepare('INSERT INTO observations (concept_id, t_ms, value) VALUES (?, ?, ?)').run(conceptId, tMs, value)
  }

  /** Ids of the concepts that have this word, ascending. */
  idsNamed(word: string): number[] {
    const rows = this.#database.prepare('SELECT DISTINCT concept_id FROM words WHERE word = ? ORDER BY concept_id').all(word)
    return rows.map(row => Number(row.concept_id))
  }

  childrenOf(id: number): number[] {
    const rows = this.#database.prepare('SELECT id FROM concepts WHERE parent_id = ? ORDER BY id').all(id)
    return rows.map(row => Number(row.id))
  }

  /** From the concept up to the root. */
  ancestorsOf(id: number): number[] {
    const path: number[] = []
    let next: number | null = id
    while (next !== null && !path.includes(next)) {
      const row = this.#database.prepare('SELECT parent_id FROM concepts WHERE id = ?').get(next)
      if (row === undefined) break
      path.push(next)
      next = row.parent_id as number | null
    }
    return path
  }

  /** Latest first. */
  latestObservations(conceptId: number, count: number): Observation[] {
    const rows = this.#database
      .prepare('SELECT concept_id, t_ms, value FROM observations WHERE concept_id = ? ORDER BY t_ms DESC, id DESC LIMIT ?')
      .all(conceptId, count)
    return rows.map(row => ({ conceptId: Number(row.concept_id), tMs: Number(row.t_ms), value: Number(row.value) }))
  }

  /** Everything known about the concepts that are there, in the order asked for. */
  entries(ids: readonly number[]): Entry[] {
    const concepts: ConceptRow[] = []
    const words: WordRow[] = []
    const links: LinkRow[] = []
    for (const id of ids) {
      const concept = this.#database.prepare('SELECT id, parent_id, category, gloss FROM concepts WHERE id = ?').get(id)
      if (concept === undefined) continue
      concepts.push(concept as unknown as ConceptRow)
      words.push(
        ...(this.#database
          .prepare('SELECT concept_id, word FROM words WHERE concept_id = ? ORDER BY id')
          .all(id) as unknown as WordRow[]),
      )
      links.push(
        ...(this.#database
          .prepare('SELECT from_id, to_id, kind FROM links WHERE from_id = ? ORDER BY id')
          .all(id) as unknown as LinkRow[]),
      )
    }
    return assembleEntries(concepts, words, links)
  }

  close(): void {
    this.#database.close()
  }
}
