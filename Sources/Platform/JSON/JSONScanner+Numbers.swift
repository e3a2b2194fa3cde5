/// Numbers: integers as exact Int64, all others as the literal they were written with. No floating point anywhere.
extension JSONScanner {
  /// An exact 64-bit integer.
  ///
  /// - Throws: `notAnInteger` for a well-formed number with a fraction or exponent (`1.0` too), `integerOutOfRange`, `wrongType`
  ///   for a value of another type, `syntax` for what is no number at all.
  package mutating func int64() throws(JSONError) -> Int64 {
    var byte = try significantByte(expecting: "an integer")
    let start = offset
    var at = offset
    let negative = byte == UInt8(ascii: "-")
    if negative {
      at += 1
      byte = at < input.count ? input[at] : 0
    }
    guard byte &- UInt8(ascii: "0") <= 9 else { return try unusualInteger() }
    let firstDigit = at
    var magnitude: UInt64 = 0
    while at < input.count {
      let digit = input[at] &- UInt8(ascii: "0")
      guard digit <= 9 else { break }
      magnitude = magnitude &* 10 &+ UInt64(digit)
      at += 1
    }
    if at < input.count, Self.continuesNumber(input[at]) { return try unusualInteger() }
    let digits = at - firstDigit
    if digits > 1, input[firstDigit] == UInt8(ascii: "0") { return try unusualInteger() }
    // 19 digits always fit UInt64, so `magnitude` has not wrapped.
    let limit = UInt64(Int64.max) + (negative ? 1 : 0)
    guard digits <= 19, magnitude <= limit else { throw outOfRange(at: start) }
    offset = at
    return negative ? Int64(truncatingIfNeeded: 0 &- magnitude) : Int64(truncatingIfNeeded: magnitude)
  }

  /// Any number.
  package mutating func number() throws(JSONError) -> JSONNumber {
    _ = try significantByte(expecting: "a number")
    if options.dialect == .json5 { return try json5Number() }
    let start = offset
    let isInteger = try skipNumber()
    let literal = text(from: start, to: offset)
    if isInteger, let value = Int64(literal.string) { return .integer(value) }
    return .decimal(literal.string)
  }

  /// What the fast path of `int64` does not read: JSON5's forms, and everything that ends in an error.
  @inline(never)
  private mutating func unusualInteger() throws(JSONError) -> Int64 {
    guard try peek() == .number else { throw mismatch(.number, phrase: "an integer") }
    let start = offset
    switch try number() {
    case .integer(let value): return value
    case .decimal(let literal):
      let isInteger = literal.utf8.allSatisfy { !Self.continuesNumber($0) }
      if isInteger { throw outOfRange(at: start) }
      throw failure(.notAnInteger, "expected an integer, found a number with a fraction or an exponent", at: start)
    }
  }

  private func outOfRange(at start: Int) -> JSONError {
    failure(.integerOutOfRange, "the integer does not fit 64 bits", at: start)
  }

  /// Advances over a number of RFC 8259; true if it has neither fraction nor exponent.
  private mutating func skipNumber() throws(JSONError) -> Bool {
    if input[offset] == UInt8(ascii: "-") { offset += 1 }
    let first = offset
    guard skipDigits() > 0 else { throw brokenNumber("a digit") }
    if offset - first > 1, input[first] == UInt8(ascii: "0") {
      throw failure(.syntax, "a number may not begin with a zero", at: first)
    }
    var isInteger = true
    if offset < input.count, input[offset] == UInt8(ascii: ".") {
      isInteger = false
      offset += 1
      guard skipDigits() > 0 else { throw brokenNumber("a digit after the decimal point") }
    }
    if offset < input.count, input[offset] | 0x20 == UInt8(ascii: "e") {
      isInteger = false
      try skipExponent()
    }
    return isInteger
  }

  /// Advances over an exponent whose `e` is at `offset`.
  mutating func skipExponent() throws(JSONError) {
    offset += 1
    if offset < input.count, input[offset] == UInt8(ascii: "+") || input[offset] == UInt8(ascii: "-") { offset += 1 }
    guard skipDigits() > 0 else { throw brokenNumber("a digit in the exponent") }
  }

  /// How many decimal digits it stepped over.
  mutating func skipDigits() -> Int {
    let start = offset
    while offset < input.count, input[offset] &- UInt8(ascii: "0") <= 9 { offset += 1 }
    return offset - start
  }

  func brokenNumber(_ missing: String) -> JSONError {
    offset < input.count
      ? failure(.syntax, "expected \(missing)") : failure(.truncated, "the text ends in the middle of a number")
  }

  /// Whether `byte` behind digits makes the number more than a decimal integer.
  private static func continuesNumber(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ".") || byte | 0x20 == UInt8(ascii: "e") || byte | 0x20 == UInt8(ascii: "x")
  }
}

/// A number as the scanner saw it.
package enum JSONNumber: Equatable, Sendable {
  /// Neither fraction nor exponent, and it fits 64 bits.
  case integer(Int64)
  /// Any other: its literal in the form of RFC 8259.
  case decimal(String)
}
