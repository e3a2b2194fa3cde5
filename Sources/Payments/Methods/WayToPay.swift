package import LedgerCore

/// How an intent is paid: through a provider, or out of a wallet that the platform holds, for which nobody outside has to be asked.
package enum WayToPay: Sendable, Hashable {
  case provider(PaymentMethod)
  /// The platform's own name for the wallet; as a caller says it, the wallet's id may stand there too.
  case wallet(Text)

  /// What a platform calls a wallet, where it names other ways by their `PaymentMethodType`.
  package static let walletWord = "wallet"
  package static let words = PaymentMethodType.allCases.map(\.rawValue) + [walletWord]

  package var word: String {
    switch self {
    case .provider(let method): method.type.rawValue
    case .wallet: WayToPay.walletWord
    }
  }
}
