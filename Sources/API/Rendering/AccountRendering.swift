import JSON
import LedgerCore

enum AccountRendering {
  /// An account as it stands.
  static func write(_ account: AccountSnapshot, to writer: inout JSONWriter) {
    writer.beginObject()
    writeIdentity(account.identity, to: &writer)
    write(account.state.counters, account.identity.side, to: &writer)
    writeState(account.state, to: &writer)
    writer.endObject()
  }

  /// The answer to a change: the account just after it.
  static func write(_ change: AccountChangeRecord, to writer: inout JSONWriter) {
    writer.beginObject()
    writeIdentity(change.account.identity, to: &writer)
    write(change.account.state.counters, change.account.identity.side, to: &writer)
    writeState(change.account.state, to: &writer)
    writer.key("sequence")
    writer.integer(change.sequence)
    writer.endObject()
  }

  /// The account's counters as of a moment.
  static func write(
    _ identity: AccountIdentity, _ counters: Counters, asOf time: Timestamp, by axis: TimeAxis, to writer: inout JSONWriter
  ) {
    writer.beginObject()
    writeIdentity(identity, to: &writer)
    write(counters, identity.side, to: &writer)
    writer.key("as_of")
    writer.time(time)
    writer.key("by")
    writer.string(axis.rawValue)
    writer.endObject()
  }

  private static func writeIdentity(_ identity: AccountIdentity, to writer: inout JSONWriter) {
    writer.key("id")
    writer.id(identity.id)
    writer.key("code")
    writer.textOrNull(identity.code)
    writer.key("currency")
    writer.currency(identity.currency)
    writer.key("class")
    writer.string(identity.accountClass.name)
    writer.key("normal_side")
    writer.string(identity.side.name)
    writer.key("managed_by")
    writer.string(identity.managedBy.rawValue)
    writer.key("opened_at")
    writer.time(identity.openedAt)
    writer.key("metadata")
    writer.metadata(identity.metadata)
  }

  private static func write(_ counters: Counters, _ side: NormalSide, to writer: inout JSONWriter) {
    writer.key("posted")
    writer.integer(counters.posted(on: side))
    writer.key("pending")
    writer.integer(counters.pendingOutflow(on: side))
    writer.key("available")
    writer.integer(counters.available(on: side))
    writer.key("debits_posted")
    writer.integer(counters.debitsPosted)
    writer.key("credits_posted")
    writer.integer(counters.creditsPosted)
    writer.key("debits_pending")
    writer.integer(counters.debitsPending)
    writer.key("credits_pending")
    writer.integer(counters.creditsPending)
  }

  private static func writeState(_ state: AccountState, to writer: inout JSONWriter) {
    writer.key("version")
    writer.integer(state.version)
    writer.key("limit")
    switch state.limit {
    case .none: writer.string("none")
    case .noOverdraft: writer.string("no_overdraft")
    case .floor(let floor):
      writer.beginObject()
      writer.key("floor")
      writer.integer(floor)
      writer.endObject()
    }
    writer.key("status")
    writer.string(state.status.rawValue)
    writer.key("frozen")
    writer.beginArray()
    if state.frozen.contains(.debits) { writer.string("debits") }
    if state.frozen.contains(.credits) { writer.string("credits") }
    writer.endArray()
  }
}
