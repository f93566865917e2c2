import { rmSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Proposal } from '../../../src-shared/domain/candidate.ts'
import type { Project } from '../../project/project.ts'
import { change, check, makeProject, propose, target } from './fixture.ts'

let project: Project
beforeAll(() => {
  project = makeProject()
})
afterAll(() => rmSync(project.root, { recursive: true }))

const refusedAt = async (proposal: Proposal, gate: string, metric = 'named'): Promise<void> => {
  const report = await check(project, proposal, metric)
  const last = report.gates.at(-1)
  expect({ passed: report.passed, gate: last?.gate, message: last?.message }).toEqual({
    passed: false,
    gate,
    message: last?.message,
  })
  if (metric === 'repeating') expect(last?.message).toContain('Remembers results')
  expect(report.safety).toMatchObject({ score: 0, risk: 'HIGH' })
}

test.each([
  ['an import that another function uses', "writeFileSync('y', x)"],
  ['a function of the file that does dangerous things', 'save(x)'],
  ['a function of the file that calls such a one', 'indirect(x)'],
  ['a package that another function uses', 'other.run(x)'],
  ['a global that another function uses', 'Buffer.alloc(1)'],
  ['an import under another name', 'const w = writeFileSync'],
])('taking hold of %s is refused as dangerous', async (_, statement) => {
  const read = project.read('src/files.js')
  const before = 'text' in read ? read.text : ''
  const after = before.replace('return list.includes(x)', `${statement}\n  return list.includes(x)`)
  const proposal = propose([change('src/files.js', after, before)], { changedFunctions: ['src/files.js#pick'] })
  await refusedAt(proposal, 'danger', 'whole')
  // Through a new private function it is the same.
  const hidden = before
    .replace('return list.includes(x)', 'return helper(list, x)')
    .replace('const indirect', `function helper(list, x) {\n  ${statement}\n  return list.includes(x)\n}\nconst indirect`)
  await refusedAt(
    propose([change('src/files.js', hidden, before)], { changedFunctions: ['src/files.js#pick'] }),
    'danger',
    'whole',
  )
})

const memo = (name: string, body: string): Proposal => {
  const start = target.indexOf(`export function ${name}`)
  const end = target.indexOf('\n}\n', start) + 3
  const head = target.slice(start, target.indexOf('\n', start))
  const after = `${target.slice(0, start)}const remembered = new Map()\n${head}\n${body}\n}\n${target.slice(end)}`
  return propose([change('src/target.js', after)], { memoizes: true, changedFunctions: [`src/target.js#${name}`] })
}
const lookup =
  '  const key = `${x}`\n  if (remembered.has(key)) return remembered.get(key)\n  const value = x\n  remembered.set(key, value)\n  return value'

test.each([
  ['reads the clock', 'stamp', lookup],
  ['reads and writes state outside', 'counted', lookup],
  ['returns a new array each time', 'pair', lookup],
])('remembering a function that %s is refused', async (_, name, body) => {
  await refusedAt(memo(name, body), 'purity', 'repeating')
})

test('remembering through a helper that is not pure is refused', async () => {
  const after = target.replace(
    'export const evaluate = x => fallback(x)',
    `const remembered = new Map()\nexport const evaluate = x => {\n${lookup}\n}`,
  )
  await refusedAt(
    propose([change('src/target.js', after)], { memoizes: true, changedFunctions: ['src/target.js#evaluate'] }),
    'purity',
    'repeating',
  )
})
