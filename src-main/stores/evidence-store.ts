/** Evidence (why) and decisions (who, when, which exact bytes) of candidates. Decisions are only ever added. */
import type { Database } from 'better-sqlite3'
import type { Decision } from '../../src-shared/domain/candidate.ts'
import type { Evidence } from '../../src-shared/domain/evidence.ts'
import type { Interval } from '../../src-shared/domain/metric.ts'
import { ownJson } from './own-json.ts'
import { trialWriter } from './trial-store.ts'
import type { DecisionStore, EvidenceStore, EvidenceSummary } from './stores.ts'

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
  const selectSummary = db.prepare<[string, string], Omit<EvidenceSummary, 'improvement'> & { improvement: string | null }>(
    'SELECT verdict, improvement, risk, score FROM evidence WHERE candidate_id = ? AND project_id = ?',
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
      return text === undefined ? null : ownJson<Evidence>(text)
    },
    summary(projectId, candidateId) {
      const row = selectSummary.get(candidateId, projectId)
      return row ? { ...row, improvement: row.improvement === null ? null : ownJson<Interval>(row.improvement) } : null
    },
  }
}

export function openDecisionStore(db: Database): DecisionStore {
  const insert = db.prepare(
    `INSERT INTO decisions (candidate_id, project_id, verb, decided_by, reason, diff_sha256, t_ms)
     VALUES (@candidateId, @projectId, @verb, @by, @reason, @diffSha256, @tMs)`,
  )
  const select = db.prepare<[string, string], Decision>(
    `SELECT verb, decided_by AS "by", reason, diff_sha256 AS diffSha256, t_ms AS tMs FROM decisions
     WHERE candidate_id = ? AND project_id = ? ORDER BY n DESC`,
  )
  return {
    add: (projectId, candidateId, decision) => {
      insert.run({ ...decision, projectId, candidateId })
    },
    list: (projectId, candidateId) => select.all(candidateId, projectId),
  }
}
