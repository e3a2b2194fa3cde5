import JSON
import LedgerCore

/// An answer without sense: what is wrong with it, without any of its values.
struct Senseless: Error, Hashable {
  let what: String

  init(_ what: String) { self.what = what }
}

/// A JSON object of a provider's, read with suspicion: unknown members are let be, but one that is there and of a wrong kind makes the
/// whole answer senseless, and so does one that is named twice.
struct AnswerObject {
  private let object: JSONObject

  init(_ body: [UInt8]) throws(Senseless) {
    let value: JSONValue
    do { value = try JSONValue.parse(body) } catch { throw Senseless("no JSON: \(error.reason)") }
    guard case .object(let object) = value else { throw Senseless("no JSON object") }
    self.object = object
  }

  private init(_ object: JSONObject) { self.object = object }

  /// Nil where it is missing or null.
  private func member(_ key: String) -> JSONValue? {
    guard let value = object[key], !value.isNull else { return nil }
    return value
  }

  /// A text; nil where it is missing, null or empty.
  func text(_ key: String) throws(Senseless) -> String? {
    guard let value = member(key) else { return nil }
    guard case .string(let text) = value else { throw Senseless("\(key) is no text") }
    return text.isEmpty ? nil : text
  }

  func needed(_ key: String) throws(Senseless) -> String {
    guard let text = try text(key) else { throw Senseless("\(key) is missing") }
    return text
  }

  /// The first of a list of texts; nil where it is missing or empty.
  func firstText(_ key: String) throws(Senseless) -> String? {
    guard let value = member(key) else { return nil }
    guard case .array(let elements) = value else { throw Senseless("\(key) is no list") }
    return elements.first?.stringValue
  }

  /// An id or code: a text of at most 255 visible characters of ASCII.
  func code(_ key: String) throws(Senseless) -> String? {
    guard let text = try text(key) else { return nil }
    guard text.utf8.count <= 255, text.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else {
      throw Senseless("\(key) is no id or code")
    }
    return text
  }

  /// What the customer's device is given: a code to scan, an address. At most 4,096 bytes.
  func payload(_ key: String) throws(Senseless) -> Text? {
    guard let text = try text(key) else { return nil }
    guard text.utf8.count <= 4_096 else { throw Senseless("\(key) is longer than 4096 bytes") }
    return Text(text)
  }

  /// An amount in major units, as a number or as a text.
  func money(_ key: String, _ currency: Currency) throws(Senseless) -> Money? {
    let literal: String
    switch member(key) {
    case .none: return nil
    case .string(let text), .decimal(let text): literal = text
    case .integer(let value): literal = String(value)
    case .null, .bool, .array, .object: throw Senseless("\(key) is no amount")
    }
    guard let money = DecimalText.money(literal, currency) else { throw Senseless("\(key) is no amount of \(currency)") }
    return money
  }

  /// The currency it names, or rupiah where it names none.
  func currency() throws(Senseless) -> Currency {
    guard let code = try text("currency") else { return Rupiah.currency }
    guard let currency = Currency(code) else { throw Senseless("currency is not of ISO 4217") }
    return currency
  }

  /// True for a `true`; false for anything else, and where it is missing.
  func flag(_ key: String) -> Bool { member(key)?.boolValue ?? false }

  /// A small whole number, as a number or as a text of three digits.
  func status(_ key: String) throws(Senseless) -> Int? {
    switch member(key) {
    case .none: return nil
    case .integer(let value) where (100...999).contains(value): return Int(value)
    case .string(let text) where text.utf8.count == 3 && text.utf8.allSatisfy { (48...57).contains($0) }: return Int(text)
    case .integer, .string, .null, .bool, .decimal, .array, .object: throw Senseless("\(key) is no status of three digits")
    }
  }

  func object(_ key: String) throws(Senseless) -> AnswerObject? {
    guard let value = member(key) else { return nil }
    guard case .object(let object) = value else { throw Senseless("\(key) is no object") }
    return AnswerObject(object)
  }

  /// A list of objects; empty where it is missing.
  func objects(_ key: String) throws(Senseless) -> [AnswerObject] {
    guard let value = member(key) else { return [] }
    guard case .array(let elements) = value else { throw Senseless("\(key) is no list") }
    var objects: [AnswerObject] = []
    for element in elements {
      guard case .object(let object) = element else { throw Senseless("\(key) has more than objects in it") }
      objects.append(AnswerObject(object))
    }
    return objects
  }

  func has(_ key: String) -> Bool { member(key) != nil }
}
