/**
 * Functions of packages on the npm registry, and what ASIS is expected to say about each. Nobody here wrote them. `scripts/real-code.ts`
 * runs all of them for docs/real-code.md; the test runs those marked `inTest`.
 */

export interface OptimizeCase {
  /** Exact version, so that the function is the same tomorrow. */
  readonly package: string
  readonly file: string
  readonly function: string
  /** In this folder. */
  readonly inputs: string
  readonly sizes: readonly number[]
  readonly expected: 'improved' | 'no-change'
  /** What the answer must say when nothing is improved. */
  readonly why?: RegExp
  readonly inTest?: true
}

export interface TrialCase {
  readonly package: string
  readonly file: string
  readonly function: string
  readonly inputs: string
  readonly sizes: readonly number[]
  readonly title: string
  /** The hand-made candidate: this text of the file is replaced by that. */
  readonly replace: readonly [from: string, to: string]
  readonly expected: 'incorrect' | 'regressed'
}

const noRule = /No rule matches/

export const optimizeCases: readonly OptimizeCase[] = [
  {
    package: 'array-differ@1.0.0',
    file: 'index.js',
    function: 'default',
    inputs: 'two-lists.inputs.mjs',
    sizes: [100, 1000],
    expected: 'improved',
    inTest: true,
  },
  {
    package: 'arr-exclude@3.0.0',
    file: 'index.js',
    function: 'arrayExclude',
    inputs: 'two-lists.inputs.mjs',
    sizes: [100, 1000],
    expected: 'improved',
    inTest: true,
  },
  {
    package: 'just-union@2.0.0',
    file: 'index.js',
    function: 'default',
    inputs: 'two-lists.inputs.mjs',
    sizes: [10, 100, 1000],
    expected: 'improved',
  },
  {
    package: 'toposort@1.0.7',
    file: 'index.js',
    function: 'default',
    inputs: 'edges.inputs.mjs',
    sizes: [100, 1000],
    expected: 'improved',
  },
  {
    package: 'leven@3.1.0',
    file: 'index.js',
    function: 'default',
    inputs: 'two-words.inputs.mjs',
    sizes: [10, 100],
    expected: 'no-change',
    why: noRule,
    inTest: true,
  },
  {
    package: 'string-similarity@4.0.4',
    file: 'src/index.js',
    function: 'compareTwoStrings',
    inputs: 'two-words.inputs.mjs',
    sizes: [10, 100],
    expected: 'no-change',
    why: noRule,
    inTest: true,
  },
  {
    package: 'js-levenshtein@1.1.6',
    file: 'index.js',
    function: 'default',
    inputs: 'two-words.inputs.mjs',
    sizes: [10, 100],
    expected: 'no-change',
    why: noRule,
  },
  {
    package: 'just-mode@2.2.0',
    file: 'index.cjs',
    function: 'default',
    inputs: 'one-list.inputs.mjs',
    sizes: [100, 1000],
    expected: 'no-change',
    why: noRule,
  },
  {
    package: 'arr-diff@4.0.0',
    file: 'index.js',
    function: 'default',
    inputs: 'two-lists.inputs.mjs',
    sizes: [100, 1000],
    expected: 'no-change',
    why: noRule,
  },
  {
    package: 'arr-union@3.1.0',
    file: 'index.js',
    function: 'default',
    inputs: 'two-lists.inputs.mjs',
    sizes: [100, 1000],
    expected: 'no-change',
    why: noRule,
  },
  {
    package: 'gaia-tsort@0.1.0',
    file: 'lib/tsort.js',
    function: 'default',
    inputs: 'edges.inputs.mjs',
    sizes: [10, 100],
    expected: 'no-change',
    why: noRule,
  },
]

export const trialCases: readonly TrialCase[] = [
  {
    package: 'array-differ@1.0.0',
    file: 'index.js',
    function: 'default',
    inputs: 'two-lists.inputs.mjs',
    sizes: [1000],
    title: 'keys of an object instead of the list: 1 and "1" become the same',
    replace: [
      'return arr.filter(function (el) {\n\t\treturn rest.indexOf(el) === -1;\n\t});',
      'var known = Object.fromEntries(rest.map(function (el) { return [el, true]; }));\n\treturn arr.filter(function (el) { return !known[el]; });',
    ],
    expected: 'incorrect',
  },
  {
    package: 'arr-exclude@3.0.0',
    file: 'index.js',
    function: 'arrayExclude',
    inputs: 'two-lists.inputs.mjs',
    sizes: [1000],
    title: 'a new Set for every element',
    replace: ['!exclusions.includes(item)', '!new Set(exclusions).has(item)'],
    expected: 'regressed',
  },
]
