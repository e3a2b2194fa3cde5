import JSON

/// A second reading of JSON, written from RFC 8259 alone and as plainly as possible: recursive, slow, sharing nothing with the scanner
/// but the type of its result. It refuses what the scanner documents to refuse beyond the RFC: keys that occur twice, halves of
/// surrogate pairs, more than 32 levels.
struct IndependentJSON {
  private let bytes: [UInt8]
  private var at = 0
  private(set) var refusal = ""

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func read() -> JSONValue? {
    guard let value = value(level: 0) else { return nil }
    space()
    return at == bytes.count ? value : refuse("something follows")
  }

  private mutating func refuse<T>(_ why: String) -> T? {
    if refusal.isEmpty { refusal = "\(why) at \(at)" }
    return nil
  }

  private var next: UInt8? { at < bytes.count ? bytes[at] : nil }

  private mutating func space() {
    while let byte = next, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { at += 1 }
  }

  private mutating func take(_ word: String) -> Bool {
    guard bytes[at...].starts(with: word.utf8) else { return false }
    at += word.utf8.count
    return true
  }

  private mutating func value(level: Int) -> JSONValue? {
    space()
    if take("null") { return .null }
    if take("true") { return .bool(true) }
    if take("false") { return .bool(false) }
    switch next {
    case UInt8(ascii: "\""): return string().map { .string($0) }
    case UInt8(ascii: "["), UInt8(ascii: "{"):
      guard level < 32 else { return refuse("too deep") }
      return next == UInt8(ascii: "[") ? array(level: level + 1) : object(level: level + 1)
    default: return number()
    }
  }

  private mutating func array(level: Int) -> JSONValue? {
    at += 1
    var elements: [JSONValue] = []
    space()
    if take("]") { return .array([]) }
    while true {
      guard let element = value(level: level) else { return nil }
      elements.append(element)
      space()
      if take("]") { return .array(elements) }
      guard take(",") else { return refuse("no comma") }
    }
  }

  private mutating func object(level: Int) -> JSONValue? {
    at += 1
    var members: [(String, JSONValue)] = []
    var keys: Set<[UInt8]> = []
    space()
    if take("}") { return .object(JSONObject()) }
    while true {
      space()
      guard next == UInt8(ascii: "\"") else { return refuse("no key") }
      guard let key = string() else { return nil }
      guard keys.insert(Array(key.utf8)).inserted else { return refuse("a key twice") }
      space()
      guard take(":") else { return refuse("no colon") }
      guard let member = value(level: level) else { return nil }
      members.append((key, member))
      space()
      if take("}") { return .object(JSONObject(members)) }
      guard take(",") else { return refuse("no comma") }
    }
  }

  private mutating func digits() -> Int {
    let start = at
    while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { at += 1 }
    return at - start
  }

  private mutating func number() -> JSONValue? {
    let start = at
    _ = take("-")
    if !take("0") { guard digits() > 0 else { return refuse("no value") } }
    var isInteger = true
    if take(".") {
      isInteger = false
      guard digits() > 0 else { return refuse("no decimals") }
    }
    if take("e") || take("E") {
      isInteger = false
      if !take("+") { _ = take("-") }
      guard digits() > 0 else { return refuse("no exponent") }
    }
    let literal = String(decoding: bytes[start..<at], as: UTF8.self)
    if isInteger, let integer = Int64(literal) { return .integer(integer) }
    return .decimal(literal)
  }

  /// Gathered as UTF-16, the units that escapes are written in; half a pair is found at the end.
  private mutating func string() -> String? {
    at += 1
    var units: [UInt16] = []
    var plain: [UInt8] = []
    func flush(_ plain: inout [UInt8], _ units: inout [UInt16]) -> Bool {
      guard let text = String(validating: plain, as: UTF8.self) else { return false }
      units += text.utf16
      plain = []
      return true
    }
    while let byte = next {
      at += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard flush(&plain, &units) else { return refuse("no UTF-8") }
        return String(validating: units, as: UTF16.self) ?? refuse("half of a pair")
      case 0..<0x20: return refuse("a control character")
      case UInt8(ascii: "\\"):
        guard flush(&plain, &units) else { return refuse("no UTF-8") }
        guard let unit = escape() else { return refuse("no escape") }
        units.append(unit)
      default: plain.append(byte)
      }
    }
    return refuse("no end of a string")
  }

  private mutating func escape() -> UInt16? {
    for (letter, unit) in [
      ("\"", 0x22), ("\\", 0x5C), ("/", 0x2F), ("b", 8), ("f", 0xC), ("n", 0xA), ("r", 0xD), ("t", 9),
    ] where take(letter) {
      return UInt16(unit)
    }
    guard take("u"), at + 4 <= bytes.count else { return nil }
    var unit: UInt16 = 0
    for byte in bytes[at..<at + 4] {
      guard byte < 0x80, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
      unit = unit << 4 | UInt16(digit)
    }
    at += 4
    return unit
  }
}
