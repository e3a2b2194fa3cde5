import LedgerCore
package import Tenancy

/// What a stream gives as `id:`, and takes as `Last-Event-ID`: where to go on, exactly.
///
/// An event's id says how far its own source was read. The others are read independently, and no clock orders their commits: where a
/// stream follows more than one source, the places in the others stand behind the id, `evt_….{base 32}.{base 32}`, in the order ledger,
/// catalogue, vault. An id alone is taken too: for the other sources it means its time.
package struct StreamToken: Sendable, Equatable {
  package let event: EventID
  /// How far the others were read; nil: as far as the event's time says.
  package let others: [Int64]?

  package init(event: EventID, others: [Int64]?) {
    self.event = event
    self.others = others
  }

  /// The token of a position just behind `event`, for a stream of these sources.
  package init(_ event: EventID, at position: EventPosition, of sources: EventSources) {
    self.event = event
    let others = EventSource.allCases.filter { $0 != event.source }
    self.others =
      sources.subtracting(EventSources(event.source)).isEmpty ? nil : others.map { sources.contains($0) ? position[$0] : 0 }
  }

  /// Nil for what no stream has given.
  package init?(_ text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard let first = parts.first, let event = EventID(String(first)) else { return nil }
    switch parts.count {
    case 1: self.init(event: event, others: nil)
    case 3:
      let others = parts.dropFirst().compactMap { Int64($0, radix: 32) }
      guard others.count == 2, others.allSatisfy({ (0...Limits.highestSequence).contains($0) }) else { return nil }
      let token = StreamToken(event: event, others: others)
      // Upper case, leading zeros and signs are read too, but never written.
      guard token.text == text else { return nil }
      self = token
    default: return nil
    }
  }

  package var text: String {
    guard let others else { return event.text }
    return event.text + others.map { "." + String($0, radix: 32) }.joined()
  }

  /// The position it says, without what only the time of the event can tell.
  package var position: EventPosition {
    var position = EventPosition()
    position[event.source] = event.sequence
    if let others {
      for (source, place) in zip(EventSource.allCases.filter { $0 != event.source }, others) { position[source] = place }
    }
    return position
  }
}
