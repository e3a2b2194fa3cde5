/// Which audit trail is asked for. The raw value is on the wire.
package enum AuditTrailKind: String, Sendable, CaseIterable {
  /// The daemon's own: tenants, keys, and what people asked of ledgers.
  case catalog
  /// That of one tenant's vault: payment methods and data keys, each reveal among them.
  case vault
}
