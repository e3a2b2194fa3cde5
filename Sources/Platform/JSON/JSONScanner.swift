// The pull parser under every request.
//
// The caller walks the text in its own order and takes each value as the type it expects, straight from the request's bytes:
// no tree, no String, no allocation but one short list of keys. Everything RFC 8259 forbids is refused, and also what it
// merely discourages (duplicate keys, lone surrogates), so that two readers of one text can never see two meanings.
//
// JSON5 costs the strict path nothing: each of its liberties begins where strict JSON would report an error, and only there is
// the dialect asked for (JSONScanner+JSON5.swift).

import Glibc

/// Runs `body` with a scanner over `bytes`. Nothing the scanner hands out may leave the scope.
///
/// The body calls `end()` when it has read its value, or garbage behind the value goes unnoticed.
package func withJSONScanner<Result, Failure: Error>(
  _ bytes: [UInt8], options: JSONOptions = .strict, _ body: (inout JSONScanner) throws(Failure) -> Result
) throws(Failure) -> Result {
  try bytes.withUnsafeBufferPointer { (input) throws(Failure) -> Result in
    var scanner = JSONScanner(input, options: options)
    return try body(&scanner)
  }
}

/// Reads one JSON text from front to back. Made by `withJSONScanner`.
package struct JSONScanner: ~Copyable {
  let input: UnsafeBufferPointer<UInt8>
  let options: JSONOptions
  /// Bytes read so far.
  package internal(set) var offset = 0
  /// Where the key that `nextKey` answered last begins, its quote included.
  package private(set) var keyOffset = 0
  /// Objects and arrays open right now.
  package private(set) var depth = 0

  /// True between an opening bracket and whatever follows it.
  private var justOpened = false
  private var keys = JSONKeySet()
  /// Where strings with escapes are decoded to; made at the first escape. As long as the input, which suffices for all of them
  /// because decoding never lengthens.
  private var scratch: UnsafeMutableBufferPointer<UInt8>?
  private var scratchUsed = 0

  package init(_ input: UnsafeBufferPointer<UInt8>, options: JSONOptions) {
    self.input = input
    self.options = options
  }

  deinit {
    guard let scratch else { return }
    // Escapes of a secret were decoded here.
    if let start = scratch.baseAddress { explicit_bzero(start, scratch.count) }
    scratch.deallocate()
  }

  // MARK: Structure

  /// The type of the next value, which stays unread.
  package mutating func peek() throws(JSONError) -> JSONType {
    let byte = try significantByte(expecting: "a value")
    guard let type = type(startingWith: byte) else { throw failure(.syntax, "expected a value") }
    return type
  }

  package mutating func beginObject() throws(JSONError) {
    try open(UInt8(ascii: "{"), .object)
    keys.beginObject()
  }

  /// The next key of the innermost object, its colon consumed; nil once the object has ended.
  ///
  /// Between two calls the caller reads (or skips) exactly one value.
  package mutating func nextKey() throws(JSONError) -> JSONText? {
    guard try nextMember(of: .object, until: UInt8(ascii: "}")) else {
      keys.endObject()
      return nil
    }
    keyOffset = offset
    let key = try keyText()
    guard keys.insert(key) else {
      throw failure(.duplicateKey, "the key \(Self.excerpt(key)) appears twice in one object", at: keyOffset)
    }
    guard try significantByte(expecting: "':' after a key") == UInt8(ascii: ":") else {
      throw failure(.syntax, "expected ':' after a key")
    }
    offset += 1
    return key
  }

  package mutating func beginArray() throws(JSONError) {
    try open(UInt8(ascii: "["), .array)
  }

  /// True if another element follows, which the caller then reads; false once the array has ended.
  package mutating func nextElement() throws(JSONError) -> Bool {
    try nextMember(of: .array, until: UInt8(ascii: "]"))
  }

  /// Refuses anything but white space behind the value.
  package mutating func end() throws(JSONError) {
    precondition(depth == 0, "the text was not read to its end")
    try skipWhitespace()
    guard offset == input.count else {
      throw failure(.trailingBytes, "expected nothing more after the value")
    }
  }

  // MARK: Scalars

  package mutating func bool() throws(JSONError) -> Bool {
    switch try significantByte(expecting: "true or false") {
    case UInt8(ascii: "t"):
      try word("true")
      return true
    case UInt8(ascii: "f"):
      try word("false")
      return false
    default: throw mismatch(.bool)
    }
  }

  /// Consumes a `null` and answers true, or leaves any other value unread.
  package mutating func takeNull() throws(JSONError) -> Bool {
    guard try significantByte(expecting: "a value") == UInt8(ascii: "n") else { return false }
    try word("null")
    return true
  }

  /// The text of a string, escapes decoded.
  package mutating func string() throws(JSONError) -> JSONText {
    let byte = try significantByte(expecting: "a string")
    guard byte == UInt8(ascii: "\"") || (byte == UInt8(ascii: "'") && options.dialect == .json5) else {
      throw mismatch(.string)
    }
    return try quotedText()
  }

  /// Reads past one value of any type, checking it as strictly as if it were used.
  package mutating func skipValue() throws(JSONError) {
    switch try peek() {
    case .object:
      try beginObject()
      while try nextKey() != nil { try skipValue() }
    case .array:
      try beginArray()
      while try nextElement() { try skipValue() }
    case .string: _ = try string()
    case .number: _ = try number()
    case .bool: _ = try bool()
    case .null: try word("null")
    }
  }

  /// Reads past one value of any type and answers the bytes it is written with.
  package mutating func rawValue() throws(JSONError) -> JSONText {
    _ = try peek()
    let start = offset
    try skipValue()
    return text(from: start, to: offset)
  }

  /// Where `offset` is, for an error of the caller's own.
  package func position(of offset: Int) -> JSONPosition {
    JSONPosition(of: offset, in: input)
  }

  // MARK: Shared by the extensions

  /// Skips white space and answers the byte behind it, unread. The end of the text is an error that names `what` was expected.
  @inline(__always)
  mutating func significantByte(expecting what: StaticString) throws(JSONError) -> UInt8 {
    if offset < input.count {
      let byte = input[offset]
      if byte > 0x20, byte != UInt8(ascii: "/"), byte < 0x80 { return byte }
    }
    try skipWhitespace()
    guard offset < input.count else { throw failure(.truncated, "the text ends where it needs \(what)") }
    return input[offset]
  }

  mutating func skipWhitespace() throws(JSONError) {
    while offset < input.count {
      switch input[offset] {
      case 0x20, 0x0A, 0x0D, 0x09: offset += 1
      default: guard options.dialect == .json5, try skipJSON5Space() else { return }
      }
    }
  }

  func text(from start: Int, to end: Int) -> JSONText {
    JSONText(UnsafeBufferPointer(start: input.baseAddress.map { $0 + start }, count: end - start))
  }

  /// Consumes a literal whose first letter has been seen.
  mutating func word(_ word: StaticString) throws(JSONError) {
    let count = word.utf8CodeUnitCount
    for index in 0..<count {
      guard offset + index < input.count else { throw failure(.truncated, "the text ends in the middle of '\(word)'") }
      guard input[offset + index] == word.utf8Start[index] else { throw failure(.syntax, "expected '\(word)'") }
    }
    offset += count
  }

  /// Room for `count` decoded bytes that lives as long as the scanner; `keep` says how many were used.
  mutating func scratchSpace(for count: Int) -> UnsafeMutablePointer<UInt8> {
    let space = scratch ?? .allocate(capacity: input.count)
    scratch = space
    precondition(scratchUsed + count <= space.count, "decoding never lengthens")
    guard let start = space.baseAddress else { preconditionFailure("the scratch space of a non-empty text has an address") }
    return start + scratchUsed
  }

  mutating func keep(_ count: Int, at start: UnsafeMutablePointer<UInt8>) -> JSONText {
    scratchUsed += count
    return JSONText(UnsafeBufferPointer(start: start, count: count))
  }

  @inline(never)
  func failure(_ kind: JSONError.Kind, _ reason: String, at place: Int? = nil) -> JSONError {
    JSONError(kind, at: position(of: place ?? offset), reason: reason)
  }

  /// The error for a value of another type than expected, or for no value at all.
  @inline(never)
  func mismatch(_ expected: JSONType, phrase: String? = nil) -> JSONError {
    let wanted = phrase ?? expected.phrase
    guard let found = type(startingWith: input[offset]) else { return failure(.syntax, "expected \(wanted)") }
    return failure(.wrongType(expected: expected, found: found), "expected \(wanted), found \(found.phrase)")
  }

  // MARK: Private

  private mutating func open(_ bracket: UInt8, _ type: JSONType) throws(JSONError) {
    guard try significantByte(expecting: "a value") == bracket else { throw mismatch(type) }
    guard depth < options.depthLimit else {
      throw failure(.tooDeep, "objects and arrays are nested more than \(options.depthLimit) levels deep")
    }
    depth += 1
    offset += 1
    justOpened = true
  }

  /// Steps over the comma before the next member, or over the closing bracket: false.
  @inline(__always)
  private mutating func nextMember(of container: Container, until bracket: UInt8) throws(JSONError) -> Bool {
    var byte = try significantByte(expecting: justOpened ? container.first : container.next)
    if byte != bracket && !justOpened {
      guard byte == UInt8(ascii: ",") else { throw failure(.syntax, "expected \(container.next)") }
      offset += 1
      byte = try significantByte(expecting: container.another)
      if byte == bracket && options.dialect == .strict {
        throw failure(.syntax, "expected \(container.another)")
      }
    }
    justOpened = false
    guard byte == bracket else { return true }
    offset += 1
    depth -= 1
    return false
  }

  /// What error sentences say is missing.
  private enum Container {
    case object, array

    var first: StaticString {
      switch self {
      case .object: "a key or '}'"
      case .array: "a value or ']'"
      }
    }

    var next: StaticString {
      switch self {
      case .object: "',' or '}' after a member"
      case .array: "',' or ']' after an element"
      }
    }

    var another: StaticString {
      switch self {
      case .object: "another key after ','"
      case .array: "another element after ','"
      }
    }
  }

  private mutating func keyText() throws(JSONError) -> JSONText {
    switch input[offset] {
    case UInt8(ascii: "\""): return try quotedText()
    default:
      guard options.dialect == .json5 else { throw failure(.syntax, "expected a key in double quotes") }
      return try json5Key()
    }
  }

  private func type(startingWith byte: UInt8) -> JSONType? {
    switch byte {
    case UInt8(ascii: "{"): .object
    case UInt8(ascii: "["): .array
    case UInt8(ascii: "\""): .string
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): .number
    case UInt8(ascii: "t"), UInt8(ascii: "f"): .bool
    case UInt8(ascii: "n"): .null
    case UInt8(ascii: "'"): options.dialect == .json5 ? .string : nil
    case UInt8(ascii: "+"), UInt8(ascii: "."): options.dialect == .json5 ? .number : nil
    default: nil
    }
  }

  /// A key fit for an error sentence: quoted, and short.
  private static func excerpt(_ key: JSONText) -> String {
    let limit = 40
    let text = key.string.prefix(limit)
    return key.count > limit ? "\"\(text)…\"" : "\"\(text)\""
  }
}
