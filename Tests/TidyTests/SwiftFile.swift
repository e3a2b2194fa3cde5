/// A Swift source, with its comments and its string literals told apart from its code.
///
/// Not a parser: good enough for line comments (blocks are refused by the lint), plain, multi-line and raw literals.
struct SwiftFile {
  let path: String
  let text: String
  /// The lines with comments and the contents of literals taken out.
  let code: [String]
  /// The contents of all literals.
  let literals: [String]

  init(path: String, text: String) {
    self.path = path
    self.text = text
    var reader = Reader(text)
    reader.read()
    code = reader.code.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    literals = reader.literals
  }

  var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }

  var name: String { path.split(separator: "/").last.map(String.init) ?? path }

  private struct Reader {
    private let bytes: [UInt8]
    private var position = 0
    private var codeBytes: [UInt8] = []
    var literals: [String] = []

    init(_ text: String) { bytes = Array(text.utf8) }

    var code: String { String(decoding: codeBytes, as: UTF8.self) }

    mutating func read() {
      while position < bytes.count {
        if starts(with: "//") {
          while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { position += 1 }
        } else if starts(with: "#\"") {
          literal(from: "#\"", to: "\"#", escapes: false)
        } else if starts(with: "\"\"\"") {
          literal(from: "\"\"\"", to: "\"\"\"", escapes: true)
        } else if starts(with: "\"") {
          literal(from: "\"", to: "\"", escapes: true)
        } else {
          codeBytes.append(bytes[position])
          position += 1
        }
      }
    }

    private mutating func literal(from opening: StaticString, to closing: StaticString, escapes: Bool) {
      position += opening.utf8CodeUnitCount
      var content: [UInt8] = []
      var depth = 0
      while position < bytes.count {
        let byte = bytes[position]
        if escapes, byte == UInt8(ascii: "\\"), position + 1 < bytes.count {
          if bytes[position + 1] == UInt8(ascii: "(") { depth += 1 }
          content.append(bytes[position + 1])
          position += 2
          continue
        }
        if depth == 0, starts(with: closing) {
          position += closing.utf8CodeUnitCount
          break
        }
        if depth > 0, byte == UInt8(ascii: "(") { depth += 1 }
        if depth > 0, byte == UInt8(ascii: ")") { depth -= 1 }
        if byte == UInt8(ascii: "\n") { codeBytes.append(byte) }
        content.append(byte)
        position += 1
      }
      literals.append(String(decoding: content, as: UTF8.self))
      codeBytes += [UInt8(ascii: "\""), UInt8(ascii: "\"")]
    }

    private func starts(with text: StaticString) -> Bool {
      guard bytes.count - position >= text.utf8CodeUnitCount else { return false }
      for offset in 0..<text.utf8CodeUnitCount where bytes[position + offset] != text.utf8Start[offset] { return false }
      return true
    }
  }
}
