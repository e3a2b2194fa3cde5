import HTTPServer
import LedgerCore
import Payments
import Sodium
import Vault
import WalletAPI

/// The body of a request that brings a secret of an account at a provider. The secret goes straight into protected memory.
struct ProviderForm {
  private(set) var key: Text?
  private(set) var url: Text?
  /// Milliseconds.
  private(set) var timeout: Int64?
  private(set) var secret: HeldText?

  /// What the account is opened with, and where that is.
  static func account(_ body: [UInt8]) throws(Problem) -> ProviderForm {
    var (form, address) = (ProviderForm(), nil as HeldText?)
    try SecretScanner.read(body) { (scanner, name) throws(Problem) in
      switch name {
      case "url": address = HeldText(try scanner.secret(name, most: mostAddress))
      case "timeout_ms": form.timeout = Int64(try scanner.integer(name))
      case "api_key": form.secret = try secret(&scanner, name)
      case "idempotency_key": form.key = try SecretScanner.key(&scanner)
      default: throw .unknownField(name)
      }
    }
    if let timeout = form.timeout, !ProviderAccountRecord.timeouts.contains(timeout) {
      let range = ProviderAccountRecord.timeouts
      throw Problem(
        .outOfRange, "The field 'timeout_ms' is \(timeout); it is between \(range.lowerBound) and \(range.upperBound).",
        param: "timeout_ms")
    }
    if let address {
      // Before it becomes a text: what is kept in the clear must not hold the secret.
      if let secret = form.secret, address.repeats(secret.bytes) {
        throw Problem(.secretRepeated, "The field 'url' repeats the key; it would be kept where people read it.", param: "url")
      }
      form.url = try url(address.string)
    }
    guard form.url != nil || form.timeout != nil || form.secret != nil else { throw .missing("api_key") }
    return form
  }

  /// What webhooks are known by.
  static func secret(_ body: [UInt8]) throws(Problem) -> ProviderForm {
    var form = ProviderForm()
    try SecretScanner.read(body) { (scanner, name) throws(Problem) in
      switch name {
      case "secret": form.secret = try secret(&scanner, name)
      case "idempotency_key": form.key = try SecretScanner.key(&scanner)
      default: throw .unknownField(name)
      }
    }
    guard form.secret != nil else { throw .missing("secret") }
    return form
  }

  static let mostAddress = 255
  static let leastSecret = 8

  private static func secret(_ scanner: inout SecretScanner, _ name: String) throws(Problem) -> HeldText {
    let held = HeldText(try scanner.secret(name, most: VaultLimits.providerTokenBytes))
    guard held.bytes.count >= leastSecret else {
      throw Problem(.invalidValue, "The field '\(name)' is too short for a secret: at least \(leastSecret) bytes.", param: name)
    }
    guard held.bytes.withBytes({ $0.allSatisfy { (0x21...0x7e).contains($0) } }) else {
      throw Problem(.invalidText, "The field '\(name)' is ASCII without spaces, as a header can carry it.", param: name)
    }
    return held
  }

  /// Where a provider's API is: `https`, or `http` on this machine, without anything that would make another address of it.
  private static func url(_ text: String) throws(Problem) -> Text {
    var url = text
    if url.hasSuffix("/") { url.removeLast() }
    let isPlain = url.utf8.allSatisfy { (0x21...0x7e).contains($0) && !#"@\?#"'<>"#.utf8.contains($0) }
    let schemes = ["https://", "http://127.0.0.1:", "http://localhost:"]
    guard isPlain, let scheme = schemes.first(where: { url.hasPrefix($0) }), url.utf8.count > scheme.utf8.count else {
      throw Problem(
        .invalidValue,
        "The field 'url' is the address of the provider's API: https://… (http only for this machine), without a query or a user.",
        param: "url")
    }
    return Text(url)
  }
}

extension HeldText {
  /// Its last characters, where it is long enough that they tell nothing of use.
  var ending: Text? {
    guard bytes.count >= 16 else { return nil }
    return bytes.withBytes { Text(Array($0.suffix(4))) }
  }
}
