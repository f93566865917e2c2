/** Methods that only read: state, samples, candidates, history, journal. */
import { setImmediate } from 'node:timers/promises'
import { unnamed } from '../../../src-shared/domain/person.ts'
import { refuse } from '../../../src-shared/errors.ts'
import { exportLine } from '../../stores/journal-chain.ts'
import { metricViews } from '../analysis.ts'
import { createComplexityLevel } from '../complexity-level.ts'
import { candidateDetail } from '../review/candidate-detail.ts'
import { historySummary } from '../history.ts'
import { statusNow } from '../status.ts'
import { askingNow } from '../watch/asking.ts'
import { missing, type Parts, type Some } from './parts.ts'

export function reading(
  parts: Parts,
): Some<
  | 'status.get'
  | 'metrics.list'
  | 'metrics.range'
  | 'sessions.list'
  | 'sessions.get'
  | 'candidates.list'
  | 'candidates.get'
  | 'history.summary'
  | 'watches.asking'
  | 'journal.list'
  | 'journal.verify'
  | 'journal.export'
> {
  const { workspace } = parts
  const { stores, project } = workspace
  const complexity = createComplexityLevel(project)
  return {
    'status.get': () => statusNow(parts),
    'metrics.list': () => metricViews(workspace),
    'metrics.range': ({ id, fromMs, toMs, points }) =>
      project.manifest.metrics.some(metric => metric.id === id)
        ? [...stores.samples.range(project.id, id, fromMs, toMs, points)]
        : refuse('not-found', `This project declares no metric ${id}.`, 'See asis.config.json.'),
    'sessions.list': ({ limit }) => [...stores.sessions.list(project.id, limit)],
    'sessions.get': ({ id }) => stores.sessions.get(project.id, id) ?? missing(id),
    'candidates.list': ({ states, metricId, search, order, after, limit }) => {
      const page = stores.views.page(project.id, {
        states: states ?? null,
        metricId: metricId ?? null,
        search: search ?? null,
        order: order ?? 'created',
        after: after ?? null,
        limit,
      })
      return page === null ? missing(after ?? '') : [...page]
    },
    'candidates.get': ({ id }, by = unnamed) => {
      const approvalsForHigh = workspace.settings.number('review.approvalsForHigh')
      const asking = { projectId: project.id, id, by, approvalsForHigh, account: workspace.account }
      return candidateDetail(stores, asking) ?? missing(id)
    },
    'history.summary': async () => historySummary(workspace, await complexity.now()),
    'watches.asking': () => [...askingNow(workspace)],
    'journal.list': ({ beforeSeq, kinds, search, limit }) => [
      ...stores.journal.list(project.id, beforeSeq ?? null, limit, { kinds, search }),
    ],
    'journal.verify': () => stores.journal.verifyInPieces(() => setImmediate()),
    'journal.export': ({ fromSeq, limit }) => {
      // One more than is answered: whether there is a next piece.
      const records = stores.journal.from(fromSeq, limit + 1)
      return {
        text: records.slice(0, limit).map(exportLine).join(''),
        nextSeq: records[limit]?.seq ?? null,
      }
    },
  }
}
