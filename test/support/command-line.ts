/** For tests of the command line: `asis` in a process of its own, a small project, and what every refusal must look like. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, vi } from 'vitest'
import { commandFile } from '../../scripts/setup/built-command.mjs'
import { checkout } from './files.ts'
import { idLists, pick, pickMetric, pickTests } from './sure-gain.ts'

// Processes and sandboxes on a machine that may be busy: nothing here is judged by its time.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 })

const main = commandFile(checkout)

export interface Ran {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Place {
  /** Where the caller stands. */
  readonly cwd: string
  readonly home: string
  readonly env?: NodeJS.ProcessEnv
  /** Program and arguments that start the command: for a world with something missing. */
  readonly within?: readonly string[]
}

export const commandOf = (args: readonly string[], { within = [] }: Place): readonly string[] => [
  ...within,
  process.execPath,
  '--disable-warning=ExperimentalWarning',
  main,
  ...args,
]

/** Started at once; its output is collected by `ended`. `command`: what is started instead of the command itself. */
export function start(
  args: readonly string[],
  place: Place,
  command: readonly string[] = commandOf(args, place),
): ChildProcessWithoutNullStreams {
  const [program = process.execPath, ...rest] = command
  const env = {
    ...process.env,
    ASIS_HOME: place.home,
    ASIS_ROOT: checkout,
    NODE_COMPILE_CACHE: join(checkout, 'node_modules/.cache/asis'),
    NO_COLOR: undefined,
    FORCE_COLOR: undefined,
  }
  return spawn(program, rest, { cwd: place.cwd, env: { ...env, ...place.env } })
}

export async function ended(child: ChildProcessWithoutNullStreams): Promise<Ran> {
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (data: Buffer) => (stdout += data.toString()))
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, stdout, stderr }
}

export const asis = (args: readonly string[], place: Place): Promise<Ran> => ended(start(args, place))

/** The one document on stdout; fails for anything before or after it. */
// oxlint-disable-next-line typescript/no-explicit-any
export const documentOf = (ran: Ran): any => JSON.parse(ran.stdout)

/** Runs it with --json and expects code 0 and one document. */
// oxlint-disable-next-line typescript/no-explicit-any
export async function answer(args: readonly string[], place: Place): Promise<any> {
  const ran = await asis([...args, '--json'], place)
  expect(ran, ran.stderr).toMatchObject({ code: 0 })
  return documentOf(ran)
}

export interface Expected {
  readonly code: string
  readonly exit: number
  readonly message: RegExp
}

/** One line and the next step on stderr, the same as a document on stdout, no trace of the program. */
export function expectRefusal(ran: Ran, { code, exit, message }: Expected): void {
  const { error } = documentOf(ran)
  expect(error, ran.stderr).toMatchObject({ code })
  expect(error.message).toMatch(message)
  expect(error.message).not.toContain('\n')
  expect(error.next).not.toBe('')
  expect(ran.code).toBe(exit)
  expect(ran.stderr).toContain(`asis: ${error.message}\n      ${error.next}\n`)
  expect(ran.stderr).not.toMatch(/\n\s+at |node:internal|\.ts:\d/)
}

export function temporary(name: string): { readonly path: string; readonly remove: () => void } {
  const path = realpathSync(mkdtempSync(join(tmpdir(), `asis ${name} `)))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

/** Paths, rights and bytes of everything in the folder. */
export function hashOf(folder: string): string {
  const hash = createHash('sha256')
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  for (const path of entries.map(entry => join(entry.parentPath, entry.name)).sort()) {
    const stat = statSync(path)
    hash.update(`${path.slice(folder.length)}\0${stat.mode}\0`)
    if (stat.isFile()) hash.update(readFileSync(path)).update('\0')
  }
  return hash.digest('hex')
}

/** What somebody's own project may look like. */
export const ownProject: Readonly<Record<string, string>> = {
  'package.json': '{ "name": "own", "version": "1.0.0", "type": "module", "scripts": { "test": "node --test" } }\n',
  'src/pick.js': pick,
  'test/pick.test.js': pickTests,
  'bench/inputs.mjs': idLists(),
}

export const ownManifest = (more: object = {}): string =>
  JSON.stringify({
    name: 'own',
    languages: ['javascript'],
    files: ['src/**/*.js'],
    tests: [{ command: ['node', '--test'] }],
    metrics: [pickMetric],
    ...more,
  })
