import Vault

/// The fields of a payment method on the wire, inside of the object of its type.
enum MethodField: String, CaseIterable {
  case number, holder, provider, token, brand, last4, country, bank, account, label, credentials, name, content
  case expiryMonth = "expiry_month"
  case expiryYear = "expiry_year"
  case mediaType = "media_type"

  /// What cards have on the back, by any of the names it goes by. Seen anywhere, it is refused, and not read.
  static let securityCodes: Set<String> = [
    "cvv", "cvc", "cvv2", "cvc2", "cid", "cav2", "csc", "cvn", "security_code", "card_security_code", "card_cvv", "card_cvc",
  ]

  var isNumber: Bool { self == .expiryMonth || self == .expiryYear }

  init(_ field: InputProblem.Field) {
    self =
      switch field {
      case .number, .securityCode: .number
      case .brand: .brand
      case .holder: .holder
      case .token: .token
      case .provider: .provider
      case .bank: .bank
      case .country: .country
      case .account, .phone: .account
      case .credentials: .credentials
      case .content: .content
      case .label: .label
      case .name: .name
      case .expiryMonth: .expiryMonth
      case .expiryYear: .expiryYear
      case .lastFour: .last4
      case .mediaType: .mediaType
      case .reference, .customer, .isDefault: .label
      }
  }
}

extension MethodKind {
  /// The field that is the secret.
  var secretField: MethodField {
    switch self {
    case .card: .number
    case .providerCardToken: .token
    case .bankAccount, .ewallet: .account
    case .providerCredentials: .credentials
    case .file: .content
    }
  }

  var required: [MethodField] {
    switch self {
    case .card: [.number, .expiryMonth, .expiryYear]
    case .providerCardToken: [.provider, .token]
    case .bankAccount: [.country, .bank, .account, .holder]
    case .ewallet: [.provider, .account]
    case .providerCredentials: [.provider, .credentials]
    case .file: [.content]
    }
  }

  var fields: [MethodField] {
    switch self {
    case .card: required + [.holder]
    case .providerCardToken: required + [.brand, .last4, .expiryMonth, .expiryYear, .holder]
    case .bankAccount: required
    case .ewallet: required + [.holder]
    case .providerCredentials: required + [.label]
    case .file: required + [.name, .mediaType]
    }
  }

  /// Bytes that the secret may have as it is written; more are not even copied.
  var mostWritten: Int {
    switch self {
    case .card: 40
    case .bankAccount: 64
    case .providerCardToken, .ewallet: VaultLimits.providerTokenBytes
    case .providerCredentials: VaultLimits.credentialBytes
    case .file: (VaultLimits.fileBytes + 2) / 3 * 4
    }
  }
}
