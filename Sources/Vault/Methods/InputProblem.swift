/// What is wrong with a payment method that was handed in: which field, and why. Never what was in it.
package struct InputProblem: Error, Sendable, Equatable, CustomStringConvertible {
  package let field: Field
  package let reason: Reason

  package init(_ field: Field, _ reason: Reason) {
    self.field = field
    self.reason = reason
  }

  /// Fields by their names on the wire.
  package enum Field: String, Sendable, CaseIterable {
    case number, brand, holder, token, provider, bank, country, account, phone, credentials, content, label, name, reference
    case expiryMonth = "expiry_month"
    case expiryYear = "expiry_year"
    case securityCode = "cvv"
    case lastFour = "last4"
    case mediaType = "media_type"
    case customer = "customer_id"
    case isDefault = "default"
  }

  package enum Reason: Sendable, Equatable {
    case missing
    case tooShort(least: Int)
    case tooLong(most: Int)
    /// Something stands in it that may not; what may.
    case characters(allowed: StaticString)
    case checksum
    case unknownBrand
    case lengthOfBrand
    case expired
    case outOfRange
    /// Card security codes are not stored, not even encrypted.
    case neverStored
    /// A field that is kept in the clear repeats the secret.
    case repeatsSecret

    package static func == (left: Reason, right: Reason) -> Bool { left.sentence == right.sentence }

    package var sentence: String {
      switch self {
      case .missing: "is missing"
      case .tooShort(let least): "is too short: at least \(least)"
      case .tooLong(let most): "is too long: at most \(most)"
      case .characters(let allowed): "holds a character that it may not: allowed are \(allowed)"
      case .checksum: "is mistyped: its check digit does not fit"
      case .unknownBrand: "begins like no card brand that is known here"
      case .lengthOfBrand: "has not as many digits as a card of its brand"
      case .expired: "is in the past: the card has expired"
      case .outOfRange: "is out of range"
      case .neverStored: "must not be sent: card security codes are never stored"
      case .repeatsSecret: "repeats the secret; it would be kept in the clear"
      }
    }
  }

  package var description: String { "\(field.rawValue) \(reason.sentence)" }
}
