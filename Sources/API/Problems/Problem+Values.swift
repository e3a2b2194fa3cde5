import LedgerCore
import WalletAPI

/// The same sentence for the same mistake, wherever it is made.
extension Problem {
  static func unknownCurrency(_ param: String) -> Problem {
    Problem(.unknownCurrency, "The field '\(param)' is not a currency of ISO 4217, three upper-case letters.", param: param)
  }

  static func notAllowed(_ param: String, _ allowed: [String]) -> Problem {
    Problem(
      .invalidValue, "The field '\(param)' takes one of: \(allowed.joined(separator: ", ")).", param: param, allowed: allowed)
  }

  static func tooLong(_ param: String, most: Int) -> Problem {
    Problem(.valueTooLong, "The field '\(param)' is longer than \(most) bytes.", param: param)
  }

  static func empty(_ param: String) -> Problem {
    Problem(.valueEmpty, "The field '\(param)' is empty; leave it out instead.", param: param)
  }

  static func invalidID(_ param: String, prefix: StaticString) -> Problem {
    Problem(
      .invalidID, "The field '\(param)' is not an id: \(prefix) and 26 characters of Crockford's base 32.", param: param)
  }

  static func unknownField(_ param: String) -> Problem {
    Problem(.unknownField, "This request has no field '\(param)'.", param: param)
  }

  static func missing(_ param: String) -> Problem {
    Problem(.missingField, "The field '\(param)' is missing.", param: param)
  }
}

extension AccountReference {
  /// An id when it begins like one, otherwise a code.
  init(_ text: Text, param: @autoclosure () -> String) throws(Problem) {
    if text.hasPrefix("acc_") {
      guard let id = AccountID(text) else { throw .invalidID(param(), prefix: "acc_") }
      self = .id(id)
      return
    }
    guard AccountCode.isValid(text) else { throw AccountCode.problem(text, param()) }
    self = .code(text)
  }
}

/// How a tenant may name its accounts.
enum AccountCode {
  /// 1 to 128 letters, digits and `: _ . @ / + # = ~ -`, a letter or digit first.
  static func isValid(_ text: Text) -> Bool {
    text.withBytes { bytes in
      guard (1...Limits.codeBytes).contains(bytes.count) else { return false }
      guard classes[Int(bytes[0])] == 2 else { return false }
      for byte in bytes where classes[Int(byte)] == 0 { return false }
      return true
    }
  }

  static func problem(_ text: Text, _ param: String) -> Problem {
    if text.isEmpty { return .empty(param) }
    if text.count > Limits.codeBytes { return .tooLong(param, most: Limits.codeBytes) }
    return Problem(
      .invalidCode, "The field '\(param)' is not a code: letters, digits and : _ . @ / + # = ~ - with a letter or digit first.",
      param: param)
  }

  /// By byte: 2 letters and digits, 1 the other characters a code may hold, 0 all others.
  private static let classes: [UInt8] = {
    var classes = [UInt8](repeating: 0, count: 256)
    for byte in UInt8.min...UInt8.max {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"):
        classes[Int(byte)] = 2
      default: if ":_.@/+#=~-".utf8.contains(byte) { classes[Int(byte)] = 1 }
      }
    }
    return classes
  }()
}

/// A text for people: not empty, bounded, without control characters of any kind: those of seven and of eight bits, the separators of
/// lines and paragraphs, and what turns the direction of writing (https://www.unicode.org/reports/tr9/), with which a text shows
/// people something else than it is.
enum PlainText {
  /// What is wrong with a text; nil when nothing is.
  static func problem(_ text: Text, _ param: @autoclosure () -> String, most: Int) -> Problem? {
    if text.isEmpty { return .empty(param()) }
    if text.count > most { return .tooLong(param(), most: most) }
    guard text.withBytes({ hasControls($0) }) else { return nil }
    return Problem(.invalidText, "The field '\(param())' holds a control character.", param: param())
  }

  /// `bytes` are UTF-8. U+0080…9F are C2 80…9F, U+2028…202E are E2 80 A8…AE, U+2066…2069 are E2 81 A6…A9.
  static func hasControls(_ bytes: some RandomAccessCollection<UInt8>) -> Bool {
    var before: (UInt8, UInt8) = (0, 0)
    for byte in bytes {
      if byte < 0x20 || byte == 0x7F { return true }
      if byte >= 0x80 {
        switch before {
        case (_, 0xC2) where byte <= 0x9F: return true
        case (0xE2, 0x80) where (0xA8...0xAE).contains(byte): return true
        case (0xE2, 0x81) where (0xA6...0xA9).contains(byte): return true
        default: break
        }
      }
      before = (before.1, byte)
    }
    return false
  }
}
