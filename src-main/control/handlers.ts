/** Every method of the contract, in the order of the table. Thin: each calls one thing that does the work. */
import { createRequire } from 'node:module'
import path from 'node:path'
import type { Handlers } from '../api/dispatch.ts'
import type { Status } from '../../src-shared/api/contract.ts'
import { isRefused, refuse, type Refused } from '../../src-shared/errors.ts'
import { decline } from '../pipeline/5-review/decline.ts'
import { previewRollback } from '../pipeline/8-rollback/preview.ts'
import { analyze, metricViews, opportunitiesNow } from './analysis.ts'
import { approveAndApply, rollBack } from './decisions.ts'
import type { Sessions } from './sessions.ts'
import type { Watching } from './watching.ts'
import type { Workspace } from './workspace.ts'

const missing = (id: string): Refused =>
  refuse(
    'not-found',
    `There is no ${id.startsWith('s_') ? 'session' : 'candidate'} ${id} in this project. Nothing was changed.`,
    'List what there is: asis candidates',
  )

export function createHandlers(workspace: Workspace, sessions: Sessions, watching: Watching): Handlers {
  const { stores, project, clock } = workspace
  const rowOf = (id: string) => stores.views.row(project.id, id) ?? missing(id)
  const { version } = createRequire(import.meta.url)(path.join(workspace.paths.root, 'package.json')) as { version: string }

  return {
    async 'status.get'() {
      const sandbox = await workspace.sandbox()
      const running = sessions.running()
      const counts = stores.candidates.counts(project.id)
      const status: Status = {
        project: { name: project.manifest.name, root: project.root, bundled: workspace.bundled },
        state: running ? 'running' : 'idle',
        isolation: isRefused(sandbox)
          ? { tier: 'none', checks: [], missing: `${sandbox.message} ${sandbox.next}` }
          : sandbox.isolation,
        running,
        waiting: counts['awaiting-review'],
        watching: counts.applied,
        counts,
        mayApprove: stores.access === 'write',
        version,
        nowMs: clock.nowMs(),
      }
      return status
    },
    'metrics.list': () => metricViews(workspace),
    'metrics.range': ({ id, fromMs, toMs, points }) =>
      project.manifest.metrics.some(metric => metric.id === id)
        ? [...stores.samples.range(project.id, id, fromMs, toMs, points)]
        : refuse('not-found', `This project declares no metric ${id}.`, 'See asis.config.json.'),
    'opportunities.list': () => opportunitiesNow(workspace),
    'analyze.run': async ({ metricIds }) => {
      if (sessions.running()) return refuse('busy', 'A session is running. Nothing was started.', 'Wait for it or cancel it.')
      return analyze(workspace, metricIds, () => {}, new AbortController().signal)
    },
    'session.start': input => sessions.start(input),
    'session.cancel': () => ({ cancelled: sessions.cancel() }),
    'sessions.list': ({ limit }) => [...stores.sessions.list(project.id, limit)],
    'sessions.get': ({ id }) => stores.sessions.get(project.id, id) ?? missing(id),
    'candidates.list': ({ states, limit }) => [...stores.views.rows(project.id, states ?? null, limit)],
    'candidates.get': ({ id }) => stores.views.detail(project.id, id) ?? missing(id),
    'candidates.approve': async ({ id, diffSha256, confirm }) => {
      const applied = await approveAndApply(workspace, {
        id,
        diffSha256,
        by: 'operator',
        reason: 'approved by the operator',
        ...(confirm === undefined ? {} : { confirm }),
      })
      if (isRefused(applied)) return applied
      watching.begin(id)
      return rowOf(id)
    },
    'candidates.decline': async ({ id, reason }) => {
      const declined = decline({ projectId: project.id, id, by: 'operator', reason }, { stores, clock })
      return isRefused(declined) ? declined : rowOf(id)
    },
    'modifications.preview': ({ id }) => previewRollback({ projectId: project.id, id }, { stores, project }),
    'modifications.rollback': async ({ id, reason, overwriteEdits }) => {
      await watching.stop(id)
      const done = await rollBack(workspace, { id, by: 'operator', reason, overwriteEdits: overwriteEdits === true })
      return isRefused(done) ? done : rowOf(id)
    },
    'journal.list': ({ beforeSeq, limit }) => [...stores.journal.list(project.id, beforeSeq ?? null, limit)],
    'journal.verify': () => stores.journal.verify(),
  }
}
