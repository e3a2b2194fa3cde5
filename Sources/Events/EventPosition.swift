package import Tenancy

/// How far somebody has come in each of the three sources: everything up to these sequences was seen.
package struct EventPosition: Sendable, Hashable {
  package var ledger: Int64
  package var catalogue: Int64
  package var vault: Int64

  package init(ledger: Int64 = 0, catalogue: Int64 = 0, vault: Int64 = 0) {
    self.ledger = ledger
    self.catalogue = catalogue
    self.vault = vault
  }

  package subscript(source: EventSource) -> Int64 {
    get {
      switch source {
      case .ledger: ledger
      case .catalogue: catalogue
      case .vault: vault
      }
    }
    set {
      switch source {
      case .ledger: ledger = newValue
      case .catalogue: catalogue = newValue
      case .vault: vault = newValue
      }
    }
  }

  /// Whether nothing up to `other` is missing, in the sources that count.
  package func reaches(_ other: EventPosition, in sources: EventSources) -> Bool {
    EventSource.allCases.allSatisfy { !sources.contains($0) || self[$0] >= other[$0] }
  }
}
