import LedgerCore
import Payments
import WalletAPI

extension PaymentBody {
  /// `{"type":"qris"}`, `{"type":"bank_transfer","bank":"bca"}`, `{"type":"ovo","phone":"+62…"}`, `{"type":"card","token":"…"}`,
  /// `{"type":"wallet","wallet":"alice"}`.
  mutating func method() throws(Problem) -> WayToPay? {
    guard var body = try object("payment_method") else { return nil }
    guard let word = try body.word("type", of: WayToPay.words) else { throw body.missing("type") }
    let way: WayToPay =
      if let type = PaymentMethodType(rawValue: word) {
        .provider(try body.method(type))
      } else {
        .wallet(try body.required("wallet", most: PaymentBody.nameBytes))
      }
    try body.end()
    return way
  }

  private mutating func method(_ type: PaymentMethodType) throws(Problem) -> PaymentMethod {
    switch type {
    case .qris: return .qris
    case .bankTransfer: return .bankTransfer(bank: try required("bank", most: 32))
    case .card: return .card(providerToken: try required("token", most: 255))
    case .gopay, .shopeepay, .dana, .ovo, .linkaja:
      guard let scheme = PaymentMethod.WalletScheme(rawValue: type.rawValue) else {
        preconditionFailure("a wallet has its scheme")
      }
      return .wallet(scheme, phone: scheme == .ovo ? try required("phone", most: 20) : try text("phone", most: 20))
    }
  }

  mutating func items() throws(Problem) -> [ChargeItem] {
    var items: [ChargeItem] = []
    for var body in try objects("items", most: 100) {
      guard let price = try body.integer("price", -Limits.highestCounter...Limits.highestCounter) else {
        throw body.missing("price")
      }
      items.append(
        ChargeItem(
          name: try body.required("name", most: 50), price: price, quantity: try body.integer("quantity", 1...1_000_000) ?? 1))
      try body.end()
    }
    return items
  }
}
