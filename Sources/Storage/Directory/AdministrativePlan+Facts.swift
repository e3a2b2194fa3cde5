import LedgerCore
import Tenancy

extension TenantSettings {
  /// What is set, for the audit trail.
  var facts: [AuditEntry.Fact] {
    var facts: [AuditEntry.Fact] = []
    if !currencies.isEmpty { facts.append(.init("currencies", currencies.joined(separator: " "))) }
    let numbers: [(String, Int?)] = [
      ("requests_per_second", requestsPerSecond), ("concurrent_requests", concurrentRequests), ("body_bytes", bodyBytes),
      ("batch_items", batchItems), ("retention_days", retentionDays),
    ]
    for (name, number) in numbers { if let number { facts.append(.init(name, String(number))) } }
    return facts
  }
}

extension Tenant {
  /// What it is, for the audit trail.
  var facts: [AuditEntry.Fact] {
    [.init("code", code), .init("name", name), .init("mode", mode.rawValue), .init("status", status.rawValue)]
  }
}

extension APIKey {
  /// What it is, for the audit trail.
  var facts: [AuditEntry.Fact] {
    var facts: [AuditEntry.Fact] = [
      .init("name", name), .init("key", KeyText.masked(mode, handle)),
      .init("scopes", scopes.all.map(\.rawValue).joined(separator: " ")),
    ]
    if !addresses.isEmpty { facts.append(.init("addresses", addresses.map(\.text).joined(separator: " "))) }
    if let expiresAt { facts.append(.init("expires_at", expiresAt.rfc3339)) }
    return facts
  }
}
