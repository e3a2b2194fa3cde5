import Sodium

/// What is allowed in the fields of a payment method that are text.
enum PlainField {
  /// Text without control characters; nil stays nil, an empty text is refused.
  static func text(_ value: String?, _ field: InputProblem.Field, most: Int) throws(InputProblem) -> String? {
    guard let value else { return nil }
    guard !value.isEmpty else { throw InputProblem(field, .tooShort(least: 1)) }
    guard value.utf8.count <= most else { throw InputProblem(field, .tooLong(most: most)) }
    // Looking up a scalar's category is dear, and most text is plain.
    guard isPlain(value) || value.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) else {
      throw InputProblem(field, .characters(allowed: "all but control characters"))
    }
    return value
  }

  private static func isPlain(_ value: String) -> Bool { value.utf8.allSatisfy { (32...126).contains($0) } }

  /// A person or company. No digits: a card number that was put into the wrong field would be shown for ever.
  static func holder(_ value: String?) throws(InputProblem) -> String? {
    guard let value = try text(value, .holder, most: VaultLimits.holderBytes) else { return nil }
    let isName = value.unicodeScalars.allSatisfy {
      isLetter($0) || $0.properties.isAlphabetic
        || $0.properties.generalCategory == .nonspacingMark || " .,'’-/&()".unicodeScalars.contains($0)
    }
    guard isName else { throw InputProblem(.holder, .characters(allowed: "letters, spaces and . , ' - / & ( )")) }
    return value
  }

  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool { (65...90).contains(scalar.value & ~32) }

  /// The short name of a provider or bank.
  static func code(_ value: String, _ field: InputProblem.Field) throws(InputProblem) -> String {
    guard !value.isEmpty else { throw InputProblem(field, .missing) }
    guard value.utf8.count <= VaultLimits.codeBytes else { throw InputProblem(field, .tooLong(most: VaultLimits.codeBytes)) }
    let isCode = value.utf8.allSatisfy {
      switch $0 {
      case 48...57, 65...90, 97...122, 45, 46, 95: true
      default: false
      }
    }
    guard isCode else { throw InputProblem(field, .characters(allowed: "letters, digits and - . _")) }
    return value
  }

  static func length(_ secret: borrowing SecretBytes, _ field: InputProblem.Field, most: Int) throws(InputProblem) {
    guard secret.count > 0 else { throw InputProblem(field, .missing) }
    guard secret.count <= most else { throw InputProblem(field, .tooLong(most: most)) }
  }

  /// A secret that other systems gave out: visible ASCII.
  static func secret(_ secret: borrowing SecretBytes, _ field: InputProblem.Field, most: Int) throws(InputProblem) {
    try length(secret, field, most: most)
    let isVisible = secret.withBytes { $0.allSatisfy { (33...126).contains($0) } }
    guard isVisible else { throw InputProblem(field, .characters(allowed: "ASCII without spaces")) }
  }

  static func foreignAccount(_ written: borrowing SecretBytes) throws(InputProblem) -> SecretBytes {
    try length(written, .account, most: 34)
    let isAccount = written.withBytes {
      $0.allSatisfy { (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) }
    }
    guard isAccount else { throw InputProblem(.account, .characters(allowed: "letters and digits")) }
    guard written.count >= 4 else { throw InputProblem(.account, .tooShort(least: 4)) }
    return written.copy()
  }

  /// Refuses a text in which the secret stands, with or without spaces and dashes between.
  static func refuse(
    _ value: String?, _ field: InputProblem.Field, repeating secret: borrowing SecretBytes
  ) throws(InputProblem) {
    guard let value, value.utf8.count >= secret.count else { return }
    var plain = value.utf8.filter { $0 != 32 && $0 != 45 }
    defer { wipe(&plain) }
    let isRepeated = secret.withBytes { secret in
      guard plain.count >= secret.count else { return false }
      return (0...plain.count - secret.count).contains { plain[$0..<$0 + secret.count].elementsEqual(secret) }
    }
    if isRepeated { throw InputProblem(field, .repeatsSecret) }
  }
}
