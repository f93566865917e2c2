/** `asis_self_modification.db`: what was measured. Losing the last seconds of it costs a measurement, nothing else. */
import type { Migration } from '../migrate.ts'

export const selfModificationSchema: readonly Migration[] = [
  {
    name: '001-samples-levels-analyses',
    sql: `
      CREATE TABLE series (
        series      INTEGER PRIMARY KEY,
        project_id  TEXT NOT NULL,
        metric_id   TEXT NOT NULL,
        UNIQUE (project_id, metric_id)
      ) STRICT;
      -- "n" tells samples of one millisecond apart.
      CREATE TABLE samples (
        series  INTEGER NOT NULL REFERENCES series (series),
        t_ms    INTEGER NOT NULL,
        n       INTEGER NOT NULL,
        value   REAL    NOT NULL,
        PRIMARY KEY (series, t_ms, n)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE metric_references (
        project_id  TEXT    NOT NULL,
        metric_id   TEXT    NOT NULL,
        value       REAL    NOT NULL,
        t_ms        INTEGER NOT NULL,
        PRIMARY KEY (project_id, metric_id)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE baselines (
        project_id  TEXT NOT NULL,
        metric_id   TEXT NOT NULL,
        baseline    TEXT NOT NULL,
        PRIMARY KEY (project_id, metric_id)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE analyses (
        n              INTEGER PRIMARY KEY,
        project_id     TEXT    NOT NULL,
        started_ms     INTEGER NOT NULL,
        ended_ms       INTEGER NOT NULL,
        opportunities  TEXT    NOT NULL
      ) STRICT;
      CREATE INDEX analyses_by_project ON analyses (project_id, n);`,
  },
]
