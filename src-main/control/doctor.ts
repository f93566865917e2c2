/** Looks at the machine and says what is there, what is missing, and the command that gets it. Changes nothing. */
import { plural } from '../../src-shared/words.ts'
import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import path from 'node:path'
import { AsisError, isRefused } from '../../src-shared/errors.ts'
import type { IsolationReport } from '../../src-shared/domain/evidence.ts'
import type { Above } from '../platform/above.ts'
import type { ProgramPaths } from '../platform/paths.ts'
import { silentLog, systemClock } from '../platform/ports.ts'
import { existingSigningKey } from '../platform/signing-key.ts'
import { openSandbox } from '../sandbox/open-sandbox.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import { openStores } from '../stores/open-stores.ts'
import { approvalChecks } from './doctor-approvals.ts'

export interface Check {
  readonly name: string
  readonly ok: boolean
  /** False: ASIS works without it. */
  readonly required: boolean
  readonly detail: string
  readonly next: string
}
export interface DoctorReport {
  readonly ok: boolean
  readonly checks: readonly Check[]
  readonly isolation: IsolationReport | null
}

export async function runDoctor(where: {
  readonly home: string
  readonly paths: ProgramPaths
  readonly above: Above
}): Promise<DoctorReport> {
  const sandbox = await openSandbox({ nodePath: where.paths.node, home: where.home, log: silentLog })
  const isolation = isRefused(sandbox) ? null : sandbox.isolation
  const checks: Check[] = [
    runtime(where.paths.node),
    isRefused(sandbox)
      ? { name: 'isolation', ok: false, required: true, detail: sandbox.message, next: sandbox.next }
      : {
          name: 'isolation',
          ok: sandbox.isolation.tier === 'strong',
          required: true,
          detail: `${sandbox.isolation.tier}: ${sandbox.isolation.checks.filter(check => check.held).length} of ${sandbox.isolation.checks.length} self-test checks held`,
          next: sandbox.isolation.missing,
        },
    ...(isRefused(sandbox) ? [] : [await suites(sandbox)]),
    python(),
    stores(where.home),
    signingKey(where.home),
    ...approvalChecks(where.home, where.above),
    {
      name: 'console',
      ok: existsSync(path.join(where.paths.renderer, 'index.html')),
      required: false,
      detail: existsSync(path.join(where.paths.renderer, 'index.html')) ? 'built' : 'not built yet',
      next: existsSync(path.join(where.paths.renderer, 'index.html')) ? '' : 'Built by: npm start, or npm run build',
    },
    electron(where.paths.root),
  ]
  return { ok: checks.every(check => check.ok || !check.required), checks, isolation }
}

/** Without it everything works but the project's own tests. */
async function suites(sandbox: Sandbox): Promise<Check> {
  const checks = await sandbox.suiteChecks()
  const failed = checks.find(check => !check.held)
  return {
    name: 'test box',
    ok: failed === undefined,
    required: false,
    detail: failed
      ? `the box for test suites failed its self-test (${failed.name}: ${failed.detail}), so no tests are run`
      : `strong, with TCP of its own: ${checks.length} of ${checks.length} self-test checks held`,
    next: failed ? 'Report it with the line above: asis doctor --json' : '',
  }
}

function runtime(node: string): Check {
  const done = spawnSync(node, ['--version'], { encoding: 'utf8', timeout: 10_000 })
  const version = done.stdout?.trim() ?? ''
  const ok = Number(/^v(\d+)/.exec(version)?.[1]) >= 24
  return {
    name: 'runtime',
    ok,
    required: true,
    detail: ok ? `Node ${version}` : `no Node 24 at ${node}`,
    next: ok ? '' : 'Run: npm ci',
  }
}

function python(): Check {
  const done = spawnSync('python3', ['--version'], { encoding: 'utf8', timeout: 10_000 })
  const ok = done.status === 0
  return {
    name: 'python',
    ok,
    required: false,
    detail: ok ? done.stdout.trim() : 'no python3',
    next: ok ? '' : 'Only for Python code: sudo apt-get install python3',
  }
}

const bad = (detail: string, next: string): Check => ({ name: 'data folder', ok: false, required: true, detail, next })

function stores(home: string): Check {
  if (!existsSync(home))
    return { name: 'data folder', ok: true, required: true, detail: `${home} (will be made at first use)`, next: '' }
  try {
    accessSync(home, constants.W_OK)
  } catch {
    return {
      name: 'data folder',
      ok: false,
      required: true,
      detail: `${home} cannot be written`,
      next: 'Check its rights, or set ASIS_HOME to another folder.',
    }
  }
  if (!existsSync(path.join(home, 'asis_self_modification_master.db')))
    return { name: 'data folder', ok: true, required: true, detail: `${home} (empty)`, next: '' }
  let opened
  try {
    opened = openStores(home, { access: 'read', owner: 'asis doctor', clock: systemClock })
  } catch (error) {
    if (!(error instanceof AsisError)) throw error
    return bad(error.message, 'Put a copy of the file back, or set ASIS_HOME to another folder.')
  }
  if (isRefused(opened)) return bad(opened.message, opened.next)
  const journal = opened.journal.verify()
  opened.close()
  return {
    name: 'data folder',
    ok: journal.ok,
    required: true,
    detail: `${home}, journal of ${plural(journal.records, 'record')}: ${journal.detail}`,
    next: journal.ok ? '' : 'See: asis journal verify',
  }
}

/** Its fingerprint: what a copy of the state is compared with where it is imported. */
function signingKey(home: string): Check {
  const name = 'signing key'
  try {
    const key = existingSigningKey(home)
    return { name, ok: true, required: true, detail: key === null ? 'none yet (will be made at first use)' : key.id, next: '' }
  } catch (error) {
    if (!(error instanceof AsisError)) throw error
    return { name, ok: false, required: true, detail: error.message, next: 'Statements and copies cannot be signed without it.' }
  }
}

function electron(root: string): Check {
  const dist = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? path.join(root, 'node_modules', 'electron', 'dist')
  const ok = existsSync(
    path.join(dist, process.platform === 'win32' ? 'electron.exe' : process.platform === 'darwin' ? 'Electron.app' : 'electron'),
  )
  return {
    name: 'desktop',
    ok,
    required: false,
    detail: ok ? dist : 'no Electron binary: the console opens in the browser',
    next: ok ? '' : 'For the window: npx install-electron',
  }
}
