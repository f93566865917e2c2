/**
 * Finds the programs that build the box. Only system folders are searched: a tool that a project puts on PATH must not
 * become the wall around it. Nothing is run here but `bwrap --version`.
 */
import { execFileSync } from 'node:child_process'
import { accessSync, constants, statSync } from 'node:fs'
import path from 'node:path'
import { refuse, type Refused } from '../../../src-shared/errors.ts'

export interface Tools {
  readonly bwrap: string
  /** True when bwrap carries the set-user-id bit: it must then be kept from using it. */
  readonly bwrapSetuid: boolean
  readonly bash: string
  readonly prlimit: string
  readonly setpriv: string
  readonly unshare: string
  readonly mount: string
  readonly ldd: string
}

export const systemFolders = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin']

const packageOf = {
  bash: 'bash',
  prlimit: 'util-linux',
  setpriv: 'util-linux',
  unshare: 'util-linux',
  mount: 'mount',
  ldd: 'libc-bin',
}

export function findProgram(name: string, folders: readonly string[]): string | undefined {
  return folders
    .map(folder => path.join(folder, name))
    .find(file => {
      try {
        accessSync(file, constants.X_OK)
        return statSync(file).isFile()
      } catch {
        return false
      }
    })
}

const nothingRuns = 'Nothing was run and nothing was changed.'

export function findTools(folders: readonly string[] = systemFolders): Tools | Refused {
  const bwrap = findProgram('bwrap', folders)
  if (bwrap === undefined) {
    return refuse(
      'no-isolation',
      `The sandbox needs bubblewrap, which is not installed. ${nothingRuns}`,
      'Install it: sudo apt-get install bubblewrap',
    )
  }
  const version = versionOf(bwrap)
  if (version === undefined || !isRecent(version)) {
    return refuse(
      'no-isolation',
      `The sandbox needs bubblewrap 0.8.0 or newer; ${bwrap} ${version === undefined ? 'does not tell its version' : `is ${version}`}. ${nothingRuns}`,
      'Update it: sudo apt-get update && sudo apt-get install --only-upgrade bubblewrap (Debian 12, Ubuntu 24.04 or newer have it).',
    )
  }
  const found: Record<string, string> = {}
  for (const [name, debianPackage] of Object.entries(packageOf)) {
    const file = findProgram(name, folders)
    if (file === undefined) {
      return refuse(
        'no-isolation',
        `The sandbox needs the program ${name}, which is not installed. ${nothingRuns}`,
        `Install it: sudo apt-get install ${debianPackage}`,
      )
    }
    found[name] = file
  }
  return { bwrap, bwrapSetuid: (statSync(bwrap).mode & 0o4000) !== 0, ...(found as Record<keyof typeof packageOf, string>) }
}

function versionOf(bwrap: string): string | undefined {
  try {
    const text = execFileSync(bwrap, ['--version'], {
      encoding: 'utf8',
      env: {},
      cwd: '/',
      timeout: 10_000,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    return /(\d+\.\d+(?:\.\d+)?)/.exec(text)?.[1]
  } catch {
    return undefined
  }
}

function isRecent(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > 0 || minor >= 8
}
