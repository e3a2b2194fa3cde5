-- The daemon's own file: its tenants, the keys of their creation, and signed heads of their ledgers.

CREATE TABLE tenants (
  id TEXT PRIMARY KEY,
  code TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  key TEXT NOT NULL UNIQUE,
  -- 0 from the moment a tenant is wanted until its ledger is on the disk: a creation that was cut off is taken up again, and a
  -- ledger that is missing later is noticed instead of made anew.
  ledger_made INTEGER NOT NULL DEFAULT 0 CHECK (ledger_made IN (0, 1))
) STRICT;

-- A head is what a ledger's seal chain had come to, signed with the daemon's ed25519 key: an anchor against a cut or rewritten tail.
CREATE TABLE heads (
  tenant TEXT NOT NULL REFERENCES tenants (id),
  sequence INTEGER NOT NULL,
  seal_number INTEGER NOT NULL,
  seal BLOB NOT NULL CHECK (length(seal) = 32),
  signed_at INTEGER NOT NULL,
  public_key BLOB NOT NULL CHECK (length(public_key) = 32),
  signature BLOB NOT NULL CHECK (length(signature) = 64),
  PRIMARY KEY (tenant, sequence)
) STRICT, WITHOUT ROWID;
