/**
 * Which rules propose something for small functions in shapes that people write every day (`rules/everyday.txt`, one in each line), and which
 * functions none knows. Some of them have nothing to gain. Reads text only; no proof. Not a test.
 *
 *   node bench/everyday.ts
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { matches, openSource } from '../src-main/pipeline/2-generate/engine.ts'
import { rules } from '../src-main/pipeline/2-generate/rules/all.ts'

const lines = readFileSync(join(import.meta.dirname, 'rules/everyday.txt'), 'utf8')
  .trim()
  .split('\n')
const rows = lines.map(text => {
  const source = openSource('a.js', new Map([['a.js', text]]))
  const found = source.functions.flatMap(each => matches(source, each, rules, [])).map(({ rule }) => rule.id)
  const name = /(?:function|class) (\w+)/.exec(text)?.[1] ?? ''
  return { name, found: [...new Set(found)] }
})
for (const { name, found } of rows) process.stdout.write(`${name.padEnd(16)} ${found.join(' ') || '-'}\n`)
process.stdout.write(`\n${rows.filter(({ found }) => found.length > 0).length} of ${rows.length} matched\n`)
