/** What one step of a test command is: a known runner, `node --test`, a script of Node, another program, or nothing that tests. */
import path from 'node:path'
import { recipeOf } from '../../languages/javascript/runners/index.ts'
import { splitArguments, type Recipe, type SplitArguments } from '../../languages/javascript/runners/recipe.ts'
import type { Lost, Step } from './follow.ts'

export type Classified = { readonly step: Step } & (
  | ({ readonly kind: 'runner'; readonly recipe: Recipe; readonly nodeFlags: readonly string[] } & SplitArguments)
  | { readonly kind: 'node-test'; readonly args: readonly string[] }
  /** `flags` are those of node. */
  | { readonly kind: 'script'; readonly argv: readonly string[]; readonly flags: readonly string[]; readonly script: string }
  | { readonly kind: 'program'; readonly name: string; readonly args: readonly string[] }
  /** Lints, builds, checks types: no part of the tests. */
  | { readonly kind: 'no-test' }
)

/** Flags of node whose value is the next word. */
export const takesValue = new Set([
  '--import',
  '--require',
  '-r',
  '--loader',
  '--experimental-loader',
  '--conditions',
  '-C',
  '--env-file',
])

/** Programs that test nothing by running it. */
const noTests = new Set(
  (
    'eslint tslint standard semistandard xo prettier biome oxlint stylelint jshint jscs tsc tsgo vue-tsc tsd dtslint check-dts attw publint ' +
    'rollup webpack tsup tsdown unbuild tshy vite esbuild swc babel microbundle pkgroll parcel rimraf del del-cli shx cpx cpy mkdirp echo ' +
    'size-limit bundlesize knip depcheck commitlint husky lint-staged typedoc codecov coveralls sleep true exit cd rm cp mkdir mv'
  ).split(' '),
)
const browsers = new Set([
  'karma',
  'playwright',
  'cypress',
  'wtr',
  'web-test-runner',
  'testem',
  'airtap',
  'zuul',
  'nightwatch',
  'wdio',
])
const many = new Set(['lerna', 'turbo', 'nx', 'rush', 'wireit', 'moon'])
/** Scripts that prepare something. */
const preparing = /(?:^|[/._-])(?:build|lint|compile|format|clean|prepare|generate|copy|bundle)(?:[/._-]|$)/

const runner = (recipe: Recipe, nodeFlags: readonly string[], args: readonly string[], step: Step): Classified => {
  const [first = ''] = args
  if (recipe.otherWords.includes(first)) return { kind: 'no-test', step }
  const own = recipe.runWords.includes(first) ? args.slice(1) : args
  return { kind: 'runner', recipe, nodeFlags, step, ...splitArguments(recipe, own) }
}

const ofNode = (args: readonly string[], step: Step): Classified | Lost => {
  if (args.includes('--test')) return { kind: 'node-test', args, step }
  const at = args.findIndex((word, index) => !word.startsWith('-') && !takesValue.has(args[index - 1] ?? ''))
  const script = args[at]
  if (script === undefined || args.some(word => /^(-e|--eval|-p|--print)\b/.test(word)))
    return { lost: 'node needs a script or --test' }
  const flags = args.slice(0, at)
  const recipe = /(?:^|\/)node_modules\//.test(script) ? recipeOf(script) : undefined
  if (recipe) return runner(recipe, flags, args.slice(at + 1), step)
  if (preparing.test(script)) return { kind: 'no-test', step }
  return { kind: 'script', argv: args, flags, script: path.posix.normalize(script), step }
}

export const classify = (step: Step): Classified | Lost => {
  const [first = '', ...args] = step.words
  const recipe = recipeOf(first)
  const name = path.posix.basename(first)
  if (recipe) return runner(recipe, [], args, step)
  if (first === 'node') return ofNode(args, step)
  if (noTests.has(name)) return { kind: 'no-test', step }
  if (browsers.has(name)) return { lost: `${name} needs a browser, which the sandbox does not have` }
  if (many.has(name))
    return { lost: `${name} runs scripts of other packages, and it is not said which; open the folder of the package itself` }
  if (first === 'bun' || first === 'deno') return { lost: `the sandbox runs Node, and not ${first}` }
  if (first === 'python' || first === 'python3') return { lost: 'tests in Python are not supported yet' }
  return { kind: 'program', name: first, args, step }
}
