/** Methods that only read: state, samples, candidates, history, journal. */
import { createRequire } from 'node:module'
import path from 'node:path'
import type { Status } from '../../../src-shared/api/contract.ts'
import { isRefused, refuse } from '../../../src-shared/errors.ts'
import { metricViews } from '../analysis.ts'
import { missing, notYet, type Parts, type Some } from './parts.ts'

export function reading({
  workspace,
  sessions,
}: Parts): Some<
  | 'status.get'
  | 'metrics.list'
  | 'metrics.range'
  | 'sessions.list'
  | 'sessions.get'
  | 'candidates.list'
  | 'candidates.get'
  | 'history.summary'
  | 'journal.list'
  | 'journal.verify'
  | 'journal.export'
> {
  const { stores, project, clock } = workspace
  const { version } = createRequire(import.meta.url)(path.join(workspace.paths.root, 'package.json')) as { version: string }
  return {
    async 'status.get'() {
      const sandbox = await workspace.sandbox()
      const running = sessions.running()
      const counts = stores.candidates.counts(project.id)
      const status: Status = {
        project: { name: project.manifest.name, root: project.root, bundled: workspace.bundled },
        state: running ? 'running' : 'idle',
        stopped: null,
        autonomous: { on: false, nextMs: null, note: '' },
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
    'sessions.list': ({ limit }) => [...stores.sessions.list(project.id, limit)],
    'sessions.get': ({ id }) => stores.sessions.get(project.id, id) ?? missing(id),
    'candidates.list': ({ states, limit }) => [...stores.views.rows(project.id, states ?? null, limit)],
    'candidates.get': ({ id }) => stores.views.detail(project.id, id) ?? missing(id),
    'history.summary': notYet,
    'journal.list': ({ beforeSeq, limit }) => [...stores.journal.list(project.id, beforeSeq ?? null, limit)],
    'journal.verify': () => stores.journal.verify(),
    'journal.export': notYet,
  }
}
