-- What is known of ledgers that are closed, so that they need not be opened to know it.

CREATE TABLE ledgers (
  tenant TEXT PRIMARY KEY REFERENCES tenants (id),
  -- 1 from before a ledger is opened until it was closed in order: whether something is due is in the ledger then. So for a tenant without a
  -- row, too.
  look_inside INTEGER NOT NULL CHECK (look_inside IN (0, 1)),
  -- When something is due in it next, in microseconds; NULL: nothing. Only where look_inside is 0.
  due_at INTEGER,
  -- Its head when it was last closed, signed as those in heads are; 0 and NULL for a ledger without rows.
  sequence INTEGER NOT NULL,
  seal_number INTEGER,
  seal BLOB CHECK (length(seal) = 32),
  signed_at INTEGER,
  public_key BLOB CHECK (length(public_key) = 32),
  signature BLOB CHECK (length(signature) = 64)
) STRICT, WITHOUT ROWID;
