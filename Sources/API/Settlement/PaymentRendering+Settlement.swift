import JSON
import LedgerCore
import Payments

extension PaymentRendering {
  func write(_ settlement: Kept<Settlement>, to writer: inout JSONWriter) {
    let value = settlement.value
    writer.beginObject()
    writer.member("settlement_id", settlement.id)
    writer.member("status", value.state.rawValue)
    writer.member("provider", value.provider.rawValue)
    writer.member("currency", value.currency.code)
    writer.member("bank", value.bank)
    writer.member("account", value.account)
    writer.member("reference", value.reference)
    writer.members([
      ("items", value.items), ("booked", value.booked), ("parked", value.parked), ("net", value.net),
      ("fees", value.fees), ("taxes", value.taxes), ("short", value.short - value.writtenOff), ("written_off", value.writtenOff),
    ])
    if let paid = value.paid { writer.members([("paid", paid)]) }
    writer.member("reason", value.reason)
    writer.member("accepted_by", value.acceptedBy)
    end(nil, settlement.change, to: &writer)
  }

  func write(_ item: Kept<SettlementItem>, to writer: inout JSONWriter) {
    let value = item.value
    writer.beginObject()
    writer.member("settlement_item_id", item.id)
    writer.member("settlement", value.settlement)
    writer.member("status", value.state.rawValue)
    writer.member("type", value.line.kind.rawValue)
    writer.member("reference", value.line.reference)
    writer.member("currency", value.currency.code)
    writer.members([
      ("gross", value.line.gross), ("fee", value.line.fee), ("tax", value.line.tax), ("net", value.line.net),
    ])
    writer.member("reason", value.reason?.rawValue)
    writer.member("payment", value.payment)
    end(nil, item.change, to: &writer)
  }
}
