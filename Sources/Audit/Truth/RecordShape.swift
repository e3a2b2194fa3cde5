/// What the texts of a record look like.
enum RecordShape {
  /// How deep objects and lists of a body may be nested.
  static let deepest = 64

  /// One of a kind's words: small letters and underscores.
  static func isWord(_ bytes: UnsafeRawBufferPointer) -> Bool {
    !bytes.isEmpty && bytes.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || $0 == UInt8(ascii: "_") }
  }

  /// Whether a text is one JSON object (RFC 8259), in UTF-8.
  static func isObject(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard String(validating: bytes, as: UTF8.self) != nil else { return false }
    var scanner = JSONScanner(bytes)
    return scanner.isObject()
  }
}

/// Walks over JSON and keeps nothing of it: this room shares no parser with those that write bodies.
private struct JSONScanner {
  private let bytes: UnsafeRawBufferPointer
  private var position = 0
  private var depth = 0

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  mutating func isObject() -> Bool {
    skipSpace()
    guard next == UInt8(ascii: "{"), value() else { return false }
    skipSpace()
    return position == bytes.count
  }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard next == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d { position += 1 }
  }

  private mutating func value() -> Bool {
    switch next {
    case UInt8(ascii: "{"): list(until: "}", isNamed: true)
    case UInt8(ascii: "["): list(until: "]", isNamed: false)
    case UInt8(ascii: "\""): string()
    case UInt8(ascii: "t"): word("true")
    case UInt8(ascii: "f"): word("false")
    case UInt8(ascii: "n"): word("null")
    default: number()
    }
  }

  private mutating func list(until end: Unicode.Scalar, isNamed: Bool) -> Bool {
    position += 1
    depth += 1
    defer { depth -= 1 }
    guard depth <= RecordShape.deepest else { return false }
    skipSpace()
    if take(end) { return true }
    while true {
      skipSpace()
      if isNamed {
        guard string() else { return false }
        skipSpace()
        guard take(":") else { return false }
        skipSpace()
      }
      guard value() else { return false }
      skipSpace()
      if take(end) { return true }
      guard take(",") else { return false }
    }
  }

  private mutating func string() -> Bool {
    guard take("\"") else { return false }
    while let byte = next {
      position += 1
      switch byte {
      case UInt8(ascii: "\""): return true
      case UInt8(ascii: "\\"): guard escape() else { return false }
      case ..<0x20: return false
      default: break
      }
    }
    return false
  }

  private mutating func escape() -> Bool {
    guard let byte = next else { return false }
    position += 1
    guard byte == UInt8(ascii: "u") else { return "\"\\/bfnrt".utf8.contains(byte) }
    for _ in 0..<4 {
      guard let digit = next, Unicode.Scalar(digit).properties.isASCIIHexDigit else { return false }
      position += 1
    }
    return true
  }

  private mutating func word(_ text: String) -> Bool {
    guard bytes[position...].starts(with: text.utf8) else { return false }
    position += text.utf8.count
    return true
  }

  private mutating func number() -> Bool {
    _ = take("-")
    if !take("0") { guard digits() else { return false } }
    if take(".") { guard digits() else { return false } }
    if take("e") || take("E") {
      _ = take("+") || take("-")
      guard digits() else { return false }
    }
    return true
  }

  private mutating func digits() -> Bool {
    let start = position
    while let byte = next, (0x30...0x39).contains(byte) { position += 1 }
    return position > start
  }
}
