import JSON
import LedgerCore
import Payments
import WalletAPI

/// The body of a request about payments: read as a tree, since none of them is asked for a hundred thousand times a second.
///
/// Every field that is taken is ticked off; what is left over is a field nobody knows.
struct PaymentBody {
  private var fields: JSONObject
  private let place: String
  /// From the body; the header's is chosen against it.
  private(set) var key: Text?

  init(_ bytes: [UInt8], mayBeEmpty: Bool) throws(Problem) {
    place = ""
    guard !bytes.isEmpty else {
      guard mayBeEmpty else { throw Problem(.bodyRequired, "The request has no body; it needs a JSON object.") }
      fields = JSONObject()
      return
    }
    let value: JSONValue
    do throws(JSONError) { value = try JSONValue.parse(bytes) } catch { throw Problem(error, at: nil) }
    guard let object = value.objectValue else { throw Problem(.wrongType, "The body is no JSON object.") }
    fields = object
    if let key = try text("idempotency_key", most: Limits.keyBytes) {
      try IdempotencyKey.check(key, param: "idempotency_key")
      self.key = key
    }
  }

  private init(_ object: JSONObject, at place: String) {
    fields = object
    self.place = place + "."
  }

  /// Throws where a field was not taken.
  func end() throws(Problem) {
    if let left = fields.members.first { throw .unknownField(place + String(left.key.prefix(64))) }
  }

  private mutating func take(_ name: String) -> JSONValue? {
    defer { fields[name] = nil }
    return fields[name]
  }

  // MARK: Fields

  mutating func text(_ name: String, most: Int) throws(Problem) -> Text? {
    guard let value = take(name) else { return nil }
    guard let string = value.stringValue else { throw wrongType(name, "a text") }
    let text = Text(string)
    if let problem = PlainText.problem(text, place + name, most: most) { throw problem }
    return text
  }

  func has(_ name: String) -> Bool { fields[name] != nil }

  /// A list of words, each once.
  mutating func choices<T: RawRepresentable<String> & CaseIterable & Equatable>(
    _ name: String, _ type: T.Type
  ) throws(Problem) -> [T] {
    guard let value = take(name) else { return [] }
    guard let array = value.arrayValue else { throw wrongType(name, "a list") }
    var found: [T] = []
    for item in array {
      guard let choice = item.stringValue.flatMap({ T(rawValue: $0) }) else {
        throw .notAllowed(place + name, T.allCases.map(\.rawValue))
      }
      if !found.contains(choice) { found.append(choice) }
    }
    return found
  }

  func contradiction(_ name: String, _ what: String) -> Problem {
    Problem(.contradiction, "The field '\(place + name)' \(what).", param: place + name)
  }

  func invalid(_ name: String, _ what: String) -> Problem {
    Problem(.invalidValue, "The field '\(place + name)' cannot be read: \(what).", param: place + name)
  }

  /// That a field is not there, by its whole name.
  func missing(_ name: String) -> Problem { .missing(place + name) }

  mutating func required(_ name: String, most: Int) throws(Problem) -> Text {
    guard let text = try text(name, most: most) else { throw missing(name) }
    return text
  }

  /// A name of the platform's own, which becomes part of account codes. Wherever it is used, an id may stand too: it cannot look like one.
  mutating func name<E: Entity>(_ name: String, of _: E.Type) throws(Problem) -> Text {
    let text = try required(name, most: PaymentBody.nameBytes)
    let isPlain = text.withBytes { $0.allSatisfy(PaymentBody.isOfName) }
    guard isPlain, ID<E>(text) == nil else {
      throw Problem(
        .invalidCode,
        "The field '\(place + name)' is 1 to \(PaymentBody.nameBytes) of the characters a–z, A–Z, 0–9, '-', '_' and '.', and no id.",
        param: place + name)
    }
    return text
  }

  static let nameBytes = 64

  static func isOfName(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
      true
    default: false
    }
  }

  mutating func integer(_ name: String, _ range: ClosedRange<Int64>) throws(Problem) -> Int64? {
    let bounds = "it is between \(range.lowerBound) and \(range.upperBound)"
    guard let integer = try whole(name, .notAnInteger, "a whole number", .outOfRange, bounds) else { return nil }
    guard range.contains(integer) else {
      throw Problem(.outOfRange, "The field '\(place + name)' is \(integer); \(bounds).", param: place + name)
    }
    return integer
  }

  mutating func amount(_ name: String) throws(Problem) -> Int64? {
    let most = "the most an account can count is \(Limits.highestCounter)"
    guard let amount = try whole(name, .amountNotInteger, "a whole number of minor units", .amountTooLarge, most) else {
      return nil
    }
    guard amount >= 0 else { throw Problem(.amountNegative, "The field '\(place + name)' is below zero.", param: place + name) }
    guard amount > 0 else { throw Problem(.amountZero, "The field '\(place + name)' is zero.", param: place + name) }
    guard amount <= Limits.highestCounter else {
      throw Problem(.amountTooLarge, "The field '\(place + name)' is \(amount); \(most).", param: place + name)
    }
    return amount
  }

  /// A number of 64 bits, with the answers to its mistakes that every request of this API gives.
  private mutating func whole(
    _ name: String, _ notWhole: ProblemCode, _ what: String, _ beyond: ProblemCode, _ bounds: String
  ) throws(Problem) -> Int64? {
    switch take(name) {
    case nil: return nil
    case .integer(let number): return number
    case .decimal(let literal):
      guard !literal.utf8.contains(where: { ".eE".utf8.contains($0) }) else {
        throw Problem(notWhole, "The field '\(place + name)' is not \(what).", param: place + name)
      }
      throw Problem(beyond, "The field '\(place + name)' is beyond 64 bits; \(bounds).", param: place + name)
    case .null, .bool, .string, .array, .object: throw wrongType(name, "a number")
    }
  }

  mutating func flag(_ name: String) throws(Problem) -> Bool? {
    guard let value = take(name) else { return nil }
    guard let flag = value.boolValue else { throw wrongType(name, "true or false") }
    return flag
  }

  mutating func choice<T: RawRepresentable<String> & CaseIterable>(_ name: String, _ type: T.Type) throws(Problem) -> T? {
    guard let value = take(name) else { return nil }
    guard let string = value.stringValue else { throw wrongType(name, "a text") }
    guard let choice = T(rawValue: string) else {
      throw .notAllowed(place + name, T.allCases.map(\.rawValue))
    }
    return choice
  }

  /// One of some words.
  mutating func word(_ name: String, of words: [String]) throws(Problem) -> String? {
    guard let value = take(name) else { return nil }
    guard let string = value.stringValue else { throw wrongType(name, "a text") }
    guard words.contains(string) else { throw .notAllowed(place + name, words) }
    return string
  }

  mutating func time(_ name: String) throws(Problem) -> Timestamp? {
    guard let value = take(name) else { return nil }
    guard let string = value.stringValue else { throw wrongType(name, "a text") }
    guard let time = Timestamp(rfc3339: string) else {
      throw Problem(.invalidTime, "The field '\(place + name)' is not a time such as 2026-11-20T10:50:26Z.", param: place + name)
    }
    return time
  }

  mutating func currency(_ name: String) throws(Problem) -> Currency? {
    guard let value = take(name) else { return nil }
    guard let string = value.stringValue else { throw wrongType(name, "a text") }
    guard let currency = Currency(string) else { throw .unknownCurrency(place + name) }
    return currency
  }

  /// A share in percent, as people write it ("0.7", "2.95"): in millionths, exactly.
  mutating func percent(_ name: String) throws(Problem) -> Int64? {
    guard let text = try text(name, most: 16) else { return nil }
    guard let share = PaymentBody.millionths(ofPercent: text.string), share <= FeePolicy.whole else {
      throw Problem(
        .invalidValue, "The field '\(place + name)' is no percentage such as \"0.7\": 0 to 100, with at most four decimals.",
        param: place + name)
    }
    return share
  }

  static func millionths(ofPercent text: String) -> Int64? {
    let parts = text.utf8.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
    guard let whole = parts.first, (1...3).contains(whole.count) else { return nil }
    let decimals = parts.count == 2 ? parts[1] : whole[whole.endIndex...]
    guard parts.count == 1 || (1...4).contains(decimals.count) else { return nil }
    var value: Int64 = 0
    for digit in Array(whole) + Array(decimals) {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
      value = value * 10 + Int64(digit - UInt8(ascii: "0"))
    }
    for _ in decimals.count..<4 { value *= 10 }
    return value
  }

  /// Metadata in its canonical form: names in order, texts only.
  mutating func metadata() throws(Problem) -> Text? {
    guard let value = take("metadata") else { return nil }
    guard value.objectValue != nil else { throw wrongType("metadata", "an object") }
    return try BodyReader.metadata(in: value.encode())
  }

  mutating func object(_ name: String) throws(Problem) -> PaymentBody? {
    guard let value = take(name) else { return nil }
    guard let object = value.objectValue else { throw wrongType(name, "an object") }
    return PaymentBody(object, at: place + name)
  }

  mutating func objects(_ name: String, most: Int) throws(Problem) -> [PaymentBody] {
    guard let value = take(name) else { return [] }
    guard let array = value.arrayValue else { throw wrongType(name, "a list") }
    guard array.count <= most else {
      throw Problem(.tooManyItems, "The list '\(place + name)' has more than \(most) items.", param: place + name)
    }
    var found: [PaymentBody] = []
    for (index, item) in array.enumerated() {
      guard let object = item.objectValue else { throw wrongType("\(name)[\(index)]", "an object") }
      found.append(PaymentBody(object, at: "\(place + name)[\(index)]"))
    }
    return found
  }

  /// A document inside of a request, of which nothing is looked at yet: its lines may end as they like.
  mutating func document(_ name: String, most: Int) throws(Problem) -> String? {
    guard let value = take(name) else { return nil }
    guard let string = value.stringValue else { throw wrongType(name, "a text") }
    guard string.utf8.count <= most else { throw .tooLong(place + name, most: most) }
    return string
  }

  mutating func texts(_ name: String, most: Int) throws(Problem) -> [String] {
    guard let value = take(name) else { return [] }
    guard let array = value.arrayValue else { throw wrongType(name, "a list") }
    guard array.count <= most else {
      throw Problem(.tooManyItems, "The list '\(place + name)' has more than \(most) items.", param: place + name)
    }
    var found: [String] = []
    for (index, item) in array.enumerated() {
      guard let text = item.stringValue else { throw wrongType("\(name)[\(index)]", "a text") }
      found.append(text)
    }
    return found
  }

  private func wrongType(_ name: String, _ wanted: String) -> Problem {
    Problem(.wrongType, "The field '\(place + name)' is not \(wanted).", param: place + name)
  }
}
