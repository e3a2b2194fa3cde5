import LedgerCore
import Sodium
import Vault
import WalletAPI

/// What the body of `POST /v1/payment_methods` says, field by field, before it is judged.
final class MethodForm {
  private(set) var key: Text?
  private(set) var kind: MethodKind?
  private(set) var described: MethodKind?
  private(set) var secret: HeldText?
  private(set) var texts: [MethodField: HeldText] = [:]
  private(set) var numbers: [MethodField: Int] = [:]
  private(set) var customer: HeldText?
  private(set) var reference: HeldText?
  private(set) var isDefault = false

  /// Bytes of a text that is too long to be of any use: enough for its problem to say how much it may have.
  private static let mostText = 512

  init(_ body: [UInt8]) throws(Problem) {
    try SecretScanner.read(body) { (scanner, name) throws(Problem) in
      try MethodForm.refuseSecurityCode(name, at: name)
      switch name {
      case "type": kind = try MethodForm.kind(&scanner)
      case "customer": customer = HeldText(try scanner.secret(name, most: VaultLimits.referenceBytes))
      case "reference": reference = HeldText(try scanner.secret(name, most: VaultLimits.referenceBytes))
      case "default": isDefault = try scanner.bool(name)
      case "idempotency_key": key = try SecretScanner.key(&scanner)
      default: try describe(name, &scanner)
      }
    }
  }

  /// The object that is named like the type.
  private func describe(_ name: String, _ scanner: inout SecretScanner) throws(Problem) {
    guard let kind = MethodKind(rawValue: name) else { throw .unknownField(name) }
    if let described {
      throw Problem(
        .contradiction, "The body holds '\(described.rawValue)' and '\(name)'; a request keeps one payment method.", param: name)
    }
    described = kind
    try scanner.object(at: name) { (scanner, field) throws(Problem) in
      let place = "\(name).\(field)"
      try MethodForm.refuseSecurityCode(field, at: place)
      guard let field = MethodField(rawValue: field), kind.fields.contains(field) else { throw .unknownField(place) }
      if field == kind.secretField {
        secret = HeldText(try scanner.secret(place, most: kind.mostWritten))
      } else if field.isNumber {
        numbers[field] = try scanner.integer(place)
      } else {
        texts[field] = HeldText(try scanner.secret(place, most: MethodForm.mostText))
      }
    }
  }

  private static func kind(_ scanner: inout SecretScanner) throws(Problem) -> MethodKind {
    let text = HeldText(try scanner.secret("type", most: 64))
    guard let kind = MethodKind.allCases.first(where: { $0.rawValue == text.string }) else {
      throw .notAllowed("type", MethodKind.allCases.map(\.rawValue))
    }
    return kind
  }

  private static func refuseSecurityCode(_ name: String, at place: String) throws(Problem) {
    guard MethodField.securityCodes.contains(name) else { return }
    throw Problem(
      .securityCodeRefused, "The field '\(place)' must not be sent: card security codes are never stored, not even encrypted.",
      param: place)
  }
}

extension SecretScanner {
  /// The body's idempotency key.
  static func key(_ scanner: inout SecretScanner) throws(Problem) -> Text {
    let param = "idempotency_key"
    let key = try scanner.secret(param, most: WireLimits.keyLength).withBytes { Text([UInt8]($0)) }
    try IdempotencyKey.check(key, param: param)
    return key
  }
}
