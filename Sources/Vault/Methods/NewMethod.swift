package import LedgerCore
package import Sodium

/// A payment method that was handed in and is valid: what is secret about it, and what may be shown. One factory for each kind.
package struct NewMethod: ~Copyable, Sendable {
  package let kind: MethodKind
  package let secret: SecretBytes
  package let details: MethodDetails
  package let placement: Placement

  /// What comes with a payment method of any kind.
  package struct Placement: Sendable, Equatable {
    /// Whose it is, in the platform's words. Kept in the clear.
    package var customer: String?
    /// The platform's reference for billing.
    package var reference: String?
    /// Whether it becomes the customer's default.
    package var isDefault: Bool

    package init(customer: String? = nil, reference: String? = nil, isDefault: Bool = false) {
      self.customer = customer
      self.reference = reference
      self.isDefault = isDefault
    }
  }

  /// The number may be written with spaces and dashes. `hasSecurityCode`: a CVV was sent along, which is refused.
  package static func card(
    number written: borrowing SecretBytes, expiryMonth: Int, expiryYear: Int, holder: String?, hasSecurityCode: Bool,
    _ placement: Placement, now: Timestamp
  ) throws(InputProblem) -> NewMethod {
    guard !hasSecurityCode else { throw InputProblem(.securityCode, .neverStored) }
    let number = try CardNumber.parse(written)
    let brand = try CardNumber.brand(of: number)
    var details = MethodDetails()
    details.masked = CardNumber.masked(number, brand)
    details.brand = brand
    details.expiry = try CardExpiry(year: expiryYear, month: expiryMonth, now: now)
    details.holder = try PlainField.holder(holder)
    return try NewMethod(.card, number, details, placement)
  }

  /// `masked`, brand and expiry are what the provider said about the card, if it did.
  package static func providerCardToken(
    provider: String, token: borrowing SecretBytes, brand: CardBrand?, lastFour: String?, expiryMonth: Int?, expiryYear: Int?,
    holder: String?, _ placement: Placement, now: Timestamp
  ) throws(InputProblem) -> NewMethod {
    try PlainField.secret(token, .token, most: VaultLimits.providerTokenBytes)
    var details = MethodDetails()
    details.provider = try PlainField.code(provider, .provider)
    details.brand = brand
    if let lastFour {
      guard lastFour.utf8.count == 4, lastFour.utf8.allSatisfy({ (48...57).contains($0) }) else {
        throw InputProblem(.lastFour, .characters(allowed: "four digits"))
      }
      details.masked = "************" + lastFour
    }
    switch (expiryMonth, expiryYear) {
    case (nil, nil): break
    case (let month?, let year?): details.expiry = try CardExpiry(year: year, month: month, now: now)
    case (nil, _): throw InputProblem(.expiryMonth, .missing)
    case (_, nil): throw InputProblem(.expiryYear, .missing)
    }
    details.holder = try PlainField.holder(holder)
    return try NewMethod(.providerCardToken, token.copy(), details, placement)
  }

  /// An account for payouts. `bank`: the code the payout provider knows it by. In Indonesia an account is 6 to 20 digits; elsewhere letters and
  /// digits, up to 34.
  package static func bankAccount(
    country: String, bank: String, account written: borrowing SecretBytes, holder: String, _ placement: Placement
  ) throws(InputProblem) -> NewMethod {
    guard country.utf8.count == 2, country.utf8.allSatisfy({ (65...90).contains($0) }) else {
      throw InputProblem(.country, .characters(allowed: "two capital letters (ISO 3166)"))
    }
    let account =
      country == "ID"
      ? try DigitString.parse(written, field: .account, limits: 6...20) : try PlainField.foreignAccount(written)
    var details = MethodDetails()
    details.country = country
    details.bank = try PlainField.code(bank, .bank)
    details.masked = account.withBytes { DigitString.masked($0, first: 0, last: 4) }
    guard let holder = try PlainField.holder(holder) else { throw InputProblem(.holder, .missing) }
    details.holder = holder
    return try NewMethod(.bankAccount, account, details, placement)
  }

  /// A wallet somewhere else, by its phone number or by what binds it (a token of the wallet's provider).
  package static func ewallet(
    provider: String, account: borrowing SecretBytes, holder: String?, _ placement: Placement
  ) throws(InputProblem) -> NewMethod {
    try PlainField.secret(account, .account, most: VaultLimits.providerTokenBytes)
    var details = MethodDetails()
    details.provider = try PlainField.code(provider, .provider)
    details.masked = account.withBytes { $0.count <= 20 ? DigitString.masked($0, first: 0, last: 4) : nil }
    details.holder = try PlainField.holder(holder)
    return try NewMethod(.ewallet, account.copy(), details, placement)
  }

  package static func providerCredentials(
    provider: String, label: String?, credentials: borrowing SecretBytes, _ placement: Placement
  ) throws(InputProblem) -> NewMethod {
    try PlainField.length(credentials, .credentials, most: VaultLimits.credentialBytes)
    var details = MethodDetails()
    details.provider = try PlainField.code(provider, .provider)
    details.label = try PlainField.text(label, .label, most: VaultLimits.labelBytes)
    return try NewMethod(.providerCredentials, credentials.copy(), details, placement)
  }

  package static func file(
    name: String?, mediaType: String?, content: borrowing SecretBytes, _ placement: Placement
  ) throws(InputProblem) -> NewMethod {
    try PlainField.length(content, .content, most: VaultLimits.fileBytes)
    var details = MethodDetails()
    details.label = try PlainField.text(name, .name, most: VaultLimits.labelBytes)
    details.mediaType = try PlainField.text(mediaType, .mediaType, most: VaultLimits.labelBytes)
    details.size = content.count
    return try NewMethod(.file, content.copy(), details, placement)
  }

  private init(
    _ kind: MethodKind, _ secret: consuming SecretBytes, _ details: MethodDetails, _ placement: Placement
  ) throws(InputProblem) {
    let customer = try PlainField.text(placement.customer, .customer, most: VaultLimits.referenceBytes)
    if customer == nil, placement.isDefault { throw InputProblem(.customer, .missing) }
    var details = details
    details.reference = try PlainField.text(placement.reference, .reference, most: VaultLimits.referenceBytes)
    if kind != .file, kind != .providerCredentials {
      try PlainField.refuse(customer, .customer, repeating: secret)
      try PlainField.refuse(details.reference, .reference, repeating: secret)
      try PlainField.refuse(details.holder, .holder, repeating: secret)
    }
    self.kind = kind
    self.secret = secret
    self.details = details
    self.placement = placement
  }
}
