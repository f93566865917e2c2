/**
 * Python in the box: the interpreter of the distribution, or the newest one of pyenv, laid out under a neutral prefix so that
 * it finds its library by itself. Always isolated mode (`-I`): no variables, no user packages, no script folder on the path.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, realpathSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { AsisError } from '../../../src-shared/errors.ts'
import type { Mount } from '../sandbox.ts'
import { findProgram, systemFolders } from './find-tools.ts'
import { libraryEnvironment, librariesOf } from './libraries.ts'
import { type Runtime, runtimeFolder } from './runtime.ts'

const binary = `${runtimeFolder}/bin/python3`

/**
 * The interpreter and the stacks of about thirty threads. RLIMIT_AS would also count the 64 MB that malloc reserves for each
 * thread, and refuse threads instead of memory.
 */
const idleDataBytes = 256 << 20

/** Where pyenv keeps its versions; callers give the home folder because the core does not read the environment. */
function pyenvInterpreters(pyenvFolder: string): string[] {
  const versions = path.join(pyenvFolder, 'versions')
  if (!existsSync(versions)) return []
  return readdirSync(versions)
    .filter(name => /^3\.\d+\.\d+$/.test(name))
    .sort((a, b) => b.localeCompare(a, 'en', { numeric: true }))
    .map(name => path.join(versions, name, 'bin', 'python3'))
    .filter(file => existsSync(file))
}

const described = z.object({ library: z.string().startsWith('/'), version: z.string().regex(/^3\.\d+$/) })
const describe =
  'import json,sys,sysconfig;print(json.dumps({"library":sysconfig.get_path("stdlib"),"version":"%d.%d"%sys.version_info[:2]}))'

/** @throws AsisError with the command that installs it. */
export function findPython(pyenvFolder: string): string {
  const found = findProgram('python3', systemFolders) ?? pyenvInterpreters(pyenvFolder)[0]
  if (found === undefined)
    throw new AsisError('sandbox-broken', 'Python 3 is not installed. Install it: sudo apt-get install python3')
  return found
}

export function pythonRuntime(ldd: string, pythonPath: string): Runtime {
  const interpreter = realpathSync(pythonPath)
  const said = execFileSync(interpreter, ['-I', '-c', describe], { encoding: 'utf8', cwd: '/', env: {}, timeout: 20_000 })
  const { library, version } = described.parse(JSON.parse(said))
  const linked = librariesOf(interpreter, ldd)
  const files: Mount[] = [
    { host: interpreter, box: binary },
    { host: library, box: `${runtimeFolder}/lib/python${version}` },
    ...linked,
    // Extension modules link to more than the interpreter does: the whole folder of shared libraries of the system.
    ...systemLibraryFolders(linked),
  ]
  // Debian keeps its packages beside the versions.
  const packages = path.join(path.dirname(library), 'python3', 'dist-packages')
  if (existsSync(packages)) files.push({ host: packages, box: `${runtimeFolder}/lib/python3/dist-packages` })
  return {
    files,
    env: libraryEnvironment(linked),
    threadLimit: (job, limits) => (job.forbidChildren ? 2 : limits.processes * 4 + 16),
    dataLimitBytes: (_job, limits) => idleDataBytes + limits.memoryBytes,
    command: job => [binary, '-I', '-B', ...(job.runtimeFlags ?? []), ...job.argv],
  }
}

function systemLibraryFolders(linked: readonly Mount[]): Mount[] {
  const libc = linked.find(mount => path.basename(mount.host).startsWith('libc.so'))
  if (libc === undefined) return []
  const folder = path.dirname(realpathSync(libc.host))
  return [{ host: folder, box: folder.replace(/^\/lib/, '/usr/lib') }]
}
