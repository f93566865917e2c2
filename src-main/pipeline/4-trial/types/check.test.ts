import { cpSync, mkdirSync, readFileSync, realpathSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FileChange } from '../../../../src-shared/domain/candidate.ts'
import { isRefused } from '../../../../src-shared/errors.ts'
import { makeTree, openPorts, removeFolders } from '../fixtures/setup.ts'
import type { TrialPorts } from '../ports.ts'
import { checkTypes, type TypeReport } from './check.ts'

const ours = realpathSync(path.join(import.meta.dirname, '../../../../node_modules'))
let ports: TrialPorts
/** With version 6 as the project's `typescript`, written in JavaScript; ours is version 7, a native program. */
let six = ''
beforeAll(async () => {
  ports = await openPorts()
  six = path.join(makeTree({}).dir, 'node_modules')
  mkdirSync(six)
  cpSync(path.join(ours, 'typescript6'), path.join(six, 'typescript'), { recursive: true, dereference: true })
})
afterAll(removeFolders)

const config = (options: object = {}, more: object = {}): string =>
  JSON.stringify({
    compilerOptions: { strict: true, module: 'esnext', moduleResolution: 'bundler', target: 'es2022', types: [], ...options },
    ...more,
  })
const manifest = JSON.stringify({ name: 'p', type: 'module', devDependencies: { typescript: '*' } })

type Files = Readonly<Record<string, string>>
/** `change`: file and text after. */
const check = async (
  files: Files,
  change: Files,
  nodeModules: readonly string[] = [ours],
  root?: string,
): Promise<TypeReport | null> => {
  const before = makeTree({ 'package.json': manifest, ...files })
  const after = makeTree({ 'package.json': manifest, ...files, ...change })
  const changes = Object.entries(change).map(([file, text]): FileChange => ({ path: file, before: files[file] ?? '', after: text, beforeSha256: '', afterSha256: '' })) // prettier-ignore
  const report = await checkTypes(
    {
      files: changes,
      beforeDir: before.dir,
      afterDir: after.dir,
      root: root ?? before.dir,
      nodeModules,
      workDir: path.join(makeTree({}).dir, 'types'),
    },
    ports,
  )
  if (report && isRefused(report)) throw new Error(report.message)
  for (const [file, text] of Object.entries(files)) expect(readFileSync(path.join(before.dir, file), 'utf8')).toBe(text)
  return report
}

const pick = 'export const pick = (a: readonly number[], b: readonly number[]): number[] => a.filter(x => b.includes(x))\n'
const good =
  'export const pick = (a: readonly number[], b: readonly number[]): number[] => { const k = new Set(b); return a.filter(x => k.has(x)) }\n'
const bad =
  'export const pick = (a: readonly number[], b: readonly number[]): number[] => { const k = new Set<string>(b); return a.filter(x => k.has(x)) }\n'

describe('the compiler of the project', () => {
  it.concurrent.each([
    ['6', () => [six]],
    ['7', () => [ours]],
  ] as const)('of version %s says what is new', async (version, modules) => {
    const files = { 'tsconfig.json': config(), 'src/a.ts': pick }
    const same = await check(files, { 'src/a.ts': good }, modules())
    expect(same?.text).toMatch(new RegExp(`^Compiles as before \\(tsc ${version}\\.[\\d.]+, tsconfig\\.json\\)\\.$`))
    const broken = await check(files, { 'src/a.ts': bad }, modules())
    expect(broken?.status).toBe('broken')
    expect(broken?.text).toMatch(/^Does not compile any more: src\/a\.ts:1 TS\d+: .*\(tsc \d.*tsconfig\.json\)\.$/)
  })

  it('does not count what was wrong before, wherever it stands afterwards', async () => {
    const wrong = 'export const n: number = "text"\n'
    const files = { 'tsconfig.json': config(), 'src/a.ts': pick + wrong, 'src/b.ts': wrong }
    expect((await check(files, { 'src/a.ts': `// moved\n\n${good}${wrong}` }))?.status).toBe('same')
    // The same sentence once more is new.
    expect((await check(files, { 'src/a.ts': good + wrong + wrong.replace('n:', 'm:') }))?.status).toBe('broken')
  })

  it('is asked as strictly as the project asks it', async () => {
    const loose = 'export const first = (a: readonly number[]): number => a[0]\n'
    const files = { 'src/a.ts': 'export const first = (a: readonly number[]): number => a[0] ?? 0\n' }
    expect((await check({ ...files, 'tsconfig.json': config() }, { 'src/a.ts': loose }))?.status).toBe('same')
    const strict = {
      ...files,
      'tsconfig.json': JSON.stringify({ extends: './base.json' }),
      'base.json': config({ noUncheckedIndexedAccess: true }),
    }
    expect((await check(strict, { 'src/a.ts': loose }))?.status).toBe('broken')
    const old = { ...files, 'tsconfig.json': config({ lib: ['es2022'] }) }
    expect(
      (await check(old, { 'src/a.ts': 'export const first = (a: number[]): number => a.toSorted()[0] ?? 0\n' }))?.text,
    ).toContain('toSorted')
  })

  it('hears of errors in other files, by aliases too', async () => {
    const files = {
      'tsconfig.json': config({ paths: { '@/*': ['./src/*'] } }),
      'src/a.ts': pick,
      'src/b.ts': "import { pick } from '@/a'\nexport const c: number[] = pick([1], [2])\n",
    }
    const other = 'export const pick = (a: readonly number[], b: readonly number[]) => new Set(a.filter(x => b.includes(x)))\n'
    expect((await check(files, { 'src/a.ts': other }))?.text).toContain('src/b.ts:2')
  })

  it('follows references, and configs beside the first', async () => {
    const files = {
      'tsconfig.json': JSON.stringify({ files: [], references: [{ path: './lib' }] }),
      'lib/tsconfig.json': config({ composite: true, outDir: '../dist', rootDir: '.' }),
      'lib/a.ts': pick,
    }
    expect((await check(files, { 'lib/a.ts': bad }))?.status).toBe('broken')
    const solution = {
      ...files,
      'app/tsconfig.json': config({}, { references: [{ path: '../lib' }] }),
      'app/b.ts': "import { pick } from '../lib/a'\nexport const p = pick\n",
    }
    expect(
      (await check(solution, { 'app/b.ts': "import { pick } from '../lib/a'\nexport const p: string = pick([], [])\n" }))?.status,
    ).toBe('broken')
    const beside = {
      'tsconfig.json': config({}, { include: ['none/*.ts', 'x.ts'] }),
      'x.ts': 'export {}\n',
      'tsconfig.src.json': config({}, { include: ['src'] }),
      'src/a.ts': pick,
    }
    expect((await check(beside, { 'src/a.ts': bad }))?.text).toContain('tsconfig.src.json')
  })

  it('finds a base above the project', async () => {
    const outer = makeTree({ 'tsconfig.base.json': config({ noUncheckedIndexedAccess: true }), 'packages/a/tsconfig.json': JSON.stringify({ extends: '../../tsconfig.base.json' }), 'packages/a/package.json': manifest }) // prettier-ignore
    const files = {
      'tsconfig.json': JSON.stringify({ extends: '../../tsconfig.base.json' }),
      'a.ts': 'export const f = (a: number[]): number => a[0] ?? 0\n',
    }
    const report = await check(
      files,
      { 'a.ts': 'export const f = (a: number[]): number => a[0]\n' },
      [ours],
      path.join(outer.dir, 'packages/a'),
    )
    expect(report?.status).toBe('broken')
  })

  it('is not silenced', async () => {
    const report = await check({ 'tsconfig.json': config(), 'a.ts': pick }, { 'a.ts': `// @ts-nocheck\n${bad}` })
    expect(report?.text).toContain('keeps the compiler from saying')
  })
})

describe('where no compiler says anything', () => {
  it.each([
    ['no tsc of its own', { 'tsconfig.json': config(), 'a.ts': pick }, [], /no tsc of its own is installed/],
    [
      'a config that takes other files',
      { 'tsconfig.json': config({}, { include: ['b.ts'] }), 'a.ts': pick, 'b.ts': '' },
      null,
      /no tsconfig\.json looks at a\.ts/,
    ],
    [
      'a file elsewhere that does not parse',
      { 'tsconfig.json': config(), 'a.ts': pick, 'b.ts': 'export const = 1' },
      null,
      /no tsconfig\.json looks at a\.ts \(tried tsconfig\.json, which says b\.ts:1 TS\d+/,
    ],
    [
      'a file that nobody may check',
      { 'tsconfig.json': config(), 'a.ts': `// @ts-nocheck\n${pick}` },
      null,
      /no tsconfig\.json looks at a\.ts/,
    ],
  ] as const)('it is said: %s', async (_, files, modules, said) => {
    const after = files['a.ts'].replace(pick, bad)
    const report = await check(files, { 'a.ts': after }, modules ?? [ours])
    expect(report).toMatchObject({ status: 'not-checked', text: expect.stringMatching(/^Types not checked: /) })
    expect(report?.text).toMatch(said)
  })

  it('nothing is said where nobody compiles: no tsconfig, plain JavaScript, a package that installs nothing', async () => {
    expect(await check({ 'a.ts': pick }, { 'a.ts': good })).toBe(null)
    expect(await check({ 'tsconfig.json': config(), 'a.js': 'export const a = 1\n' }, { 'a.js': 'export const a = 2\n' })).toBe(
      null,
    )
    const alone = { 'package.json': '{"name":"p"}', 'tsconfig.json': config(), 'a.ts': pick }
    expect(await check(alone, { 'a.ts': good }, [])).toBe(null)
  })

  it('JavaScript counts where it is checked', async () => {
    const files = {
      'tsconfig.json': config({ allowJs: true, checkJs: true, noEmit: true }),
      'a.js': '/** @type {number} */\nexport const a = 1\n',
    }
    expect((await check(files, { 'a.js': "/** @type {number} */\nexport const a = 'x'\n" }))?.status).toBe('broken')
  })
})
