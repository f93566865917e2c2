/**
 * Opens the strong tier of Linux: tools, filter, runtimes, then the self-test, and only if every check holds a sandbox. The
 * first piece that is missing is named with the command that gets it.
 */
import { randomBytes } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import path from 'node:path'
import type { IsolationReport } from '../../../src-shared/domain/evidence.ts'
import { AsisError, isRefused, refuse, type Refused } from '../../../src-shared/errors.ts'
import { type Log, silentLog, systemClock } from '../../platform/ports.ts'
import type { SandboxOptions } from '../open-sandbox.ts'
import type { Job, Mount, Sandbox } from '../sandbox.ts'
import { openInBox, type Parts, runInBox } from './bubblewrap-sandbox.ts'
import { checksFailed, explainFailure, hasSeccomp, noSeccomp, readSetting } from './explain-failure.ts'
import { findTools, systemFolders, type Tools } from './find-tools.ts'
import { librariesOf } from './libraries.ts'
import { nodeFiles, nodeRuntime } from './node-runtime.ts'
import { findPython, pythonRuntime } from './python-runtime.ts'
import { makeReadable } from './reachable-mounts.ts'
import { type Runtime, toolFolder } from './runtime.ts'
import { type Architecture, seccompFilter } from './seccomp.ts'
import { selfTest } from './self-test.ts'
import { removeAtExit, removeLeftovers } from './temporary-folders.ts'

interface Proof {
  readonly isolation: IsolationReport
  readonly idleDataBytes: number | undefined
}

/** What the self-test found stays true while the process lives; after a refusal it is asked again. */
const proven = new Map<string, Proof>()

export async function openBubblewrap(options: SandboxOptions, architecture: Architecture): Promise<Sandbox | Refused> {
  const read = options.readSetting ?? readSetting
  const tools = findTools(options.toolFolders ?? systemFolders)
  if (isRefused(tools)) return tools
  if (!hasSeccomp(read)) return noSeccomp()

  const copies = options.home === undefined ? ownTemporaryFolder() : path.join(options.home, 'asis_sandbox')
  removeLeftovers(copies)
  const runtimes = openRuntimes(options, tools, copies)
  if (isRefused(runtimes)) return runtimes
  const parts: Parts = {
    tools,
    filter: seccompFilter(architecture),
    toolMounts: [{ host: tools.prlimit, box: `${toolFolder}/prlimit` }, ...librariesOf(tools.prlimit, tools.ldd)],
    copies,
    runtime: runtimes.get,
    clock: options.clock ?? systemClock,
    random: options.random ?? (count => randomBytes(count)),
  }

  const key = [tools.bwrap, options.nodePath].join('\0')
  const proof = proven.get(key) ?? (await prove(parts, options.log ?? silentLog))
  if (proof instanceof Error) return explainFailure(proof.message, tools.bwrap, read)
  if (isRefused(proof)) return proof
  proven.set(key, proof)
  runtimes.calibrate(proof.idleDataBytes)
  return {
    isolation: proof.isolation,
    run: (job, signal) => runInBox(parts, job, signal),
    open: (job, signal) => openInBox(parts, job, signal),
  }
}

/** An error: the box could not be built, and its message says what bubblewrap said. */
async function prove(parts: Parts, log: Log): Promise<Proof | Refused | Error> {
  const test = await selfTest(parts)
  if (test.kind === 'broken') return new Error(test.detail)
  const failed = test.checks.filter(check => !check.held)
  for (const check of failed) log('error', 'sandbox check failed', { check: check.name, detail: check.detail })
  if (failed.length > 0) return checksFailed(failed)
  log('info', 'sandbox self-test passed', { checks: test.checks.length })
  return { isolation: { tier: 'strong', checks: test.checks, missing: '' }, idleDataBytes: test.idleDataBytes }
}

interface Runtimes {
  get(name: Job['runtime']): Runtime
  calibrate(idleDataBytes: number | undefined): void
}

function openRuntimes(options: SandboxOptions, tools: Tools, copies: string): Runtimes | Refused {
  const readable = (files: readonly Mount[]): readonly Mount[] => {
    const { mounts, folders } = makeReadable(files, copies)
    for (const folder of folders) removeAtExit(folder)
    return mounts
  }
  let files: readonly Mount[]
  try {
    files = readable(nodeFiles(options.nodePath, tools.ldd))
  } catch (error) {
    const why = error instanceof AsisError ? error.message : `${options.nodePath} cannot be read`
    return refuse(
      'no-isolation',
      `The sandbox cannot run Node: ${why}. Nothing was run and nothing was changed.`,
      'Install the dependencies again: npm ci',
    )
  }
  let node = nodeRuntime(files)
  let python: Runtime | undefined
  const openPython = (): Runtime => {
    const found = pythonRuntime(tools.ldd, options.pythonPath ?? findPython(path.join(homedir(), '.pyenv')))
    return { ...found, files: readable(found.files) }
  }
  return {
    get: name => (name === 'node' ? node : (python ??= openPython())),
    calibrate: idleDataBytes => {
      node = nodeRuntime(files, idleDataBytes)
    },
  }
}

let temporary: string | undefined

function ownTemporaryFolder(): string {
  if (temporary === undefined) {
    removeLeftovers(tmpdir())
    temporary = mkdtempSync(path.join(tmpdir(), `asis-sandbox-${process.pid}-`))
    removeAtExit(temporary)
  }
  return temporary
}
