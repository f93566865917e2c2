/** `asis_code_generation.db`: candidates with their one state and their exact bytes, and which rules paid. */
import type { Migration } from '../migrate.ts'

export const codeGenerationSchema: readonly Migration[] = [
  {
    name: '001-candidates-rules',
    sql: `
      CREATE TABLE candidates (
        n             INTEGER PRIMARY KEY AUTOINCREMENT,
        id            TEXT    NOT NULL UNIQUE,
        project_id    TEXT    NOT NULL,
        session_id    TEXT,
        metric_id     TEXT    NOT NULL,
        metric_title  TEXT    NOT NULL,
        unit          TEXT    NOT NULL,
        state         TEXT    NOT NULL,
        title         TEXT    NOT NULL,
        short_name    TEXT    NOT NULL,
        generator     TEXT    NOT NULL,
        rule          TEXT    NOT NULL,
        paths         TEXT    NOT NULL,
        proposal      TEXT    NOT NULL,
        diff          TEXT    NOT NULL,
        diff_sha256   TEXT    NOT NULL,
        created_ms    INTEGER NOT NULL,
        updated_ms    INTEGER NOT NULL,
        note          TEXT    NOT NULL
      ) STRICT;
      CREATE INDEX candidates_by_project ON candidates (project_id, n);
      CREATE INDEX candidates_by_state ON candidates (state, project_id, n);
      CREATE TABLE candidate_files (
        candidate_id   TEXT    NOT NULL REFERENCES candidates (id),
        position       INTEGER NOT NULL,
        path           TEXT    NOT NULL,
        before_sha256  TEXT    NOT NULL,
        after_sha256   TEXT    NOT NULL,
        before         BLOB    NOT NULL,
        after          BLOB    NOT NULL,
        PRIMARY KEY (candidate_id, position)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE rule_outcomes (
        candidate_id  TEXT    NOT NULL PRIMARY KEY,
        project_id    TEXT    NOT NULL,
        rule          TEXT    NOT NULL,
        generator     TEXT    NOT NULL,
        verdict       TEXT    NOT NULL,
        gain          REAL,
        t_ms          INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX rule_outcomes_by_rule ON rule_outcomes (project_id, rule, generator, verdict, gain);`,
  },
]
