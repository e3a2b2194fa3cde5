/// Strings: found eight bytes at a time, UTF-8 checked on the way, decoded only where there are escapes.
extension JSONScanner {
  /// The text between the quote at `offset` and its partner; both quotes are consumed.
  mutating func quotedText() throws(JSONError) -> JSONText {
    let quote = input[offset]
    let start = offset + 1
    let end = nextMark(from: start, quote: quote)
    if end < input.count, input[end] == quote {
      offset = end + 1
      return text(from: start, to: end)
    }
    offset = end
    return try unusualText(from: start, quote: quote)
  }

  /// A string that is not plain ASCII up to its end; `offset` is at the first byte that is not.
  @inline(never)
  private mutating func unusualText(from start: Int, quote: UInt8) throws(JSONError) -> JSONText {
    let hasEscape = try skipString(quote)
    let end = offset
    guard hasEscape else {
      offset = end + 1
      return text(from: start, to: end)
    }
    let target = scratchSpace(for: end - start)
    return keep(try decode(from: start, to: end, into: target), at: target)
  }

  /// The place of the next byte that may matter: the quote, a backslash, a control character or one beyond ASCII; or the end.
  @inline(__always)
  private func nextMark(from start: Int, quote: UInt8) -> Int {
    guard let base = UnsafeRawPointer(input.baseAddress) else { return start }
    let ones: UInt64 = 0x0101_0101_0101_0101
    let tops: UInt64 = 0x8080_8080_8080_8080
    let quotes = ones &* UInt64(quote)
    let end = input.count
    var at = start
    while at &+ 8 <= end {
      let word = base.loadUnaligned(fromByteOffset: at, as: UInt64.self).littleEndian
      let quoted = word ^ quotes
      let escaped = word ^ (ones &* 0x5C)
      // The top bit of each byte that matters. A borrow can only blur the bytes above the first such mark.
      let marks =
        (((quoted &- ones) & ~quoted) | ((escaped &- ones) & ~escaped) | ((word &- (ones &* 0x20)) & ~word) | word) & tops
      if marks != 0 { return at &+ (marks.trailingZeroBitCount &>> 3) }
      at &+= 8
    }
    while at < end {
      let byte = input[at]
      guard byte >= 0x20, byte < 0x80, byte != quote, byte != UInt8(ascii: "\\") else { break }
      at &+= 1
    }
    return at
  }

  /// Refuses overlong forms, surrogates, values beyond U+10FFFF and broken sequences (table 3-7 of the Unicode standard).
  mutating func skipUTF8Sequence() throws(JSONError) {
    let second: ClosedRange<UInt8>
    let length: Int
    switch input[offset] {
    case 0xC2...0xDF: (second, length) = (0x80...0xBF, 2)
    case 0xE0: (second, length) = (0xA0...0xBF, 3)
    case 0xE1...0xEC, 0xEE...0xEF: (second, length) = (0x80...0xBF, 3)
    case 0xED: (second, length) = (0x80...0x9F, 3)
    case 0xF0: (second, length) = (0x90...0xBF, 4)
    case 0xF1...0xF3: (second, length) = (0x80...0xBF, 4)
    case 0xF4: (second, length) = (0x80...0x8F, 4)
    default: throw failure(.invalidUTF8, "a string holds bytes that are not UTF-8")
    }
    for index in 1..<length {
      guard offset + index < input.count, (index == 1 ? second : 0x80...0xBF).contains(input[offset + index]) else {
        throw failure(.invalidUTF8, "a string holds bytes that are not UTF-8")
      }
    }
    offset += length
  }

  /// Advances to the closing quote and leaves it unread; answers whether there are escapes, which `decode` checks later.
  private mutating func skipString(_ quote: UInt8) throws(JSONError) -> Bool {
    var hasEscape = false
    while true {
      offset = nextMark(from: offset, quote: quote)
      guard offset < input.count else { throw failure(.truncated, "the text ends inside a string") }
      switch input[offset] {
      case quote: return hasEscape
      case UInt8(ascii: "\\"):
        hasEscape = true
        offset += 1
        guard offset < input.count else { throw failure(.truncated, "the text ends inside a string") }
        if input[offset] < 0x80 { offset += 1 }
      case 0x80...: try skipUTF8Sequence()
      default: throw failure(.controlCharacter, "a control character in a string must be written as an escape")
      }
    }
  }

  /// Decodes the string content in `start..<end`, which is valid UTF-8 and has an escape somewhere. Ends behind the closing quote.
  private mutating func decode(from start: Int, to end: Int, into target: UnsafeMutablePointer<UInt8>) throws(JSONError) -> Int {
    var written = 0
    offset = start
    while offset < end {
      let byte = input[offset]
      guard byte == UInt8(ascii: "\\") else {
        target[written] = byte
        written += 1
        offset += 1
        continue
      }
      if let scalar = try escape(before: end) {
        for unit in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter {
          target[written] = unit
          written += 1
        }
      }
    }
    offset = end + 1
    return written
  }

  /// The scalar that the escape at `offset` stands for; nil for JSON5's escaped line end, which stands for nothing.
  private mutating func escape(before end: Int) throws(JSONError) -> Unicode.Scalar? {
    let start = offset
    offset += 2
    switch input[start + 1] {
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return try unicodeEscape(from: start, before: end)
    default:
      if options.dialect == .json5 { return try json5Escape(from: start, before: end) }
      throw failure(.invalidEscape, "an escape in a string that JSON does not have", at: start)
    }
  }

  private mutating func unicodeEscape(from start: Int, before end: Int) throws(JSONError) -> Unicode.Scalar {
    let first = try hexadecimal(digits: 4, before: end)
    if let scalar = Unicode.Scalar(first) { return scalar }
    if first < 0xDC00, offset + 6 <= end, input[offset] == UInt8(ascii: "\\"), input[offset + 1] == UInt8(ascii: "u") {
      offset += 2
      let second = try hexadecimal(digits: 4, before: end)
      if (0xDC00...0xDFFF).contains(second),
        let scalar = Unicode.Scalar(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00))
      {
        return scalar
      }
    }
    throw failure(.invalidEscape, "an escape in a string is half of a surrogate pair", at: start)
  }

  /// Reads exactly `digits` hexadecimal digits.
  mutating func hexadecimal(digits: Int, before end: Int) throws(JSONError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<digits {
      guard offset < end, let digit = Self.hexadecimalValue(of: input[offset]) else {
        throw failure(.invalidEscape, "an escape in a string needs \(digits) hexadecimal digits")
      }
      value = value << 4 | UInt32(digit)
      offset += 1
    }
    return value
  }

  static func hexadecimalValue(of byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
