import Events
import JSON
import LedgerCore
import Tenancy

/// An event as the API shows it: a pure function of the row it is derived from, so that the list and the stream write the same bytes.
enum EventRendering {
  static func write(_ event: Event, _ ledger: any Ledger, to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("id")
    writer.id(event.id)
    writer.key("type")
    writer.string(event.type.rawValue)
    writer.key("version")
    writer.integer(Int64(event.type.version))
    writer.key("occurred_at")
    writer.time(event.occurredAt)
    writer.key("sequence")
    writer.integer(event.id.sequence)
    writer.key("object")
    writer.object(event.object)
    writer.key("accounts")
    writer.beginArray()
    for account in event.accounts { writer.id(ledger.identity(account).id) }
    writer.endArray()
    if let channel = event.channel {
      writer.key("channel")
      writer.text(channel)
    }
    writer.key("data")
    write(event.cause, ledger, to: &writer)
    writer.endObject()
  }

  private static func write(_ cause: Event.Cause, _ ledger: any Ledger, to writer: inout JSONWriter) {
    switch cause {
    case .change(.account(let change)): AccountRendering.write(change, to: &writer)
    case .change(.record(let change)): PaymentRendering(tag: ledger.tag).writeOrNull(change, to: &writer)
    case .change(.transaction(let rows, origin: _)):
      switch rows.first?.kind {
      case .post, nil: TransactionRendering.write(rows, ledger, to: &writer)
      case .hold: HoldRendering.write(placed: rows, ledger, to: &writer)
      case .capture, .release, .expiry: HoldRendering.write(resolved: rows, ledger, to: &writer)
      }
    case .act(let record):
      writer.beginObject()
      writer.key("id")
      writer.string(record.subject)
      writer.key("before")
      write(facts: record.before, to: &writer)
      writer.key("after")
      write(facts: record.after, to: &writer)
      writer.endObject()
    }
  }

  /// What changed, without why: a reason was given for the audit trail, and stays there.
  private static func write(facts: String, to writer: inout JSONWriter) {
    let members: [JSONObject.Member]
    do throws(JSONError) { members = try JSONValue.parse(facts).objectValue?.members ?? [] } catch {
      // The trail writes nothing that is not JSON; where somebody else has, its verifier says so.
      return writer.null()
    }
    writer.beginObject()
    for member in members where member.key != AdministrativeRequest.reason {
      writer.key(member.key)
      writer.string(member.value.stringValue ?? "")
    }
    writer.endObject()
  }
}

extension JSONWriter {
  mutating func id(_ id: EventID) {
    string(most: EventID.textLength) { target in
      id.write(to: target)
      return EventID.textLength
    }
  }

  fileprivate mutating func object(_ object: EventObject) {
    switch object {
    case .transaction(let id): self.id(id)
    case .hold(let id): self.id(id)
    case .account(let id): self.id(id)
    case .key(let id): self.id(id)
    case .token(let id): self.id(id)
    case .tenant(let id): self.id(id)
    case .intent(let id): self.id(id)
    case .payment(let id): self.id(id)
    case .refund(let id): self.id(id)
    case .merchant(let id): self.id(id)
    case .bonus(let id): self.id(id)
    case .providerAccount(let id): self.id(id)
    case .paymentSettings(let id): self.id(id)
    case .customer(let id): self.id(id)
    case .monitor(let id): self.id(id)
    case .settlement(let id): self.id(id)
    case .payout(let id): self.id(id)
    }
  }
}
