import JSON
import LedgerCore

/// The book for auditors. Amounts are in minor units, as a ledger has them.
extension Book {
  var json: JSONValue {
    .object(JSONObject([("charges", .array(charges.map(\.json))), ("totals", .array(totals))]))
  }

  /// Of each provider and currency.
  private var totals: [JSONValue] {
    Provider.allCases.flatMap { provider -> [JSONValue] in
      let its = charges.filter { $0.provider == provider }
      return Set(its.map(\.currency.code)).sorted().map { code -> JSONValue in
        let rows = its.filter { $0.currency.code == code }
        let captured: Int64 = rows.reduce(0) { $0 + $1.captured }
        let refunded: Int64 = rows.reduce(0) { $0 + $1.refunded }
        return [
          "provider": .string(provider.rawValue), "currency": .string(code), "charges": .integer(Int64(rows.count)),
          "captured": .integer(captured), "refunded": .integer(refunded),
        ]
      }
    }
  }
}

extension Charge {
  var json: JSONValue {
    var object = JSONObject([
      ("provider", .string(provider.rawValue)), ("face", .string(face.rawValue)), ("id", .string(id)),
      ("reference", .string(reference)), ("method", .string(method)), ("state", .string(state.rawValue)),
      ("currency", .string(currency.code)), ("amount", .integer(amount)), ("captured", .integer(captured)),
      ("refunded", .integer(refunded)), ("created", .time(created)), ("updated", .time(updated)),
    ])
    object["channel"] = channel.map { .string($0) }
    object["expires"] = expires.map { .string($0.rfc3339) }
    object["settled"] = settled.map { .string($0.rfc3339) }
    object["payment"] = payment.map { .string($0) }
    object["qr_string"] = qr.map { .string($0) }
    object["refunds"] = .array(
      refunds.map { refund -> JSONValue in
        [
          "id": .string(refund.id), "reference": .string(refund.reference), "amount": .integer(refund.amount),
          "state": .string(refund.state.rawValue), "created": .time(refund.created),
          "confirmed": .time(refund.confirmed),
        ]
      })
    return .object(object)
  }
}
