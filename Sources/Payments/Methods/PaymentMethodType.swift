package import LedgerCore

/// How a customer pays, as a platform names it: `{"type":"qris"}`.
package enum PaymentMethodType: String, Sendable, CaseIterable {
  case qris
  case gopay
  case shopeepay
  case dana
  case ovo
  case linkaja
  case bankTransfer = "bank_transfer"
  case card
}

/// How a customer pays, with what that way of paying needs to know.
package enum PaymentMethod: Sendable, Hashable {
  case qris
  /// A wallet that the customer opens to agree: by a link, or (OVO) by a message to a telephone.
  case wallet(WalletScheme, phone: Text?)
  /// A number at a bank to which the customer transfers.
  case bankTransfer(bank: Text)
  /// A card, as the provider's own token for it. No number of a card is ever here.
  case card(providerToken: Text)

  package enum WalletScheme: String, Sendable, CaseIterable {
    case gopay, shopeepay, dana, ovo, linkaja
  }

  package var type: PaymentMethodType {
    switch self {
    case .qris: .qris
    case .wallet(.gopay, phone: _): .gopay
    case .wallet(.shopeepay, phone: _): .shopeepay
    case .wallet(.dana, phone: _): .dana
    case .wallet(.ovo, phone: _): .ovo
    case .wallet(.linkaja, phone: _): .linkaja
    case .bankTransfer: .bankTransfer
    case .card: .card
    }
  }
}

/// What the customer has to do now.
package enum CustomerAction: Sendable, Hashable {
  /// Scan this text as a QR code.
  case scan(code: Text)
  /// Open this address, in a browser or (`isDeepLink`) in the wallet's own application.
  case open(url: Text, isDeepLink: Bool)
  /// Transfer to this number at this bank.
  case transfer(bank: Text, number: Text)
  /// Agree in the wallet, which has asked for it by itself.
  case agree
}
