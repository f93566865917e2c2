/** Finds out how a project tests itself: the command that its people type, where the sandbox can follow it. Reads, never runs. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { recipes } from '../../languages/javascript/runners/index.ts'
import { plainText } from '../../platform/plain-file.ts'
import { packageOf, scriptsOf } from './scripts.ts'
import { understand, type Understood } from './read-command.ts'

export interface TestGuess {
  readonly command: readonly string[] | null
  /** What the operator should know, or null. */
  readonly note: string | null
}

const noScript = /no test specified/
/** Scripts that people keep their tests in when `test` is missing or cannot be followed, best first. */
const otherNames = [
  'test:unit',
  'unit',
  'test:node',
  'test-unit',
  'unit-test',
  'test:run',
  'test:ci',
  'tests',
  'test:js',
  'test:only',
]
const runnerNames = Object.keys(recipes)

/** That the project asks for itself. */
const dependencies = (root: string): ReadonlySet<string> => {
  const manifest = packageOf(root)
  const named = ['dependencies', 'devDependencies'].flatMap(field => Object.keys(Object(Reflect.get(manifest, field)) as object))
  return new Set(named)
}

const managerOf = (root: string): string =>
  existsSync(path.join(root, 'pnpm-lock.yaml')) ? 'pnpm' : existsSync(path.join(root, 'yarn.lock')) ? 'yarn' : 'npm'

const nameOf = ({ tests }: Understood): string =>
  [
    ...new Set(
      tests.map(each => (each.kind === 'runner' ? each.recipe.name : each.kind === 'node-test' ? 'node --test' : each.step.text)),
    ),
  ].join(', ')

const noteOf = (command: readonly string[], found: Understood, root: string): string => {
  const left =
    found.leftOut.length === 0
      ? ''
      : `; left out, since they are no tests or cannot run there: ${found.leftOut.map(text => `\`${text}\``).join(', ')}`
  const missing = found.tests
    .flatMap(each => (each.kind === 'runner' ? [each.recipe] : []))
    .find(
      recipe =>
        !recipe.packages.some(name => ancestors(root).some(folder => existsSync(path.join(folder, 'node_modules', name)))),
    )
  const install = missing ? ` ${missing.name} is not installed: run \`npm install\` first.` : ''
  return `Tests: \`${command.join(' ')}\` (${nameOf(found)})${left}.${install}`
}

const ancestors = (folder: string): readonly string[] => {
  const above = path.dirname(folder)
  return above === folder ? [folder] : [folder, ...ancestors(above)]
}

/** A configuration of vitest with tests in a browser among others. */
const runsBrowser = (root: string, paths: readonly string[]): boolean =>
  paths.some(
    each =>
      /^(?:vitest|vite)\.(?:[\w-]+\.)?(?:config|workspace)\.[cm]?[jt]s$/.test(each) &&
      (plainText(path.join(root, each)) ?? '').includes('@vitest/browser'),
  )

/** @param paths all files of the project. */
export const guessTests = (root: string, paths: readonly string[]): TestGuess => {
  const scripts = scriptsOf(root) ?? {}
  const manager = managerOf(root)
  const test = scripts['test'] !== undefined && !noScript.test(scripts['test']) ? scripts['test'] : null
  const others = [...otherNames, ...runnerNames].filter(name => scripts[name] !== undefined)
  const whole = test === null ? [] : ['test']
  // The whole of it would wait for a browser; the script for units, where there is one, does not.
  const names = runsBrowser(root, paths) ? [...others, ...whole] : [...whole, ...others]
  let why: string | null = null
  for (const name of names) {
    const command = name === 'test' ? [manager, 'test'] : [manager, 'run', name]
    const found = understand(command, root)
    if ('lost' in found) why ??= found.lost
    else return { command, note: noteOf(command, found, root) }
  }
  if (why !== null) {
    return {
      command: null,
      note: `The tests (${(test ?? '').slice(0, 80)}) cannot be started in the sandbox: ${why}. Declare the command of one runner under "tests", for example ["npx", "vitest"].`,
    }
  }
  const installed = runnerNames.find(name => dependencies(root).has(name))
  if (installed !== undefined) {
    const command = ['npx', installed]
    const found = understand(command, root)
    if (!('lost' in found)) return { command, note: noteOf(command, found, root) }
  }
  if (paths.some(each => /(?:^|\/)[^/]+[._-]test\.[cm]?[jt]s$|(?:^|\/)test\/.+\.[cm]?[jt]s$/.test(each)))
    return { command: ['node', '--test'], note: null }
  const python = paths.find(each => /(?:^|\/)test_[^/]+\.py$/.test(each))
  if (python !== undefined) {
    const folder = python.includes('/') ? python.slice(0, python.lastIndexOf('/')) : '.'
    return { command: ['python', '-m', 'unittest', 'discover', '-s', folder], note: null }
  }
  return {
    command: null,
    note: 'No tests were found: only the comparison with the original judges a change. Tests make it surer.',
  }
}
