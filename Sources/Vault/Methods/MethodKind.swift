/// What a payment method is.
package enum MethodKind: String, Sendable, CaseIterable {
  case card
  /// A card that a payment provider keeps, known by the provider's token.
  case providerCardToken = "provider_card_token"
  case bankAccount = "bank_account"
  case ewallet
  /// Keys and passwords for a payment provider's API.
  case providerCredentials = "provider_credentials"
  /// A small document.
  case file

  /// How it is written in the file and bound into what is sealed. Never changed, never used again.
  package var number: Int64 {
    switch self {
    case .card: 1
    case .providerCardToken: 2
    case .bankAccount: 3
    case .ewallet: 4
    case .providerCredentials: 5
    case .file: 6
    }
  }

  package init?(number: Int64) {
    guard let kind = MethodKind.allCases.first(where: { $0.number == number }) else { return nil }
    self = kind
  }
}
