package import LedgerCore
package import Tenancy

package enum EventEntity: Entity { package static let prefix: StaticString = "evt_" }

/// An event's id: the address of the row it is derived from, so that no index of events exists (docs/adr/0003-ids-are-addresses.md).
///
/// The high 64 bits are the time of the row in microseconds, four times, and in the two bits that are free by that its source; below are
/// the tag of the tenant's ledger, for all three sources, and the row's sequence in its own. So ids of one tenant sort, as text too, in the
/// order in which lists show events: by time, then ledger, catalogue, vault, then sequence.
package struct EventID: Hashable, Sendable, Comparable {
  private let id: ID<EventEntity>

  /// Traps above 40 bits.
  package init(_ source: EventSource, at time: Timestamp, tag: LedgerTag, sequence: Int64) {
    let high = UInt64(bitPattern: time.microseconds) << 2 | UInt64(source.rawValue)
    id = ID(time: Timestamp(microseconds: Int64(bitPattern: high)), tag: tag, number: sequence)
  }

  /// Nil for what is not spelled as an event's id, or names a source that there is not.
  package init?(_ text: String) {
    guard let id = ID<EventEntity>(text), EventSource(rawValue: UInt8(EventID.high(id) & 3)) != nil else { return nil }
    self.id = id
  }

  package var source: EventSource { EventSource(rawValue: UInt8(EventID.high(id) & 3)) ?? .ledger }
  package var time: Timestamp { Timestamp(microseconds: Int64(bitPattern: EventID.high(id) >> 2)) }
  package var tag: LedgerTag { id.tag }
  package var sequence: Int64 { id.number }
  package var text: String { id.text }

  package static var textLength: Int { ID<EventEntity>.textLength }
  package func append(to bytes: inout [UInt8]) { id.append(to: &bytes) }
  package func write(to target: UnsafeMutablePointer<UInt8>) { id.write(to: target) }

  package static func < (one: EventID, other: EventID) -> Bool { one.id.rawValue < other.id.rawValue }

  private static func high(_ id: ID<EventEntity>) -> UInt64 { UInt64(truncatingIfNeeded: id.rawValue >> 64) }
}
