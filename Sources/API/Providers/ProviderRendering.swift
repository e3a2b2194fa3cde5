import JSON
import LedgerCore
import Payments

/// Accounts at providers as callers see them, with how they do at this moment.
struct ProviderRendering: Sendable {
  let tenant: TenantID
  let breakers: BreakerBoard
  let now: Timestamp

  /// In one word.
  enum Health: String, CaseIterable {
    /// Nothing was asked since the daemon started, or the account was set.
    case untried
    case healthy
    /// The last call of some operation failed.
    case failing
    /// Calls of some operation are kept away for a while.
    case cutOff = "cut_off"
  }

  func write(_ account: Kept<ProviderAccountRecord>, to writer: inout JSONWriter) {
    let standings = ProviderOperation.allCases.map { operation in
      (operation, breakers.standing(.init(tenant: tenant.rawValue, provider: account.value.provider, operation: operation)))
    }
    writer.beginObject()
    ProviderRendering.members(account, to: &writer)
    writer.key("health")
    writer.string(ProviderRendering.health(standings.compactMap(\.1)).rawValue)
    writer.key("operations")
    writer.beginArray()
    for (operation, standing) in standings { write(operation, standing, to: &writer) }
    writer.endArray()
    writer.endObject()
  }

  static func health(_ standings: [BreakerBoard.Standing]) -> Health {
    if standings.contains(where: { $0.state != .closed }) { return .cutOff }
    if standings.contains(where: { $0.failures > 0 }) { return .failing }
    return standings.isEmpty ? .untried : .healthy
  }

  private func write(_ operation: ProviderOperation, _ standing: BreakerBoard.Standing?, to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("operation")
    writer.string(operation.rawValue)
    writer.key("state")
    writer.string((standing?.state ?? .closed).rawValue)
    writer.key("failures")
    writer.integer(Int64(standing?.failures ?? 0))
    writer.key("tries_again_at")
    writer.timeOrNull((standing?.triesAgainIn).map { Timestamp(microseconds: now.microseconds + $0) })
    writer.key("last_outcome")
    writer.stringOrNull(standing?.last.outcome.rawValue)
    writer.key("last_reason")
    writer.stringOrNull(standing?.last.reason?.rawValue)
    writer.key("last_at")
    writer.timeOrNull((standing?.last.ago).map { Timestamp(microseconds: now.microseconds - $0) })
    writer.endObject()
  }

  /// What is durable about it: the answer to a request that changed it.
  static func members(_ account: Kept<ProviderAccountRecord>, to writer: inout JSONWriter) {
    let value = account.value
    writer.key("id")
    writer.id(account.id)
    writer.key("provider")
    writer.string(value.provider.rawValue)
    writer.key("status")
    writer.string(value.state.rawValue)
    writer.key("url")
    writer.text(value.url)
    writer.key("timeout_ms")
    writer.integer(value.timeout)
    writer.key("api_key")
    write(value.apiKey, to: &writer)
    writer.key("webhook_secrets")
    writer.beginArray()
    for secret in value.webhookSecrets { write(secret, to: &writer) }
    writer.endArray()
    times(account.change, to: &writer)
  }

  private static func write(_ secret: SecretMark, to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("id")
    writer.id(secret.id)
    writer.key("fingerprint")
    writer.text(secret.fingerprint)
    writer.key("ending")
    writer.textOrNull(secret.ending)
    writer.key("since")
    writer.time(secret.since)
    writer.endObject()
  }

  private static func times(_ change: RecordChange, to writer: inout JSONWriter) {
    writer.key("created_at")
    writer.time(change.createdAt)
    writer.key("updated_at")
    writer.time(change.postedAt)
    writer.key("sequence")
    writer.integer(change.sequence)
  }

  /// Nil: nothing was set yet.
  static func write(_ settings: Kept<PaymentSettings>?, to writer: inout JSONWriter) {
    let value = settings?.value ?? PaymentSettings()
    writer.beginObject()
    writer.key("routes")
    writer.raw(JSONValue.array(value.routes.map { .object($0.fields) }).encode())
    writer.key("returns_fees")
    writer.bool(value.returnsFees)
    writer.key("merchant_debt")
    writer.string(value.merchantDebt.rawValue)
    writer.key("transfer_fee")
    writer.beginObject()
    writer.key("percent")
    writer.string(PaymentRendering.percent(value.transferFee.share))
    writer.key("fixed")
    writer.integer(value.transferFee.fixed)
    if let currency = value.transferFee.currency {
      writer.key("currency")
      writer.currency(currency)
    }
    writer.endObject()
    writer.key("kyc_tiers")
    writer.raw(JSONValue.array(value.tiers.map(\.fields)).encode())
    writer.key("utc_offset")
    writer.string(value.utcOffset.text)
    writer.key("calendar")
    writer.beginObject()
    for (name, days) in [("closed", value.calendar.closed), ("open", value.calendar.open)] {
      writer.key(name)
      writer.raw(JSONValue.array(days.sorted().map { .string($0.text) }).encode())
    }
    writer.endObject()
    writer.key("write_off_limit")
    writer.integer(value.writeOffLimit)
    let payouts = value.payouts
    writer.key("payout_approval_above")
    writer.integer(payouts.approvalAbove)
    writer.key("payout_minimum")
    writer.integer(payouts.minimum)
    writer.key("payout_fee_percent")
    writer.string(PaymentRendering.percent(payouts.fee.share))
    writer.key("payout_fee_fixed")
    writer.integer(payouts.fee.fixed)
    if let currency = payouts.fee.currency {
      writer.key("payout_fee_currency")
      writer.string(currency.code)
    }
    if let settings { times(settings.change, to: &writer) }
    writer.endObject()
  }
}
