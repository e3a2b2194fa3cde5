import HTTPServer
import LedgerCore
import WalletAPI

/// The query parameters of a request. Unknown names and names given twice are refused.
struct Query: Sendable {
  private var values: [(name: String, value: Text)] = []

  init(_ text: HTTPText?, allowed: [String]) throws(Problem) {
    guard let text, !text.isEmpty else { return }
    for pair in text.bytes.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: true) {
      let name = pair.prefix { $0 != UInt8(ascii: "=") }
      let value = pair.dropFirst(name.count + 1)
      guard let name = PercentCoding.decode(name, plusIsSpace: true)?.string, allowed.contains(name) else {
        let shown = PercentCoding.decode(name, plusIsSpace: true).map { String($0.string.prefix(64)) } ?? "?"
        throw Problem(
          .unknownParameter, "This operation has no query parameter '\(shown)'.", param: shown, allowed: allowed)
      }
      guard let value = PercentCoding.decode(value, plusIsSpace: true) else {
        throw Problem(.invalidValue, "The query parameter '\(name)' is not UTF-8.", param: name)
      }
      guard self[name] == nil else {
        throw Problem(.invalidValue, "The query parameter '\(name)' is given twice.", param: name)
      }
      values.append((name, value))
    }
  }

  subscript(name: String) -> Text? {
    for (candidate, value) in values where candidate == name { return value }
    return nil
  }

  // MARK: Values by type

  func time(_ name: String) throws(Problem) -> Timestamp? {
    guard let text = self[name] else { return nil }
    guard let time = text.withBytes({ Timestamp(rfc3339: $0) }) else {
      throw Problem(
        .invalidTime, "The query parameter '\(name)' is not a time such as 2026-11-20T10:50:26Z (write + as %2B).", param: name)
    }
    return time
  }

  func currency(_ name: String = "currency") throws(Problem) -> Currency? {
    guard let text = self[name] else { return nil }
    guard let currency = text.withBytes({ Currency($0) }) else { throw .unknownCurrency(name) }
    return currency
  }

  /// One of the raw values of `Value`.
  func choice<Value: RawRepresentable & CaseIterable>(_ name: String, _: Value.Type) throws(Problem) -> Value?
  where Value.RawValue == String {
    guard let text = self[name] else { return nil }
    guard let value = Value(rawValue: text.string) else {
      throw .notAllowed(name, Value.allCases.map(\.rawValue))
    }
    return value
  }

  func limit() throws(Problem) -> Int {
    guard let text = self["limit"] else { return WireLimits.pageItemsByDefault }
    guard let value = Int64(text.string) else {
      throw Problem(.notAnInteger, "The query parameter 'limit' is not an integer.", param: "limit")
    }
    guard (1...Int64(WireLimits.pageItems)).contains(value) else {
      throw Problem(
        .outOfRange, "The query parameter 'limit' is \(value); it is between 1 and \(WireLimits.pageItems).", param: "limit")
    }
    return Int(value)
  }

  func account(_ name: String = "account") throws(Problem) -> AccountReference? {
    guard let text = self[name] else { return nil }
    return try AccountReference(text, param: name)
  }

  /// What a code begins with is spelled as a code is.
  func codePrefix() throws(Problem) -> Text? {
    guard let text = self["code_prefix"] else { return nil }
    guard AccountCode.isValid(text) else { throw AccountCode.problem(text, "code_prefix") }
    return text
  }

  func key() throws(Problem) -> Text? {
    guard let text = self["key"] else { return nil }
    try IdempotencyKey.check(text, param: "key")
    return text
  }

  func reference() throws(Problem) -> Text? {
    guard let text = self["reference"] else { return nil }
    if let problem = PlainText.problem(text, "reference", most: Limits.referenceBytes) { throw problem }
    return text
  }

  func range() throws(Problem) -> TimeRange {
    let range = TimeRange(from: try time("from"), to: try time("to"))
    if let from = range.from, let to = range.to, from > to {
      throw Problem(.contradiction, "The period begins at 'from' and ends before 'to', which lies earlier.", param: "to")
    }
    return range
  }

  func cursor(_ list: PageCursor.List) throws(Problem) -> UInt128? {
    guard let text = self["cursor"] else { return nil }
    guard let cursor = PageCursor(text.string), cursor.list == list else {
      throw Problem(.invalidCursor, "The cursor is not one that this list answered.", param: "cursor")
    }
    return cursor.value
  }

  /// A cursor that is a sequence or a number.
  func sequence(_ list: PageCursor.List) throws(Problem) -> Int64? {
    guard let value = try cursor(list) else { return nil }
    guard let sequence = Int64(exactly: value) else {
      throw Problem(.invalidCursor, "The cursor is not one that this list answered.", param: "cursor")
    }
    return sequence
  }
}
