/** Import directions, over every source file: what the linter checks in the editor, checked here without its configuration. */
import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parseSync } from 'vite'
import { describe, expect, test } from 'vitest'

const root = path.dirname(import.meta.dirname)

interface Import {
  readonly from: string
  /** Path relative to the root for our own files, else the bare specifier. */
  readonly to: string
}

function importsOf(file: string): Import[] {
  const { module } = parseSync(file, readFileSync(path.join(root, file), 'utf8'))
  const specifiers = [
    ...module.staticImports.map(each => each.moduleRequest.value),
    ...module.staticExports.flatMap(each =>
      each.entries.flatMap(entry => (entry.moduleRequest ? [entry.moduleRequest.value] : [])),
    ),
  ]
  return specifiers.map(to => ({ from: file, to: to.startsWith('.') ? path.posix.join(path.posix.dirname(file), to) : to }))
}

const files = globSync('src-*/**/*.{ts,tsx}', { cwd: root })
  .map(file => file.split(path.sep).join('/'))
  .filter(file => !/\.test\.tsx?$/.test(file))
const imports = files.flatMap(importsOf)
const stageOf = (file: string): string | undefined => /^src-main\/pipeline\/(\d-[a-z]+)\//.exec(file)?.[1]
const offending = (rule: (each: Import) => boolean): string[] =>
  imports.filter(rule).map(each => `${each.from} imports ${each.to}`)

describe('import directions', () => {
  test('there is something to check', () => {
    expect(files.length).toBeGreaterThan(50)
    expect(imports.some(each => each.to === 'src-shared/errors.ts')).toBe(true)
  })
  test('src-shared imports zod and itself', () => {
    expect(
      offending(each => each.from.startsWith('src-shared/') && each.to !== 'zod' && !each.to.startsWith('src-shared/')),
    ).toEqual([])
  })
  test('the renderer knows the contract and no Node', () => {
    expect(
      offending(
        each =>
          each.from.startsWith('src-renderer/') &&
          (each.to.startsWith('src-main/') || each.to.startsWith('node:') || each.to === 'electron'),
      ),
    ).toEqual([])
  })
  test('a stage never imports another stage', () => {
    expect(
      offending(
        each => stageOf(each.from) !== undefined && stageOf(each.to) !== undefined && stageOf(each.from) !== stageOf(each.to),
      ),
    ).toEqual([])
  })
  test('foundations never import the pipeline, control, the core or a host', () => {
    const foundation = /^src-main\/(?:sandbox|languages|stores|platform|measurement|project)\//
    expect(
      offending(each => foundation.test(each.from) && /^src-main\/(?:pipeline|control|hosts|core\.ts)/.test(each.to)),
    ).toEqual([])
  })
  test('the core never imports a host, and only hosts/electron imports electron', () => {
    expect(
      offending(
        each =>
          each.from.startsWith('src-main/') && !each.from.startsWith('src-main/hosts/') && each.to.startsWith('src-main/hosts/'),
      ),
    ).toEqual([])
    expect(offending(each => /^electron(?:$|\/)/.test(each.to) && !each.from.startsWith('src-main/hosts/electron/'))).toEqual([])
  })
  test('what runs in the box imports nothing but Node and itself', () => {
    const harness = 'src-main/languages/javascript/harness/'
    expect(
      offending(each => each.from.startsWith(harness) && !each.to.startsWith('node:') && !each.to.startsWith(harness)),
    ).toEqual([])
  })
})
