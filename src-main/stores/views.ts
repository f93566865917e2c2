/** Candidates as the API shows them: put together from the stores that own the parts. Reads only. */
import type { CandidateRow, Decision, Rollback } from '../../src-shared/domain/candidate.ts'
import { mayMove } from '../../src-shared/domain/transitions.ts'
import { hunksIn } from './hunks.ts'
import type {
  CandidateQuery,
  CandidateStore,
  CandidateSummary,
  CandidateViews,
  CommentStore,
  DecisionStore,
  EvidenceStore,
  EvidenceSummary,
  OriginStore,
  RollbackStore,
  TrialStore,
  WatchStore,
} from './stores.ts'

export interface ViewSources {
  readonly candidates: CandidateStore
  readonly evidence: EvidenceStore
  readonly decisions: DecisionStore
  readonly watches: WatchStore
  readonly trials: TrialStore
  readonly comments: CommentStore
  readonly origins: OriginStore
  readonly rollbacks: RollbackStore
}

export function candidateViews(sources: ViewSources): CandidateViews {
  const { candidates, evidence, decisions, watches, trials, comments, origins, rollbacks } = sources
  const rowOf = (candidate: CandidateSummary): CandidateRow => {
    const { projectId, id } = candidate
    const rollback = rollbacks.summaries(projectId, [id]).get(id)
    return joined(candidate, evidence.summary(projectId, id), decisions.list(projectId, id)[0], rollback)
  }
  const rowsOf = (projectId: string, page: readonly CandidateSummary[]): CandidateRow[] => {
    const ids = page.map(({ id }) => id)
    const [summaries, newest] = [evidence.summaries(projectId, ids), decisions.newest(projectId, ids)]
    const plans = rollbacks.summaries(projectId, ids)
    return page.map(candidate => {
      const { id } = candidate
      return joined(candidate, summaries.get(id) ?? null, newest.get(id), plans.get(id))
    })
  }
  return {
    row(projectId, id) {
      const candidate = candidates.summary(projectId, id)
      return candidate && rowOf(candidate)
    },
    rows: (projectId, states, limit) => rowsOf(projectId, candidates.list(projectId, states, limit)),
    page(projectId: string, query: CandidateQuery) {
      const page = candidates.page(projectId, query)
      return page && rowsOf(projectId, page)
    },
    detail(projectId, id) {
      const candidate = candidates.get(projectId, id)
      if (!candidate) return null
      const watch = watches.get(projectId, id)
      const { proposal } = candidate
      const origin = origins.partOf(projectId, id)
      return {
        ...rowOf(candidate),
        reason: proposal.reason,
        facts: [...proposal.facts],
        changedFunctions: [...proposal.changedFunctions],
        memoizes: proposal.memoizes,
        files: [...proposal.files],
        diff: candidate.diff,
        evidence: evidence.get(projectId, id),
        hunks: [...hunksIn(candidate.diff, candidate.paths)],
        comments: [...comments.list(projectId, id)],
        trials: [...trials.list(projectId, id)],
        partOf: origin && {
          id: origin.id,
          title: candidates.summary(projectId, origin.id)?.title ?? '',
          hunks: [...origin.hunks],
        },
        watch: {
          status: watch?.status ?? 'none',
          detail: watch?.detail ?? '',
          // Whoever took it back has answered.
          asks: watch?.asks === true && mayMove(candidate.state, 'rolling-back'),
        },
      }
    },
  }
}

const joined = (
  candidate: CandidateSummary,
  summary: EvidenceSummary | null,
  decision: Decision | undefined,
  rollback: Rollback | undefined,
): CandidateRow => ({
  id: candidate.id,
  state: candidate.state,
  metricId: candidate.metricId,
  metricTitle: candidate.metricTitle,
  unit: candidate.unit,
  title: candidate.title,
  shortName: candidate.shortName,
  generator: candidate.generator,
  rule: candidate.rule,
  paths: [...candidate.paths],
  verdict: summary?.verdict ?? null,
  improvement: summary?.improvement ?? null,
  risk: summary?.risk ?? null,
  score: summary?.score ?? null,
  diffSha256: candidate.diffSha256,
  createdMs: candidate.createdMs,
  updatedMs: candidate.updatedMs,
  decision: decision ?? null,
  // The plan of a rollback that was not possible stays in the store and is nothing to show.
  rollback: candidate.state === 'rolled-back' || candidate.state === 'rolling-back' ? (rollback ?? null) : null,
  note: candidate.note,
})
