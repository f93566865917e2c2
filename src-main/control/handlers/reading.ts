/** Methods that only read: state, samples, candidates, history, journal. */
import { refuse } from '../../../src-shared/errors.ts'
import { metricViews } from '../analysis.ts'
import { statusNow } from '../status.ts'
import { missing, notYet, type Parts, type Some } from './parts.ts'

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
  | 'journal.list'
  | 'journal.verify'
  | 'journal.export'
> {
  const { workspace } = parts
  const { stores, project } = workspace
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
    'candidates.get': ({ id }) => stores.views.detail(project.id, id) ?? missing(id),
    'history.summary': notYet,
    'journal.list': ({ beforeSeq, limit }) => [...stores.journal.list(project.id, beforeSeq ?? null, limit)],
    'journal.verify': () => stores.journal.verify(),
    'journal.export': notYet,
  }
}
