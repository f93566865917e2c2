/** `asis_safe_implementation.db`: why a change was allowed, what it touched, how to take it back, and how it went on. */
import type { Migration } from '../migrate.ts'

export const safeImplementationSchema: readonly Migration[] = [
  {
    name: '001-evidence-decisions-modifications-backups',
    sql: `
      CREATE TABLE evidence (
        candidate_id  TEXT    NOT NULL PRIMARY KEY,
        project_id    TEXT    NOT NULL,
        verdict       TEXT    NOT NULL,
        improvement   TEXT,
        risk          TEXT    NOT NULL,
        score         REAL    NOT NULL,
        evidence      TEXT    NOT NULL,
        t_ms          INTEGER NOT NULL
      ) STRICT;
      CREATE TABLE decisions (
        n             INTEGER PRIMARY KEY,
        candidate_id  TEXT    NOT NULL,
        project_id    TEXT    NOT NULL,
        verb          TEXT    NOT NULL,
        decided_by    TEXT    NOT NULL,
        reason        TEXT    NOT NULL,
        diff_sha256   TEXT    NOT NULL,
        t_ms          INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX decisions_by_candidate ON decisions (candidate_id, n);
      CREATE TABLE modifications (
        seq           INTEGER PRIMARY KEY AUTOINCREMENT,
        candidate_id  TEXT    NOT NULL UNIQUE,
        project_id    TEXT    NOT NULL,
        title         TEXT    NOT NULL,
        applied_ms    INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX modifications_by_project ON modifications (project_id, seq);
      CREATE TABLE modification_files (
        candidate_id   TEXT    NOT NULL REFERENCES modifications (candidate_id) ON DELETE CASCADE,
        project_id     TEXT    NOT NULL,
        path           TEXT    NOT NULL,
        before_sha256  TEXT    NOT NULL,
        after_sha256   TEXT    NOT NULL,
        mode           INTEGER NOT NULL,
        PRIMARY KEY (candidate_id, path)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX modification_files_by_path ON modification_files (project_id, path);
      CREATE TABLE rollbacks (
        candidate_id  TEXT    NOT NULL PRIMARY KEY,
        project_id    TEXT    NOT NULL,
        plan          TEXT    NOT NULL,
        t_ms          INTEGER NOT NULL
      ) STRICT;
      CREATE TABLE backups (
        n             INTEGER PRIMARY KEY,
        sha256        TEXT    NOT NULL,
        candidate_id  TEXT    NOT NULL,
        project_id    TEXT    NOT NULL,
        path          TEXT    NOT NULL,
        bytes         INTEGER NOT NULL,
        t_ms          INTEGER NOT NULL,
        UNIQUE (candidate_id, path, sha256)
      ) STRICT;
      CREATE INDEX backups_by_sha256 ON backups (sha256);
      CREATE TABLE watches (
        candidate_id  TEXT    NOT NULL PRIMARY KEY,
        project_id    TEXT    NOT NULL,
        status        TEXT    NOT NULL,
        detail        TEXT    NOT NULL,
        data          TEXT    NOT NULL,
        updated_ms    INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX watches_by_status ON watches (project_id, status, updated_ms);
      -- Second place of the journal's head, in another file than the journal: a journal that was cut short does not fit it.
      CREATE TABLE journal_head (
        only    INTEGER NOT NULL PRIMARY KEY CHECK (only = 1),
        count   INTEGER NOT NULL,
        sha256  TEXT    NOT NULL
      ) STRICT;
      INSERT INTO journal_head (only, count, sha256) VALUES (1, 0, '');`,
  },
  {
    name: '002-trials-comments-origins',
    sql: `
      CREATE TABLE trials (
        n             INTEGER PRIMARY KEY,
        candidate_id  TEXT    NOT NULL,
        project_id    TEXT    NOT NULL,
        t_ms          INTEGER NOT NULL,
        verdict       TEXT    NOT NULL,
        improvement   TEXT,
        elapsed_ms    REAL    NOT NULL
      ) STRICT;
      CREATE INDEX trials_by_candidate ON trials (candidate_id, n);
      INSERT INTO trials (candidate_id, project_id, t_ms, verdict, improvement, elapsed_ms)
        SELECT candidate_id, project_id, t_ms, verdict, improvement, coalesce(json_extract(evidence, '$.cost.elapsedMs'), 0)
        FROM evidence ORDER BY t_ms;
      CREATE TABLE comments (
        n             INTEGER PRIMARY KEY,
        id            TEXT    NOT NULL UNIQUE,
        candidate_id  TEXT    NOT NULL,
        project_id    TEXT    NOT NULL,
        path          TEXT    NOT NULL,
        side          TEXT    NOT NULL,
        line          INTEGER NOT NULL,
        text          TEXT    NOT NULL,
        written_by    TEXT    NOT NULL,
        t_ms          INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX comments_by_candidate ON comments (candidate_id, n);
      CREATE INDEX comments_by_project ON comments (project_id, n);
      -- Of which other candidate this one is a chosen part.
      CREATE TABLE parts (
        candidate_id  TEXT    NOT NULL PRIMARY KEY,
        project_id    TEXT    NOT NULL,
        whole_id      TEXT    NOT NULL,
        hunks         TEXT    NOT NULL
      ) STRICT, WITHOUT ROWID;`,
  },
  {
    name: '003-signature-of-the-head',
    sql: `ALTER TABLE journal_head ADD COLUMN signature TEXT NOT NULL DEFAULT '';`,
  },
  {
    name: '004-watches-that-go-on-and-that-ask',
    sql: `
      -- Null: nothing is to be done any more. Also set for what is kept and still looked at, which its status does not tell.
      ALTER TABLE watches ADD COLUMN next_ms INTEGER;
      -- 1: a person is asked to decide.
      ALTER TABLE watches ADD COLUMN asks INTEGER NOT NULL DEFAULT 0;
      UPDATE watches SET asks = 1 WHERE status = 'unclear' OR (status = 'degraded' AND detail LIKE '%could not be taken back%');
      UPDATE watches SET next_ms = 0 WHERE status IN ('running', 'degraded') AND asks = 0;
      CREATE INDEX watches_to_go_on ON watches (project_id, next_ms) WHERE next_ms IS NOT NULL;
      CREATE INDEX watches_that_ask ON watches (project_id, updated_ms) WHERE asks = 1;`,
  },
  {
    name: '005-decisions-on-trials',
    sql: `
      -- Of trials: whose evidence the decision was made by. Null: not noted, as in what was decided before.
      ALTER TABLE decisions ADD COLUMN trial INTEGER;`,
  },
  {
    name: '006-who-needs-a-backup',
    sql: `CREATE INDEX modification_files_by_before ON modification_files (before_sha256);`,
  },
  {
    name: '007-kept-edits',
    sql: `
      -- What an operator had in a file when ASIS was told to replace it. Among the backups until now, where an upkeep took it for one.
      CREATE TABLE kept_edits (
        n             INTEGER PRIMARY KEY,
        id            TEXT    NOT NULL UNIQUE,
        project_id    TEXT    NOT NULL,
        candidate_id  TEXT    NOT NULL,
        path          TEXT    NOT NULL,
        sha256        TEXT    NOT NULL,
        bytes         INTEGER NOT NULL,
        mode          INTEGER NOT NULL,
        cause         TEXT    NOT NULL,
        -- Place of the newest modification of then in the order of all.
        after_seq     INTEGER NOT NULL,
        t_ms          INTEGER NOT NULL,
        UNIQUE (candidate_id, path, sha256)
      ) STRICT;
      CREATE INDEX kept_edits_by_project ON kept_edits (project_id, t_ms);
      CREATE INDEX kept_edits_by_time ON kept_edits (t_ms);
      CREATE INDEX kept_edits_by_sha256 ON kept_edits (sha256);
      INSERT INTO kept_edits (id, project_id, candidate_id, path, sha256, bytes, mode, cause, after_seq, t_ms)
        SELECT 'e_' || lower(hex(randomblob(5))), b.project_id, b.candidate_id, b.path, b.sha256, b.bytes, f.mode, 'rollback',
          coalesce((SELECT max(seq) FROM modifications WHERE applied_ms <= b.t_ms), 0), b.t_ms
        FROM backups AS b JOIN modification_files AS f ON f.candidate_id = b.candidate_id AND f.path = b.path
        WHERE f.before_sha256 <> b.sha256 ORDER BY b.n;
      DELETE FROM backups WHERE EXISTS (
        SELECT 1 FROM kept_edits AS k
        WHERE k.candidate_id = backups.candidate_id AND k.path = backups.path AND k.sha256 = backups.sha256);`,
  },
]
