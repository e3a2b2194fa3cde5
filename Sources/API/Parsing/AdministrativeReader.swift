import JSON
import LedgerCore
import Tenancy
import WalletAPI

/// Reads the body of an administrative request. Like `BodyReader`, it answers the first wrong field in the order of writing.
enum AdministrativeReader {
  /// - Parameters:
  ///   - allowed: the fields there may be, besides `idempotency_key`.
  ///   - nullable: those that null may stand for.
  static func read(
    _ body: [UInt8], allowed: [AdministrativeField], nullable: [AdministrativeField]
  ) throws(Problem) -> AdministrativeFields {
    try withJSONScanner(body) { (scanner) throws(Problem) in
      var fields = AdministrativeFields()
      do throws(JSONError) { try scanner.beginObject() } catch { throw Problem(error, at: nil) }
      while let name = try next(&scanner) {
        guard let field = AdministrativeField(rawValue: name), allowed.contains(field) || field == .idempotencyKey else {
          throw .unknownField(String(name.prefix(64)))
        }
        try read(field, &scanner, isNullable: nullable.contains(field), into: &fields)
      }
      do throws(JSONError) { try scanner.end() } catch { throw Problem(error, at: nil) }
      return fields
    }
  }

  private static func next(_ scanner: inout JSONScanner) throws(Problem) -> String? {
    do throws(JSONError) { return try scanner.nextKey()?.string } catch { throw Problem(error, at: nil) }
  }

  private static func read(
    _ field: AdministrativeField, _ scanner: inout JSONScanner, isNullable: Bool, into fields: inout AdministrativeFields
  ) throws(Problem) {
    let param = field.rawValue
    if isNullable {
      do throws(JSONError) {
        if try scanner.peek() == .null, try scanner.takeNull() { return fields.set(field, .null) }
      } catch { throw Problem(error, at: param) }
    }
    switch field.kind {
    case .text(let most):
      let text = try string(&scanner, param)
      if field == .idempotencyKey {
        try IdempotencyKey.check(text, param: param)
        fields.key = text
        return
      }
      if let problem = PlainText.problem(text, param, most: most) { throw problem }
      fields.set(field, .text(text.string))
    case .choice(let allowed):
      let text = try string(&scanner, param).string
      guard allowed.contains(text) else { throw .notAllowed(param, allowed) }
      fields.set(field, .text(text))
    case .integer(let range):
      let value: Int64
      do throws(JSONError) { value = try scanner.int64() } catch { throw Problem(error, at: param) }
      guard range.contains(value) else {
        throw Problem(
          .outOfRange, "The field '\(param)' is \(value); it is between \(range.lowerBound) and \(range.upperBound).",
          param: param)
      }
      fields.set(field, .integer(value))
    case .time:
      guard let time = try string(&scanner, param).withBytes({ Timestamp(rfc3339: $0) }) else {
        throw Problem(.invalidTime, "The field '\(param)' is not a time such as 2026-11-20T10:50:26Z.", param: param)
      }
      fields.set(field, .time(time))
    case .list(let most, let element): fields.set(field, .list(try list(&scanner, param, most: most, element)))
    }
  }

  private static func string(_ scanner: inout JSONScanner, _ param: String) throws(Problem) -> Text {
    do throws(JSONError) { return Text(try scanner.string().array) } catch { throw Problem(error, at: param) }
  }

  private static func list(
    _ scanner: inout JSONScanner, _ param: String, most: Int, _ element: AdministrativeField.Element
  ) throws(Problem) -> [String] {
    var items: [String] = []
    do throws(JSONError) { try scanner.beginArray() } catch { throw Problem(error, at: param) }
    while try nextElement(&scanner, param) {
      let place = "\(param)[\(items.count)]"
      let text = try string(&scanner, place).string
      guard items.count < most else {
        throw Problem(.tooManyItems, "The list '\(param)' has more than \(most) items.", param: param)
      }
      try check(text, element, place)
      guard !items.contains(text) else {
        throw Problem(.invalidValue, "The field '\(place)' stands in the list already.", param: place)
      }
      items.append(text)
    }
    guard !items.isEmpty else {
      throw Problem(.valueEmpty, "The list '\(param)' is empty; it needs at least one item.", param: param)
    }
    return items
  }

  private static func nextElement(_ scanner: inout JSONScanner, _ param: String) throws(Problem) -> Bool {
    do throws(JSONError) { return try scanner.nextElement() } catch { throw Problem(error, at: param) }
  }

  private static func check(_ text: String, _ element: AdministrativeField.Element, _ place: String) throws(Problem) {
    switch element {
    case .currency:
      guard Currency(text) != nil else { throw .unknownCurrency(place) }
    case .network:
      guard Network(text) != nil else {
        throw Problem(
          .invalidValue,
          "The field '\(place)' is no address or network such as 203.0.113.7, 203.0.113.0/24 or 2001:db8::/32; what stands behind "
            + "the length must be zero.", param: place)
      }
    case .choice(let allowed):
      guard allowed.contains(text) else { throw .notAllowed(place, allowed) }
    }
  }
}
