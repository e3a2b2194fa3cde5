-- One tenant's vault: payment methods, sealed. What is secret, and what may be shown of it, is ciphertext here; in the clear are kind,
-- fingerprint, the owner's reference, the default mark and times, and a keyed mark over each row shows when any of it was changed.
-- docs/internals/vault.md has the bytes. Times are microseconds since 1970 (UTC).

CREATE TABLE vault (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  tenant TEXT NOT NULL,
  tag INTEGER NOT NULL CHECK (tag BETWEEN 0 AND 16777215),
  created_at INTEGER NOT NULL
) STRICT;

-- The tenant's own keys, each sealed under the key-encryption key. A row stays when its key is destroyed.
CREATE TABLE data_keys (
  number INTEGER PRIMARY KEY CHECK (number > 0),
  -- 1: seals records. 2: makes fingerprints and marks.
  purpose INTEGER NOT NULL CHECK (purpose IN (1, 2)),
  state TEXT NOT NULL CHECK (state IN ('active', 'retiring', 'destroyed')),
  created_at INTEGER NOT NULL,
  -- The id of the key-encryption key, and nonce, ciphertext and tag.
  wrapped_under INTEGER CHECK ((wrapped_under IS NULL) = (state = 'destroyed')),
  wrapped BLOB CHECK ((wrapped IS NULL) = (state = 'destroyed') AND (wrapped IS NULL OR length(wrapped) = 72))
) STRICT;
CREATE UNIQUE INDEX one_active_key ON data_keys (purpose) WHERE state = 'active';

CREATE TABLE records (
  number INTEGER PRIMARY KEY CHECK (number > 0),
  created_at INTEGER NOT NULL,
  kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 6),
  fingerprint BLOB NOT NULL CHECK (length(fingerprint) = 16),
  customer TEXT,
  is_default INTEGER NOT NULL CHECK (is_default = 0 OR is_default = 1 AND customer IS NOT NULL AND deleted_at IS NULL),
  deleted_at INTEGER,
  -- What was deleted has neither key nor parts.
  key INTEGER REFERENCES data_keys (number) CHECK ((key IS NULL) = (deleted_at IS NOT NULL)),
  details BLOB CHECK ((details IS NULL) = (deleted_at IS NOT NULL)),
  secret BLOB CHECK ((secret IS NULL) = (deleted_at IS NOT NULL)),
  request_key TEXT NOT NULL,
  request BLOB NOT NULL CHECK (length(request) = 32),
  mark BLOB NOT NULL CHECK (length(mark) = 16)
) STRICT;
CREATE UNIQUE INDEX record_of_request ON records (request_key);
CREATE INDEX records_of_customer ON records (customer, number) WHERE customer IS NOT NULL AND deleted_at IS NULL;
CREATE UNIQUE INDEX one_default ON records (customer) WHERE is_default = 1;

-- Sealed under a destroyed key is lost: the last line, after the key ring's own count of who still uses a key.
CREATE TRIGGER no_new_record_under_a_destroyed_key BEFORE INSERT ON records
  WHEN (SELECT state FROM data_keys WHERE number = NEW.key) = 'destroyed'
  BEGIN SELECT RAISE (ABORT, 'the key is destroyed'); END;

CREATE TABLE audit (
  sequence INTEGER PRIMARY KEY CHECK (sequence > 0),
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  tenant TEXT,
  subject TEXT NOT NULL,
  request_id TEXT NOT NULL,
  before TEXT NOT NULL,
  after TEXT NOT NULL,
  seal BLOB NOT NULL CHECK (length(seal) = 32)
) STRICT;
CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit BEGIN SELECT RAISE (ABORT, 'the audit trail is append-only'); END;
CREATE TRIGGER audit_is_never_cut BEFORE DELETE ON audit BEGIN SELECT RAISE (ABORT, 'the audit trail is append-only'); END;
