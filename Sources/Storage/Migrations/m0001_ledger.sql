-- One tenant's ledger. Three append-only tables share one sequence and are the truth: postings (what moved money or holds),
-- account_changes (what accounts are and may do), outcomes (refusals, and batches as a whole). Rows are never updated or deleted.
-- Every commit adds one seal over the rows it appended. All tables below "derived" can be dropped and rebuilt from the truth.
-- Times are microseconds since 1970 (UTC), amounts minor units, accounts their numbers in order of opening.

CREATE TABLE ledger (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  tenant TEXT NOT NULL,
  tag INTEGER NOT NULL CHECK (tag BETWEEN 0 AND 16777215),
  hash_key BLOB NOT NULL CHECK (length(hash_key) = 16),
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE postings (
  sequence INTEGER PRIMARY KEY,
  leg INTEGER NOT NULL CHECK (leg >= 0),
  legs INTEGER NOT NULL CHECK (legs > leg),
  kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 5),
  debit INTEGER NOT NULL,
  credit INTEGER NOT NULL CHECK (credit <> debit),
  amount INTEGER NOT NULL CHECK (amount > 0),
  debit_debits_posted INTEGER NOT NULL,
  debit_credits_posted INTEGER NOT NULL,
  debit_debits_pending INTEGER NOT NULL CHECK (debit_debits_pending >= 0),
  debit_credits_pending INTEGER NOT NULL,
  credit_debits_posted INTEGER NOT NULL,
  credit_credits_posted INTEGER NOT NULL,
  credit_debits_pending INTEGER NOT NULL,
  credit_credits_pending INTEGER NOT NULL CHECK (credit_credits_pending >= 0),
  debit_version INTEGER NOT NULL,
  credit_version INTEGER NOT NULL,
  debit_previous INTEGER NOT NULL CHECK (debit_previous < sequence),
  credit_previous INTEGER NOT NULL CHECK (credit_previous < sequence),
  posted_at INTEGER NOT NULL,
  effective_at INTEGER CHECK (effective_at <= posted_at),
  hold INTEGER CHECK ((hold IS NULL) = (kind = 1)),
  remaining INTEGER CHECK ((remaining IS NULL) = (kind = 1)),
  expires_at INTEGER,
  reverses INTEGER,
  reference TEXT,
  metadata TEXT,
  key TEXT,
  request BLOB
) STRICT;

-- Rows that count earlier than they were posted, by account: for balances as of an effective time. Most ledgers have few.
CREATE INDEX backdated_debits ON postings (debit, effective_at) WHERE effective_at IS NOT NULL;
CREATE INDEX backdated_credits ON postings (credit, effective_at) WHERE effective_at IS NOT NULL;

CREATE TABLE account_changes (
  sequence INTEGER PRIMARY KEY,
  posted_at INTEGER NOT NULL,
  account INTEGER NOT NULL CHECK (account > 0),
  change TEXT NOT NULL CHECK (change IN ('opened', 'frozen', 'unfrozen', 'limited', 'closed')),
  opened_at INTEGER NOT NULL CHECK (opened_at <= posted_at),
  code TEXT,
  currency TEXT NOT NULL CHECK (length(currency) = 3),
  class TEXT NOT NULL CHECK (class IN ('asset', 'liability', 'equity', 'revenue', 'expense')),
  managed_by TEXT NOT NULL CHECK (managed_by IN ('none', 'payments')),
  floor INTEGER,
  frozen INTEGER NOT NULL CHECK (frozen BETWEEN 0 AND 3),
  closed INTEGER NOT NULL CHECK (closed IN (0, 1)),
  last_posting INTEGER NOT NULL CHECK (last_posting < sequence),
  metadata TEXT,
  key TEXT,
  request BLOB
) STRICT;

CREATE TABLE outcomes (
  sequence INTEGER PRIMARY KEY,
  posted_at INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('refusal', 'batch')),
  code TEXT CHECK ((code IS NULL) = (kind = 'batch')),
  field INTEGER,
  posting INTEGER,
  account INTEGER,
  available INTEGER,
  needed INTEGER,
  key TEXT,
  request BLOB
) STRICT;

CREATE TABLE seals (
  number INTEGER PRIMARY KEY,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL CHECK (last >= first),
  seal BLOB NOT NULL CHECK (length(seal) = 32)
) STRICT;

-- Derived.

CREATE TABLE watermark (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  sequence INTEGER NOT NULL,
  seal_number INTEGER NOT NULL,
  seal BLOB NOT NULL,
  postings INTEGER NOT NULL
) STRICT;

CREATE TABLE account_states (
  account INTEGER PRIMARY KEY,
  last_posting INTEGER NOT NULL,
  version INTEGER NOT NULL,
  debits_posted INTEGER NOT NULL,
  credits_posted INTEGER NOT NULL,
  debits_pending INTEGER NOT NULL,
  credits_pending INTEGER NOT NULL
) STRICT;

CREATE TABLE open_holds (
  hold INTEGER PRIMARY KEY,
  debit INTEGER NOT NULL,
  credit INTEGER NOT NULL,
  placed_at INTEGER NOT NULL,
  remaining INTEGER NOT NULL,
  expires_at INTEGER
) STRICT;

-- Every 256th row of an account, so that a walk through its history can begin near any moment.
CREATE TABLE account_marks (
  account INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  PRIMARY KEY (account, sequence)
) STRICT, WITHOUT ROWID;

-- The index of keys, references, holds' later rows and reversals: runs of hashes, written once, merged later.
CREATE TABLE index_runs (
  run INTEGER PRIMARY KEY,
  level INTEGER NOT NULL,
  bits INTEGER NOT NULL,
  entries INTEGER NOT NULL
) STRICT;

CREATE TABLE index_pages (
  page INTEGER PRIMARY KEY,
  entries BLOB NOT NULL
) STRICT;

-- For auditors with nothing but sqlite3.

CREATE VIEW entries AS
  SELECT sequence, debit AS account, 'debit' AS side, kind, amount, posted_at, coalesce(effective_at, posted_at) AS effective_at
  FROM postings
  UNION ALL
  SELECT sequence, credit, 'credit', kind, amount, posted_at, coalesce(effective_at, posted_at) FROM postings;

CREATE VIEW accounts AS
  SELECT * FROM account_changes
  WHERE sequence IN (SELECT max(sequence) FROM account_changes GROUP BY account);

CREATE VIEW balances AS
  SELECT account,
    sum(CASE WHEN side = 'debit' AND kind IN (1, 3) THEN amount ELSE 0 END) AS debits_posted,
    sum(CASE WHEN side = 'credit' AND kind IN (1, 3) THEN amount ELSE 0 END) AS credits_posted,
    sum(CASE WHEN side = 'credit' THEN 0 WHEN kind = 2 THEN amount WHEN kind > 2 THEN -amount ELSE 0 END) AS debits_pending,
    sum(CASE WHEN side = 'debit' THEN 0 WHEN kind = 2 THEN amount WHEN kind > 2 THEN -amount ELSE 0 END) AS credits_pending
  FROM entries GROUP BY account;
