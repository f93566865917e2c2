/** `asis_self_modification.db`: what was measured. Losing the last seconds of it costs a measurement, nothing else. */
import type { Migration } from '../migrate.ts'

/** Widths stand here as they were when the step was written: a step never changes. Division of SQLite rounds towards zero. */
const rollUp = (widthMs: number, source: string): string => `
      INSERT INTO rollups (series, width_ms, start_ms, count, low, low_ms, high, high_ms)
        SELECT series, ${widthMs}, at - ((at % ${widthMs}) + ${widthMs}) % ${widthMs}, count, low, low_ms, high, high_ms
        FROM (${source}) WHERE true ORDER BY series, at
        ON CONFLICT DO UPDATE SET count = count + excluded.count,
          low_ms = CASE WHEN excluded.low < low OR (excluded.low = low AND excluded.low_ms < low_ms)
            THEN excluded.low_ms ELSE low_ms END,
          low = min(low, excluded.low),
          high_ms = CASE WHEN excluded.high > high OR (excluded.high = high AND excluded.high_ms < high_ms)
            THEN excluded.high_ms ELSE high_ms END,
          high = max(high, excluded.high);`
const narrower = (widthMs: number): string =>
  `SELECT series, start_ms AS at, count, low, low_ms, high, high_ms FROM rollups WHERE width_ms = ${widthMs}`

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
  {
    name: '002-rollups',
    sql: `
      -- Per bucket of time the lowest and the highest sample, each the earliest of its value, with their own times.
      CREATE TABLE rollups (
        series    INTEGER NOT NULL REFERENCES series (series),
        width_ms  INTEGER NOT NULL,
        start_ms  INTEGER NOT NULL,
        count     INTEGER NOT NULL,
        low       REAL    NOT NULL,
        low_ms    INTEGER NOT NULL,
        high      REAL    NOT NULL,
        high_ms   INTEGER NOT NULL,
        PRIMARY KEY (series, width_ms, start_ms)
      ) STRICT, WITHOUT ROWID;
      ${rollUp(5_000, 'SELECT series, t_ms AS at, 1 AS count, value AS low, t_ms AS low_ms, value AS high, t_ms AS high_ms FROM samples')}
      ${rollUp(60_000, narrower(5_000))}
      ${rollUp(600_000, narrower(60_000))}
      ${rollUp(3_600_000, narrower(600_000))}
      ${rollUp(86_400_000, narrower(3_600_000))}`,
  },
  {
    name: '003-journal-search-looks',
    sql: `
      -- Made from the journal, which stands in another file; "journal_indexed" says how far.
      CREATE VIRTUAL TABLE journal_search
        USING fts5 (scope, text, tokenize = 'trigram case_sensitive 1', content = '', columnsize = 0, detail = 'column');
      CREATE VIRTUAL TABLE journal_terms USING fts5vocab (journal_search, row);
      CREATE TABLE journal_indexed (
        only    INTEGER NOT NULL PRIMARY KEY CHECK (only = 1),
        seq     INTEGER NOT NULL,
        sha256  TEXT    NOT NULL
      ) STRICT;
      INSERT INTO journal_indexed (only, seq, sha256) VALUES (1, 0, '');
      -- What generators found for a metric at the last look, and the files they looked at.
      CREATE TABLE looks (
        project_id    TEXT    NOT NULL,
        metric_id     TEXT    NOT NULL,
        files_sha256  TEXT    NOT NULL,
        hints         TEXT    NOT NULL,
        t_ms          INTEGER NOT NULL,
        PRIMARY KEY (project_id, metric_id)
      ) STRICT, WITHOUT ROWID;`,
  },
  {
    name: '004-start-of-the-index-of-the-journal',
    sql: `
      -- Records before this one left the journal's database and were taken out of the index.
      ALTER TABLE journal_indexed ADD COLUMN first_seq INTEGER NOT NULL DEFAULT 1;`,
  },
  {
    name: '005-old-analyses',
    sql: `CREATE INDEX analyses_by_end ON analyses (project_id, ended_ms);`,
  },
  {
    name: '006-failed-measurements',
    sql: `
      -- Metrics whose last measurement failed, and why.
      CREATE TABLE failed_measurements (
        project_id  TEXT    NOT NULL,
        metric_id   TEXT    NOT NULL,
        code        TEXT    NOT NULL,
        message     TEXT    NOT NULL,
        next        TEXT    NOT NULL,
        t_ms        INTEGER NOT NULL,
        PRIMARY KEY (project_id, metric_id)
      ) STRICT, WITHOUT ROWID;`,
  },
]
