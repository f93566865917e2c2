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
import type { Job, Mount, Result, Sandbox } from '../sandbox.ts'
import { closedBox, notStarted, openInBox, type Parts, runInBox } from './bubblewrap-sandbox.ts'
import { checksFailed, explainFailure, hasSeccomp, noSeccomp, readSetting } from './explain-failure.ts'
import { findTools, systemFolders, type Tools } from './find-tools.ts'
import { librariesOf } from './libraries.ts'
import { nodeFiles, nodeRuntime } from './node-runtime.ts'
import { findPython, pythonRuntime } from './python-runtime.ts'
import { makeReadable } from './reachable-mounts.ts'
import { type Runtime, toolFolder } from './runtime.ts'
import { type Architecture, seccompFilter } from './seccomp.ts'
import { selfTest } from './self-test.ts'
import { suitePrograms } from './suite-programs.ts'
import { removeAtExit, removeLeftovers } from './temporary-folders.ts'

interface Proof {
  readonly isolation: IsolationReport
  readonly idleDataBytes: number | undefined
}

/** What the self-test found stays true while the process lives; after a refusal it is asked again. */
const proven = new Map<string, Proof>()

type Checks = IsolationReport['checks']
/** Of the profile for test suites, which is asked only where it is needed. */
const suitesProven = new Map<string, Promise<Checks>>()

interface Opened {
  readonly parts: Parts
  readonly runtimes: Runtimes
}

/** Tools, filter and runtimes as they were found; nothing is proved yet. */
export function openParts(options: SandboxOptions, architecture: Architecture): Opened | Refused {
  const tools = findTools(options.toolFolders ?? systemFolders)
  if (isRefused(tools)) return tools
  if (!hasSeccomp(options.readSetting ?? readSetting)) return noSeccomp()

  const copies = options.home === undefined ? ownTemporaryFolder() : path.join(options.home, 'asis_sandbox')
  removeLeftovers(copies)
  const runtimes = openRuntimes(options, tools, copies)
  if (isRefused(runtimes)) return runtimes
  const parts: Parts = {
    tools,
    filter: seccompFilter(architecture),
    suiteFilter: seccompFilter(architecture, { loopback: true }),
    toolMounts: [{ host: tools.prlimit, box: `${toolFolder}/prlimit` }, ...librariesOf(tools.prlimit, tools.ldd)],
    suitePrograms: suitePrograms(tools.ldd),
    copies,
    runtime: runtimes.get,
    clock: options.clock ?? systemClock,
    random: options.random ?? (count => randomBytes(count)),
  }
  return { parts, runtimes }
}

export async function openBubblewrap(options: SandboxOptions, architecture: Architecture): Promise<Sandbox | Refused> {
  const opened = openParts(options, architecture)
  if (isRefused(opened)) return opened
  const { parts, runtimes } = opened
  const { tools } = parts
  const key = [tools.bwrap, options.nodePath].join('\0')
  const proof = proven.get(key) ?? (await prove(parts, options.log ?? silentLog))
  if (proof instanceof Error) return explainFailure(proof.message, tools.bwrap, options.readSetting ?? readSetting)
  if (isRefused(proof)) return proof
  proven.set(key, proof)
  runtimes.calibrate(proof.idleDataBytes)
  const suiteChecks = (): Promise<Checks> => {
    const asked = suitesProven.get(key) ?? proveSuites(parts, options.log ?? silentLog)
    suitesProven.set(key, asked)
    return asked
  }
  const notProved = async (job: Job): Promise<Result | null> => {
    const failed = job.suite ? (await suiteChecks()).find(check => !check.held) : undefined
    return failed ? notStarted(`The box for test suites failed its self-test (${failed.name}: ${failed.detail})`) : null
  }
  return {
    isolation: proof.isolation,
    suiteChecks,
    run: async (job, signal) => (await notProved(job)) ?? runInBox(parts, job, signal),
    open: async (job, signal) => {
      const refused = await notProved(job)
      return refused ? closedBox(refused) : openInBox(parts, job, signal)
    },
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

async function proveSuites(parts: Parts, log: Log): Promise<Checks> {
  const test = await selfTest(parts, { forSuites: true })
  const checks = test.kind === 'ran' ? test.checks : [{ name: 'start', held: false, detail: test.detail }]
  for (const check of checks)
    if (!check.held) log('error', 'sandbox check of the box for tests failed', { check: check.name, detail: check.detail })
  return checks
}

interface Runtimes {
  get(name: Job['runtime']): Runtime
  calibrate(idleDataBytes: number | undefined): void
}

function openRuntimes(options: SandboxOptions, tools: Tools, copies: string): Runtimes | Refused {
  const readable = (files: readonly Mount[]): readonly Mount[] => {
    const reached = makeReadable(files, copies)
    if (isRefused(reached)) throw new AsisError('sandbox-broken', reached.message)
    const { mounts, folders } = reached
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
