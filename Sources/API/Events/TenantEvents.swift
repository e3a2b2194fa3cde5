import Events
import LedgerCore
import Tenancy
import Vault

/// The events of one tenant, read from the three files they are durable in. For threads that may wait for the disk.
struct TenantEvents {
  let tenant: TenantID
  let tag: LedgerTag
  let directory: any TenantDirectory
  let vaults: (any VaultDirectory)?

  /// What was read of one source, oldest or newest first.
  struct Piece {
    var events: [Event] = []
    /// Where to go on in this source.
    var position: Int64
    var hasMore: Bool
  }

  // MARK: What follows a position, oldest first

  /// - Parameters:
  ///   - interest: which of the ledger's transactions are wanted.
  ///   - rows: about so many at most.
  func following(
    _ position: Int64, in source: EventSource, _ interest: TransactionInterest, _ ledger: any Ledger, rows: Int
  ) throws(Problem) -> (piece: Piece, place: LedgerPlace?) {
    switch source {
    case .ledger:
      let found = try asking { () throws(LedgerFailure) in try ledger.changes(after: position, interest, rows: rows) }
      let events = found.changes.compactMap { Event($0, tag: tag) }
      return (Piece(events: events, position: found.end.sequence, hasMore: found.hasMore), found.end)
    case .catalogue, .vault:
      let records = try records(source, TrailWindow(after: position, order: .oldestFirst, limit: rows))
      let events = records.compactMap { Event($0, source, tag: tag) }
      let end = records.last?.sequence ?? position
      return (Piece(events: events, position: end, hasMore: records.count == rows), nil)
    }
  }

  // MARK: What lies before one, newest first

  /// - Parameter cursor: exclusive.
  func preceding(
    _ cursor: Int64, in source: EventSource, _ filter: EventFilter, _ range: TimeRange, _ ledger: any Ledger, limit: Int
  ) throws(Problem) -> Piece {
    switch source {
    case .ledger:
      var query = ChangeQuery()
      query.account = filter.account
      query.range = range
      query.transactions = filter.types.types.contains { $0.isOfTransaction }
      query.accounts = filter.types.types.contains { $0.objectKind == .account }
      query.records = filter.types.types.contains { $0.objectKind == .record }
      let page = try asking { () throws(LedgerFailure) in
        try ledger.changes(query, before: cursor, limit: limit) { Event($0, tag: tag).map(filter.matches) ?? false }
      }
      return Piece(
        events: page.items.compactMap { Event($0, tag: tag) }, position: page.next ?? TenantEvents.bottom,
        hasMore: page.next != nil)
    case .catalogue, .vault:
      var piece = Piece(position: cursor, hasMore: true)
      var looked = 0
      while piece.events.count <= limit, looked < TenantEvents.scannedRecords {
        let window = TrailWindow(before: piece.position, range: range, limit: TenantEvents.recordsPerRead)
        let records = try records(source, window)
        looked += records.count
        for record in records {
          if piece.events.count > limit { break }
          piece.position = record.sequence
          if let event = Event(record, source, tag: tag), filter.matches(event) { piece.events.append(event) }
        }
        if records.count < TenantEvents.recordsPerRead {
          piece.hasMore = false
          break
        }
      }
      // One more than asked for shows that there is another page, and belongs to it.
      if piece.events.count > limit {
        piece.events.removeLast()
        piece.position = piece.events.last?.id.sequence ?? cursor
        piece.hasMore = true
      } else if !piece.hasMore {
        piece.position = TenantEvents.bottom
      }
      return piece
    }
  }

  /// Nothing lies before the first row.
  private static let bottom: Int64 = 1
  private static let recordsPerRead = 200
  /// Rows of a trail that a page may look at.
  private static let scannedRecords = 5_000

  // MARK: Places

  /// Where the sources stand now.
  func heads(of sources: EventSources, _ ledger: any Ledger) throws(Problem) -> EventPosition {
    var position = EventPosition(ledger: ledger.head.sequence)
    for source in [EventSource.catalogue, .vault] where sources.contains(source) {
      position[source] = try records(source, TrailWindow(limit: 1)).first?.sequence ?? 0
    }
    return position
  }

  /// Where a source stood at a time.
  func position(at time: Timestamp, in source: EventSource, _ ledger: any Ledger) throws(Problem) -> Int64 {
    switch source {
    case .ledger: return try asking { () throws(LedgerFailure) in try ledger.sequence(postedBy: time) }
    case .catalogue, .vault:
      let until = TimeRange(to: Timestamp(microseconds: time.microseconds &+ 1))
      return try records(source, TrailWindow(range: until, limit: 1)).first?.sequence ?? 0
    }
  }

  /// Whether the row an id is the address of is there: any row, also one that is no event.
  func hasRow(_ id: EventID, _ ledger: any Ledger) throws(Problem) -> Bool {
    guard id.tag == tag else { return false }
    switch id.source {
    case .ledger:
      return try asking { () throws(LedgerFailure) in try ledger.place(of: id.sequence) }?.postedAt == id.time
    case .catalogue, .vault: return try record(id) != nil
    }
  }

  /// The event of an id; nil where there is none.
  func event(_ id: EventID, _ ledger: any Ledger) throws(Problem) -> Event? {
    guard id.tag == tag else { return nil }
    let event: Event?
    switch id.source {
    case .ledger:
      event = try asking { () throws(LedgerFailure) in try ledger.change(at: id.sequence) }.flatMap { Event($0, tag: tag) }
    case .catalogue, .vault: event = try record(id).flatMap { Event($0, id.source, tag: tag) }
    }
    return event?.id == id ? event : nil
  }

  private func record(_ id: EventID) throws(Problem) -> AuditRecord? {
    guard id.sequence > 0 else { return nil }
    let window = TrailWindow(after: id.sequence - 1, before: id.sequence + 1, limit: 1)
    return try records(id.source, window).first { $0.at == id.time }
  }

  private func records(_ source: EventSource, _ window: TrailWindow) throws(Problem) -> [AuditRecord] {
    switch source {
    case .ledger: preconditionFailure("a ledger has no audit trail")
    case .catalogue:
      do throws(TenantFailure) { return try directory.auditRecords(of: tenant, window) } catch { throw Problem(error) }
    case .vault:
      guard let vaults else { return [] }
      do throws(VaultFailure) { return try vaults.auditRecords(of: tenant, window) } catch { throw Problem(error) }
    }
  }
}
