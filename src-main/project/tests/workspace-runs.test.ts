/** Commands that run in packages of a monorepo: which script, in which packages. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { followCommand } from './follow.ts'
import { workspacePackages, workspaceRun } from './workspace-runs.ts'

const root = mkdtempSync(path.join(tmpdir(), 'asis workspace runs '))
afterAll(() => rmSync(root, { recursive: true, force: true }))
const packages = {
  '': { workspaces: ['packages/*', 'apps/web', '!packages/old'], scripts: { loop: 'npm run loop -ws --include-workspace-root' } },
  'packages/a': { name: '@my/a', scripts: { test: 'mocha "t/*.js"', loop: 'mocha' } },
  'packages/b': { name: '@my/b', scripts: { test: 'npm run unit -- --grep x', unit: 'node --test' } },
  'packages/none': { name: '@my/none' },
  'packages/old': { name: '@my/old', scripts: { test: 'jest' } },
  'packages/a/node_modules/inner': { name: 'inner', scripts: { test: 'jest' } },
  'apps/web': { name: 'web', scripts: { test: 'vitest' } },
}
for (const [folder, text] of Object.entries(packages)) {
  mkdirSync(path.join(root, folder), { recursive: true })
  writeFileSync(path.join(root, folder, 'package.json'), JSON.stringify(text))
}
const steps = (command: string) =>
  followCommand(command.split(' '), root).map(step => ('lost' in step ? step.lost : `${step.folder}: ${step.words.join(' ')}`))

const [a, b, web] = ['packages/a: mocha t/*.js', 'packages/b: node --test --grep x', 'apps/web: vitest']

test('the packages are those that the globs name', () => {
  expect(workspacePackages(root).map(each => each.folder)).toEqual(['packages/a', 'packages/b', 'packages/none', 'apps/web'])
})

test.each([
  ['npm test --workspaces --if-present', [a, b, web]],
  ['npm run test -ws', [a, b, web]],
  ['npm test -w @my/a --workspace=apps/web', [a, web]],
  ['npm --prefix packages/b test', [b]],
  ['pnpm -r test', [a, b, web]],
  ['pnpm --filter @my/* run test', [a, b]],
  ['pnpm -r --filter !web test', [a, b]],
  ['pnpm --filter {packages/a}... test', [a]],
  ['yarn workspace @my/b test', [b]],
  ['yarn workspaces run test', [a, b, web]],
  ['yarn workspaces foreach -A run test', [a, b, web]],
  ['lerna run test --scope=@my/a', [a]],
  ['turbo run test', [a, b, web]],
  ['npx turbo test --filter=web', [web]],
  ['nx run-many -t test', [a, b, web]],
  ['nx run web:test', [web]],
  ['nx test web', [web]],
  ['npm run loop', ['packages/a: mocha']],
  ['npm test -w nowhere', ['no package of the workspaces has a script test (npm test -w nowhere)']],
])('%s', (command, expected) => {
  expect(steps(command)).toEqual(expected)
})

test('a command for the folder itself is none of them', () => {
  for (const command of ['npm test', 'pnpm test', 'yarn test', 'pnpm exec vitest', 'mocha -r x', 'npm run test -- -r x'])
    expect(workspaceRun(command.split(' '))).toBeNull()
})
