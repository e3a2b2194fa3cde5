import Events
import LedgerCore
import Tenancy
import WalletAPI

/// A page of the list: what three sources hold, put together newest first.
///
/// A cursor is a place in each source, so that nothing is skipped and nothing shown twice, whatever is written between two pages: what is
/// new stands above every place.
struct EventPage {
  let events: [Event]
  let next: EventCursor?

  static func read(
    _ tenant: TenantEvents, _ ledger: any Ledger, _ filter: EventFilter, _ range: TimeRange, after cursor: EventCursor?,
    limit: Int
  ) throws(Problem) -> EventPage {
    let sources = filter.sources
    let heads = try tenant.heads(of: sources, ledger)
    var places = cursor?.position ?? heads.above
    guard heads.above.reaches(places, in: sources), cursor?.fits(tenant.tag) != false else { throw stale }
    var pieces: [EventSource: TenantEvents.Piece] = [:]
    for source in EventSource.allCases where sources.contains(source) {
      pieces[source] = try tenant.preceding(places[source], in: source, filter, range, ledger, limit: limit)
    }
    var found: [Event] = []
    var taken: [EventSource: Int] = [:]
    while found.count < limit {
      var newest: Event?
      for (source, piece) in pieces {
        let index = taken[source] ?? 0
        guard index < piece.events.count else { continue }
        let event = piece.events[index]
        if newest.map({ $0.id < event.id }) ?? true { newest = event }
      }
      guard let event = newest else { break }
      // What one source may still hold between here and its last event found must not be passed by another's.
      let isPassed = pieces.contains { source, piece in
        source != event.source && (taken[source] ?? 0) == piece.events.count && piece.hasMore
      }
      if isPassed { break }
      taken[event.source, default: 0] += 1
      found.append(event)
    }
    var hasMore = false
    for (source, piece) in pieces {
      let count = taken[source] ?? 0
      if count == piece.events.count {
        places[source] = piece.position
        hasMore = hasMore || piece.hasMore
      } else {
        if count > 0 { places[source] = piece.events[count - 1].id.sequence }
        hasMore = true
      }
    }
    return EventPage(events: found, next: hasMore ? EventCursor(places, tenant.tag) : nil)
  }

  private static var stale: Problem {
    Problem(
      .invalidCursor,
      "The cursor does not belong to these books: it is another tenant's, or from before a backup was restored. Begin again without it.",
      param: "cursor")
  }
}

extension EventPosition {
  /// Exclusive bounds above everything that is there.
  fileprivate var above: EventPosition { EventPosition(ledger: ledger + 1, catalogue: catalogue + 1, vault: vault + 1) }
}

/// Where the next page begins: three places of 40 bits, exclusive, and eight bits of the ledger's tag, by which most cursors of other
/// tenants are recognised.
struct EventCursor: Equatable {
  let position: EventPosition
  private let tag: UInt8

  init(_ position: EventPosition, _ tag: LedgerTag) {
    self.position = position
    self.tag = UInt8(truncatingIfNeeded: tag.rawValue)
  }

  init(_ value: UInt128) {
    tag = UInt8(truncatingIfNeeded: value)
    func place(_ shift: UInt128) -> Int64 { Int64(UInt64(truncatingIfNeeded: value >> shift) & 0xff_ffff_ffff) }
    position = EventPosition(ledger: place(88), catalogue: place(48), vault: place(8))
  }

  var value: UInt128 {
    UInt128(UInt64(position.ledger)) << 88 | UInt128(UInt64(position.catalogue)) << 48 | UInt128(UInt64(position.vault)) << 8
      | UInt128(tag)
  }

  func fits(_ tag: LedgerTag) -> Bool { self.tag == UInt8(truncatingIfNeeded: tag.rawValue) }
}
