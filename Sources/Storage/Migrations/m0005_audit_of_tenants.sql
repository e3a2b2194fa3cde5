-- What the trail holds about one tenant, in order: a tenant's events are read from it (docs/adr/0014-events.md).

CREATE INDEX audit_of_tenants ON audit (tenant, sequence);
