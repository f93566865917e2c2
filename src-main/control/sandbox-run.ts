/** `asis sandbox run`: one script, the limits asked for, and what became of it. The script is copied; nothing else of its folder is seen. */
import { chmod, copyFile, mkdir, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { isRefused, refuse, type Refused } from '../../src-shared/errors.ts'
import type { ProgramPaths } from '../platform/paths.ts'
import { silentLog } from '../platform/ports.ts'
import { systemRandom } from '../platform/random.ts'
import { whyNotStarted } from '../sandbox/not-started.ts'
import { openSandbox } from '../sandbox/open-sandbox.ts'
import { diskRefusal } from '../stores/store-errors.ts'
import type { End, Limits } from '../sandbox/sandbox.ts'

export interface SandboxRunResult {
  readonly stdout: string
  readonly stderr: string
  readonly exit: number | null
  readonly end: End
  /** Name of the limit that ended it, or null. */
  readonly limit: string | null
  readonly tier: string
  readonly elapsedMs: number
  readonly cpuMs: number
  readonly peakRssBytes: number
}

interface Request {
  readonly file: string
  readonly args: readonly string[]
  readonly runtime: 'node' | 'python'
  readonly paths: ProgramPaths
  readonly home: string
  /** Others than the default. */
  readonly limits?: Partial<Limits>
}

export async function sandboxRun(request: Request): Promise<SandboxRunResult | Refused> {
  const file = path.resolve(request.file)
  const found = await stat(file).catch(() => null)
  if (!found?.isFile()) return refuse('not-found', `There is no file ${request.file}.`, 'Give the path of a script.')
  const sandbox = await openSandbox({ nodePath: request.paths.node, home: request.home, log: silentLog })
  if (isRefused(sandbox)) return sandbox
  const folder = path.join(request.home, 'asis_sandbox', `run-${process.pid}-${Buffer.from(systemRandom(6)).toString('hex')}`)
  const name = path.basename(file)
  try {
    try {
      await mkdir(folder, { recursive: true })
      await copyFile(file, path.join(folder, name))
      // The box runs as another user when ASIS runs as root.
      await chmod(folder, 0o755)
      await chmod(path.join(folder, name), 0o644)
    } catch (error) {
      const refused = diskRefusal(error, `${request.file} could not be copied into the data folder`, 'Nothing was run.')
      if (refused) return refused
      throw error
    }
    const result = await sandbox.run({
      runtime: request.runtime,
      argv: [`/src/${name}`, ...request.args],
      mounts: [{ host: folder, box: '/src' }],
      ...(request.limits ? { limits: request.limits } : {}),
    })
    if (result.end.kind === 'not-started') return whyNotStarted(result.end)
    return {
      stdout: result.stdout,
      stderr: result.stderr,
      exit: result.end.kind === 'exited' ? result.end.code : null,
      end: result.end,
      limit: result.end.kind === 'limit' ? result.end.limit : null,
      tier: sandbox.isolation.tier,
      elapsedMs: result.elapsedMs,
      cpuMs: result.cpuMs,
      peakRssBytes: result.peakRssBytes,
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
