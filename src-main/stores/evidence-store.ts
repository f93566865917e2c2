/** Evidence (why) and decisions (who, when, which exact bytes) of candidates. Decisions are only ever added. */
import type { Database } from 'better-sqlite3'
import type { Decision } from '../../src-shared/domain/candidate.ts'
import type { Evidence } from '../../src-shared/domain/evidence.ts'
import type { Interval } from '../../src-shared/domain/metric.ts'
import { asOfToday } from '../../src-shared/domain/weak-points.ts'
import { ownJson } from './own-json.ts'
import { trialWriter } from './trial-store.ts'
import type { DecisionOnTrial, DecisionStore, EvidenceStore, EvidenceSummary } from './stores.ts'

type SummaryColumns = Omit<EvidenceSummary, 'improvement'> & { readonly improvement: string | null }
const summaryOf = (row: SummaryColumns): EvidenceSummary => ({
  ...row,
  improvement: row.improvement === null ? null : ownJson<Interval>(row.improvement),
})

export function openEvidenceStore(db: Database): EvidenceStore {
  const addTrial = trialWriter(db)
  const put = db.prepare(
    `INSERT INTO evidence (candidate_id, project_id, verdict, improvement, risk, score, evidence, t_ms)
     VALUES (@candidateId, @projectId, @verdict, @improvement, @risk, @score, @evidence, @nowMs)
     ON CONFLICT DO UPDATE SET verdict = excluded.verdict, improvement = excluded.improvement, risk = excluded.risk,
       score = excluded.score, evidence = excluded.evidence, t_ms = excluded.t_ms`,
  )
  const select = db
    .prepare<[string, string], string>('SELECT evidence FROM evidence WHERE candidate_id = ? AND project_id = ?')
    .pluck()
  const selectSummary = db.prepare<[string, string], SummaryColumns>(
    'SELECT verdict, improvement, risk, score FROM evidence WHERE candidate_id = ? AND project_id = ?',
  )
  // CROSS JOIN: in this order, one row looked up for each that is wanted.
  const selectSummaries = db.prepare<[string, string], SummaryColumns & { candidateId: string }>(
    `SELECT candidate_id AS candidateId, verdict, improvement, risk, score
     FROM (SELECT value AS wanted FROM json_each(?)) CROSS JOIN evidence ON candidate_id = wanted WHERE project_id = ?`,
  )
  return {
    put(projectId, candidateId, evidence, nowMs) {
      const improvement = evidence.measurement?.improvement ?? null
      const row = {
        candidateId,
        projectId,
        verdict: evidence.verdict,
        improvement: improvement && JSON.stringify(improvement),
        risk: evidence.safety.risk,
        score: evidence.safety.score,
        evidence: JSON.stringify(evidence),
        nowMs,
      }
      // Together: the newest trial is always the one that the evidence is of.
      db.transaction(() => {
        put.run(row)
        addTrial({ ...row, elapsedMs: evidence.cost.elapsedMs })
      }).immediate()
    },
    get(projectId, candidateId) {
      const text = select.get(candidateId, projectId)
      return text === undefined ? null : asOfToday(ownJson<Evidence>(text))
    },
    summary(projectId, candidateId) {
      const row = selectSummary.get(candidateId, projectId)
      return row ? summaryOf(row) : null
    },
    summaries: (projectId, candidateIds) =>
      new Map(
        selectSummaries
          .all(JSON.stringify(candidateIds), projectId)
          .map(({ candidateId, ...row }) => [candidateId, summaryOf(row)]),
      ),
  }
}

/** `onAdd` is told after the row is durable. */
export function openDecisionStore(db: Database, onAdd: () => void): DecisionStore {
  const insert = db.prepare(
    `INSERT INTO decisions (candidate_id, project_id, verb, decided_by, reason, diff_sha256, t_ms, trial)
     VALUES (@candidateId, @projectId, @verb, @by, @reason, @diffSha256, @tMs, @trial)`,
  )
  const select = db.prepare<[string, string], Decision>(
    `SELECT verb, decided_by AS "by", reason, diff_sha256 AS diffSha256, t_ms AS tMs FROM decisions
     WHERE candidate_id = ? AND project_id = ? ORDER BY n DESC`,
  )
  const selectWithTrials = db.prepare<[string, string], DecisionOnTrial>(
    `SELECT verb, decided_by AS "by", reason, diff_sha256 AS diffSha256, t_ms AS tMs, trial FROM decisions
     WHERE candidate_id = ? AND project_id = ? ORDER BY n DESC`,
  )
  const selectNewest = db.prepare<[string, string], Decision & { candidateId: string }>(
    `SELECT candidate_id AS candidateId, verb, decided_by AS "by", reason, diff_sha256 AS diffSha256, t_ms AS tMs
     FROM (SELECT value AS wanted FROM json_each(?)) CROSS JOIN decisions
       ON n = (SELECT max(n) FROM decisions AS each WHERE each.candidate_id = wanted)
     WHERE project_id = ?`,
  )
  return {
    add: (projectId, candidateId, decision, trial = null) => {
      insert.run({ ...decision, trial, projectId, candidateId })
      onAdd()
    },
    list: (projectId, candidateId) => select.all(candidateId, projectId),
    withTrials: (projectId, candidateId) => selectWithTrials.all(candidateId, projectId),
    newest: (projectId, candidateIds) =>
      new Map(
        selectNewest.all(JSON.stringify(candidateIds), projectId).map(({ candidateId, ...decision }) => [candidateId, decision]),
      ),
  }
}
