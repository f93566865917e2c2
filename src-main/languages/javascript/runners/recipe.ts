/**
 * What ASIS knows of a test runner, as data: one small file for each. The program is the project's own; a recipe says which flags make it
 * report every test by name, run without a terminal and keep its caches inside of the box.
 */
import type { TestCase } from './test-case.ts'

export type RunnerName = 'vitest' | 'jest' | 'mocha' | 'ava' | 'tap' | 'jasmine' | 'qunit'

export interface Flags {
  readonly flags: readonly string[]
  /** Major versions of the runner that know them; all when absent. */
  readonly from?: number
  readonly below?: number
  /** Left out when the project's own command has one of these. */
  readonly unless?: readonly string[]
}

/** How a failing case is written at the end of a test file. */
export interface FailingCase {
  /** Where the function that declares a test comes from: a package that exports it, or a global of the runner. */
  readonly from: { readonly package: string; readonly member: string } | { readonly globals: readonly string[] }
  /** Bodies that fail by the runner's own assertions; `t` is what it hands to a test, `{runner}` its package. */
  readonly assertions: readonly string[]
}

export interface Recipe {
  readonly name: RunnerName
  /** Packages that bring the program, first choice first, and the names that scripts call it by. */
  readonly packages: readonly string[]
  readonly programs: readonly string[]
  /** Words right after the program that mean a plain run; ours are among `flags`. */
  readonly runWords: readonly string[]
  /** Words right after the program that mean no run of tests. */
  readonly otherWords: readonly string[]
  /** Flags whose value is the next word. */
  readonly valueFlags: readonly string[]
  /** The project's own flags that are left out: reporters, watching, coverage, colours, workers. */
  readonly dropped: readonly string[]
  /** `{report}` and `{reporter}` are filled in. */
  readonly flags: readonly Flags[]
  readonly stopAtFailure: readonly Flags[]
  readonly env: Readonly<Record<string, string>>
  readonly report: 'file' | 'stdout'
  /** A module of the harness that it loads as its reporter. */
  readonly reporter?: string
  readonly read: (report: string) => readonly TestCase[] | null
  readonly failing: FailingCase
  /** Put before file names where they would be taken for something else. */
  readonly beforeFiles: readonly string[]
  /** Where it looks for test files when the report names none. */
  readonly usualFiles: readonly string[]
}

const isFor = ({ from = 0, below = Infinity, unless = [] }: Flags, major: number, own: readonly string[]): boolean =>
  major >= from && major < below && !own.some(word => unless.includes(word.split('=')[0] ?? ''))

/** The flags for this version beside the project's own ones. */
export const flagsFor = (all: readonly Flags[], major: number, own: readonly string[]): readonly string[] =>
  all.filter(each => isFor(each, major, own)).flatMap(({ flags }) => flags)

export interface SplitArguments {
  /** The project's flags, without those that the box decides. */
  readonly flags: readonly string[]
  /** Files and patterns that the project names. */
  readonly files: readonly string[]
}

/** What the project gives to its runner, in flags and file names. */
export const splitArguments = (recipe: Recipe, args: readonly string[]): SplitArguments => {
  const flags: string[] = []
  const files: string[] = []
  const dropped = new Set(recipe.dropped)
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] as string
    if (word === '--') continue
    if (!word.startsWith('-')) {
      files.push(word)
      continue
    }
    const [name = ''] = word.split('=')
    const value =
      !word.includes('=') && recipe.valueFlags.includes(name) && at + 1 < args.length ? [args[(at += 1)] as string] : []
    const root = name.split('.')[0] as string
    if (!dropped.has(name) && !(name.startsWith('--') && dropped.has(root))) flags.push(word, ...value)
  }
  return { flags, files }
}
