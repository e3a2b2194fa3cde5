import LedgerCore
import Tenancy
import WalletAPI

/// The fields of administrative requests, by their names on the wire.
enum AdministrativeField: String, CaseIterable {
  case code, name, mode, confirm, scopes, addresses
  case expiresAt = "expires_at"
  case expiresIn = "expires_in"
  case overlapSeconds = "overlap_seconds"
  case currencies
  case requestsPerSecond = "requests_per_second"
  case concurrentRequests = "concurrent_requests"
  case bodyBytes = "body_bytes"
  case batchItems = "batch_items"
  case retentionDays = "retention_days"
  case reason
  case idempotencyKey = "idempotency_key"

  static let settings: [AdministrativeField] = [
    .currencies, .requestsPerSecond, .concurrentRequests, .bodyBytes, .batchItems, .retentionDays,
  ]

  enum Kind {
    /// At most so many bytes, no control characters.
    case text(most: Int)
    case choice([String])
    case integer(ClosedRange<Int64>)
    case time
    /// At least one, each once; at most so many.
    case list(most: Int, Element)
  }

  enum Element {
    case currency, network
    case choice([String])
  }

  var kind: Kind {
    switch self {
    case .code, .confirm: .text(most: WireLimits.codeLength)
    case .name: .text(most: WireLimits.tenantNameLength)
    case .mode: .choice(TenantMode.allCases.map(\.rawValue))
    case .scopes: .list(most: Permission.allCases.count, .choice(Role.platform.permissions.all.map(\.rawValue)))
    case .addresses: .list(most: WireLimits.keyAddresses, .network)
    case .expiresAt: .time
    case .expiresIn: .integer(WireLimits.keySeconds)
    case .overlapSeconds: .integer(WireLimits.overlapSeconds)
    case .currencies: .list(most: WireLimits.tenantCurrencies, .currency)
    case .requestsPerSecond: .integer(WireLimits.requestsPerSecond)
    case .concurrentRequests: .integer(WireLimits.concurrentRequests)
    case .bodyBytes: .integer(WireLimits.bodyBytes)
    case .batchItems: .integer(WireLimits.batchItems)
    case .retentionDays: .integer(WireLimits.retentionDays)
    case .reason: .text(most: WireLimits.reasonLength)
    case .idempotencyKey: .text(most: WireLimits.keyLength)
    }
  }
}

/// What an administrative body said: valid field by field.
struct AdministrativeFields: Sendable {
  enum Value: Sendable {
    case null
    case text(String)
    case integer(Int64)
    case time(Timestamp)
    case list([String])
  }

  private(set) var values: [AdministrativeField: Value] = [:]
  /// The body's idempotency key.
  var key: Text?

  mutating func set(_ field: AdministrativeField, _ value: Value) { values[field] = value }

  func has(_ field: AdministrativeField) -> Bool { values[field] != nil }

  func text(_ field: AdministrativeField) -> String? {
    if case .text(let text) = values[field] { text } else { nil }
  }

  func integer(_ field: AdministrativeField) -> Int64? {
    if case .integer(let integer) = values[field] { integer } else { nil }
  }

  func time(_ field: AdministrativeField) -> Timestamp? {
    if case .time(let time) = values[field] { time } else { nil }
  }

  func list(_ field: AdministrativeField) -> [String]? {
    if case .list(let list) = values[field] { list } else { nil }
  }

  /// Every field that was there, for comparing requests; in an order that does not depend on how the body was written.
  var facts: [AuditEntry.Fact] {
    AdministrativeField.allCases.compactMap { field in
      guard let value = values[field] else { return nil }
      let text =
        switch value {
        case .null: "null"
        case .text(let text): text
        case .integer(let integer): String(integer)
        case .time(let time): time.rfc3339
        case .list(let list): list.sorted().joined(separator: " ")
        }
      return AuditEntry.Fact(field.rawValue, text)
    }
  }
}
