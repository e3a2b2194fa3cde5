/// What may be known of a tenant's keys.
extension TenantVault {
  /// All there are and were, as they are durable now. What they seal with stays inside.
  package var keys: [WrappedKey] { records.keys.rows }
}
