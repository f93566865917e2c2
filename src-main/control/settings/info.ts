/** What is shown on the settings page and changed elsewhere: where things are, what the self-test saw, which generators exist. */
import { plural } from '../../../src-shared/words.ts'
import path from 'node:path'
import type { IsolationReport } from '../../../src-shared/domain/evidence.ts'
import { generator } from '../../../src-shared/domain/generator.ts'
import type { Setting } from '../../../src-shared/domain/setting.ts'
import { isRefused } from '../../../src-shared/errors.ts'
import { versionOf } from '../status.ts'
import type { Workspace } from '../workspace.ts'

/** What a host knows and the core does not look up: it never reads the environment. */
export interface HostFacts {
  /** `ASIS_HOME` when that names the data folder; null for the platform's own. */
  readonly homeVariable: string | null
  /** The HTTP interface, where this host has one. */
  readonly http: { readonly port: number; readonly source: 'default' | 'argument' | 'environment'; readonly where: string } | null
}

type Info = Pick<Setting, 'key' | 'group' | 'title' | 'description' | 'value' | 'lockedBecause'> &
  Partial<Pick<Setting, 'source' | 'where'>>

const shown = (info: Info): Setting => ({ kind: { kind: 'info' }, defaultValue: null, source: 'default', where: '', ...info })

export async function infoSettings(
  workspace: Workspace,
  host: HostFacts | null,
  manifestPath: string,
): Promise<readonly Setting[]> {
  const { project, stores } = workspace
  const http = host?.http ?? null
  return [
    {
      key: 'project.root',
      group: 'project',
      title: 'Folder',
      description: 'Where the project is.',
      value: project.root,
      lockedBecause: 'Another project is opened with the switcher in the status bar.',
    },
    {
      key: 'project.manifest',
      group: 'project',
      title: 'Manifest',
      description: `Metrics, goals, tests and which files may change are declared there. ASIS changes nothing in it but its thresholds and limits, when you do that here.`,
      value: `${plural(project.manifest.metrics.length, 'metric')}, ${plural(project.changeableFiles().length, 'file')} may be changed`,
      source: 'file',
      where: manifestPath,
      lockedBecause: 'It is edited in its file.',
    },
    {
      key: 'project.dataFolder',
      group: 'project',
      title: 'Data folder',
      description: 'The four stores with the journal, the backups and the sandboxes.',
      value: stores.home,
      ...(host?.homeVariable ? { source: 'environment' as const, where: host.homeVariable } : {}),
      lockedBecause: 'It is chosen before ASIS starts, with the environment variable ASIS_HOME.',
    },
    ...isolationInfo(await isolationOf(workspace)),
    {
      key: 'api.port',
      group: 'api',
      title: 'Port',
      description: 'Where the HTTP interface listens, on 127.0.0.1 and ::1 only.',
      value: http?.port ?? null,
      ...(http ? { source: http.source, where: http.where } : {}),
      lockedBecause: http ? 'It is chosen at the start: asis serve --port N.' : 'This host has none. Start one with: asis serve',
    },
    {
      key: 'api.tokenFile',
      group: 'api',
      title: 'Token',
      description: 'Callers of the HTTP interface need the token in this file, which only you can read. `asis token` prints it.',
      value: path.join(stores.home, 'access-token'),
      lockedBecause: 'A new one is made with: asis token --rotate',
    },
    ...generator.options
      .filter(kind => kind !== 'rule')
      .map((kind): Info => ({
        key: `generators.${kind}`,
        group: 'generators',
        title: generatorTitles[kind],
        description: 'This version of ASIS writes no candidates in this way.',
        value: 'not configured',
        lockedBecause: 'There is nothing to turn on yet.',
      })),
    {
      key: 'console.version',
      group: 'console',
      title: 'Version',
      description: 'Of ASIS.',
      value: versionOf(workspace),
      lockedBecause: 'It changes when ASIS is updated.',
    },
  ].map(info => shown(info as Info))
}

const generatorTitles = {
  rule: 'Rewrite rules',
  template: 'Templates',
  search: 'Search',
  llm: 'Language model',
  agent: 'External agents',
} as const

async function isolationOf(workspace: Workspace): Promise<IsolationReport> {
  const sandbox = await workspace.sandbox()
  return isRefused(sandbox) ? { tier: 'none', checks: [], missing: `${sandbox.message} ${sandbox.next}` } : sandbox.isolation
}

function isolationInfo({ tier, checks, missing }: IsolationReport): readonly Info[] {
  const failed = checks.filter(check => !check.held)
  const why = 'It is what the self-test at the start saw, and cannot be chosen.'
  return [
    {
      key: 'isolation.tier',
      group: 'isolation',
      title: 'Isolation',
      description: missing || 'Everything that is tried runs in a sandbox of this strength.',
      value: tier,
      lockedBecause: why,
    },
    {
      key: 'isolation.selfTest',
      group: 'isolation',
      title: 'Self-test',
      description:
        failed.length === 0
          ? 'At each start a program tries to break out in every way that is known; all of them must fail.'
          : `Not held: ${failed.map(check => `${check.name} (${check.detail})`).join('; ')}`,
      value: checks.length === 0 ? 'not run' : `${checks.length - failed.length} of ${checks.length} checks held`,
      lockedBecause: why,
    },
  ]
}
