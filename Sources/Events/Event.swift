package import LedgerCore
package import Tenancy

/// Something that has happened to a tenant, derived from the row of truth that says so. Nothing is stored of it but that row, which was
/// durable before anybody could see the event.
package struct Event: Sendable {
  package enum Cause: Sendable {
    case change(LedgerChange)
    case act(AuditRecord)
  }

  package let id: EventID
  package let type: EventType
  package let object: EventObject
  /// The value of the metadata's `channel`; of what a transaction resolves or reverses, where its own says nothing.
  package let channel: Text?
  package let cause: Cause

  /// Nil for a change that is no event.
  ///
  /// - Parameter tag: of the ledger.
  package init?(_ change: LedgerChange, tag: LedgerTag) {
    guard let type = EventType(change) else { return nil }
    self.type = type
    id = EventID(.ledger, at: change.postedAt, tag: tag, sequence: change.sequence)
    cause = .change(change)
    switch change {
    case .transaction(let rows, let origin):
      guard let first = rows.first else { preconditionFailure("a transaction has at least one row") }
      object = first.hold.map { .hold($0) } ?? .transaction(first.transactionID(tag))
      channel = Channel.of(first.metadata) ?? Channel.of(origin)
    case .account(let change):
      object = .account(change.account.identity.id)
      channel = Channel.of(change.account.identity.metadata)
    case .record(let change):
      guard let about = EventObject(change, tag) else { return nil }
      object = about
      channel = nil
    }
  }

  /// Nil for a row that is no event of this tenant.
  ///
  /// - Parameter source: whose trail the row is from: the catalogue or the vault.
  package init?(_ record: AuditRecord, _ source: EventSource, tag: LedgerTag) {
    guard let action = AuditAction(rawValue: record.action), let type = EventType(action), type.source == source,
      let object = EventObject(record.subject)
    else { return nil }
    self.type = type
    self.object = object
    id = EventID(source, at: record.at, tag: tag, sequence: record.sequence)
    channel = nil
    cause = .act(record)
  }

  package var occurredAt: Timestamp { id.time }
  package var source: EventSource { type.source }

  /// The accounts it touched, each once, in the order of its rows.
  package var accounts: [AccountNumber] {
    switch cause {
    case .act: return []
    case .change(.record): return []
    case .change(.account(let change)): return [change.account.identity.number]
    case .change(.transaction(let rows, origin: _)):
      var found: [AccountNumber] = []
      for row in rows {
        if !found.contains(row.debit) { found.append(row.debit) }
        if !found.contains(row.credit) { found.append(row.credit) }
      }
      return found
    }
  }
}
