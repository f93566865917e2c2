/**
 * Which files a dynamically linked program needs to start: its libraries and its loader, asked of `ldd` once per program.
 * Only for programs of ours and of the system, never for one that a project brings: `ldd` may run what it looks at.
 */
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { AsisError } from '../../../src-shared/errors.ts'
import type { Mount } from '../sandbox.ts'
import { runtimeFolder } from './runtime.ts'

const known = new Map<string, readonly Mount[]>()

/** Where libraries go that the loader finds only because it is told (`LD_LIBRARY_PATH`). */
export const libraryFolder = `${runtimeFolder}/lib`

/** Each library at the path where the loader looks for it, with symbolic links left to the bind to follow. */
export function librariesOf(program: string, ldd: string, env: Readonly<Record<string, string>> = {}): readonly Mount[] {
  const cached = known.get(program)
  if (cached) return cached
  let text: string
  try {
    text = execFileSync(ldd, [program], {
      encoding: 'utf8',
      cwd: '/',
      env: { PATH: '/usr/bin:/bin', ...env },
      timeout: 20_000,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  } catch (cause) {
    throw new AsisError('sandbox-broken', `The libraries of ${program} cannot be listed`, { cause })
  }
  const mounts = parseLdd(text)
  known.set(program, mounts)
  return mounts
}

/** Lines like `libm.so.6 => /lib/x/libm.so.6 (0x7f..)` and `/lib64/ld-linux-x86-64.so.2 (0x7f..)`; vdso has no file. */
export function parseLdd(text: string): Mount[] {
  const mounts: Mount[] = []
  for (const line of text.split('\n')) {
    const missing = /^\s*(\S+) => not found/.exec(line)
    if (missing) throw new AsisError('sandbox-broken', `The library ${missing[1]} is not installed`)
    const file = /(?:=> |^\s*)(\/\S+) \(0x/.exec(line)?.[1]
    if (file !== undefined)
      mounts.push({ host: file, box: isSystemLibrary(file) ? file : path.join(libraryFolder, path.basename(file)) })
  }
  return mounts
}

/** Stubs and parts of the C library: native modules of packages (compilers, bundlers) are linked to them, Node is not. */
const companions = ['librt.so.1', 'libutil.so.1', 'libresolv.so.2', 'libanl.so.1']

/** What lies beside the C library of these files and is not among them. */
export const companionsOf = (files: readonly Mount[]): readonly Mount[] => {
  const libc = files.find(file => path.basename(file.box) === 'libc.so.6' && isSystemLibrary(file.box))
  if (!libc) return []
  const beside = companions.map(name => path.join(path.dirname(libc.box), name))
  return beside
    .filter(file => existsSync(file) && !files.some(each => each.box === file))
    .map(file => ({ host: file, box: file }))
}

const isSystemLibrary = (file: string): boolean => /^(?:\/usr)?\/lib(?:32|64)?\//.test(file)

/** The variable that a runtime needs whose libraries come from elsewhere (pyenv, a Node built by hand). */
export const libraryEnvironment = (mounts: readonly Mount[]): Readonly<Record<string, string>> =>
  mounts.some(mount => mount.box.startsWith(`${libraryFolder}/lib`)) ? { LD_LIBRARY_PATH: libraryFolder } : {}
