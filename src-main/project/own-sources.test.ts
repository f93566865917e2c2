import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { ownSources } from './own-sources.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'sources-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const write = (file: string, text: string): void => {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true })
  writeFileSync(path.join(root, file), text)
}
const own = (...code: readonly string[]) => ownSources(root, ['package.json', ...code], code)

it('leaves out what tools keep and what is built, in every package', () => {
  const code = ['src/a.ts', '.next/x.js', '.cache/y.js', 'src/.tmp/z.js', 'dist/a.js', 'src/build/plan.ts', 'a.min.js']
  expect(own(...code)).toEqual(['src/a.ts', 'src/build/plan.ts'])
  const packaged = ['packages/one/src/a.ts', 'packages/one/dist/a.js', 'packages/two/docs/a.js']
  expect(ownSources(root, ['packages/one/package.json', ...packaged], packaged)).toEqual([
    'packages/one/src/a.ts',
    'packages/two/docs/a.js',
  ])
})

it('leaves out what git does not keep, by each .gitignore', () => {
  write('.gitignore', '# built\n/generated/\n*.gen.ts\n!keep.gen.ts\n')
  write('packages/one/.gitignore', 'tmp')
  const code = ['src/a.ts', 'generated/b.ts', 'src/c.gen.ts', 'src/keep.gen.ts', 'packages/one/tmp/d.ts', 'tmp/e.ts']
  expect(ownSources(root, ['.gitignore', 'packages/one/.gitignore', ...code], code)).toEqual([
    'src/a.ts',
    'src/keep.gen.ts',
    'tmp/e.ts',
  ])
})

it('takes what there is where nothing else is there', () => {
  expect(own('bin/a.js')).toEqual(['bin/a.js'])
  write('.gitignore', '*')
  expect(ownSources(root, ['.gitignore', 'a.js'], ['a.js'])).toEqual(['a.js'])
})
