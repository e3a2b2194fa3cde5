import JSON
import LedgerCore
import Payments

/// Wallets and customers.
extension PaymentRendering {
  func write(_ wallet: Kept<Wallet>, to writer: inout JSONWriter) {
    writer.beginObject()
    writer.member("id", wallet.id)
    writer.member("wallet_id", wallet.value.reference)
    writer.member("status", wallet.value.state.rawValue)
    writer.member("customer_id", wallet.value.customer)
    writer.member("customer", wallet.value.owner)
    writer.member("currency", Text(wallet.value.currency.code))
    writer.member("account", Text("liabilities:wallet:\(wallet.value.reference):available"))
    if let ledger {
      let own = PaymentRendering.state("available", of: wallet.value, ledger)
      let promo = PaymentRendering.state("promo", of: wallet.value, ledger)
      writer.members([
        ("available", own.available), ("promo", promo.available),
        ("held", own.counters.debitsPending + promo.counters.debitsPending),
      ])
      let frozen = own.frozen
      writer.key("frozen")
      writer.beginArray()
      if frozen.contains(.debits) { writer.string("debits") }
      if frozen.contains(.credits) { writer.string("credits") }
      writer.endArray()
    }
    writer.member("changed_by", wallet.value.changedBy)
    end(wallet.value.metadata, wallet.change, to: &writer)
  }

  /// How an account of a wallet stands; one that nobody has needed yet is empty.
  private static func state(
    _ account: String, of wallet: Wallet, _ ledger: any Ledger
  ) -> (available: Int64, counters: Counters, frozen: Freeze) {
    let code = AccountReference.code(Text("liabilities:wallet:\(wallet.reference):\(account)"))
    guard case .found(let found) = ledger.account(code, currency: wallet.currency) else { return (0, Counters(), []) }
    return (found.state.available, found.state.counters, found.state.frozen)
  }

  func write(_ customer: Kept<Customer>, _ usage: CustomerUsage? = nil, to writer: inout JSONWriter) {
    writer.beginObject()
    writer.member("id", customer.id)
    writer.member("customer_id", customer.value.reference)
    writer.member("status", customer.value.state.rawValue)
    writer.member("name", customer.value.title)
    writer.member("kyc_tier", customer.value.tier)
    writer.key("wallets")
    writer.beginArray()
    for wallet in customer.value.wallets { writer.id(wallet) }
    writer.endArray()
    if let usage {
      writer.key("limits")
      writer.beginArray()
      for line in usage.lines {
        writer.beginObject()
        writer.key("name")
        writer.string(line.name)
        writer.key("currency")
        writer.currency(line.currency)
        writer.key("limit")
        writer.integer(line.limit)
        writer.key("left")
        writer.integer(line.left)
        writer.endObject()
      }
      writer.endArray()
    }
    writer.member("changed_by", customer.value.changedBy)
    end(customer.value.metadata, customer.change, to: &writer)
  }

  func write(_ monitor: Kept<BalanceMonitor>, to writer: inout JSONWriter) {
    writer.beginObject()
    writer.member("id", monitor.id)
    writer.member("status", monitor.value.state.rawValue)
    writer.member("wallet", monitor.value.wallet)
    writer.member("account", monitor.value.account)
    writer.member("direction", monitor.value.direction.rawValue)
    writer.money(monitor.value.amount)
    writer.key("available")
    writer.integer(monitor.value.available)
    end(nil, monitor.change, to: &writer)
  }
}
