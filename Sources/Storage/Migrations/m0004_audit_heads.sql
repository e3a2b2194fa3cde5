-- What audit trails had come to, signed with the daemon's key from time to time: a trail that ends before one of these was cut.

CREATE TABLE audit_heads (
  trail TEXT NOT NULL,
  sequence INTEGER NOT NULL CHECK (sequence > 0),
  seal BLOB NOT NULL CHECK (length(seal) = 32),
  signed_at INTEGER NOT NULL,
  public_key BLOB NOT NULL CHECK (length(public_key) = 32),
  signature BLOB NOT NULL CHECK (length(signature) = 64),
  PRIMARY KEY (trail, sequence)
) STRICT, WITHOUT ROWID;
