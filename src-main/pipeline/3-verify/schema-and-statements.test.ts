import { rmSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Proposal } from '../../../src-shared/domain/candidate.ts'
import type { Project } from '../../project/project.ts'
import { change, check, makeProject, propose } from './fixture.ts'

let project: Project
beforeAll(() => {
  project = makeProject()
})
afterAll(() => rmSync(project.root, { recursive: true }))

const passes = async (proposal: Proposal, metric = 'named') => {
  const report = await check(project, proposal, metric)
  expect(report.gates.filter(gate => !gate.passed)).toEqual([])
  expect(report.passed).toBe(true)
  return report.safety
}

const schema = 'CREATE TABLE a (b TEXT);\nCREATE TABLE c (d TEXT);\n'
const growth = (after: string): Proposal => {
  const read = project.read('src/schema.js')
  const before = 'text' in read ? read.text : ''
  return propose([change('src/schema.js', before.replace(schema, after), before)], {
    changedFunctions: ['src/schema.js#top-level'],
  })
}

test('a schema may gain plain indexes, at HIGH risk', async () => {
  expect(
    (
      await passes(
        growth('CREATE TABLE a (b TEXT);\nCREATE INDEX a_by_b ON a (b, "c" DESC);\nCREATE TABLE c (d TEXT);\n'),
        'whole',
      )
    ).risk,
  ).toBe('HIGH')
})

test.each([
  'CREATE TABLE a (b TEXT);\nCREATE UNIQUE INDEX a_by_b ON a (b);\nCREATE TABLE c (d TEXT);\n',
  'CREATE TABLE a (b TEXT);\nDROP TABLE a;\nCREATE TABLE c (d TEXT);\n',
  'CREATE TABLE a (b TEXT);\n',
  'CREATE TABLE c (d TEXT);\nCREATE TABLE a (b TEXT);\nCREATE INDEX a_by_b ON a (b);\n',
  'CREATE TABLE a (b BLOB);\nCREATE INDEX a_by_b ON a (b);\nCREATE TABLE c (d TEXT);\n',
  'CREATE TABLE a (b TEXT);\nPRAGMA writable_schema = 1;\nCREATE TABLE c (d TEXT);\n',
])('a schema that becomes %j is out of scope', async after => {
  expect((await check(project, growth(after), 'whole')).gates.at(-1)).toMatchObject({ gate: 'scope', passed: false })
})

const statements = (body: string): Proposal => {
  const read = project.read('src/schema.js')
  const before = 'text' in read ? read.text : ''
  const after = before
    .replace(
      'export const rows',
      `const kept = new WeakMap()\n\nfunction prepared(database, sql, other) {\n${body}\n}\n\nexport const rows`,
    )
    .replace('db.prepare(sql).all()', 'prepared(db, sql).all()')
  return propose([change('src/schema.js', after, before)], { changedFunctions: ['src/schema.js#rows'] })
}

test('compiled statements may be kept, since they hold no results', async () => {
  const body = `  let known = kept.get(database)
  if (known === undefined) {
    known = new Map()
    kept.set(database, known)
  }
  let statement = known.get(sql)
  if (statement === undefined) {
    statement = database.prepare(sql)
    known.set(sql, statement)
  }
  return statement`
  await passes(statements(body), 'whole')
})

test.each([
  ['results', '  if (!kept.has(database)) kept.set(database, database.prepare(sql).all())\n  return kept.get(database)'],
  ['what somebody hands in', '  database.prepare(sql)\n  kept.set(database, other)\n  return kept.get(database)'],
  [
    'what somebody hands in under another name',
    '  let x = database.prepare(sql)\n  x = other\n  kept.set(database, x)\n  return kept.get(database)',
  ],
])('%s may not be kept that way', async (_, body) => {
  expect((await check(project, statements(body), 'whole')).gates.at(-1)).toMatchObject({ gate: 'purity', passed: false })
})
