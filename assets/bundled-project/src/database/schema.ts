/** Tables of the knowledge store. */

export const SCHEMA = `
CREATE TABLE concepts (
  id INTEGER PRIMARY KEY,
  parent_id INTEGER,
  category INTEGER NOT NULL,
  gloss TEXT NOT NULL
) STRICT;

CREATE TABLE words (
  id INTEGER PRIMARY KEY,
  concept_id INTEGER NOT NULL,
  word TEXT NOT NULL
) STRICT;

CREATE TABLE links (
  id INTEGER PRIMARY KEY,
  from_id INTEGER NOT NULL,
  to_id INTEGER NOT NULL,
  kind TEXT NOT NULL
) STRICT;

CREATE TABLE observations (
  id INTEGER PRIMARY KEY,
  concept_id INTEGER NOT NULL,
  t_ms INTEGER NOT NULL,
  value REAL NOT NULL
) STRICT;
`
