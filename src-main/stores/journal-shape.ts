/**
 * Whether the store of the journal has the tables, indexes and rules that this program makes, and no others that touch them: what is read through a view,
 * found by an index with less in it, or written beside by a rule of somebody else is not what the chain says.
 */
import Database from 'better-sqlite3'
import { migrate } from './migrate.ts'
import { masterSchema } from './schema/master.ts'

interface Made {
  readonly type: string
  readonly name: string
  readonly tbl_name: string
  readonly sql: string
}

const madeIn = (db: Database.Database): readonly Made[] =>
  db
    .prepare<[], Made>(
      `SELECT type, name, tbl_name, coalesce(sql, '') AS sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'`,
    )
    .all()
const textOf = ({ type, tbl_name, sql }: Made): string => `${type} ${tbl_name} ${sql.replaceAll(/\s+/g, ' ')}`

let expected: readonly Made[] | undefined
const ours = (): readonly Made[] => {
  if (expected) return expected
  const db = new Database(':memory:')
  try {
    migrate(db, masterSchema)
    return (expected = madeIn(db))
  } finally {
    db.close()
  }
}

/** What is wrong, one sentence; null: nothing. */
export function shapeFault(db: Database.Database): string | null {
  const wanted = new Map(ours().map(each => [each.name, each]))
  const found = new Map(madeIn(db).map(each => [each.name, each]))
  for (const each of wanted.values()) {
    const there = found.get(each.name)
    if (!there || textOf(there) !== textOf(each))
      return `The ${each.type} ${each.name} of the journal's store is not the one that ASIS made.`
  }
  const tables = new Set([...wanted.values()].map(each => each.tbl_name))
  const foreign = [...found.values()].find(
    each => !wanted.has(each.name) && (each.type === 'trigger' || each.type === 'view' || tables.has(each.tbl_name)),
  )
  return foreign ? `The ${foreign.type} ${foreign.name.slice(0, 80)} in the journal's store was not made by ASIS.` : null
}

/** The indexes by which pages of the journal are read, in one moment: each record is in them once, with what it says. */
export function indexFault(db: Database.Database): string | null {
  for (const [index, columns] of [
    ['journal_by_project', 'project_id, seq'],
    ['journal_by_kind', 'project_id, kind, seq'],
  ]) {
    const inIndex = `SELECT ${columns} FROM journal INDEXED BY ${index}`
    const inTable = `SELECT ${columns} FROM journal NOT INDEXED`
    const differs = db.prepare<[], number>(`SELECT EXISTS (${inTable} EXCEPT ${inIndex}) OR EXISTS (${inIndex} EXCEPT ${inTable})
      OR (SELECT count(*) FROM (${inTable})) <> (SELECT count(*) FROM (${inIndex}))`)
    if (differs.pluck().get() !== 0) return `The index ${index} does not hold what the records say.`
  }
  return null
}
