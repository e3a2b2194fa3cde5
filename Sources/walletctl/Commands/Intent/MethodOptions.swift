import JSON
import WalletAPI

/// How the customer pays, as `intent create` and `intent confirm` take it.
extension Option {
  static let method: [Option] = [
    .choice(
      "method", "METHOD", WireWords.chargeMethods,
      "how the customer pays: " + WireWords.chargeMethods.joined(separator: ", ")),
    .value("bank", nil, "BANK", "of a bank transfer: bca, bni, bri, permata, cimb, mandiri"),
    .value("phone", nil, "PHONE", "of a wallet's customer: +62…; OVO needs it"),
    .value("token", nil, "ID", "of a card: the token that the provider's own page made of it"),
    .value("payer", nil, "WALLET", "of a wallet: the one that pays"),
  ]
}

extension Session {
  /// What --method and what goes with it say; nil where nothing is said.
  func paymentMethod() throws(CommandFailure) -> JSONValue? {
    let beside = [("bank", "bank"), ("phone", "phone"), ("token", "token"), ("wallet", "payer")]
    guard let type = invocation.value("method") else {
      if let option = beside.map(\.1).first(where: { invocation.has($0) }) { throw .usage("--\(option) needs a --method") }
      return nil
    }
    var method = JSONObject([("type", .string(type))])
    for (field, option) in beside { method[field] = invocation.value(option).map { .string($0) } }
    return .object(method)
  }
}
