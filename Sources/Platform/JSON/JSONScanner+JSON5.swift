/// The liberties of JSON5 (json5.org, version 1.0.0). Each function is entered only where strict JSON would report an error.
extension JSONScanner {
  /// Skips one comment or one white space character that only JSON5 knows; false if there is none.
  mutating func skipJSON5Space() throws(JSONError) -> Bool {
    let start = offset
    switch input[offset] {
    case 0x0B, 0x0C:
      offset += 1
      return true
    case UInt8(ascii: "/"): return try skipComment()
    case 0x80...:
      try skipUTF8Sequence()
      let character = text(from: start, to: offset).string
      // No-break space, byte order mark, line and paragraph separators.
      if ["\u{A0}", "\u{FEFF}", "\u{2028}", "\u{2029}"].contains(character) { return true }
      offset = start
      return false
    default: return false
    }
  }

  private mutating func skipComment() throws(JSONError) -> Bool {
    let start = offset
    guard offset + 1 < input.count else { return false }
    switch input[offset + 1] {
    case UInt8(ascii: "/"):
      while offset < input.count, input[offset] != UInt8(ascii: "\n") { offset += 1 }
      return true
    case UInt8(ascii: "*"):
      offset += 2
      while offset + 1 < input.count {
        if input[offset] == UInt8(ascii: "*"), input[offset + 1] == UInt8(ascii: "/") {
          offset += 2
          return true
        }
        offset += 1
      }
      throw failure(.truncated, "a comment is not closed", at: start)
    default: return false
    }
  }

  /// A key in single quotes, or an identifier of ASCII letters, digits, `_` and `$`.
  mutating func json5Key() throws(JSONError) -> JSONText {
    if input[offset] == UInt8(ascii: "'") { return try quotedText() }
    let start = offset
    while offset < input.count, Self.isIdentifier(input[offset], isFirst: offset == start) { offset += 1 }
    guard offset > start else { throw failure(.syntax, "expected a key") }
    return text(from: start, to: offset)
  }

  private static func isIdentifier(_ byte: UInt8, isFirst: Bool) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"), UInt8(ascii: "$"): true
    case UInt8(ascii: "0")...UInt8(ascii: "9"): !isFirst
    default: false
    }
  }

  /// An escape that strict JSON does not have; `offset` is behind its second character.
  mutating func json5Escape(from start: Int, before end: Int) throws(JSONError) -> Unicode.Scalar? {
    switch input[start + 1] {
    case UInt8(ascii: "'"): return "'"
    case UInt8(ascii: "v"): return "\u{B}"
    case UInt8(ascii: "0"): return "\0"
    case UInt8(ascii: "x"): return Unicode.Scalar(try hexadecimal(digits: 2, before: end))
    case UInt8(ascii: "\n"): return nil
    case UInt8(ascii: "\r"):
      if offset < end, input[offset] == UInt8(ascii: "\n") { offset += 1 }
      return nil
    default: throw failure(.invalidEscape, "an escape in a string that JSON5 does not have", at: start)
    }
  }

  /// A number in any of JSON5's forms, its literal brought into the form of RFC 8259.
  mutating func json5Number() throws(JSONError) -> JSONNumber {
    let start = offset
    let isNegative = input[offset] == UInt8(ascii: "-")
    if isNegative || input[offset] == UInt8(ascii: "+") { offset += 1 }
    guard offset < input.count else { throw brokenNumber("a digit") }
    if offset + 1 < input.count, input[offset] == UInt8(ascii: "0"), input[offset + 1] | 0x20 == UInt8(ascii: "x") {
      return .integer(try hexadecimalInteger(isNegative: isNegative, from: start))
    }
    let whole = offset
    let wholeDigits = skipDigits()
    if wholeDigits > 1, input[whole] == UInt8(ascii: "0") {
      throw failure(.syntax, "a number may not begin with a zero", at: whole)
    }
    let fraction = offset
    var fractionDigits = 0
    if offset < input.count, input[offset] == UInt8(ascii: ".") {
      offset += 1
      fractionDigits = skipDigits()
    }
    guard wholeDigits + fractionDigits > 0 else { throw brokenNumber("a digit") }
    let hasPoint = offset > fraction
    let exponent = offset
    if offset < input.count, input[offset] | 0x20 == UInt8(ascii: "e") { try skipExponent() }
    if !hasPoint, offset == exponent {
      let digits = text(from: whole, to: fraction).string
      if let value = Int64(isNegative ? "-" + digits : digits) { return .integer(value) }
    }
    let sign = isNegative ? "-" : ""
    let digits = wholeDigits > 0 ? text(from: whole, to: fraction).string : "0"
    let point = hasPoint ? text(from: fraction, to: exponent).string : ""
    let decimals = hasPoint && fractionDigits == 0 ? ".0" : point
    return .decimal(sign + digits + decimals + text(from: exponent, to: offset).string)
  }

  private mutating func hexadecimalInteger(isNegative: Bool, from start: Int) throws(JSONError) -> Int64 {
    offset += 2
    let first = offset
    while offset < input.count, Self.hexadecimalValue(of: input[offset]) != nil { offset += 1 }
    guard offset > first else { throw brokenNumber("a hexadecimal digit") }
    let digits = text(from: first, to: offset).string
    guard let value = Int64(isNegative ? "-" + digits : digits, radix: 16) else {
      throw failure(.integerOutOfRange, "the integer does not fit 64 bits", at: start)
    }
    return value
  }
}
