/** Failing cases for the end of a copy of a test file, as the file's own runner declares tests. They must all be reported as failed. */
import path from 'node:path'
import { recipes } from '../../languages/javascript/runners/index.ts'
import type { RunnerName } from '../../languages/javascript/runners/recipe.ts'

export interface Copied {
  /** Of the project, relative. */
  readonly file: string
  readonly text: string
}

const isModule = ({ file, text }: Copied): boolean =>
  /\.m[jt]s$/.test(file) || (!/\.c[jt]s$/.test(file) && /^\s*(?:import\s*[\w{*'"]|export\s)/m.test(text))

/** The name of a copy: as random as `token`, and still what the runner takes for a test file. */
export const copyName = (file: string, token: string): string => {
  const folder = path.posix.dirname(file)
  const name = path.posix.basename(file)
  const [, stem = name, endings = ''] = /^([^.]+)(.*)$/.exec(name) ?? []
  const named = /^(?:tests?|spec)[-_]/i.test(stem)
    ? `${stem}${token}`
    : `${token}${/^(?:test|spec)s?$/i.test(stem) ? '.' : ''}${stem}`
  return path.posix.join(folder, `${named}${endings}`)
}

/** Later, at once, and by an assertion of Node: what every runner gets. */
const common = 3

/** What the failing cases in one copy are called. */
export const caseTokens = (runner: RunnerName, token: string): readonly string[] =>
  Array.from({ length: common + recipes[runner].failing.assertions.length }, (_, index) => `${token}_${index}`)

/** Where the function that declares a test comes from. */
const declareTest = (runner: RunnerName, token: string, module: boolean): { readonly head: string; readonly name: string } => {
  const { from } = recipes[runner].failing
  const name = `${token}_case`
  if ('globals' in from) {
    const known = from.globals.map(each => each.split('.').reduce((at, part) => `(${at} || {})['${part}']`, 'globalThis'))
    return { head: `const ${name} = ${known.join(' || ')}`, name }
  }
  const space = `${token}_runner`
  const load = module ? `import * as ${space} from '${from.package}'` : `const ${space} = require('${from.package}')`
  const members =
    from.member === 'default'
      ? `${space}['default'] || ${space}`
      : `${space}['${from.member}'] || ${space}['default']['${from.member}']`
  return { head: `${load}\nconst ${name} = ${members}`, name }
}

/**
 * In the words of old compilers, since the project's own one reads it.
 *
 * The copy with failing cases at its end. They load what was changed, in case the file does not, and fail in three ways: later, at once, and
 * by assertions of Node and of the runner.
 */
export const withFailingCases = (runner: RunnerName, copied: Copied, token: string, changed: readonly string[]): string => {
  const module = isModule(copied)
  const { head, name } = declareTest(runner, token, module)
  const [later, thrown, asserted, ...ownCases] = caseTokens(runner, token)
  const { assertions } = recipes[runner].failing
  const body = (index: number): string => (assertions[index] ?? '').replace('{runner}', `${token}_runner`)
  // Where nothing is changed yet it loads itself: a file whose compiler does not know how to load is then found out in the original.
  const loads = (changed.length > 0 ? changed : [copyName(copied.file, token)]).map(file => {
    const from = `./${path.posix.relative(path.posix.dirname(copied.file), file)}`
    return module ? `await import('${from}').catch(function () {})` : `try { require('${from}') } catch (error) {}`
  })
  const assert = `${token}_assert`
  const cases = [
    module ? `import * as ${assert} from 'assert'` : `const ${assert} = require('assert')`,
    head,
    `${name}('${later}', async () => { ${[...loads, 'await null'].join('; ')}; throw new Error('${later}') })`,
    `${name}('${thrown}', () => { throw new Error('${thrown}') })`,
    `${name}('${asserted}', () => { ${assert}.deepStrictEqual({ a: [1] }, { a: [2] }, '${asserted}') })`,
    ...ownCases.map((each, index) => `${name}('${each}', async t => { ${body(index)} })`),
  ].join('\n')
  // Compilers that check types know nothing of the global names. A comment of the file's own stays first, as it may be for its runner.
  const begin = /^(?:\uFEFF|#!.*\n|\s*\/\*[^]*?\*\/)*/.exec(copied.text)?.[0] ?? ''
  return `${begin}\n// @ts-nocheck\n${copied.text.slice(begin.length)}\n;\n${cases}\n`
}
