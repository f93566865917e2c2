/**
 * Finds out what this machine can contain and opens the strongest sandbox it proves to hold, or refuses: without a tier
 * whose self-test passes, nothing is ever run. Other tiers (container, macOS, WSL2) would be chosen here.
 */
import { refuse, type Refused } from '../../src-shared/errors.ts'
import type { Clock, Log, RandomBytes } from '../platform/ports.ts'
import type { ReadSetting } from './bubblewrap/explain-failure.ts'
import { openBubblewrap } from './bubblewrap/open-bubblewrap.ts'
import type { Sandbox } from './sandbox.ts'

export interface SandboxOptions {
  /** The Node binary that runs inside; empty when none was found. */
  readonly nodePath: string
  /** Data folder; what the box needs for a moment goes to its `asis_sandbox/`. The temporary folder when absent. */
  readonly home?: string
  /** The Python that runs inside; the system's, else the newest of pyenv when absent. */
  readonly pythonPath?: string
  readonly log?: Log
  readonly clock?: Clock
  readonly random?: RandomBytes
  /** Where bwrap and its helpers are looked for; the system's folders when absent. */
  readonly toolFolders?: readonly string[]
  /** Kernel settings, for the explanation of a failure. */
  readonly readSetting?: ReadSetting
}

const nothingRuns = 'Nothing was run and nothing was changed.'

export async function openSandbox(options: SandboxOptions): Promise<Sandbox | Refused> {
  if (options.nodePath === '') {
    return refuse(
      'no-isolation',
      `There is no Node 22.18 or newer on this machine, and code is tried with it. ${nothingRuns}`,
      'Install Node 24 from nodejs.org or your package manager, then start ASIS again. ASIS_NODE names another place.',
    )
  }
  if (process.platform === 'linux' && (process.arch === 'x64' || process.arch === 'arm64')) {
    return openBubblewrap(options, process.arch)
  }
  return refuse(
    'no-isolation',
    `The sandbox runs on Linux (x64 and arm64) only; this is ${process.platform} on ${process.arch}. ${nothingRuns}`,
    'Run ASIS on Linux; on Windows inside WSL2, on macOS in a Linux virtual machine.',
  )
}
