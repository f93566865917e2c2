/** The set that the rules are measured by: its lists, the place of a fix, and what counts as solved. Fetches and runs nothing. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { casesIn, isSetAside, openCases, setAsideFile } from '../bench/rules/entries.ts'
import { withFix } from '../bench/rules/fix.ts'
import { sealed, unsealed } from '../bench/rules/seal.ts'
import { countsOf, geometricMean, isSolved, tableOf, type Row } from '../bench/rules/table.ts'

const folder = join(import.meta.dirname, '..', 'bench', 'rules')

test('every open entry can be read, and none of them belongs to the third that is set aside', () => {
  const cases = openCases()
  expect(cases.filter(each => each.trap === null).length).toBeGreaterThanOrEqual(60)
  expect(cases.filter(each => each.trap !== null).length).toBeGreaterThanOrEqual(12)
  expect(cases.filter(each => isSetAside(each.source.name))).toEqual([])
  for (const { sha256, sizes } of cases) {
    expect(sha256).toMatch(/^[0-9a-f]{64}$/)
    expect(sizes.every(size => Number.isInteger(size) && size > 0)).toBe(true)
  }
})

test('the sealed list is the one whose hash the page names', () => {
  const text = readFileSync(setAsideFile)
  expect(readFileSync(join(folder, 'README.md'), 'utf8')).toContain(createHash('sha256').update(text).digest('hex'))
})

const entry = (lines: string): string => `## x\n${lines}\n\`\`\`js\nf\n\`\`\`\n`

test('an entry in the wrong list is refused', () => {
  const name = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].find(isSetAside)!
  expect(() => casesIn(entry(`package: ${name}@1.0.0`), 'scans', new Map(), false)).toThrow('wrong list')
  expect(() => casesIn(entry('file: a.js'), 'scans', new Map(), false)).toThrow('"package"')
})

test('what was sealed comes out the same', () => {
  const content = { cases: '## a\n', inputs: 'é' }
  expect(unsealed(sealed(content))).toEqual(content)
})

test('a fix takes the place of the function and keeps how it is exported', () => {
  const fix = 'function pick(a) { return a }'
  expect(withFix('a.mjs', 'export default function pick(a) { return a + 0 }\n', 'default', fix)).toBe(`export default ${fix}\n`)
  expect(withFix('a.mjs', 'const pick = a => a + 0\nexport { pick }\n', 'pick', 'a => a')).toBe(
    'const pick = a => a\nexport { pick }\n',
  )
  const wrapped = '(function (exports) { function pick(a) { return a + 0 }\nexports.pick = pick })(module.exports)\n'
  expect(withFix('a.js', wrapped, 'pick', fix)).toBe(wrapped.replace('function pick(a) { return a + 0 }', fix))
  expect(withFix('a.mjs', 'export const a = 1\n', 'pick', fix)).toBeNull()
  expect(withFix('a.mjs', 'export function pick() {}\n', 'pick', 'function pick( {')).toBeNull()
})

const row = (more: Partial<Row> = {}, factor: number | null = 4, wrong = false): Row => ({
  name: 'p f',
  family: 'scans',
  package: 'p@1.0.0',
  shape: '',
  trap: false,
  matched: ['J01'],
  optimized: { verdict: factor === null ? 'no-change' : 'improved', factor, rule: 'J01', why: '', wrong },
  hand: { verdict: 'improved', factor: 16, why: '' },
  ...more,
})

test('solved is at least half of the gain by hand, in logarithms', () => {
  expect(isSolved(row())).toBe(true)
  expect(isSolved(row({}, 3.9))).toBe(false)
  expect(isSolved(row({}, 16, true))).toBe(false)
  expect(isSolved(row({}, null))).toBe(false)
  expect(isSolved(row({ hand: { verdict: 'incorrect', factor: null, why: '' } }, 100))).toBe(false)
})

test('counts tell functions from traps', () => {
  const rows = [
    row(),
    row({}, null),
    row({}, 9, true),
    row({ trap: true }),
    row({ trap: true, matched: [] }, null),
    row({ matched: null, optimized: null }),
  ]
  expect(countsOf(rows)).toEqual({
    functions: 4,
    matched: 3,
    missing: 1,
    solved: 1,
    unchanged: 1,
    wrong: 1,
    traps: 2,
    trapsMatched: 1,
    trapsAccepted: 1,
  })
  expect(tableOf(rows, true)).toContain('| together | 4 | 3 | 1 | 1 | 1 | 2 | 1 |')
  expect(tableOf(rows, false)).toContain('| together | 4 | 3 | 2 | 1 |')
})

test('the geometric mean of 1 and 4 is 2, and of nothing there is none', () => {
  expect(geometricMean([1, 4])).toBeCloseTo(2)
  expect(geometricMean([])).toBeNull()
})
