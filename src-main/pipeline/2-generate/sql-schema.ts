/**
 * Reads SQL out of source texts, as far as indexes need it: tables with their keys, indexes, and which columns queries compare
 * and order by. By patterns, not by a grammar: what is not understood is left out, which costs a proposal and nothing else.
 */
import { isScriptPath, parse, ts, walk } from '../../languages/javascript/syntax.ts'

/** A piece of SQL and where its text stands in its file. */
export interface SqlText {
  readonly path: string
  readonly sql: string
  /** Offset of the first character of the SQL in the file. */
  readonly start: number
}

export function sqlTextsOf(path: string, text: string): readonly SqlText[] {
  if (path.endsWith('.sql')) return [{ path, sql: text, start: 0 }]
  if (!isScriptPath(path)) return []
  const found: SqlText[] = []
  const file = parse(path, text)
  walk(file, node => {
    // Escapes would move the offsets; SQL has no need of them.
    if (
      ts.isStringLiteralLike(node) &&
      node.text === text.slice(node.getStart(file) + 1, node.end - 1) &&
      /\b(?:CREATE\s+TABLE|CREATE\s+(?:UNIQUE\s+)?INDEX|SELECT|UPDATE|DELETE\s+FROM)\b/i.test(node.text)
    )
      found.push({ path, sql: node.text, start: node.getStart(file) + 1 })
  })
  return found
}

export interface Table {
  readonly name: string
  readonly columns: readonly string[]
  /** Lists of columns that are indexed already: primary key, UNIQUE. */
  readonly keys: readonly (readonly string[])[]
  readonly from: SqlText
  /** Offset in the file behind the statement and its semicolon. */
  readonly end: number
  /** Written with IF NOT EXISTS. */
  readonly lenient: boolean
  readonly withSemicolon: boolean
}

const word = '["`\\[]?([A-Za-z_]\\w*)["`\\]]?'

export function tablesOf(from: SqlText): readonly Table[] {
  const tables: Table[] = []
  const create = new RegExp(`CREATE\\s+TABLE\\s+(IF\\s+NOT\\s+EXISTS\\s+)?${word}\\s*\\(`, 'gi')
  for (const found of from.sql.matchAll(create)) {
    const open = found.index + found[0].length
    const close = closing(from.sql, open)
    if (close < 0) continue
    const tail = /^[^;]*;?/.exec(from.sql.slice(close + 1))?.[0] ?? ''
    const keys: string[][] = []
    const columns: string[] = []
    for (const part of splitTop(from.sql.slice(open, close))) {
      const constraint = /^(?:CONSTRAINT\s+\S+\s+)?(?:PRIMARY\s+KEY|UNIQUE)\s*\(([^)]*)\)/i.exec(part)
      if (constraint) keys.push(namesIn(constraint[1] ?? ''))
      else if (!/^(?:CONSTRAINT|FOREIGN|CHECK|PRIMARY|UNIQUE)\b/i.test(part)) {
        const column = new RegExp(`^${word}`).exec(part)?.[1]
        if (!column) continue
        columns.push(column)
        if (/\b(?:PRIMARY\s+KEY|UNIQUE)\b/i.test(part)) keys.push([column])
      }
    }
    tables.push({
      name: found[2]!,
      columns,
      keys,
      from,
      end: from.start + close + 1 + tail.length,
      lenient: found[1] !== undefined,
      withSemicolon: tail.endsWith(';'),
    })
  }
  return tables
}

function closing(text: string, open: number): number {
  let depth = 1
  for (let i = open; i < text.length; i++) {
    if (text[i] === '(') depth++
    else if (text[i] === ')' && --depth === 0) return i
  }
  return -1
}

function splitTop(text: string): readonly string[] {
  const parts: string[] = []
  let depth = 0
  let start = 0
  const plain = text.replace(/--[^\n]*/g, each => ' '.repeat(each.length))
  for (let i = 0; i < plain.length; i++) {
    if (plain[i] === '(') depth++
    else if (plain[i] === ')') depth--
    else if (plain[i] === ',' && depth === 0) {
      parts.push(plain.slice(start, i).trim())
      start = i + 1
    }
  }
  return [...parts, plain.slice(start).trim()]
}

const namesIn = (list: string): string[] => list.split(',').flatMap(each => new RegExp(`^\\s*${word}`).exec(each)?.[1] ?? [])

/** Columns of each index, by table. */
export function indexesOf(from: SqlText): readonly { readonly table: string; readonly columns: readonly string[] }[] {
  const create = new RegExp(
    `CREATE\\s+(?:UNIQUE\\s+)?INDEX\\s+(?:IF\\s+NOT\\s+EXISTS\\s+)?${word}\\s+ON\\s+${word}\\s*\\(([^)]*)\\)`,
    'gi',
  )
  return [...from.sql.matchAll(create)].map(found => ({ table: found[2]!, columns: namesIn(found[3]!) }))
}

/** What one query asks of one table. */
export interface Lookup {
  readonly table: string
  /** Columns compared for equality with a parameter or with another table's column, in order. */
  readonly equal: readonly string[]
  /** Columns of ORDER BY, when all are of this table and go one way. */
  readonly order: readonly string[]
  readonly limited: boolean
}

export function lookupsOf({ sql }: SqlText, tables: readonly Table[]): readonly Lookup[] {
  if (!/^\s*(?:SELECT|UPDATE|DELETE|WITH)\b/i.test(sql)) return []
  const aliases = aliasesIn(sql, tables)
  return [...new Set(aliases.values())].flatMap(table => {
    const isOwn = (alias: string | undefined, column: string): boolean =>
      alias === undefined
        ? [...new Set(aliases.values())].filter(each => each.columns.includes(column)).length === 1 &&
          table.columns.includes(column)
        : aliases.get(alias.toLowerCase()) === table && table.columns.includes(column)
    const equal: string[] = []
    for (const found of sql.matchAll(/(?:(\w+)\.)?(\w+)\s*=\s*(\?\d*|[:@$]\w+|(\w+)\.(\w+))/g)) {
      if (isInSet(sql, found.index)) continue
      if (isOwn(found[1], found[2]!)) equal.push(found[2]!)
      else if (found[4] && isOwn(found[4], found[5]!)) equal.push(found[5]!)
    }
    const ordered = /ORDER\s+BY\s+([\w.,\s]+?)(?:\s+LIMIT\b|\s*\)|\s*;?\s*$)/i.exec(sql)?.[1]
    const order = ordered === undefined ? [] : orderOf(ordered, isOwn)
    const lookup = { table: table.name, equal: [...new Set(equal)], order, limited: /\bLIMIT\b/i.test(sql) }
    return lookup.equal.length > 0 || (lookup.order.length > 0 && lookup.limited) ? [lookup] : []
  })
}

function aliasesIn(sql: string, tables: readonly Table[]): ReadonlyMap<string, Table> {
  const aliases = new Map<string, Table>()
  for (const found of sql.matchAll(
    /\b(?:FROM|JOIN|UPDATE)\s+["`[]?(\w+)["`\]]?(?:\s+(?:AS\s+)?(?!WHERE\b|JOIN\b|LEFT\b|INNER\b|CROSS\b|ON\b|ORDER\b|GROUP\b|SET\b|LIMIT\b|USING\b)(\w+))?/gi,
  )) {
    const table = tables.find(each => each.name.toLowerCase() === found[1]!.toLowerCase())
    if (!table) continue
    aliases.set(table.name.toLowerCase(), table)
    if (found[2]) aliases.set(found[2].toLowerCase(), table)
  }
  return aliases
}

/** `SET x = ?` assigns and does not compare. */
function isInSet(sql: string, offset: number): boolean {
  const before = sql.slice(0, offset)
  const set = before.search(/\bSET\b(?![\s\S]*\bSET\b)/i)
  return set >= 0 && !/\bWHERE\b/i.test(before.slice(set))
}

function orderOf(text: string, isOwn: (alias: string | undefined, column: string) => boolean): readonly string[] {
  const columns: string[] = []
  const ways = new Set<string>()
  for (const part of text.split(',')) {
    const found = /^\s*(?:(\w+)\.)?(\w+)(?:\s+(ASC|DESC))?\s*$/i.exec(part)
    if (!found || !isOwn(found[1], found[2]!)) return []
    columns.push(found[2]!)
    ways.add((found[3] ?? 'ASC').toUpperCase())
  }
  return ways.size === 1 ? columns : []
}
