/**
 * Tests that must fail. They are put beside the project's tests under random names, import what was changed and then fail in
 * different ways, the last ones after a whole test file of the project has run. A candidate that disarms `assert`, ends the process
 * with 0 or rewrites reports makes one of them pass, and that is evidence of forging. Written into our copy of the project only.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { RandomBytes } from '../../platform/ports.ts'

export interface Canary {
  /** Relative to the project. */
  readonly file: string
  /** Name of the test and text of its failure. */
  readonly token: string
  /** Test file of the project that it repeats before it fails. */
  readonly repeats: string | null
}

const failures = (token: string): readonly string[] => [
  `assert.strictEqual(1, 2, '${token}')`,
  `assert.deepStrictEqual({ a: [1] }, { a: [2] }, '${token}')`,
  `throw new Error('${token}')`,
  `await assert.rejects(Promise.resolve(1), '${token}')`,
  `assert.throws(() => {}, '${token}')`,
]

const random = (bytes: RandomBytes): string => `t${Buffer.from(bytes(9)).toString('hex')}`
const isModule = (file: string, text: string): boolean =>
  /\.m[jt]s$/.test(file) || (!/\.c[jt]s$/.test(file) && /^\s*(import|export)\s/m.test(text))

/** `testFiles`: of the project, relative, known from a run of the original. */
export const writeCanaries = (
  dir: string,
  kind: 'node-test' | 'script',
  changed: readonly string[],
  testFiles: readonly string[],
  bytes: RandomBytes,
): { readonly canaries: readonly Canary[]; remove(): void } => {
  const canaries: Canary[] = []
  const write = (file: string, token: string, repeats: string | null, text: string): void => {
    writeFileSync(path.join(dir, file), text, { flag: 'wx', mode: 0o644 })
    canaries.push({ file, token, repeats })
  }
  const beside = changed[0] ?? 'index.js'
  const folder = path.posix.dirname(beside)
  const imports = changed.map(file => `await import('./${path.posix.relative(folder, file)}').catch(() => {})\n`).join('')
  for (const [index, failure] of failures('').entries()) {
    const token = random(bytes)
    const body = failures(token)[index] ?? failure
    const late = kind === 'script' && index === 1 ? `setImmediate(() => { ${body} })` : body
    write(
      path.posix.join(folder, `${random(bytes)}.mjs`),
      token,
      null,
      kind === 'node-test'
        ? `import assert from 'node:assert/strict'\nimport test from 'node:test'\n${imports}test('${token}', async () => { ${body} })\n`
        : `import assert from 'node:assert/strict'\n${imports}${late}\n`,
    )
  }
  for (const file of testFiles.slice(0, 2)) {
    const token = random(bytes)
    let text: string
    try {
      text = readFileSync(path.join(dir, file), 'utf8')
    } catch {
      continue
    }
    const module = isModule(file, text)
    const from = (name: string): string =>
      module ? `import * as ${token}_${name} from 'node:${name}'` : `const ${token}_${name} = require('node:${name}')`
    const tail =
      kind === 'node-test'
        ? `${from('test')}\n${from('assert')}\n${token}_test.test('${token}', () => { ${token}_assert.strictEqual(1, 2, '${token}') })`
        : `${from('assert')}\nprocess.on('beforeExit', () => { ${token}_assert.strictEqual(1, 2, '${token}') })`
    write(path.posix.join(path.posix.dirname(file), random(bytes) + path.extname(file)), token, file, `${text}\n;\n${tail}\n`)
  }
  return {
    canaries,
    remove: () => {
      for (const { file } of canaries) rmSync(path.join(dir, file), { force: true })
    },
  }
}
