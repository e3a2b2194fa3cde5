/// The three places in which what happens to a tenant becomes durable, each a file of its own with a sequence of its own. No two of them
/// ever need to commit together, so an event belongs to exactly one.
package enum EventSource: UInt8, Sendable, CaseIterable {
  /// The tenant's own ledger.
  case ledger
  /// The daemon's catalogue: tenants and their keys.
  case catalogue
  /// The tenant's own vault.
  case vault
}

/// Some of the three.
package struct EventSources: OptionSet, Sendable, Hashable {
  package let rawValue: UInt8

  package init(rawValue: UInt8) { self.rawValue = rawValue }
  package init(_ source: EventSource) { rawValue = 1 << source.rawValue }

  package static let ledger = EventSources(.ledger)
  package static let catalogue = EventSources(.catalogue)
  package static let vault = EventSources(.vault)
  package static let all: EventSources = [.ledger, .catalogue, .vault]

  package func contains(_ source: EventSource) -> Bool { contains(EventSources(source)) }
}
