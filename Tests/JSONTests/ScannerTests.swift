import JSON
import Testing

/// Reads one value the strict way.
func read<Value>(_ text: String, _ body: (inout JSONScanner) throws(JSONError) -> Value) throws(JSONError) -> Value {
  try withJSONScanner([UInt8](text.utf8)) { (scanner) throws(JSONError) in
    let value = try body(&scanner)
    try scanner.end()
    return value
  }
}

struct ScannerTests {
  @Test func `a flat object is read key by key, with every type`() throws {
    let text = #" {"amount" : 25000, "currency":"IDR","ok":true, "note" :null ,"tags":["a", "b"],"meta":{"deep":[{}]}} "#
    var seen: [String] = []
    try read(text) { (scanner) throws(JSONError) in
      try scanner.beginObject()
      while let key = try scanner.nextKey() {
        switch key {
        case "amount": seen.append("amount \(try scanner.int64())")
        case "currency": seen.append("currency \(try scanner.string().string)")
        case "ok": seen.append("ok \(try scanner.bool())")
        case "note": seen.append("note null \(try scanner.takeNull())")
        case "tags":
          try scanner.beginArray()
          while try scanner.nextElement() { seen.append("tag \(try scanner.string().string)") }
        default: seen.append("\(key.string) \(try scanner.rawValue().string)")
        }
      }
    }
    #expect(seen == ["amount 25000", "currency IDR", "ok true", "note null true", "tag a", "tag b", #"meta {"deep":[{}]}"#])
  }

  @Test(arguments: [
    ("0", 0), ("-0", 0), ("7", 7), ("-7", -7), ("9223372036854775807", Int64.max), ("-9223372036854775808", Int64.min),
  ])
  func `an integer is exact`(text: String, value: Int64) throws {
    #expect(try read(text) { (scanner) throws(JSONError) in try scanner.int64() } == value)
  }

  @Test(arguments: [
    (
      "1.0", JSONError.Kind.notAnInteger,
      "expected an integer, found a number with a fraction or an exponent, at line 1, column 1"
    ),
    ("1e3", .notAnInteger, "expected an integer, found a number with a fraction or an exponent, at line 1, column 1"),
    ("1E3", .notAnInteger, "expected an integer, found a number with a fraction or an exponent, at line 1, column 1"),
    ("9223372036854775808", .integerOutOfRange, "the integer does not fit 64 bits, at line 1, column 1"),
    ("-9223372036854775809", .integerOutOfRange, "the integer does not fit 64 bits, at line 1, column 1"),
    ("18446744073709551617", .integerOutOfRange, "the integer does not fit 64 bits, at line 1, column 1"),
    ("99999999999999999999999999", .integerOutOfRange, "the integer does not fit 64 bits, at line 1, column 1"),
    ("01", .syntax, "a number may not begin with a zero, at line 1, column 1"),
    ("-01", .syntax, "a number may not begin with a zero, at line 1, column 2"),
    ("-", .truncated, "the text ends in the middle of a number, at line 1, column 2"),
    ("-x", .syntax, "expected a digit, at line 1, column 2"),
    ("1.", .truncated, "the text ends in the middle of a number, at line 1, column 3"),
    ("1.x", .syntax, "expected a digit after the decimal point, at line 1, column 3"),
    ("1e", .truncated, "the text ends in the middle of a number, at line 1, column 3"),
    ("+1", .syntax, "expected a value, at line 1, column 1"),
    (".5", .syntax, "expected a value, at line 1, column 1"),
    ("NaN", .syntax, "expected a value, at line 1, column 1"),
    ("\"1\"", .wrongType(expected: .number, found: .string), "expected an integer, found a string, at line 1, column 1"),
    ("true", .wrongType(expected: .number, found: .bool), "expected an integer, found true or false, at line 1, column 1"),
    ("", .truncated, "the text ends where it needs an integer, at line 1, column 1"),
    ("1x", .trailingBytes, "expected nothing more after the value, at line 1, column 2"),
    ("0x10", .trailingBytes, "expected nothing more after the value, at line 1, column 2"),
  ])
  func `what is no 64-bit integer is refused, and says why`(text: String, kind: JSONError.Kind, sentence: String) {
    let error = #expect(throws: JSONError.self) { try read(text) { (scanner) throws(JSONError) in try scanner.int64() } }
    #expect(error?.kind == kind)
    #expect(error?.description == sentence)
  }

  @Test(arguments: [
    (#""""#, ""), (#""plain""#, "plain"), (#""a\"b\\c\/d""#, "a\"b\\c/d"), (#""\b\f\n\r\t""#, "\u{8}\u{C}\n\r\t"),
    (#""\u0041\u00e9\u20ac""#, "Aé€"), (#""\ud83d\ude00!""#, "😀!"), (#""é€😀""#, "é€😀"), (#""\u0000""#, "\0"),
    (#""it's eight or more bytes of 'plain' text""#, "it's eight or more bytes of 'plain' text"),
  ])
  func `a string is decoded`(text: String, value: String) throws {
    #expect(try read(text) { (scanner) throws(JSONError) in try scanner.string().string } == value)
  }

  @Test(arguments: [
    (#""abc"#, JSONError.Kind.truncated), (#""abc\"#, .truncated), (#""abc\""#, .truncated), (#""\x41""#, .invalidEscape),
    (#""\'""#, .invalidEscape), (#""\u12""#, .invalidEscape), (#""\u12g4""#, .invalidEscape), (#""\ud83d""#, .invalidEscape),
    (#""\ud83dx""#, .invalidEscape), (#""\ude00""#, .invalidEscape), (#""\ude00\ude00""#, .invalidEscape),
    (#""\ud83d\u0041""#, .invalidEscape),
    ("\"a\nb\"", .controlCharacter), ("\"a\u{1F}b\"", .controlCharacter), ("'a'", .syntax),
    ("1", .wrongType(expected: .string, found: .number)),
  ])
  func `a broken string is refused`(text: String, kind: JSONError.Kind) {
    let error = #expect(throws: JSONError.self) { try read(text) { (scanner) throws(JSONError) in try scanner.string().string } }
    #expect(error?.kind == kind)
  }

  @Test(arguments: [
    [0x80], [0xC0, 0x80], [0xC1, 0xBF], [0xC3], [0xC3, 0x28], [0xE0, 0x80, 0x80], [0xE0, 0x9F, 0xBF], [0xED, 0xA0, 0x80],
    [0xE2, 0x82], [0xF0, 0x80, 0x80, 0x80], [0xF0, 0x8F, 0xBF, 0xBF], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFF],
  ])
  func `bytes that are not UTF-8 are refused, with and without an escape nearby`(broken: [UInt8]) {
    for prefix in ["\"", "\"\\n", "\"eight plain bytes first "] {
      let bytes = [UInt8](prefix.utf8) + broken + [UInt8(ascii: "\"")]
      let error = #expect(throws: JSONError.self) { try JSONValue.parse(bytes) }
      #expect(error?.kind == .invalidUTF8)
    }
  }

  @Test(arguments: [
    ("{", JSONError.Kind.truncated, "the text ends where it needs a key or '}', at line 1, column 2"),
    (#"{"a""#, .truncated, "the text ends where it needs ':' after a key, at line 1, column 5"),
    (#"{"a" 1}"#, .syntax, "expected ':' after a key, at line 1, column 6"),
    (#"{"a":}"#, .syntax, "expected a value, at line 1, column 6"),
    ("{\n  \"a\": 1\n  \"b\": 2}", .syntax, "expected ',' or '}' after a member, at line 3, column 3"),
    (#"{"a":1,}"#, .syntax, "expected another key after ',', at line 1, column 8"),
    (#"{"a":1,,"b":2}"#, .syntax, "expected a key in double quotes, at line 1, column 8"),
    (#"{a:1}"#, .syntax, "expected a key in double quotes, at line 1, column 2"),
    (#"{'a':1}"#, .syntax, "expected a key in double quotes, at line 1, column 2"),
    (#"{"a":1]"#, .syntax, "expected ',' or '}' after a member, at line 1, column 7"),
    ("[1 2]", .syntax, "expected ',' or ']' after an element, at line 1, column 4"),
    ("[1,]", .syntax, "expected another element after ',', at line 1, column 4"),
    ("[1", .truncated, "the text ends where it needs ',' or ']' after an element, at line 1, column 3"),
    ("[,1]", .syntax, "expected a value, at line 1, column 2"),
    ("{} {}", .trailingBytes, "expected nothing more after the value, at line 1, column 4"),
    ("// no\n1", .syntax, "expected a value, at line 1, column 1"),
    ("1 /* no */", .trailingBytes, "expected nothing more after the value, at line 1, column 3"),
    ("\u{FEFF}1", .syntax, "expected a value, at line 1, column 1"),
    ("tru", .truncated, "the text ends in the middle of 'true', at line 1, column 1"),
    ("trux", .syntax, "expected 'true', at line 1, column 1"),
    ("nul1", .syntax, "expected 'null', at line 1, column 1"),
    (#"{"é":x}"#, .syntax, "expected a value, at line 1, column 6"),
    (#"{"a":1,"b":2,"a":3}"#, .duplicateKey, "the key \"a\" appears twice in one object, at line 1, column 14"),
    (#"{"a":1,"\u0061":3}"#, .duplicateKey, "the key \"a\" appears twice in one object, at line 1, column 8"),
  ])
  func `what breaks the grammar is refused with the place`(text: String, kind: JSONError.Kind, sentence: String) {
    let error = #expect(throws: JSONError.self) { try JSONValue.parse(text) }
    #expect(error?.kind == kind)
    #expect(error?.description == sentence)
    let skipped = #expect(throws: JSONError.self) { try read(text) { (scanner) throws(JSONError) in try scanner.skipValue() } }
    #expect(skipped == error)
  }

  @Test func `a text can be cut anywhere and is then truncated`() {
    let text = #"{"a":[1,-2,{"b":"cé\n\ud83d\ude00"}],"d":true,"e":null,"f":1.5e-3}"#
    let bytes = [UInt8](text.utf8)
    for length in 0..<bytes.count {
      let error = #expect(throws: JSONError.self) { try JSONValue.parse([UInt8](bytes[..<length])) }
      #expect([.truncated, .invalidUTF8].contains(error?.kind), "cut at \(length): \(String(describing: error))")
    }
  }

  @Test func `one key may be used in an object and in those inside it, and in its neighbours`() throws {
    _ = try JSONValue.parse(#"[{"a":{"a":{"a":1},"b":2},"b":[{"a":1},{"a":2}]},{"a":3}]"#)
  }

  @Test func `a second use of a key is found among thousands`() {
    let members = (0..<5000).map { "\"key\($0)\":\($0)" }
    #expect(throws: Never.self) { try JSONValue.parse("{\(members.joined(separator: ","))}") }
    for twin in [0, 20, 33, 4999] {
      let error = #expect(throws: JSONError.self) {
        try JSONValue.parse("{\((members + [members[twin]]).joined(separator: ","))}")
      }
      #expect(error?.kind == .duplicateKey)
    }
  }

  @Test func `a key in an error is cut short`() {
    let key = String(repeating: "k", count: 5000)
    let error = #expect(throws: JSONError.self) { try JSONValue.parse("{\"\(key)\":1,\"\(key)\":2}") }
    #expect(error.map { $0.reason.count < 100 } == true)
  }

  @Test func `nesting is accepted up to the limit and refused beyond`() throws {
    func nested(_ levels: Int) -> String { String(repeating: "[", count: levels) + String(repeating: "]", count: levels) }
    _ = try JSONValue.parse(nested(32))
    let error = #expect(throws: JSONError.self) { try JSONValue.parse(nested(33)) }
    #expect(error?.kind == .tooDeep)
    let low = #expect(throws: JSONError.self) { try JSONValue.parse("{\"a\":[]}", options: JSONOptions(depthLimit: 1)) }
    #expect(low?.description == "objects and arrays are nested more than 1 levels deep, at line 1, column 6")
    #expect(throws: JSONError.self) { try JSONValue.parse(String(repeating: "[", count: 1_000_000)) }
  }

  @Test func `any bytes at all are either read or refused`() throws {
    var random = SplitMix(seed: 7)
    let alphabet = [UInt8](#"{}[]":,\u0019.eE+-truefalsn/*'"#.utf8) + [0, 10, 32, 0x80, 0xC3, 0xA9, 0xED, 0xF0, 0xFF]
    for _ in 0..<20_000 {
      let bytes = (0..<Int(random.next() % 24)).map { _ in alphabet[Int(random.next() % UInt64(alphabet.count))] }
      for options in [JSONOptions.strict, .json5] {
        if let value = try? JSONValue.parse(bytes, options: options) {
          #expect(try JSONValue.parse(value.encode()) == value)
        }
      }
    }
  }
}

/// A small deterministic generator (splitmix64).
struct SplitMix: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
