/** Decides what a first manifest says: languages, files, tests and up to three functions worth measuring. Reads, never writes. */
import { posix } from 'node:path'
import { isRefused, refuse, type Refused } from '../../src-shared/errors.ts'
import { judgeReason } from './changeable.ts'
import { ownSources } from './own-sources.ts'
import { readSource } from './safe-path.ts'
import { inputsText, moduleText, pythonText } from './starter-inputs.ts'
import { guessTests } from './tests/guess.ts'
import { measurableFunctions, type Measurable } from './worth-measuring.ts'

export interface Found {
  readonly root: string
  readonly name: string
  /** Every file, POSIX. */
  readonly paths: readonly string[]
}

export interface Draft {
  readonly manifest: object
  /** To be written beside it. `edit`: what its author should do with it. */
  readonly files: readonly { readonly path: string; readonly text: string; readonly edit: string }[]
  readonly notes: readonly string[]
}

const languageOf: Readonly<Record<string, 'javascript' | 'typescript' | 'python' | 'sql'>> = {
  js: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  jsx: 'javascript',
  ts: 'typescript',
  mts: 'typescript',
  cts: 'typescript',
  tsx: 'typescript',
  py: 'python',
  sql: 'sql',
}
const maxFunctions = 3
const maxInspected = 400
const inputsFolder = 'asis-inputs'

export const draftOf = (found: Found): Draft | Refused => {
  const empty = { name: found.name, languages: [], files: [], tests: [], metrics: [] } as unknown as Parameters<
    typeof judgeReason
  >[1]
  const code = found.paths.filter(
    path =>
      extensionOf(path) in languageOf &&
      !/\.d\.[cm]?ts$/.test(path) &&
      !path.startsWith(`${inputsFolder}/`) &&
      judgeReason(path, empty) === null,
  )
  const sources = ownSources(found.root, found.paths, code)
  if (sources.length === 0) {
    return refuse(
      'bad-input',
      `No JavaScript, TypeScript, Python or SQL was found in ${found.root}. Nothing was written.`,
      'Run `asis init` in the folder of the code.',
    )
  }
  const languages = [...new Set(sources.map(path => languageOf[extensionOf(path)]))].filter(each => each !== undefined)
  const tests = guessTests(found.root, found.paths)
  const functions = bestFunctions(found.root, sources)
  const measured =
    functions.length > 0
      ? functionMetrics(found, functions)
      : otherMetric(found, languages.includes('python') && !languages.some(each => each.endsWith('script')))
  const benches = found.paths
    .filter(path => /(?:^|\/)(?:bench(?:mark)?s?)\/[^/]+\.[cm]?[jt]s$/.test(path) && !path.startsWith(inputsFolder))
    .slice(0, 3)
  return {
    manifest: {
      name: found.name,
      languages,
      files: globsOf(sources),
      tests: tests.command ? [{ command: tests.command }] : [],
      metrics: measured.metrics,
    },
    files: measured.files,
    notes: [
      ...(tests.note === null ? [] : [tests.note]),
      ...measured.notes,
      ...(benches.length > 0
        ? [`There are benchmarks (${benches.join(', ')}): one that prints JSON can be declared with kind "command".`]
        : []),
    ],
  }
}

const extensionOf = (path: string): string => /\.([a-z]+)$/.exec(path)?.[1] ?? ''

/** One glob for each top folder and set of extensions; files at the top by extension. */
const globsOf = (paths: readonly string[]): readonly string[] => {
  const byFolder = new Map<string, Set<string>>()
  for (const path of paths) {
    const folder = path.includes('/') ? `${path.slice(0, path.indexOf('/'))}/**/` : ''
    byFolder.set(folder, (byFolder.get(folder) ?? new Set()).add(extensionOf(path)))
  }
  return [...byFolder].slice(0, 100).map(([folder, set]) => {
    const extensions = [...set].sort()
    const safe = folder.replace(/[[\]{}()*?!+@]/g, character => (folder.endsWith('/**/') && character === '*' ? '*' : '?'))
    return `${safe}*.${extensions.length === 1 ? extensions[0] : `{${extensions.join(',')}}`}`
  })
}

const bestFunctions = (root: string, sources: readonly string[]): readonly Measurable[] =>
  sources
    .filter(path => languageOf[extensionOf(path)]?.endsWith('script') === true)
    .slice(0, maxInspected)
    .flatMap(path => {
      const source = readSource(root, path)
      return isRefused(source) || source.text.length > 200_000
        ? []
        : measurableFunctions(path, source.text).slice(0, maxFunctions)
    })
    // What stands beside components brings a framework and a page along, which a box may not have.
    .sort((a, b) => Number(/\.[jt]sx$/.test(a.path)) - Number(/\.[jt]sx$/.test(b.path)) || b.work - a.work)
    // Packages ship the same function more than once, for the two kinds of modules.
    .filter((each, index, all) => all.findIndex(other => other.name === each.name) === index)
    .slice(0, maxFunctions)

type Measured = Pick<Draft, 'files' | 'notes'> & { readonly metrics: readonly object[] }

const functionMetrics = (found: Found, functions: readonly Measurable[]): Measured => {
  const taken = new Set(found.paths)
  const ids = new Set<string>()
  const files: Draft['files'][number][] = []
  const metrics = functions.map(each => {
    const id = unique(idOf(each.name), ids)
    const inputs = `${inputsFolder}/${id}.inputs.mjs`
    if (!taken.has(inputs))
      files.push({ path: inputs, text: inputsText(each), edit: `make the arguments of ${each.name} like the real ones.` })
    return {
      id,
      title: `Time of ${each.name}`.slice(0, 120),
      unit: 'us',
      direction: 'lower',
      goal: { improve: 0.2 },
      benchmark: { kind: 'function', file: each.path, function: each.name, inputs, sizes: [10, 100, 1000] },
      targets: [`${each.path}#${each.name}`],
      guardrail: true,
    }
  })
  const names = functions.map(each => `${each.name} (${posix.basename(each.path)})`).join(', ')
  return {
    metrics,
    files,
    notes: [`Measured first: ${names}, because ${functions.length === 1 ? 'it has' : 'they have'} the most loops and scans.`],
  }
}

/** No function that can be called with made-up arguments: a measurement that the operator fills in. */
const otherMetric = (found: Found, isPython: boolean): Measured => {
  const path = `${inputsFolder}/measure.${isPython ? 'py' : 'mjs'}`
  const benchmark = isPython ? { kind: 'command', command: ['python', path] } : { kind: 'module', file: path }
  return {
    metrics: [
      { id: 'run-time', title: 'Run time', unit: 'ms', direction: 'lower', goal: { improve: 0.2 }, benchmark, guardrail: true },
    ],
    files: found.paths.includes(path)
      ? []
      : [{ path, text: isPython ? pythonText : moduleText, edit: 'do the work whose time counts; it measures nothing yet.' }],
    notes: [
      'No exported function was found that can be called with made-up arguments, so a measurement of your own is prepared.',
    ],
  }
}

const idOf = (name: string): string => {
  const plain = name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, '')
    .slice(0, 60)
  return `${/^[a-z]/.test(plain) ? plain : `f-${plain}`}-time`
}

const unique = (id: string, taken: Set<string>): string => {
  let name = id
  for (let n = 2; taken.has(name); n++) name = `${id}-${n}`
  taken.add(name)
  return name
}
