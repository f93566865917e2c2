/** Which rules paid: one outcome per candidate, summed up per rule. What the generators learn from. */
import type { Database } from 'better-sqlite3'
import type { RuleStatistic, RuleStore } from './stores.ts'

export function openRuleStore(db: Database): RuleStore {
  const put = db.prepare(
    `INSERT INTO rule_outcomes (candidate_id, project_id, rule, generator, verdict, gain, t_ms)
     VALUES (@candidateId, @projectId, @rule, @generator, @verdict, @gain, @nowMs)
     ON CONFLICT DO UPDATE SET verdict = excluded.verdict, gain = excluded.gain, t_ms = excluded.t_ms`,
  )
  const sum = db.prepare<[string], RuleStatistic & { readonly logGain: number | null }>(
    `SELECT rule, generator, count(*) AS tried, count(*) FILTER (WHERE verdict = 'improved') AS improved,
       avg(ln(gain)) FILTER (WHERE verdict = 'improved' AND gain > 0) AS logGain
     FROM rule_outcomes WHERE project_id = ? GROUP BY rule, generator ORDER BY rule, generator`,
  )
  const gains = db
    .prepare<[string, string], number>(
      `SELECT gain FROM rule_outcomes
       WHERE project_id = ? AND rule = ? AND gain IS NOT NULL AND verdict IN ('improved', 'no-change', 'regressed', 'inconclusive')
       ORDER BY t_ms DESC LIMIT 200`,
    )
    .pluck()
  return {
    gains: (projectId, rule) => gains.all(projectId, rule),
    record: (projectId, outcome, nowMs) => {
      put.run({ ...outcome, projectId, nowMs })
    },
    list: projectId =>
      sum.all(projectId).map(({ logGain, ...row }) => ({ ...row, gain: logGain === null ? null : Math.exp(logGain) })),
  }
}
