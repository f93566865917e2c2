/** Gets packages from the npm registry into a temporary folder and gives a copy of each, outside of node_modules. Runs none of their code. */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

export interface Packages {
  /** Everything here is temporary: the copies, data folders, candidates. */
  readonly folder: string
  /** Folder of a new copy. */
  copyOf(specifier: string): string
  remove(): void
}

/** `@scope/name@1.0.0` to `@scope/name`. */
const nameOf = (specifier: string): string => specifier.slice(0, specifier.lastIndexOf('@'))

/** The npm that runs this, else the one of the machine: the pinned Node comes without. */
export function runNpm(args: readonly string[], cwd: string): void {
  const own = process.env['npm_execpath']
  const [program, first] = own?.endsWith('npm-cli.js') ? [process.execPath, [own]] : ['npm', []]
  // What `npm test` tells its scripts would be taken for options of this install.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_(?:config_prefix|lifecycle|package)/i.test(name)),
  )
  const ran = spawnSync(program, [...first, ...args], { cwd, env, encoding: 'utf8', timeout: 120_000 })
  if (ran.status !== 0) throw new Error(`npm ${args.join(' ')} failed: ${ran.error?.message ?? ''} ${ran.stderr ?? ''}`.trim())
}

export function installPackages(specifiers: readonly string[]): Packages {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'asis real code ')))
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  try {
    writeFileSync(path.join(folder, 'package.json'), '{ "private": true }\n')
    const quiet = ['--ignore-scripts', '--loglevel=error', '--no-audit', '--no-fund', '--prefer-offline']
    runNpm(['install', '--no-save', ...quiet, ...new Set(specifiers)], folder)
  } catch (error) {
    remove()
    throw error
  }
  return {
    folder,
    remove,
    copyOf(specifier) {
      const name = nameOf(specifier)
      const copy = path.join(mkdtempSync(path.join(folder, 'copy-')), name)
      cpSync(path.join(folder, 'node_modules', name), copy, { recursive: true })
      return copy
    },
  }
}
