import JSON
import WalletAPI

extension Problem {
  /// What is wrong with the text of the body; `param` is the field being read, nil outside of fields.
  init(_ error: JSONError, at param: String?) {
    let place = "at line \(error.line), column \(error.column)"
    switch error.kind {
    case .wrongType:
      self.init(.wrongType, "The field '\(param ?? "body")' is wrong: \(error.reason), \(place).", param: param)
    case .notAnInteger:
      self.init(.notAnInteger, "The field '\(param ?? "body")' is wrong: \(error.reason), \(place).", param: param)
    case .integerOutOfRange:
      self.init(.outOfRange, "The field '\(param ?? "body")' is wrong: \(error.reason), \(place).", param: param)
    case .syntax, .truncated, .trailingBytes, .invalidUTF8, .invalidEscape, .controlCharacter, .duplicateKey, .tooDeep:
      self.init(.invalidJSON, "The body is not JSON: \(error.reason), \(place).", param: param)
    }
  }
}
