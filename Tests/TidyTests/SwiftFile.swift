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
    private let characters: [Character]
    private var position = 0
    var code = ""
    var literals: [String] = []

    init(_ text: String) { characters = Array(text) }

    mutating func read() {
      while position < characters.count {
        if starts(with: "//") {
          while position < characters.count, characters[position] != "\n" { position += 1 }
        } else if starts(with: "#\"") {
          literal(from: "#\"", to: "\"#", escapes: false)
        } else if starts(with: "\"\"\"") {
          literal(from: "\"\"\"", to: "\"\"\"", escapes: true)
        } else if starts(with: "\"") {
          literal(from: "\"", to: "\"", escapes: true)
        } else {
          code.append(characters[position])
          position += 1
        }
      }
    }

    private mutating func literal(from opening: String, to closing: String, escapes: Bool) {
      position += opening.count
      var content = ""
      var depth = 0
      while position < characters.count {
        let character = characters[position]
        if escapes, character == "\\", position + 1 < characters.count {
          if characters[position + 1] == "(" { depth += 1 }
          content.append(characters[position + 1])
          position += 2
          continue
        }
        if depth == 0, starts(with: closing) {
          position += closing.count
          break
        }
        if depth > 0, character == "(" { depth += 1 }
        if depth > 0, character == ")" { depth -= 1 }
        if character == "\n" { code.append("\n") }
        content.append(character)
        position += 1
      }
      literals.append(content)
      code.append("\"\"")
    }

    private func starts(with text: String) -> Bool {
      characters[position...].starts(with: text)
    }
  }
}
