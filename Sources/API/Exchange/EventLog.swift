/// Where the API's events go: one line each, by whoever composes the daemon. Never a body, never a secret.
package protocol EventLog: Sendable {
  /// Whether a level is written at all, so that nothing is put together for nobody.
  func isEnabled(_ level: EventLevel) -> Bool
  func record(_ level: EventLevel, _ event: StaticString, _ fields: [(name: StaticString, value: String)])
}

/// The levels of syslog that are in use; the raw value is syslog's number.
package enum EventLevel: Int, Sendable, CaseIterable, Comparable {
  case error = 3
  case warning = 4
  case info = 6
  case debug = 7

  package var name: String {
    switch self {
    case .error: "error"
    case .warning: "warning"
    case .info: "info"
    case .debug: "debug"
    }
  }

  /// Higher is more verbose.
  package static func < (left: EventLevel, right: EventLevel) -> Bool { left.rawValue < right.rawValue }
}
