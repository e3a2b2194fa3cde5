import JSON

/// The scanner under every request: it must agree with an independent reading of RFC 8259, and what it reads must print and read again
/// as the same.
enum JSONTarget {
  static func examine(_ bytes: [UInt8], planted: Bool) -> String? {
    let value: JSONValue?
    do { value = try JSONValue.parse(bytes) } catch {
      if !(0...bytes.count).contains(error.offset) || error.line < 1 || error.column < 1 {
        return "an error at no place: \(error)"
      }
      value = nil
    }
    var independent = IndependentJSON(bytes)
    let other = independent.read()
    switch (value, other) {
    case (nil, nil): return nil
    case (nil, _?): return "refused, but RFC 8259 allows it"
    case (_?, nil): return "taken, but it should be refused: \(independent.refusal)"
    case (let value?, let other?):
      if planted, let text = value.stringValue?.utf8, text.starts(with: "x\n".utf8), text.count == 3, text.last != 0x79 {
        return "planted"
      }
      if !same(value, other) { return "read as \(value), not as \(other)" }
      return printed(value)
    }
  }

  /// Equal by bytes: to Swift two spellings of one character are equal texts.
  static func same(_ one: JSONValue, _ other: JSONValue) -> Bool {
    switch (one, other) {
    case (.string(let one), .string(let other)): one.utf8.elementsEqual(other.utf8)
    case (.array(let one), .array(let other)): one.count == other.count && zip(one, other).allSatisfy { same($0, $1) }
    case (.object(let one), .object(let other)):
      one.count == other.count
        && zip(one.members, other.members).allSatisfy { $0.key.utf8.elementsEqual($1.key.utf8) && same($0.value, $1.value) }
    default: one == other
    }
  }

  static func printed(_ value: JSONValue) -> String? {
    for pretty in [false, true] {
      let text = value.encode(pretty: pretty)
      do {
        guard same(try JSONValue.parse(text), value) else { return "printed (pretty: \(pretty)) as something else" }
      } catch {
        return "printed (pretty: \(pretty)) as no JSON: \(error)"
      }
    }
    // Skipping must be as strict as reading, and see the same bytes.
    let text = value.encode()
    do {
      let raw = try withJSONScanner(text) { (scanner) throws(JSONError) in
        let raw = try scanner.rawValue().array
        try scanner.end()
        return raw
      }
      return raw == text ? nil : "skipped other bytes than it read"
    } catch {
      return "read, but not skipped: \(error)"
    }
  }
}
