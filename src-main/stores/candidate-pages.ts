/**
 * Pages of candidates in every order and filter that screens ask for, from a hundred thousand of them. First the keys, out of indexes alone
 * where nothing is searched for; then the rows of one page.
 */
import type { Database, Statement } from 'better-sqlite3'
import { candidateState, type CandidateState } from '../../src-shared/domain/candidate.ts'
import { folded, openTextIndex } from './text-index.ts'
import type { CandidateQuery } from './stores.ts'

/** Where a candidate stands in both orders. */
interface Key {
  readonly n: number
  readonly decidedMs: number
}

const keyColumns = 'n, decided_ms AS decidedMs'

/** How each order is asked for, and the indexes that have it: of all states, of one state, of one state of one metric. */
const orders = {
  created: {
    below: 'n < @n',
    by: 'n DESC',
    all: 'candidates_by_project',
    ofState: 'candidates_by_state',
    ofMetric: 'candidates_by_metric',
  },
  decided: {
    below: '(decided_ms, n) < (@decidedMs, @n)',
    by: 'decided_ms DESC, n DESC',
    all: 'candidates_by_decided',
    ofState: 'candidates_by_state_decided',
    ofMetric: 'candidates_by_metric_decided',
  },
} as const

export interface CandidatePages {
  /** `n` of the candidates of one page, in order; null when there is no candidate `after`. */
  page(projectId: string, query: CandidateQuery): readonly number[] | null
  counts(projectId: string): ReadonlyMap<CandidateState, number>
}

/** @param few so many rows are read and sorted in a few milliseconds. */
export function openCandidatePages(db: Database, few = 8_000): CandidatePages {
  const index = openTextIndex(db, 'candidate_search', 'candidate_terms')
  const selectKey = db.prepare<[string, string], Key>(`SELECT ${keyColumns} FROM candidates WHERE id = ? AND project_id = ?`)
  const selectCounts = db.prepare<[string], { state: CandidateState; count: number }>(
    'SELECT state, count FROM candidate_counts WHERE project_id = ?',
  )
  const counts = (projectId: string): ReadonlyMap<CandidateState, number> =>
    new Map(selectCounts.all(projectId).map(({ state, count }) => [state, count]))
  const statements = new Map<string, Statement<[object], Key>>()
  const select = (from: string, where: readonly (string | null)[], rest: string, parameters: object): Key[] => {
    const sql = `SELECT ${keyColumns} FROM ${from} WHERE ${where.filter(each => each !== null).join(' AND ')} ${rest}`
    const statement = statements.get(sql) ?? db.prepare<[object], Key>(sql)
    statements.set(sql, statement)
    return statement.all(parameters)
  }

  function keys(projectId: string, query: CandidateQuery, from: Key): readonly Key[] {
    const { metricId, order, limit } = query
    const { below, by, all, ofState, ofMetric } = orders[order]
    const states = query.states && [...new Set(query.states)]
    const search = folded(query.search ?? '')
    const filters = [
      below,
      metricId === null ? null : 'metric_id = @metricId',
      search === '' ? null : 'instr(candidates.search, @search) > 0',
    ]
    const parameters = { projectId, ...from, metricId, search, limit, states: JSON.stringify(states) }
    const inStates = states === null ? null : 'state IN (SELECT value FROM json_each(@states))'
    /** Each state has its own stretch of an index. */
    const byState = (each: readonly CandidateState[], indexName: string): Key[] =>
      each.flatMap(state =>
        select(
          `candidates INDEXED BY ${indexName}`,
          ['state = @state', 'project_id = @projectId', ...filters],
          `ORDER BY ${by} LIMIT @limit`,
          { ...parameters, state },
        ),
      )
    const inOrder = (): Key[] =>
      select(
        `candidates INDEXED BY ${all}`,
        ['project_id = @projectId', ...filters, inStates],
        `ORDER BY ${by} LIMIT @limit`,
        parameters,
      )

    if (search === '') {
      if (metricId !== null) return byState(states ?? candidateState.options, ofMetric)
      return states === null ? inOrder() : byState(states, ofState)
    }
    const matching = index.matching(search, few)
    if (matching.kind === 'none') return []
    if (matching.kind === 'rows')
      return select(
        'candidate_search CROSS JOIN candidates ON n = candidate_search.rowid',
        ['candidate_search MATCH @expression', 'project_id = @projectId', ...filters, inStates],
        '',
        { ...parameters, expression: matching.expression },
      )
    // Many match: a page is full before long, except where the states that are asked for are rare.
    const known = counts(projectId)
    const inThem = states?.reduce((sum, state) => sum + (known.get(state) ?? 0), 0) ?? few + 1
    return states !== null && inThem <= few ? byState(states, ofState) : inOrder()
  }

  return {
    counts,
    page(projectId, query) {
      const { order, after, limit } = query
      const first = { n: Number.MAX_SAFE_INTEGER, decidedMs: Number.MAX_SAFE_INTEGER }
      const from = after === null ? first : selectKey.get(after, projectId)
      if (!from) return null
      return keys(projectId, query, from)
        .toSorted((a, b) => (order === 'decided' && b.decidedMs - a.decidedMs) || b.n - a.n)
        .slice(0, limit)
        .map(({ n }) => n)
    },
  }
}
