import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import { propose } from './propose.ts'

const file = (path: string, text: string) => ({ path, text, sha256: createHash('sha256').update(text).digest('hex') })

const schema = `export const SCHEMA = \`
  CREATE TABLE words (
    id INTEGER PRIMARY KEY,
    concept_id INTEGER NOT NULL,
    word TEXT NOT NULL
  ) STRICT;
  CREATE TABLE observations (id INTEGER PRIMARY KEY, concept_id INTEGER NOT NULL, t_ms INTEGER NOT NULL);
  CREATE INDEX words_by_word ON words (word);
\`
`
const store = `import { DatabaseSync } from 'node:sqlite'
import { SCHEMA } from './schema.ts'

export class Store {
  readonly #database: DatabaseSync

  constructor(path: string) {
    this.#database = new DatabaseSync(path)
    this.#database.exec(SCHEMA)
  }

  add(conceptId: number, word: string): void {
    this.#database.prepare('INSERT INTO words (concept_id, word) VALUES (?, ?)').run(conceptId, word)
  }

  wordsOf(conceptId: number): string[] {
    return this.#database
      .prepare('SELECT word FROM words WHERE concept_id = ? ORDER BY id')
      .all(conceptId)
      .map(row => String(row.word))
  }

  latest(conceptId: number): unknown[] {
    return this.#database.prepare('SELECT id FROM observations WHERE concept_id = ? ORDER BY t_ms DESC LIMIT 3').all(conceptId)
  }

  byId(id: number): unknown {
    return this.#database.prepare('SELECT word FROM words WHERE id = ?').get(id)
  }

  find(word: string): unknown[] {
    return this.#database.prepare('SELECT id FROM words WHERE word = ?').all(word)
  }

  rename(id: number, word: string): void {
    this.#database.prepare('UPDATE words SET word = ? WHERE id = ?').run(word, id)
  }
}
`
const proposals = () =>
  propose({
    files: [file('src/schema.ts', schema), file('src/store.ts', store)],
    targets: ['src/schema.ts', 'src/store.ts'],
    sizes: [],
    maxProposals: 40,
  })

describe('sql-index', () => {
  test('indexes what queries compare and order by, but nothing that a key or an index serves', () => {
    const [first] = proposals().filter(each => each.rule === 'sql-index')
    expect(first?.title).toBe('Indexes words_by_concept_id, observations_by_concept_id_t_ms')
    const after = first?.files[0]?.after ?? ''
    expect(after).toBe(
      schema
        .replace('  ) STRICT;\n', '  ) STRICT;\n  CREATE INDEX words_by_concept_id ON words (concept_id);\n')
        .replace(
          't_ms INTEGER NOT NULL);\n',
          't_ms INTEGER NOT NULL);\n  CREATE INDEX observations_by_concept_id_t_ms ON observations (concept_id, t_ms);\n',
        ),
    )
  })
  test('SQLite takes the schema and uses the indexes', () => {
    const after = proposals().find(each => each.rule === 'sql-index')!.files[0]!.after
    const database = new DatabaseSync(':memory:')
    database.exec(/`([^`]*)`/.exec(after)![1]!)
    const plan = (sql: string): string => JSON.stringify(database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(1))
    expect(plan('SELECT word FROM words WHERE concept_id = ? ORDER BY id')).toContain('words_by_concept_id')
    expect(plan('SELECT id FROM observations WHERE concept_id = ? ORDER BY t_ms DESC LIMIT 3')).not.toContain('TEMP B-TREE')
    database.close()
  })
  test('a .sql file is a schema too, and IF NOT EXISTS is kept', () => {
    const [only] = propose({
      files: [
        file('db/schema.sql', 'create table if not exists t (a TEXT, b TEXT, unique (b))'),
        file('q.js', `db.all('SELECT * FROM t WHERE t.a = $a'); db.all("SELECT a FROM t WHERE b = ?")`),
      ],
      targets: ['db/schema.sql'],
      sizes: [],
      maxProposals: 9,
    })
    expect(only?.files[0]?.after).toBe(
      'create table if not exists t (a TEXT, b TEXT, unique (b));\nCREATE INDEX IF NOT EXISTS t_by_a ON t (a);',
    )
  })
  test('a schema that is no target is left alone', () => {
    expect(
      propose({
        files: [file('src/schema.ts', schema), file('src/store.ts', store)],
        targets: ['src/store.ts'],
        sizes: [],
        maxProposals: 40,
      }).some(each => each.rule === 'sql-index'),
    ).toBe(false)
  })
})

describe('S07: prepared statements', () => {
  test('are kept per database, and the class works as before', async () => {
    const all = proposals().filter(each => each.rule === 'S07')
    const complete = all.find(
      each =>
        each.changedFunctions.includes('src/store.ts#Store.rename') && each.changedFunctions.includes('src/store.ts#Store.add'),
    )!
    const after = complete.files[0]!.after
    expect(after).toContain(`const statementsOf = new WeakMap<DatabaseSync, Map<string, ReturnType<DatabaseSync['prepare']>>>()`)
    expect(after.match(/\.prepare\(/g)).toHaveLength(1)
    expect(after.match(/function prepared/g)).toHaveLength(1)
    const folder = mkdtempSync(join(tmpdir(), 'asis-s07-'))
    try {
      writeFileSync(join(folder, 'schema.ts'), schema)
      const seen: unknown[] = []
      for (const [name, text] of [
        ['before.ts', store],
        ['after.ts', after],
      ] as const) {
        writeFileSync(join(folder, name), text)
        const { Store } = (await import(/* @vite-ignore */ join(folder, name))) as {
          Store: new (path: string) => Record<string, (...args: unknown[]) => unknown>
        }
        const stores = [new Store(':memory:'), new Store(':memory:')]
        for (let i = 0; i < 6; i++) stores[i % 2]!.add!(i % 3, `w${i}`)
        stores[0]!.rename!(1, 'new')
        seen.push(stores.map(each => [each.wordsOf!(0), each.byId!(1), each.find!('w3'), each.wordsOf!(2)]))
      }
      expect(seen[1]).toEqual(seen[0])
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
  test.each([
    ['the text is put together', 'export const f = (db, t) => db.prepare(`SELECT * FROM ${t}`).all()'],
    [
      'the statement is kept by the code itself',
      `export function f(db) { const s = db.prepare('SELECT 1'); return [s.get(), s.get()] }`,
    ],
    ['rows are read one by one', `export const f = db => [...db.prepare('SELECT 1').iterate()]`],
    ['its mode is changed', `export const f = db => db.prepare('SELECT 1').pluck().get()`],
    ['it changes the schema', `export const f = db => db.prepare('CREATE TABLE t (a)').run()`],
  ])('are left when %s', (_why, text) => {
    expect(propose({ files: [file('a.js', text)], targets: ['a.js'], sizes: [], maxProposals: 9 })).toEqual([])
  })
})
