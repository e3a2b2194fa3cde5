import LedgerCore
import Payments
import WalletAPI

extension PaymentBody {
  /// `{"type":"qris"}`, `{"type":"bank_transfer","bank":"bca"}`, `{"type":"ovo","phone":"+62…"}`, `{"type":"card","token":"…"}`.
  mutating func method() throws(Problem) -> PaymentMethod? {
    guard var body = try object("payment_method") else { return nil }
    guard let type = try body.choice("type", PaymentMethodType.self) else { throw body.missing("type") }
    let method: PaymentMethod
    switch type {
    case .qris: method = .qris
    case .bankTransfer: method = .bankTransfer(bank: try body.required("bank", most: 32))
    case .card: method = .card(providerToken: try body.required("token", most: 255))
    case .gopay, .shopeepay, .dana, .ovo, .linkaja:
      guard let scheme = PaymentMethod.WalletScheme(rawValue: type.rawValue) else {
        preconditionFailure("a wallet has its scheme")
      }
      let phone = scheme == .ovo ? try body.required("phone", most: 20) : try body.text("phone", most: 20)
      method = .wallet(scheme, phone: phone)
    }
    try body.end()
    return method
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
