import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { manifest, type Manifest } from '../../src-shared/domain/manifest.ts'
import { isRefused } from '../../src-shared/errors.ts'
import { initProject, planInit, type InitResult } from './init.ts'
import { manifestSchemaText } from './manifest-schema.ts'
import { openProject } from './open-project.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'asis init '))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const write = (path: string, text = ''): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}
const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const done = (options: { force?: boolean } = {}): InitResult => {
  const result = initProject(root, options)
  if (isRefused(result)) throw new Error(result.message)
  return result
}
/** The manifest as it was written, after it opened. */
const written = (): Manifest => {
  const opened = openProject(root)
  if (isRefused(opened)) throw new Error(opened.message)
  return opened.manifest
}
const code = `export function commonItems(a, b) { return a.filter(x => b.includes(x)) }
export function small(x) { return x }
export const fib = (n) => { for (const x of [1]) n - x; return n < 2 ? n : fib(n - 1) + fib(n - 2) }
export async function load(a) { for (const x of a) await x }
function hidden(a) { for (const x of a) for (const y of a) x + y }
`

test('a JavaScript package: name, language, files, tests, the functions with most work, and inputs that run', () => {
  write('package.json', JSON.stringify({ name: 'my-lib', type: 'module', scripts: { test: 'node --test "test/*.test.js"' } }))
  write('src/items.js', code)
  write('test/items.test.js')
  write('dist/items.js', code)
  const result = done()
  const found = written()
  expect(found).toMatchObject({
    name: 'my-lib',
    languages: ['javascript'],
    files: ['src/**/*.js'],
    tests: [{ command: ['npm', 'test'] }],
  })
  expect(found.metrics.map(metric => metric.id)).toEqual(['fib-time', 'common-items-time'])
  expect(result.written).toEqual([
    'asis.config.json',
    'asis-inputs/fib-time.inputs.mjs',
    'asis-inputs/common-items-time.inputs.mjs',
  ])
  expect(result.notes.join('\n')).toContain('Edit asis-inputs/common-items-time.inputs.mjs')
  const script = `const make = (await import(process.argv[1])).default; const args = make(Math.random, 7); console.log(JSON.stringify(args.map(a => a.length ?? typeof a)))`
  const run = (path: string): string =>
    execFileSync(process.execPath, ['--input-type=module', '-e', script, join(root, path)], { encoding: 'utf8' }).trim()
  expect(run('asis-inputs/common-items-time.inputs.mjs')).toBe('[7,7]')
  expect(run('asis-inputs/fib-time.inputs.mjs')).toBe('["number"]')
})

test('the schema that the manifest names exists and is the current one', () => {
  write(
    'src/items.ts',
    'export function common(a: readonly number[], b: string[], c: { x: number }[], d: string, e: boolean) { return a.filter(x => b.includes(String(x)) && c.length && d && e) }',
  )
  done()
  const url: unknown = JSON.parse(read('asis.config.json')).$schema
  expect(readFileSync(fileURLToPath(String(url)), 'utf8')).toBe(manifestSchemaText())
  expect(written()).toMatchObject({ languages: ['typescript'], files: ['src/**/*.ts'] })
  const inputs = read('asis-inputs/common-time.inputs.mjs')
  expect(inputs).toMatch(/\/\/ a\n {2}Array\.from\(\{ length: size \}, \(\) => Math/)
  expect(inputs).toMatch(/\/\/ b\n.*word/)
  expect(inputs).toMatch(/\/\/ c\n.*id.*EDIT/)
  expect(inputs).toMatch(/\/\/ e\n.*0\.5/)
})

test('an existing manifest stays unless it is forced, and other files always stay', () => {
  write('src/items.js', code)
  write('asis.config.json', 'mine')
  write('asis-inputs/fib-time.inputs.mjs', '// mine\nexport default () => [1]\n')
  expect(initProject(root)).toMatchObject({ code: 'bad-input', next: expect.stringContaining('--force') })
  expect(read('asis.config.json')).toBe('mine')
  expect(done({ force: true }).written).not.toContain('asis-inputs/fib-time.inputs.mjs')
  expect(read('asis-inputs/fib-time.inputs.mjs')).toContain('// mine')
  expect(manifest.safeParse(JSON.parse(read('asis.config.json'))).success).toBe(true)
  expect(readdirSync(root).sort()).toEqual(['asis-inputs', 'asis.config.json', 'src'])
})

test('tests are declared as the project calls them, and what is left out of them is said', () => {
  write('src/items.js', code)
  for (const [script, said] of [
    ['vitest run', 'Tests: `npm test` (vitest). vitest is not installed'],
    ['npm run lint && node --test', '(node --test); left out, since they are no tests or cannot run there: `eslint src`'],
    ['NODE_ENV=test node x.js', '(NODE_ENV=test node x.js)'],
  ] as const) {
    write('package.json', JSON.stringify({ scripts: { test: script, lint: 'eslint src' } }))
    expect(done({ force: true }).notes.join('\n')).toContain(said)
    expect(written().tests).toMatchObject([{ command: ['npm', 'test'] }])
  }
})

test('where the main command cannot run in the sandbox another script is declared, or nothing with the reason', () => {
  write('src/items.js', code)
  write('yarn.lock')
  write('package.json', JSON.stringify({ scripts: { test: 'karma start', unit: 'mocha' } }))
  done()
  expect(written().tests).toMatchObject([{ command: ['yarn', 'run', 'unit'] }])
  write('package.json', JSON.stringify({ scripts: { test: 'karma start | tee log' } }))
  expect(done({ force: true }).notes.join('\n')).toContain(
    'cannot be started in the sandbox: the script test of package.json needs a shell',
  )
  expect(written().tests).toEqual([])
})

test('tests without a script are found by their names', () => {
  write('src/items.js', code)
  write('src/items.test.js')
  done()
  expect(written().tests).toMatchObject([{ command: ['node', '--test'] }])
})

test('a project without a function to call gets a measurement to fill in', () => {
  write('main.mjs', 'console.log(1)')
  write('query.sql', 'SELECT 1')
  const result = done()
  expect(written()).toMatchObject({
    languages: ['javascript', 'sql'],
    files: ['*.{mjs,sql}'],
    metrics: [{ benchmark: { kind: 'module', file: 'asis-inputs/measure.mjs' } }],
  })
  expect(result.notes.join('\n')).toContain('it measures nothing yet')
})

test('a Python project', () => {
  write('pyproject.toml', '[project]\nname = "snake"\n')
  write('snake/core.py', 'def f(a):\n    return a\n')
  write('tests/test_core.py')
  done()
  expect(written()).toMatchObject({
    name: 'snake',
    languages: ['python'],
    files: ['snake/**/*.py'],
    tests: [{ command: ['python', '-m', 'unittest', 'discover', '-s', 'tests'] }],
    metrics: [{ benchmark: { kind: 'command', command: ['python', 'asis-inputs/measure.py'] } }],
  })
})

const declared = () => {
  const plan = planInit(root, { force: true })
  return isRefused(plan) ? plan : (JSON.parse(plan.manifestText) as { tests: unknown }).tests
}
test('in a project with tests in a browser the script of the others is declared', () => {
  write('src/items.js', code)
  write('package.json', JSON.stringify({ scripts: { test: 'vitest', 'test-unit': 'vitest --project unit' } }))
  expect(declared()).toEqual([{ command: ['npm', 'test'] }])
  write('vitest.config.ts', "import { playwright } from '@vitest/browser-playwright'")
  expect(declared()).toEqual([{ command: ['npm', 'run', 'test-unit'] }])
})

test('what stands beside components is measured after the rest, and a component or a hook never', () => {
  const work = 'for (const a of list) for (const b of list) if (a === b) list.includes(a)'
  write(
    'src/a.tsx',
    [
      `export const most = (list: number[]) => { ${work} }`,
      `export const Rows = (list: number[]) => { ${work}; return <ul>{list.map(each => <li>{each}</li>)}</ul> }`,
      `export const useRows = (list: number[]) => { ${work} }`,
      `export const rows = (list: number[]) => { ${work}; return React.useMemo(() => list, [list]) }`,
    ].join('\n'),
  )
  write('src/b.ts', 'export const some = (list: number[]) => { for (const a of list) list.includes(a) }')
  const plan = planInit(root)
  const { metrics } = isRefused(plan)
    ? { metrics: [] }
    : (JSON.parse(plan.manifestText) as { metrics: { benchmark: { function: string } }[] })
  expect(metrics.map(({ benchmark }) => benchmark.function)).toEqual(['some', 'most'])
})

test('a folder without code, or where nothing may be written, is refused and stays as it is', () => {
  expect(initProject(root)).toMatchObject({ code: 'bad-input' })
  expect(initProject(join(root, 'none'))).toMatchObject({ code: 'not-found' })
  write('src/items.js', code)
  write('asis-inputs', 'a file where the folder would be')
  expect(initProject(root)).toMatchObject({ code: 'disk' })
  expect(existsSync(join(root, 'asis.config.json'))).toBe(false)
})

test('a manifest that is a dangling link is not written through', () => {
  write('src/items.js', code)
  symlinkSync(join(root, 'elsewhere.json'), join(root, 'asis.config.json'))
  const result = initProject(root)
  expect(isRefused(result)).toBe(true)
  expect(existsSync(join(root, 'elsewhere.json'))).toBe(false)
})

test('the committed schema is current: run `node scripts/write-schema.ts` when this fails', () => {
  expect(readFileSync(new URL('../../assets/asis.config.schema.json', import.meta.url), 'utf8')).toBe(manifestSchemaText())
})

test('the schema describes every property to whoever edits the manifest', () => {
  const missing: string[] = []
  const visit = (node: unknown, path: string): void => {
    if (typeof node !== 'object' || node === null) return
    if ('properties' in node && typeof node.properties === 'object' && node.properties !== null) {
      for (const [key, value] of Object.entries(node.properties)) {
        const isGoal = path.endsWith('.goal')
        if (!isGoal && typeof value === 'object' && value !== null && !('description' in value)) missing.push(`${path}.${key}`)
        visit(value, `${path}.${key}`)
      }
    }
    for (const key of ['items', 'anyOf', 'oneOf'] as const) {
      const value = (node as Record<string, unknown>)[key]
      for (const each of Array.isArray(value) ? value : [value]) visit(each, path)
    }
  }
  visit(JSON.parse(manifestSchemaText()), '')
  expect(missing).toEqual([])
})
