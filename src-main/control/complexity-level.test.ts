import { readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { temporaryFolder } from '../stores/test-home.ts'
import { createComplexityLevel } from './complexity-level.ts'

let folder: ReturnType<typeof temporaryFolder>
beforeEach(() => (folder = temporaryFolder()))
afterEach(() => folder.remove())

it('adds up the files that may be changed, and reads again what was written since', async () => {
  const files = ['a.js', 'b.py', 'gone.js']
  const reads: string[] = []
  const write = (path: string, text: string, at: number) => {
    writeFileSync(join(folder.path, path), text)
    utimesSync(join(folder.path, path), at, at)
  }
  const level = createComplexityLevel({
    changeableFiles: () => files,
    resolve: path => join(folder.path, path),
    read(path) {
      reads.push(path)
      return { path, text: readFileSync(join(folder.path, path), 'utf8'), sha256: '' }
    },
  })
  write('a.js', 'const f = x => (x ? 1 : 2)', 1)
  write('b.py', 'def f(): pass', 1)
  expect(await Promise.all([level.now(), level.now()])).toEqual([
    { paths: 2, functions: 1 },
    { paths: 2, functions: 1 },
  ])
  await level.now()
  expect(reads).toEqual(['a.js', 'b.py'])
  write('a.js', 'const f = x => 1; const g = x => x || f(x)', 2)
  expect(await level.now()).toEqual({ paths: 3, functions: 2 })
  rmSync(join(folder.path, 'a.js'))
  expect(await level.now()).toEqual({ paths: 0, functions: 0 })
})
