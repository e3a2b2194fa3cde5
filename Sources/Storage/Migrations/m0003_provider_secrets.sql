-- The secrets of the tenant's accounts at payment providers: keys that open them, and what their webhooks are known by. How each is used stands
-- in the records of the tenant's ledger. In the clear are the provider, the fingerprint, times and the key of the request; a keyed mark over
-- each row shows when any of it was changed. Numbers are taken from the same count as those of the table records.

CREATE TABLE provider_secrets (
  number INTEGER PRIMARY KEY CHECK (number > 0),
  created_at INTEGER NOT NULL,
  provider TEXT NOT NULL,
  fingerprint BLOB NOT NULL CHECK (length(fingerprint) = 16),
  destroyed_at INTEGER,
  -- What was destroyed has neither.
  key INTEGER REFERENCES data_keys (number) CHECK ((key IS NULL) = (destroyed_at IS NOT NULL)),
  secret BLOB CHECK ((secret IS NULL) = (destroyed_at IS NOT NULL)),
  request_key TEXT NOT NULL UNIQUE,
  mark BLOB NOT NULL CHECK (length(mark) = 16)
) STRICT;

CREATE TRIGGER no_new_provider_secret_under_a_destroyed_key BEFORE INSERT ON provider_secrets
  WHEN (SELECT state FROM data_keys WHERE number = NEW.key) = 'destroyed'
  BEGIN SELECT RAISE (ABORT, 'the key is destroyed'); END;
