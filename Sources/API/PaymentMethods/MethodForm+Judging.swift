import LedgerCore
import Sodium
import Tenancy
import Vault
import WalletAPI

/// From what was sent to what may be kept.
extension MethodForm {
  func judged(for tenant: Tenant, now: Timestamp) throws(Problem) -> NewMethod {
    guard let kind else { throw .missing("type") }
    guard let described else { throw .missing(kind.rawValue) }
    guard described == kind else {
      throw Problem(
        .contradiction, "The type is '\(kind.rawValue)', what is described is '\(described.rawValue)'.", param: described.rawValue
      )
    }
    for field in kind.required where !has(field, kind) { throw .missing("\(kind.rawValue).\(field.rawValue)") }
    try refuseRepetition(kind)
    let method: NewMethod
    do throws(InputProblem) { method = try made(kind, now: now) } catch { throw Problem(error, in: kind) }
    // Live numbers have no place where people try things out (PCI DSS 4, 6.5.5).
    if tenant.mode == .test, kind == .card, !method.isTestCard {
      throw Problem(
        .realCardInTest, "The tenant is for tests: it takes the card numbers that brands and providers publish for testing only.",
        param: "card.number")
    }
    return method
  }

  private func has(_ field: MethodField, _ kind: MethodKind) -> Bool {
    if field == kind.secretField { return secret != nil }
    return texts[field] != nil || numbers[field] != nil
  }

  /// Before any text becomes a String: the secret must stand in none of them.
  private func refuseRepetition(_ kind: MethodKind) throws(Problem) {
    let named =
      texts.map { ("\(kind.rawValue).\($0.key.rawValue)", $0.value) }
      + [("customer", customer), ("reference", reference)].compactMap { pair in pair.1.map { (pair.0, $0) } }
    for (place, text) in named.sorted(by: { $0.0 < $1.0 }) where repeats(text) {
      throw Problem(
        .secretRepeated, "The field '\(place)' repeats the secret; it would be kept where people read it.", param: place)
    }
  }

  private func repeats(_ text: HeldText) -> Bool {
    guard let secret else { return false }
    // A short secret stands in many a text by chance.
    return secret.bytes.count >= 8 && text.repeats(secret.bytes)
  }

  private func text(_ field: MethodField) -> String? { texts[field]?.string }

  private func made(_ kind: MethodKind, now: Timestamp) throws(InputProblem) -> NewMethod {
    guard let held = secret else { preconditionFailure("the secret was required") }
    let placement = NewMethod.Placement(customer: customer?.string, reference: reference?.string, isDefault: isDefault)
    switch kind {
    case .card:
      return try NewMethod.card(
        number: held.bytes, expiryMonth: numbers[.expiryMonth] ?? 0, expiryYear: numbers[.expiryYear] ?? 0, holder: text(.holder),
        hasSecurityCode: false, placement, now: now)
    case .providerCardToken:
      var brand: CardBrand?
      if let text = text(.brand) {
        brand = CardBrand(rawValue: text)
        if brand == nil { throw InputProblem(.brand, .unknownBrand) }
      }
      return try NewMethod.providerCardToken(
        provider: text(.provider) ?? "", token: held.bytes, brand: brand, lastFour: text(.last4),
        expiryMonth: numbers[.expiryMonth],
        expiryYear: numbers[.expiryYear], holder: text(.holder), placement, now: now)
    case .bankAccount:
      return try NewMethod.bankAccount(
        country: text(.country) ?? "", bank: text(.bank) ?? "", account: held.bytes, holder: text(.holder) ?? "", placement)
    case .ewallet:
      return try NewMethod.ewallet(provider: text(.provider) ?? "", account: held.bytes, holder: text(.holder), placement)
    case .providerCredentials:
      return try NewMethod.providerCredentials(
        provider: text(.provider) ?? "", label: text(.label), credentials: held.bytes, placement)
    case .file:
      guard let content = Base64.decode(held.bytes) else {
        throw InputProblem(.content, .characters(allowed: "base64 with padding"))
      }
      return try NewMethod.file(name: text(.name), mediaType: text(.mediaType), content: content, placement)
    }
  }
}
