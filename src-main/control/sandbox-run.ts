/** `asis sandbox run`: one script, the default limits, and what became of it. The script is copied; nothing else of its folder is seen. */
import { chmod, mkdtemp, mkdir, copyFile, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { isRefused, refuse, type Refused } from '../../src-shared/errors.ts'
import type { ProgramPaths } from '../platform/paths.ts'
import { silentLog } from '../platform/ports.ts'
import { openSandbox } from '../sandbox/open-sandbox.ts'
import type { End } from '../sandbox/sandbox.ts'

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
}

export async function sandboxRun(request: Request): Promise<SandboxRunResult | Refused> {
  const file = path.resolve(request.file)
  const found = await stat(file).catch(() => null)
  if (!found?.isFile()) return refuse('not-found', `There is no file ${request.file}.`, 'Give the path of a script.')
  const sandbox = await openSandbox({ nodePath: request.paths.node, home: request.home, log: silentLog })
  if (isRefused(sandbox)) return sandbox
  const parent = path.join(request.home, 'asis_sandbox')
  await mkdir(parent, { recursive: true })
  const folder = await mkdtemp(path.join(parent, 'run-'))
  try {
    const name = path.basename(file)
    await copyFile(file, path.join(folder, name))
    // The box runs as another user when ASIS runs as root.
    await chmod(folder, 0o755)
    await chmod(path.join(folder, name), 0o644)
    const result = await sandbox.run({ runtime: request.runtime, argv: [`/src/${name}`, ...request.args], mounts: [{ host: folder, box: '/src' }] })
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
