/** `asis_self_modification_master.db`: the journal, sessions and settings. */
import type { Migration } from '../migrate.ts'

export const masterSchema: readonly Migration[] = [
  {
    name: '001-journal-sessions-settings',
    sql: `
      CREATE TABLE journal (
        seq              INTEGER NOT NULL PRIMARY KEY,
        t_ms             INTEGER NOT NULL,
        kind             TEXT    NOT NULL,
        project_id       TEXT    NOT NULL,
        action           TEXT    NOT NULL,
        subject          TEXT    NOT NULL,
        detail           TEXT    NOT NULL,
        previous_sha256  TEXT    NOT NULL,
        sha256           TEXT    NOT NULL
      ) STRICT;
      CREATE INDEX journal_by_project ON journal (project_id, seq);
      -- Against our own mistakes; against anybody else there is the chain.
      CREATE TRIGGER journal_is_never_changed BEFORE UPDATE ON journal
        BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
      CREATE TRIGGER journal_is_never_cut BEFORE DELETE ON journal
        BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
      CREATE TABLE open_intents (
        seq         INTEGER NOT NULL PRIMARY KEY,
        project_id  TEXT    NOT NULL,
        action      TEXT    NOT NULL,
        subject     TEXT    NOT NULL
      ) STRICT;
      CREATE TABLE sessions (
        id          TEXT    NOT NULL PRIMARY KEY,
        project_id  TEXT    NOT NULL,
        state       TEXT    NOT NULL,
        started_ms  INTEGER NOT NULL,
        session     TEXT    NOT NULL
      ) STRICT;
      CREATE INDEX sessions_by_project ON sessions (project_id, started_ms);
      CREATE INDEX sessions_by_state ON sessions (state);
      CREATE TABLE settings (
        project_id  TEXT    NOT NULL,
        key         TEXT    NOT NULL,
        value       TEXT    NOT NULL,
        t_ms        INTEGER NOT NULL,
        PRIMARY KEY (project_id, key)
      ) STRICT, WITHOUT ROWID;`,
  },
  {
    name: '002-journal-by-kind',
    sql: 'CREATE INDEX journal_by_kind ON journal (project_id, kind, seq);',
  },
  {
    name: '003-kept-answers',
    sql: `
      -- Digests of keys and contents. No status: the work was begun, and nobody has written what became of it.
      CREATE TABLE kept_answers (
        key      TEXT    NOT NULL PRIMARY KEY,
        owner    TEXT    NOT NULL,
        content  TEXT    NOT NULL,
        t_ms     INTEGER NOT NULL,
        status   INTEGER,
        body     TEXT
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX kept_answers_by_age ON kept_answers (owner, (status IS NULL), t_ms, key);`,
  },
  {
    name: '004-journal-archives',
    sql: `
      -- One row per archive file: records that left this database, in order and without a gap from record 1 on.
      CREATE TABLE journal_archives (
        first_seq        INTEGER NOT NULL PRIMARY KEY,
        last_seq         INTEGER NOT NULL UNIQUE,
        previous_sha256  TEXT    NOT NULL,
        last_sha256      TEXT    NOT NULL,
        file_sha256      TEXT    NOT NULL,
        bytes            INTEGER NOT NULL,
        t_ms             INTEGER NOT NULL,
        signature        TEXT    NOT NULL
      ) STRICT;
      CREATE TRIGGER journal_archive_is_never_changed
        BEFORE UPDATE OF first_seq, last_seq, previous_sha256, last_sha256, file_sha256, bytes, t_ms ON journal_archives
        BEGIN SELECT RAISE(ABORT, 'the archive of the journal is append-only'); END;
      CREATE TRIGGER journal_archive_is_never_cut BEFORE DELETE ON journal_archives
        BEGIN SELECT RAISE(ABORT, 'the archive of the journal is append-only'); END;
      -- Still against our own mistakes: only what an archive file holds may leave.
      DROP TRIGGER journal_is_never_cut;
      CREATE TRIGGER journal_is_never_cut BEFORE DELETE ON journal
        WHEN OLD.seq > coalesce((SELECT max(last_seq) FROM journal_archives), 0)
        BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;`,
  },
  {
    name: '005-journal-proof',
    sql: `
      -- The head of the journal with its signature, written in one transaction with the record that it ends with.
      CREATE TABLE journal_proof (
        only_one   INTEGER NOT NULL PRIMARY KEY CHECK (only_one = 1),
        count      INTEGER NOT NULL,
        sha256     TEXT    NOT NULL,
        signature  TEXT    NOT NULL
      ) STRICT;`,
  },
]
