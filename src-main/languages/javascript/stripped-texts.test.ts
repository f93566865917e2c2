import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isRefused } from '../../../src-shared/errors.ts'
import { openSandbox } from '../../sandbox/open-sandbox.ts'
import type { Sandbox } from '../../sandbox/sandbox.ts'
import { strippedTexts } from './stripped-texts.ts'

const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})
const project = (files: Readonly<Record<string, string>>): string => {
  const dir = mkdtempSync(path.join(tmpdir(), 'asis-strip-'))
  folders.push(dir)
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(dir, name)), { recursive: true })
    writeFileSync(path.join(dir, name), text)
  }
  return dir
}

const copyOf = (dir: string) => ({
  dir,
  harness: { host: path.join(import.meta.dirname, 'harness'), box: '/h' },
  script: '/h/strip.ts',
})

describe('types are taken off once', () => {
  let sandbox: Sandbox
  let runs = 0
  const ports = () => ({
    sandbox: { ...sandbox, run: (...job: Parameters<Sandbox['run']>) => ((runs += 1), sandbox.run(...job)) } as Sandbox,
  })
  beforeAll(async () => {
    const opened = await openSandbox({ nodePath: process.execPath })
    if (isRefused(opened)) throw new Error(opened.message)
    sandbox = opened
  })

  test('places stay, unused imports go, and what cannot be taken off is left to the boxes', async () => {
    const dir = project({
      'a.ts': "import { T } from './b.ts'\nimport './c.ts'\nexport const a = (x: number): T => x as T\n",
      'b.ts': 'export type T = number\n',
      'c.ts': 'export enum C { One }\n',
    })
    runs = 0
    const [first, again] = await Promise.all([
      strippedTexts(copyOf(dir), ['a.ts'], '/src', ports()),
      strippedTexts(copyOf(dir), ['a.ts', 'b.ts'], '/other', ports()),
    ])
    expect(runs).toBe(1)
    expect(first.map(([file]) => file)).toEqual(['/src/a.ts', '/src/b.ts'])
    expect(again.map(([file]) => file).toSorted()).toEqual(['/other/a.ts', '/other/b.ts'])
    expect(first[0]![1]).toBe("                          \nimport './c.ts'\nexport const a = (x        )    => x     \n")
  })
  test('what is reached is looked for again where a file was written', async () => {
    const dir = project({ 'a.ts': 'export const a: number = 1\n', 'lib/index.ts': 'export const b: number = 2\n' })
    const reached = async () => (await strippedTexts(copyOf(dir), ['a.ts', 'missing.ts'], '/src', ports())).map(([file]) => file)
    expect(await reached()).toEqual(['/src/a.ts'])
    writeFileSync(path.join(dir, 'a.ts'), "export * from './lib'\nimport '../../outside.ts'\nexport const a: number = 1\n")
    expect((await reached()).toSorted()).toEqual(['/src/a.ts', '/src/lib/index.ts'])
  })
  test('a file that was written again is another one; plain JavaScript asks no box', async () => {
    const dir = project({ 'a.ts': 'export const a: number = 1\n', 'b.js': 'export const b = 1\n' })
    runs = 0
    await strippedTexts(copyOf(dir), ['a.ts'], '/src', ports())
    writeFileSync(path.join(dir, 'a.ts'), 'export const a: number = 22\n')
    const [[, text]] = (await strippedTexts(copyOf(dir), ['a.ts'], '/src', ports())) as [[string, string]]
    expect(text).toBe('export const a         = 22\n')
    expect(await strippedTexts(copyOf(dir), ['b.js'], '/src', ports())).toEqual([])
    expect(runs).toBe(2)
  })
})
