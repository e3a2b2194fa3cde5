-- Who may do what: states and settings of tenants, API keys, administrative requests, and the audit trail.

ALTER TABLE tenants ADD COLUMN mode TEXT NOT NULL DEFAULT 'live' CHECK (mode IN ('live', 'test'));
ALTER TABLE tenants ADD COLUMN status TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'suspended', 'closed', 'deleted'));
ALTER TABLE tenants ADD COLUMN closed_at INTEGER;
-- Codes with a space between them; empty: every currency.
ALTER TABLE tenants ADD COLUMN currencies TEXT NOT NULL DEFAULT '';
ALTER TABLE tenants ADD COLUMN requests_per_second INTEGER CHECK (requests_per_second > 0);
ALTER TABLE tenants ADD COLUMN concurrent_requests INTEGER CHECK (concurrent_requests > 0);
ALTER TABLE tenants ADD COLUMN body_bytes INTEGER CHECK (body_bytes > 0);
ALTER TABLE tenants ADD COLUMN batch_items INTEGER CHECK (batch_items > 0);
ALTER TABLE tenants ADD COLUMN retention_days INTEGER CHECK (retention_days >= 0);

CREATE TABLE api_keys (
  id TEXT PRIMARY KEY,
  tenant TEXT NOT NULL REFERENCES tenants (id),
  -- The public part of the key, 60 bits.
  handle INTEGER NOT NULL UNIQUE,
  -- BLAKE2b of the secret part, under the key in `secrets`.
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  name TEXT NOT NULL,
  mode TEXT NOT NULL CHECK (mode IN ('live', 'test')),
  -- Names of permissions, and networks, with a space between them.
  scopes TEXT NOT NULL,
  addresses TEXT NOT NULL,
  requests_per_second INTEGER CHECK (requests_per_second > 0),
  created_at INTEGER NOT NULL,
  expires_at INTEGER,
  revoked_at INTEGER,
  replaced_by TEXT REFERENCES api_keys (id),
  -- Written from time to time; nothing depends on it.
  last_used_at INTEGER
) STRICT;
CREATE INDEX api_keys_of_tenant ON api_keys (tenant);

-- Keys of the catalogue's own, by purpose.
CREATE TABLE secrets (
  purpose TEXT PRIMARY KEY,
  value BLOB NOT NULL CHECK (length(value) = 32)
) STRICT, WITHOUT ROWID;

-- Administrative requests by their idempotency key: what was asked, and what was answered. Never a secret.
CREATE TABLE requests (
  key TEXT PRIMARY KEY,
  -- One `name=value` a line, so that a mismatch can name the field.
  fields TEXT NOT NULL,
  status INTEGER NOT NULL,
  reply TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

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
