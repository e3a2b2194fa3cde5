-- What rooms above the ledger keep beside the postings: payments, refunds, webhooks that arrived. A fourth append-only table in the sequence
-- of the other three: a record as it was after each change. The first row of a record is its number.

CREATE TABLE record_changes (
  sequence INTEGER PRIMARY KEY,
  posted_at INTEGER NOT NULL,
  record INTEGER NOT NULL CHECK (record BETWEEN 1 AND sequence),
  created_at INTEGER NOT NULL CHECK (created_at <= posted_at),
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  parent INTEGER CHECK (parent BETWEEN 1 AND record - 1),
  name TEXT,
  due_at INTEGER,
  body TEXT NOT NULL,
  key TEXT,
  request BLOB
) STRICT;

-- Derived: each record's last row, and what records are found by. Written in the commit of the change.

CREATE TABLE records (
  record INTEGER PRIMARY KEY,
  last INTEGER NOT NULL,
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  parent INTEGER,
  name TEXT,
  due_at INTEGER
) STRICT;

CREATE UNIQUE INDEX records_by_name ON records (kind, name) WHERE name IS NOT NULL;
CREATE INDEX records_by_kind ON records (kind, record);
CREATE INDEX records_by_parent ON records (parent, kind) WHERE parent IS NOT NULL;
CREATE INDEX records_due ON records (due_at) WHERE due_at IS NOT NULL;
