/** Candidates as the API shows them: put together from the stores that own the parts. Reads only. */
import type { CandidateRow } from '../../src-shared/domain/candidate.ts'
import { hunksOf } from './hunks.ts'
import type {
  CandidateStore,
  CandidateSummary,
  CandidateViews,
  CommentStore,
  DecisionStore,
  EvidenceStore,
  OriginStore,
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
}

export function candidateViews(sources: ViewSources): CandidateViews {
  const { candidates, evidence, decisions, watches, trials, comments, origins } = sources
  const rowOf = (candidate: CandidateSummary): CandidateRow => {
    const summary = evidence.summary(candidate.projectId, candidate.id)
    return {
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
      decision: decisions.list(candidate.projectId, candidate.id)[0] ?? null,
      note: candidate.note,
    }
  }
  return {
    row(projectId, id) {
      const candidate = candidates.get(projectId, id)
      return candidate && rowOf(candidate)
    },
    rows: (projectId, states, limit) => candidates.list(projectId, states, limit).map(rowOf),
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
        hunks: [...hunksOf(proposal.files)],
        comments: [...comments.list(projectId, id)],
        trials: [...trials.list(projectId, id)],
        partOf: origin && {
          id: origin.id,
          title: candidates.get(projectId, origin.id)?.title ?? '',
          hunks: [...origin.hunks],
        },
        watch: { status: watch?.status ?? 'none', detail: watch?.detail ?? '' },
      }
    },
  }
}
