/** The list of rules agrees with what the documentation says of it. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { rules } from './all.ts'

const root = path.join(import.meta.dirname, '../../../..')

test('the README says how many rules there are', () => {
  const said = /(\d+) rewrite rules for JavaScript/.exec(readFileSync(path.join(root, 'README.md'), 'utf8'))?.[1]
  expect(Number(said)).toBe(rules.length)
})

test('every rule has an id and a name of its own', () => {
  expect(new Set(rules.map(each => each.id)).size).toBe(rules.length)
  expect(new Set(rules.map(each => each.shortName)).size).toBe(rules.length)
})
