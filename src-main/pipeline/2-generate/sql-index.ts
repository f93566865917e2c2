/**
 * S01, S03: proposes indexes for what the project's own queries compare and order by, written into the schema where its table is
 * created. Whether SQLite uses it and whether it pays for the writes is for the trial to say.
 */
import { splitTarget } from '../../../src-shared/domain/target.ts'
import type { GenerateRequest } from './request.ts'
import { indexesOf, lookupsOf, sqlTextsOf, tablesOf, type Lookup, type Table } from './sql-schema.ts'

export interface IndexProposal {
  readonly path: string
  readonly after: string
  readonly indexes: readonly string[]
  /** Queries that each index serves, in words. */
  readonly why: readonly string[]
}

interface NewIndex {
  readonly table: Table
  readonly columns: readonly string[]
  readonly why: string
}

export function proposeIndexes(request: GenerateRequest): readonly IndexProposal[] {
  const texts = request.files.flatMap(file => sqlTextsOf(file.path, file.text))
  const tables = texts.flatMap(tablesOf)
  const indexed = [
    ...texts.flatMap(indexesOf),
    ...tables.flatMap(table => table.keys.map(columns => ({ table: table.name, columns }))),
  ]
  const wanted = withoutPrefixes(
    texts.flatMap(text => lookupsOf(text, tables)).flatMap(lookup => newIndex(lookup, tables) ?? []),
  ).filter(
    each =>
      !indexed.some(has => has.table.toLowerCase() === each.table.name.toLowerCase() && startsWith(has.columns, each.columns)),
  )
  const targeted = (path: string): boolean => request.targets.some(target => splitTarget(target)[0] === path)
  const paths = [...new Set(wanted.map(each => each.table.from.path))].filter(targeted)
  return paths.flatMap(path => {
    const own = wanted.filter(each => each.table.from.path === path)
    const text = request.files.find(file => file.path === path)?.text ?? ''
    const groups = own.length > 1 ? [own, ...own.map(each => [each])] : [own]
    return groups.map(group => ({
      path,
      after: withIndexes(text, group),
      indexes: group.map(nameOf),
      why: group.map(each => each.why),
    }))
  })
}

/** Equality first, then the order: one index that finds the rows and has them sorted. */
function newIndex(lookup: Lookup, tables: readonly Table[]): NewIndex | null {
  const table = tables.find(each => each.name === lookup.table)
  if (!table) return null
  // With the whole key given there is at most one row to find.
  if (table.keys.some(key => key.length > 0 && key.every(column => lookup.equal.includes(column)))) return null
  const order = lookup.order.filter(column => !lookup.equal.includes(column))
  // The id that every index carries at its end needs no mention.
  if (order.length > 0 && isRowId(table, order.at(-1)!)) order.pop()
  const columns = [...lookup.equal, ...order]
  if (columns.length === 0 || columns.length > 4) return null
  const where = lookup.equal.length > 0 ? `looks up ${table.name} by ${lookup.equal.join(' and ')}` : `reads ${table.name}`
  return { table, columns, why: `a query ${where}${order.length > 0 ? ` in the order of ${order.join(', ')}` : ''}` }
}

const isRowId = (table: Table, column: string): boolean => table.keys.some(key => key.length === 1 && key[0] === column)

const startsWith = (columns: readonly string[], prefix: readonly string[]): boolean =>
  prefix.every((column, at) => columns[at]?.toLowerCase() === column.toLowerCase())

/** `(a)` is served by `(a, b)`. */
function withoutPrefixes(indexes: readonly NewIndex[]): readonly NewIndex[] {
  const distinct = indexes.filter(
    (each, at) => indexes.findIndex(other => other.table === each.table && other.columns.join() === each.columns.join()) === at,
  )
  return distinct.filter(
    each =>
      !distinct.some(
        other =>
          other !== each &&
          other.table === each.table &&
          other.columns.length > each.columns.length &&
          startsWith(other.columns, each.columns),
      ),
  )
}

const nameOf = ({ table, columns }: NewIndex): string => `${table.name}_by_${columns.join('_')}`

function withIndexes(text: string, indexes: readonly NewIndex[]): string {
  const newline = text.includes('\r\n') ? '\r\n' : '\n'
  let after = text
  for (const table of new Set(indexes.map(each => each.table))
    .values()
    .toArray()
    .sort((a, b) => b.end - a.end)) {
    const lineStart =
      text.lastIndexOf(
        '\n',
        text
          .slice(0, table.end)
          .search(new RegExp(`CREATE\\s+TABLE\\s+(?:IF\\s+NOT\\s+EXISTS\\s+)?["\`[]?${table.name}\\b`, 'i')),
      ) + 1
    const indent = /^[ \t]*/.exec(text.slice(lineStart))?.[0] ?? ''
    const lines = indexes
      .filter(each => each.table === table)
      .map(
        each =>
          `${newline}${indent}CREATE INDEX ${table.lenient ? 'IF NOT EXISTS ' : ''}${nameOf(each)} ON ${table.name} (${each.columns.join(', ')});`,
      )
    after = `${after.slice(0, table.end)}${table.withSemicolon ? '' : ';'}${lines.join('')}${after.slice(table.end)}`
  }
  return after
}
