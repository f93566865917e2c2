/**
 * Finds out what this machine can contain and opens the strongest sandbox it proves to hold, or refuses: without a tier
 * whose self-test passes, nothing is ever run. Other tiers (container, macOS, WSL2) would be chosen here.
 */
import { randomBytes } from 'node:crypto'
import { homedir, tmpdir } from 'node:os'
import path from 'node:path'
import type { IsolationReport } from '../../src-shared/domain/evidence.ts'
import { AsisError, isRefused, refuse, type Refused } from '../../src-shared/errors.ts'
import { type Clock, type Log, type RandomBytes, silentLog, systemClock } from '../platform/ports.ts'
import { openInBox, type Parts, runInBox } from './bubblewrap/bubblewrap-sandbox.ts'
import {
  checksFailed,
  explainFailure,
  hasSeccomp,
  noSeccomp,
  readSetting,
  type ReadSetting,
} from './bubblewrap/explain-failure.ts'
import { findTools, systemFolders } from './bubblewrap/find-tools.ts'
import { librariesOf } from './bubblewrap/libraries.ts'
import { nodeRuntime } from './bubblewrap/node-runtime.ts'
import { findPython, pythonRuntime } from './bubblewrap/python-runtime.ts'
import { type Runtime, toolFolder } from './bubblewrap/runtime.ts'
import { type Architecture, seccompFilter } from './bubblewrap/seccomp.ts'
import { selfTest } from './bubblewrap/self-test.ts'
import type { Sandbox } from './sandbox.ts'

export interface SandboxOptions {
  /** The Node 24 binary that runs inside. */
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

/** What the self-test found stays true while the process lives; a refusal is asked again. */
const proven = new Map<string, { readonly isolation: IsolationReport; readonly idleDataBytes: number | undefined }>()

export async function openSandbox(options: SandboxOptions): Promise<Sandbox | Refused> {
  const read = options.readSetting ?? readSetting
  const log = options.log ?? silentLog
  const architecture = supportedArchitecture()
  if (architecture === undefined) {
    return refuse(
      'no-isolation',
      `The sandbox runs on Linux (x64 and arm64) only; this is ${process.platform} on ${process.arch}. ${nothingRuns}`,
      'Run ASIS on Linux; on Windows inside WSL2, on macOS in a Linux virtual machine.',
    )
  }
  const tools = findTools(options.toolFolders ?? systemFolders)
  if (isRefused(tools)) return tools
  if (!hasSeccomp(read)) return noSeccomp()

  const temporary = path.join(options.home ?? path.join(tmpdir(), `asis-${process.getuid?.() ?? 0}`), 'asis_sandbox')
  let node: Runtime
  let toolMounts: Parts['toolMounts']
  try {
    node = nodeRuntime(options.nodePath, tools.ldd)
    toolMounts = [{ host: tools.prlimit, box: `${toolFolder}/prlimit` }, ...librariesOf(tools.prlimit, tools.ldd)]
  } catch (error) {
    if (!(error instanceof AsisError)) throw error
    return refuse(
      'no-isolation',
      `The sandbox cannot run Node: ${error.message}. ${nothingRuns}`,
      'Install the dependencies again: npm ci',
    )
  }
  let python: Runtime | undefined
  const parts: Parts = {
    tools,
    filter: seccompFilter(architecture),
    toolMounts,
    copies: temporary,
    runtime: name =>
      name === 'node'
        ? node
        : (python ??= pythonRuntime(tools.ldd, options.pythonPath ?? findPython(path.join(homedir(), '.pyenv')))),
    clock: options.clock ?? systemClock,
    random: options.random ?? (count => randomBytes(count)),
  }

  const key = [tools.bwrap, options.nodePath].join('\0')
  let proof = proven.get(key)
  if (proof === undefined) {
    const test = await selfTest(parts, temporary)
    if (test.kind === 'broken') return explainFailure(test.detail, tools.bwrap, read)
    const failed = test.checks.filter(check => !check.held)
    for (const check of failed) log('error', 'sandbox check failed', { check: check.name, detail: check.detail })
    if (failed.length > 0) return checksFailed(failed.map(check => check.name), failed.map(check => check.detail)) // prettier-ignore
    proof = { isolation: { tier: 'strong', checks: test.checks, missing: '' }, idleDataBytes: test.idleDataBytes }
    proven.set(key, proof)
    log('info', 'sandbox self-test passed', { checks: test.checks.length })
  }
  if (proof.idleDataBytes !== undefined) node = nodeRuntime(options.nodePath, tools.ldd, proof.idleDataBytes)

  return {
    isolation: proof.isolation,
    run: (job, signal) => runInBox(parts, job, signal),
    open: (job, signal) => openInBox(parts, job, signal),
  }
}

const supportedArchitecture = (): Architecture | undefined =>
  process.platform === 'linux' && (process.arch === 'x64' || process.arch === 'arm64') ? process.arch : undefined
