/** Every query that a screen asks, as SQLite will answer it: no large table is read from end to end. What is prepared is recorded, so none is forgotten. */
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { candidateState } from '../../src-shared/domain/candidate.ts'
import { openCandidatePages } from './candidate-pages.ts'
import { candidateOf, changeOf, evidenceOf, mustOpen, temporaryFolder } from './test-home.ts'
import type { CandidateQuery, Stores } from './stores.ts'

const large = 'samples rollups candidates candidate_texts candidate_files rule_outcomes history effects '
  .concat(
    'functions_in_effect evidence decisions trials comments modifications modification_files backups watches journal sessions analyses',
  )
  .split(' ')
/** Screens do not ask these: opening a folder does, once, and recovery and verification read everything by their nature. */
const notOfScreens = [/FROM decisions WHERE decided_by LIKE/]

let folder: ReturnType<typeof temporaryFolder>
let stores: Stores
const prepared = new Map<string, Set<string>>()
const original = Database.prototype.prepare

beforeAll(() => {
  folder = temporaryFolder()
  // oxlint-disable-next-line no-extend-native -- not a native one; put back below
  Database.prototype.prepare = function (this: Database.Database, sql: string) {
    const known = prepared.get(this.name) ?? new Set()
    prepared.set(this.name, known.add(sql.replaceAll(/\s+/g, ' ').trim()))
    return original.call(this, sql)
  } as typeof original
  stores = mustOpen(folder.path)
  askEverything()
})
afterAll(() => {
  Database.prototype.prepare = original
  stores.close()
  folder.remove()
})

/** Whatever is put together only when it is asked for. */
function askEverything(): void {
  const { id } = stores.candidates.add('p', candidateOf([changeOf('a.js', 'a\n', 'b\n')]), 1)
  stores.evidence.put('p', id, evidenceOf(), 1)
  const one: CandidateQuery = { states: null, metricId: null, search: null, order: 'created', after: id, limit: 9 }
  const db = new Database(join(folder.path, 'asis_code_generation.db'))
  for (const pages of [openCandidatePages(db), openCandidatePages(db, 0)])
    for (const order of ['created', 'decided'] as const)
      for (const states of [null, ['kept'] as const, candidateState.options])
        for (const metricId of [null, 'speed'])
          for (const search of [null, 'set', 's']) pages.page('p', { ...one, order, states, metricId, search })
  db.close()
}

const statements = (): (readonly [file: string, sql: string])[] =>
  [...prepared].flatMap(([name, all]) =>
    [...all].filter(sql => /^(?:SELECT|DELETE|UPDATE|INSERT)/.test(sql)).map(sql => [name, sql] as const),
  )

function planOf(file: string, sql: string): string[] {
  const db = new Database(file, { readonly: true })
  const statement = original.call(db, `EXPLAIN QUERY PLAN ${sql}`) as Database.Statement<unknown[], { detail: string }>
  const names = sql.match(/@\w+/g)?.map(name => [name.slice(1), null] as const)
  const positional = sql.match(/\?/g)?.map(() => null) ?? []
  const plan = statement.all(...(names ? [Object.fromEntries(names)] : positional))
  db.close()
  return plan.map(({ detail }) => detail)
}

/** Lines of the plan that read a large table, or an index of it, from one end to the other. */
const fullReads = (file: string, sql: string): string[] =>
  planOf(file, sql).filter(detail => large.includes(/^SCAN (\w+)/.exec(detail)?.[1] ?? '') && !detail.includes('VIRTUAL TABLE'))

/** From one end, in the order of the key, and no further than the limit. */
const endsSoon = (sql: string): boolean => /ORDER BY (?:seq|n|t_ms)(?: DESC)? LIMIT (?:1|\?)$/.test(sql) && !/ WHERE /.test(sql)

describe('every query of the stores', () => {
  it('is recorded', () => {
    const tables = large.filter(table => !statements().some(([, sql]) => new RegExp(`\\b${table}\\b`).test(sql)))
    expect(tables).toEqual([])
    expect(statements().length).toBeGreaterThan(90)
  })

  it('finds its rows by an index', () => {
    const bad = statements()
      .filter(([, sql]) => !notOfScreens.some(each => each.test(sql)) && !endsSoon(sql))
      .flatMap(([file, sql]) => fullReads(file, sql).map(detail => `${detail}: ${sql}`))
    expect(bad).toEqual([])
  })

  it('would be found reading everything', () => {
    const file = join(folder.path, 'asis_code_generation.db')
    expect(fullReads(file, `SELECT id FROM candidates WHERE instr(search, ?) > 0`)).toEqual(['SCAN candidates'])
    expect(fullReads(file, `SELECT count(*) FROM candidates`)).toHaveLength(1)
    expect(fullReads(file, `SELECT id FROM candidates WHERE n = ?`)).toEqual([])
  })

  it('sorts nothing in memory where a page is cut out of a long list', () => {
    const sorted = statements().filter(
      ([file, sql]) =>
        /ORDER BY .* LIMIT /.test(sql) && planOf(file, sql).some(detail => detail.includes('TEMP B-TREE FOR ORDER BY')),
    )
    expect(sorted.map(([, sql]) => sql)).toEqual([])
  })
})
