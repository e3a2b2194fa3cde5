/// What callers may ask for where nothing was set for their tenant or key. Zero: no limit.
package struct RequestLimits: Sendable, Equatable {
  package var perSecondOfKey = 0
  package var perSecondOfTenant = 0
  /// Requests of one tenant that were taken and not yet answered.
  package var concurrentOfTenant = 0
  /// Keys that are wrong, from one source.
  package var failedKeysPerSecond = 0

  package init() {}

  /// Refusals of one connection, with nothing let in between, after which it is not listened to for a while (`HTTPLimits.restTime`).
  static let refusalsBeforeRest = 8

  package static let none = RequestLimits()
}

/// Why a request was refused although nothing is wrong with it.
enum LimitReason: Int, CaseIterable, Sendable {
  case keyRate, tenantRate, tenantConcurrency, failedKeys

  /// As the metric names it.
  var name: String {
    switch self {
    case .keyRate: "key_rate"
    case .tenantRate: "tenant_rate"
    case .tenantConcurrency: "tenant_concurrency"
    case .failedKeys: "failed_keys"
    }
  }
}
