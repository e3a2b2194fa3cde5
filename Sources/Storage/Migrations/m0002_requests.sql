-- Changes of payment methods that were done under an idempotency key, so that the same request is answered the same for ever. The key that made a
-- payment method stands in its record; one key is in one of the two tables. A keyed mark over each row shows when any of it was changed.

CREATE TABLE requests (
  request_key TEXT PRIMARY KEY,
  -- 1: made it the default. 2: deleted it.
  act INTEGER NOT NULL CHECK (act IN (1, 2)),
  record INTEGER NOT NULL REFERENCES records (number),
  at INTEGER NOT NULL,
  mark BLOB NOT NULL CHECK (length(mark) = 16)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER requests_are_never_changed BEFORE UPDATE ON requests BEGIN SELECT RAISE (ABORT, 'requests are append-only'); END;
CREATE TRIGGER requests_are_never_cut BEFORE DELETE ON requests BEGIN SELECT RAISE (ABORT, 'requests are append-only'); END;
