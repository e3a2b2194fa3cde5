import HTTPServer
import LedgerCore
import WalletAPI
import WalletClient

@testable import API

/// Query strings, percent escapes and idempotency keys.
enum QueryTarget {
  private static let allowed = ["limit", "cursor", "account", "currency", "code_prefix", "key", "reference", "from", "to", "by"]

  static func examine(_ bytes: [UInt8], planted: Bool) -> String? {
    if let violation = escapes(bytes) ?? key(bytes) { return violation }
    let query: Query
    do { query = try Query(HTTPText(bytes[...]), allowed: allowed) } catch {
      return [.unknownParameter, .invalidValue].contains(error.code) ? nil : "refused as \(error.code)"
    }
    if planted, let text = query["by"]?.string, text.utf8.count == 3, text.hasPrefix("x "), text != "x y" { return "planted" }
    return answers(query)
  }

  /// Each typed question is answered or refused with a code that the routes document.
  private static func answers(_ query: Query) -> String? {
    let documented = OperationID.listTransactions.route.problems + OperationID.listAccounts.route.problems
    for question in 0..<10 {
      do { try ask(question, query) } catch {
        guard documented.contains(error.code), let param = error.param, allowed.contains(param) else {
          return "an undocumented answer: \(error)"
        }
      }
    }
    return nil
  }

  private static func ask(_ question: Int, _ query: Query) throws(Problem) {
    switch question {
    case 0: _ = try query.limit()
    case 1: _ = try query.range()
    case 2: _ = try query.sequence(.accounts)
    case 3: _ = try query.account()
    case 4: _ = try query.cursor(.tenants)
    case 5: _ = try query.currency()
    case 6: _ = try query.codePrefix()
    case 7: _ = try query.key()
    case 8: _ = try query.reference()
    default: _ = try query.choice("by", TimeAxis.self)
    }
  }

  /// What is decoded and encoded again decodes to the same; what has no escapes is itself.
  private static func escapes(_ bytes: [UInt8]) -> String? {
    if let text = API.PercentCoding.decode(bytes[...]) {
      let again = Array(WalletClient.PercentCoding.encode(text.string).utf8)
      guard API.PercentCoding.decode(again[...]) == text else { return "an escape does not come back" }
      if !bytes.contains(UInt8(ascii: "%")), Text(bytes) != text { return "a text without escapes changed" }
    } else if !bytes.contains(UInt8(ascii: "%")), String(validating: bytes, as: UTF8.self) != nil {
      return "a text without escapes was refused"
    }
    return nil
  }

  private static func key(_ bytes: [UInt8]) -> String? {
    // Said once more, from the documentation: 1 to 255 visible characters of ASCII, spaces only inside.
    let isKey =
      (1...255).contains(bytes.count) && bytes.allSatisfy { (0x20...0x7E).contains($0) } && bytes.first != 0x20
      && bytes.last != 0x20
    do { try IdempotencyKey.check(Text(bytes), param: "k") } catch { return isKey ? "a key was refused: \(error)" : nil }
    return isKey ? nil : "a key was taken"
  }
}
