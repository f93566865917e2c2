/** The state of everything, for the status bar and `asis status`. Reads only. */
import { createRequire } from 'node:module'
import path from 'node:path'
import type { Status } from '../../src-shared/api/contract.ts'
import { isRefused } from '../../src-shared/errors.ts'
import type { Autonomous } from './autonomous/autonomous.ts'
import type { Sessions } from './sessions.ts'
import { askingNow } from './watch/asking.ts'
import type { Workspace } from './workspace.ts'

export interface StatusParts {
  readonly workspace: Workspace
  readonly sessions: Pick<Sessions, 'running'>
  readonly autonomous: Pick<Autonomous, 'status'>
}

export const versionOf = ({ paths }: Pick<Workspace, 'paths'>): string =>
  (createRequire(import.meta.url)(path.join(paths.root, 'package.json')) as { version: string }).version

export async function statusNow({ workspace, sessions, autonomous }: StatusParts): Promise<Status> {
  const { stores, project, clock } = workspace
  const sandbox = await workspace.sandbox()
  const running = sessions.running()
  const stopped = workspace.stop.now()
  const counts = stores.candidates.counts(project.id)
  const asking = askingNow(workspace)
  return {
    project: { name: project.manifest.name, root: project.root, bundled: workspace.bundled },
    // What is still ending after a stop is said in `running`.
    state: stopped ? 'stopped' : running ? 'running' : 'idle',
    stopped,
    autonomous: autonomous.status(),
    isolation: isRefused(sandbox)
      ? { tier: 'none', checks: [], missing: `${sandbox.message} ${sandbox.next}` }
      : sandbox.isolation,
    running,
    works: workspace.works.list(),
    // Known where projects are opened.
    manifest: null,
    waiting: counts['awaiting-review'],
    asking: asking.length,
    watching: counts.applied - asking.filter(({ state }) => state === 'applied').length,
    counts,
    mayApprove: stores.access === 'write',
    version: versionOf(workspace),
    nowMs: clock.nowMs(),
  }
}
