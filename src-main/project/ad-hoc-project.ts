/**
 * A project for one function of any file, without a manifest: what `asis optimize FILE --function NAME --inputs INPUTS` works on.
 * Exactly FILE may change. Nothing is written into the folder of FILE.
 */
import { plural } from '../../src-shared/words.ts'
import { lstatSync, realpathSync } from 'node:fs'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { manifest } from '../../src-shared/domain/manifest.ts'
import { isRefused, refuse, type Refused } from '../../src-shared/errors.ts'
import { inspectSource } from '../languages/javascript/inspect.ts'
import { isScriptPath, isTypeScriptPath } from '../languages/javascript/syntax.ts'
import { walkTree } from './file-tree.ts'
import { functionProblem, ownName, passedOnFrom } from './function-names.ts'
import { importClosure, packageFolder, relativeSpecifiers } from './import-closure.ts'
import { madeUpInputs } from './made-up-inputs.ts'
import { makeProject } from './open-project.ts'
import { plainText } from '../platform/plain-file.ts'
import { isSkippedName } from './private-paths.ts'
import type { Project } from './project.ts'
import { workspaceRootOf } from './workspace-root.ts'
import { decodeExactly, maxSourceBytes, readBytes, readSource, show } from './safe-path.ts'

export interface AdHocOptions {
  /** Absolute, or relative to `cwd`. */
  readonly file: string
  readonly functionName: string
  /** Module whose default export is `(random, size) => args[]`; null: arguments are made up from the signature. */
  readonly inputs: string | null
  readonly sizes?: readonly number[]
  /** Default: of the process. */
  readonly cwd?: string
}

export const adHocMetricId = 'function-time'
const inputsFolder = '.asis-inputs'

export const adHocProject = (options: AdHocOptions): Project | Refused => {
  const file = existingFile(options.file, options.cwd, 'FILE')
  if (isRefused(file)) return file
  const inputs = options.inputs === null ? null : existingFile(options.inputs, options.cwd, 'INPUTS')
  if (isRefused(inputs)) return inputs
  const sizes = options.sizes ?? [10, 100, 1000]
  if (
    sizes.length === 0 ||
    sizes.length > 8 ||
    new Set(sizes).size < sizes.length ||
    sizes.some(size => !Number.isInteger(size) || size < 1)
  ) {
    return refuse(
      'bad-input',
      `Sizes are 1 to 8 different whole numbers from 1, not ${show(sizes.join(','))}.`,
      'For example: --sizes 10,100,1000',
    )
  }
  if (file === inputs)
    return refuse(
      'bad-input',
      'FILE and INPUTS are the same file, so a change could change its own judge.',
      'Put the input generator into a file of its own.',
    )

  const ownPackage = monorepoOf(packageOf(file), file)
  const root = ownPackage ?? dirname(file)
  const path = posixRelative(root, file)
  const source = readSource(root, path)
  if (isRefused(source)) return source
  const wrong = checkFunction(path, source.text, options.functionName)
  if (wrong) return wrong

  const placed = inputs === null ? placeMadeUp(path, source.text, options.functionName) : placeInputs(root, inputs)
  if (isRefused(placed)) return placed
  const scope = copyScope(root, ownPackage !== null, [path, ...(placed.extra.size === 0 ? [placed.path] : [])])
  if (isRefused(scope)) return scope
  const parsed = manifest.safeParse(
    manifestFor(path, options.functionName, ownNameIn(path, source.text, options.functionName), placed.path, sizes),
  )
  if (!parsed.success)
    return refuse(
      'bad-input',
      `${show(options.functionName)} is no name of a function.`,
      'Give the name of a function: `name`, `default`, `object.name`, `Class.method` or `Class.prototype.method`.',
    )
  const from = passedOnFrom(path, source.text, options.functionName)
  const inNodeModules = file.split(sep).includes('node_modules')
  return makeProject({
    root,
    manifest: parsed.data,
    onlyChangeable: [path],
    extraFiles: placed.extra,
    ...(scope.only ? { onlyCopied: scope.only } : {}),
    notes: [
      ...(inNodeModules ? [`${file} belongs to an installed package: the next install overwrites changes to it.`] : []),
      ...(from === null
        ? []
        : [`${path} only passes ${show(options.functionName)} on from ${show(from)}: name that file to change it.`]),
      ...(placed.note === null ? [] : [placed.note]),
      ...(scope.note === null ? [] : [scope.note]),
    ],
  })
}

/** Real path. The folders above may be links, since the operator named the file; the file itself may not. */
const existingFile = (name: string, cwd: string | undefined, what: string): string | Refused => {
  const absolute = resolve(cwd ?? process.cwd(), name)
  const missing = refuse(
    'not-found',
    `${what} ${show(name)} does not exist or is not a file.`,
    'Check the path; it is relative to the current folder.',
  )
  if (name.includes('\0')) return missing
  const stat = lstatSync(absolute, { throwIfNoEntry: false })
  if (!stat) return missing
  if (stat.isSymbolicLink()) {
    return refuse(
      'outside-project',
      `${what} ${show(name)} is a symbolic link. Nothing was read or changed.`,
      'Name the file that it points to.',
    )
  }
  if (!stat.isFile()) return missing
  return realpathSync.native(absolute)
}

const posixRelative = (root: string, file: string): string => relative(root, file).split(sep).join('/')

/** Whether copies of `root` hold `file`. */
const isInside = (root: string, file: string): boolean => {
  const parts = posixRelative(root, file).split('/')
  return parts[0] !== '..' && !parts.slice(0, -1).some(part => isSkippedName(part, true))
}

const packageOf = (file: string): string | null => {
  const folder = packageFolder(dirname(file))
  return folder !== null && isInside(folder, file) ? folder : null
}

/** Packages of a monorepo need each other: the whole of it is copied, unless it is too large for that. */
const monorepoOf = (ownPackage: string | null, file: string): string | null => {
  const root = ownPackage === null ? null : workspaceRootOf(ownPackage)
  return root !== null && isInside(root, file) && walkTree(root).tooLarge === null ? root : ownPackage
}

const checkFunction = (path: string, text: string, name: string): Refused | null => {
  if (!isScriptPath(path)) {
    return refuse(
      'bad-input',
      `${show(path)} is not a JavaScript or TypeScript file.`,
      'Name a file that ends in .js, .mjs, .cjs, .jsx, .ts, .mts, .cts or .tsx.',
    )
  }
  const inspected = inspectSource(path, text)
  if (!inspected.ok)
    return refuse(
      'bad-input',
      `${path} does not parse: line ${inspected.line}: ${inspected.message}`,
      'Correct the file, then try again.',
    )
  const wrong = functionProblem(path, text, name, true)
  return wrong && refuse('not-found', `${show(name)} ${wrong.why} in ${path}. Nothing was changed.`, `Name ${wrong.expected}.`)
}

const ownNameIn = (path: string, text: string, name: string): string | null => {
  const inspected = inspectSource(path, text)
  return inspected.ok ? ownName(path, text, name) : null
}

interface Placed {
  /** POSIX path in the copies. */
  readonly path: string
  readonly extra: ReadonlyMap<string, string>
  readonly note: string | null
}

const placeMadeUp = (file: string, text: string, name: string): Placed | Refused => {
  const made = madeUpInputs(file, text, name)
  if (made === null)
    return refuse(
      'bad-input',
      `No arguments can be made up for ${show(name)}: ${file} does not show its parameters. Nothing was changed.`,
      'Write a module that exports by default (random, size) => args[], and name it with --inputs.',
    )
  const what = made.kinds.length === 0 ? 'none' : made.kinds.join(', ')
  return {
    path: `${inputsFolder}/made-up.inputs.mjs`,
    extra: new Map([[`${inputsFolder}/made-up.inputs.mjs`, made.text]]),
    note: `The arguments are made up from the signature (${what}): name a module with real ones with --inputs.`,
  }
}

const placeInputs = (root: string, inputs: string): Placed | Refused => {
  if (isInside(root, inputs)) {
    const source = readSource(root, posixRelative(root, inputs))
    return isRefused(source) ? source : { path: posixRelative(root, inputs), extra: new Map(), note: null }
  }
  const bytes = readBytes(inputs, maxSourceBytes)
  if (isRefused(bytes)) return bytes
  const text = decodeExactly(bytes)
  if (text === null) return refuse('bad-input', `INPUTS ${show(inputs)} is not UTF-8 text.`, 'Save it as UTF-8.')
  const imports = relativeSpecifiers(text)
  if (imports.length > 0) {
    return refuse(
      'bad-input',
      `INPUTS lies outside of ${root} and imports ${show(imports[0] ?? '')}, which would not be found in the sandbox.`,
      `Make it self-contained, or move it into ${root}.`,
    )
  }
  const path = `${inputsFolder}/${basename(inputs)}`
  // A module means what the package.json above it says; in the copy the project's own would decide.
  return {
    path,
    extra: new Map([
      [path, text],
      [`${inputsFolder}/package.json`, `${JSON.stringify(moduleType(dirname(inputs)))}\n`],
    ]),
    note: `${inputs} lies outside of ${root}: it is copied alone.`,
  }
}

const moduleType = (folder: string): { readonly type?: 'module' | 'commonjs' } => {
  const at = packageFolder(folder)
  if (at === null) return {}
  try {
    const type: unknown = JSON.parse(plainText(join(at, 'package.json')) ?? '{}').type
    return type === 'module' || type === 'commonjs' ? { type } : {}
  } catch {
    return {}
  }
}

interface Scope {
  /** Null: the whole folder is copied. */
  readonly only: ReadonlySet<string> | null
  readonly note: string | null
}

const copyScope = (root: string, isPackage: boolean, entries: readonly string[]): Scope | Refused => {
  if (isPackage && walkTree(root).tooLarge === null) return { only: null, note: null }
  const { files, leaving } = importClosure(root, entries)
  if (leaving.length > 0) {
    return refuse(
      'bad-input',
      `${entries[0]} imports ${show(leaving[0] ?? '')}, which lies outside of ${root}. Nothing was changed.`,
      'Put a package.json into the folder that holds both.',
    )
  }
  const why = isPackage ? 'is too large to copy' : 'has no package.json'
  return {
    only: files,
    note: `${root} ${why}: only ${plural(files.size, 'file')} that the function's module needs ${files.size === 1 ? 'is' : 'are'} copied.`,
  }
}

const manifestFor = (file: string, name: string, own: string | null, inputs: string, sizes: readonly number[]): object => ({
  name: `${name} in ${basename(file)}`.slice(0, 120),
  languages: [isTypeScriptPath(file) ? 'typescript' : 'javascript'],
  files: [file],
  metrics: [
    {
      id: adHocMetricId,
      title: `Time of ${name}`.slice(0, 120),
      unit: 'us',
      direction: 'lower',
      goal: { improve: 0.1 },
      benchmark: { kind: 'function', file, function: name, inputs, sizes },
      targets: [own === null ? file : `${file}#${own}`],
    },
  ],
})
