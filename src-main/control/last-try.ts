/** What came of the last try to improve a metric: of a candidate as it stands now, or why a session made none. */
import type { LastTry } from '../../src-shared/domain/opportunity.ts'
import type { Workspace } from './workspace.ts'

/** Older ones say nothing of the code as it is. */
const sessionsLookedAt = 20

type Looking = Pick<Workspace, 'stores' | 'project'>

/** Null: nothing was tried for it. */
export function lastTry({ stores, project }: Looking, metricId: string): LastTry | null {
  const asked = { states: null, metricId, search: null, order: 'created', after: null, limit: 1 } as const
  const candidate = stores.views.page(project.id, asked)?.[0]
  // A session's row is of its own candidate, or says why there was none.
  const session = stores.sessions
    .list(project.id, sessionsLookedAt)
    .find(({ endedMs, rows }) => endedMs !== null && rows.some(row => row.metricId === metricId))
  const row = session?.rows.find(each => each.metricId === metricId)
  const endedMs = session?.endedMs ?? 0
  if (row && row.candidateId === null && endedMs > (candidate?.createdMs ?? 0))
    return { tMs: endedMs, candidateId: null, state: null, verdict: null, improvement: null, why: row.why }
  if (!candidate) return null
  const { id, state, verdict, improvement, updatedMs, note, title } = candidate
  return { tMs: updatedMs, candidateId: id, state, verdict, improvement, why: note === '' ? title : note }
}
