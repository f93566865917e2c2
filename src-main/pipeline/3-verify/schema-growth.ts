/** Whether a text of SQL only gained plain indexes: the statements that were there, in their order, and `CREATE INDEX` between them. Pure. */

const plainIndex =
  /^CREATE\s+INDEX\s+(?:IF\s+NOT\s+EXISTS\s+)?[\w"]+\s+ON\s+[\w"]+\s*\(\s*[\w"]+(?:\s+(?:ASC|DESC))?(?:\s*,\s*[\w"]+(?:\s+(?:ASC|DESC))?)*\s*\)$/i

/** A unique index refuses rows, a partial or computed one needs thought: neither is plain. */
export const onlyGainsIndexes = (before: string, after: string): boolean => {
  const waiting = statementsOf(before)
  if (!waiting.some(each => /^CREATE\s+TABLE\b/i.test(each))) return false
  let gained = 0
  for (const each of statementsOf(after)) {
    if (each === waiting[0]) waiting.shift()
    else if (plainIndex.test(each)) gained++
    else return false
  }
  return waiting.length === 0 && gained > 0
}

/** Split at semicolons that are not in a text, a quoted name or a comment. A trigger's are split as well, on both sides alike. */
const statementsOf = (sql: string): string[] => {
  const pieces = sql.match(/'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|\[[^\]]*\]|--[^\n]*|\/\*[\s\S]*?\*\/|;|[^;]/g) ?? []
  const statements: string[] = ['']
  for (const each of pieces) {
    if (each === ';') statements.push('')
    else statements.push((statements.pop() ?? '') + each)
  }
  return statements.map(each => each.trim()).filter(each => each !== '')
}
