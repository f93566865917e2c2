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
  {
    name: '002-pages-of-candidates',
    sql: `
      -- Lists read rows of a few hundred bytes; proposal and diff are read for one candidate at a time.
      CREATE TABLE candidate_texts (
        n         INTEGER PRIMARY KEY REFERENCES candidates (n),
        proposal  TEXT NOT NULL,
        diff      TEXT NOT NULL
      ) STRICT;
      INSERT INTO candidate_texts (n, proposal, diff) SELECT n, proposal, diff FROM candidates;
      ALTER TABLE candidates DROP COLUMN proposal;
      ALTER TABLE candidates DROP COLUMN diff;
      -- Time of the newest decision, which stands in another file; before there is one, of the creation.
      ALTER TABLE candidates ADD COLUMN decided_ms INTEGER NOT NULL DEFAULT 0;
      -- Title, paths, metric and rule, folded: what a search looks into.
      ALTER TABLE candidates ADD COLUMN search TEXT NOT NULL DEFAULT '';
      UPDATE candidates SET decided_ms = created_ms,
        search = lower(concat_ws(char(10), title, (SELECT group_concat(value, char(10)) FROM json_each(paths)), metric_id,
          metric_title, rule) || char(10, 10));
      CREATE TABLE decisions_seen (
        only  INTEGER NOT NULL PRIMARY KEY CHECK (only = 1),
        n     INTEGER NOT NULL
      ) STRICT;
      INSERT INTO decisions_seen (only, n) VALUES (1, 0);
      CREATE INDEX candidates_by_decided ON candidates (project_id, decided_ms, n);
      CREATE INDEX candidates_by_state_decided ON candidates (state, project_id, decided_ms, n);
      CREATE INDEX candidates_by_metric ON candidates (project_id, metric_id, state, n);
      CREATE INDEX candidates_by_metric_decided ON candidates (project_id, metric_id, state, decided_ms, n);
      CREATE INDEX candidates_by_diff ON candidates (project_id, diff_sha256);
      -- Case-sensitive: the text is folded already, by the same function as what is searched for.
      CREATE VIRTUAL TABLE candidate_search
        USING fts5 (search, tokenize = 'trigram case_sensitive 1', content = '', columnsize = 0, detail = 'none');
      INSERT INTO candidate_search (rowid, search) SELECT n, search FROM candidates;
      CREATE VIRTUAL TABLE candidate_terms USING fts5vocab (candidate_search, row);
      CREATE TABLE candidate_counts (
        project_id  TEXT    NOT NULL,
        state       TEXT    NOT NULL,
        count       INTEGER NOT NULL,
        PRIMARY KEY (project_id, state)
      ) STRICT, WITHOUT ROWID;
      INSERT INTO candidate_counts SELECT project_id, state, count(*) FROM candidates GROUP BY project_id, state;
      CREATE TRIGGER candidate_is_added AFTER INSERT ON candidates BEGIN
        INSERT INTO candidate_search (rowid, search) VALUES (NEW.n, NEW.search);
        INSERT INTO candidate_counts VALUES (NEW.project_id, NEW.state, 1) ON CONFLICT DO UPDATE SET count = count + 1;
      END;
      CREATE TRIGGER candidate_is_moved AFTER UPDATE OF state ON candidates BEGIN
        UPDATE candidate_counts SET count = count - 1 WHERE project_id = OLD.project_id AND state = OLD.state;
        INSERT INTO candidate_counts VALUES (NEW.project_id, NEW.state, 1) ON CONFLICT DO UPDATE SET count = count + 1;
      END;
      CREATE TRIGGER candidate_is_removed AFTER DELETE ON candidates BEGIN
        INSERT INTO candidate_search (candidate_search, rowid, search) VALUES ('delete', OLD.n, OLD.search);
        UPDATE candidate_counts SET count = count - 1 WHERE project_id = OLD.project_id AND state = OLD.state;
      END;
      CREATE INDEX rule_outcomes_by_time ON rule_outcomes (project_id, rule, t_ms, verdict, gain);`,
  },
  {
    name: '003-history',
    sql: `
      -- What all modifications in effect gain together, after each event of a project; "k" counts them from 1.
      CREATE TABLE history (
        project_id  TEXT    NOT NULL,
        k           INTEGER NOT NULL,
        t_ms        INTEGER NOT NULL,
        log_gain    REAL    NOT NULL,
        functions   INTEGER NOT NULL,
        autonomous  INTEGER NOT NULL,
        PRIMARY KEY (project_id, k)
      ) STRICT, WITHOUT ROWID;
      -- What counts now, and with what.
      CREATE TABLE effects (
        candidate_id  TEXT NOT NULL PRIMARY KEY,
        log_gain      REAL NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE functions_in_effect (
        project_id  TEXT    NOT NULL,
        function    TEXT    NOT NULL,
        count       INTEGER NOT NULL,
        PRIMARY KEY (project_id, function)
      ) STRICT, WITHOUT ROWID;
      -- Older stores: made at the next opening, since evidence and decisions stand in another file.
      CREATE TABLE history_built (
        only   INTEGER NOT NULL PRIMARY KEY CHECK (only = 1),
        built  INTEGER NOT NULL
      ) STRICT;
      INSERT INTO history_built (only, built) VALUES (1, 0);`,
  },
  {
    name: '004-complexity',
    sql: `
      -- Cyclomatic numbers and functions that the modifications in effect added; NULL for what was before this step.
      ALTER TABLE history ADD COLUMN added_paths INTEGER;
      ALTER TABLE history ADD COLUMN added_functions INTEGER;`,
  },
]
