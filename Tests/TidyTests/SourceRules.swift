import Glibc

/// What is wrong, and where.
struct Finding: Equatable, CustomStringConvertible {
  let path: String
  let line: Int?
  let what: String

  var description: String { line.map { "\(path):\($0): \(what)" } ?? "\(path): \(what)" }
}

/// A rule that a machine can check in one Swift file.
struct SourceRule: Sendable {
  let name: String
  let check: @Sendable (SwiftFile) -> [Finding]

  init(_ name: String, check: @escaping @Sendable (SwiftFile) -> [Finding]) {
    self.name = name
    self.check = check
  }

  /// A rule about single lines of code.
  static func lines(_ name: String, _ isWrong: @escaping @Sendable (String) -> Bool) -> SourceRule {
    SourceRule(name) { file in
      file.code.enumerated().filter { isWrong($0.element) }
        .map { Finding(path: file.path, line: $0.offset + 1, what: "\(name): \($0.element.trimmed)") }
    }
  }

  static let length = SourceRule("no file is longer than 400 lines") { file in
    let count = file.lines.count - (file.text.hasSuffix("\n") ? 1 : 0)
    return count > 400 ? [Finding(path: file.path, line: nil, what: "\(count) lines, at most 400")] : []
  }

  static let force = SourceRule.lines("nothing is forced") { line in
    line.has("!") && (line.contains("try!") || line.contains("as!") || line.contains(/[\w\)\]]!(?!=)/))
  }

  static let abandon = SourceRule.lines("the process stops with a precondition and a sentence, not with fatalError") { line in
    line.has("fatalError(") || line.has("abort()") && line.contains(/\babort\(\)/)
  }

  static let swallow = SourceRule.lines("no error is swallowed") { line in
    line.has("try?") || line.has("catch") && line.contains(/catch\s*\{\s*\}/)
  }

  static let names = SourceRule("names say what a thing is") { file in
    let vague = /Manager|Helper|Util|Common|Misc|Base(?![0-9a-z])/
    let words: [StaticString] = ["Manager", "Helper", "Util", "Common", "Misc", "Base"]
    var findings: [Finding] = []
    if file.name.contains(vague) { findings.append(Finding(path: file.path, line: nil, what: "a vague file name")) }
    for (index, line) in file.code.enumerated() where words.contains(where: { line.has($0) }) {
      guard let match = line.firstMatch(of: /\b(?:struct|class|enum|protocol|actor|typealias|extension)\s+(\w+)/) else {
        continue
      }
      if match.1.contains(vague) { findings.append(Finding(path: file.path, line: index + 1, what: "a vague name: \(match.1)")) }
    }
    return findings
  }

  static let unchecked = SourceRule("@unchecked Sendable has its proof in a comment above") { file in
    let lines = file.lines
    return file.code.indices.filter { file.code[$0].has("@unchecked") }
      .filter { index in !lines[max(0, index - 12)...index].contains { $0.contains("//") } }
      .map { Finding(path: file.path, line: $0 + 1, what: "@unchecked Sendable without a proof") }
  }

  static let reexport = SourceRule.lines("nothing is passed on to other rooms by @_exported") { $0.has("@_exported") }

  static let floating = SourceRule.lines("no floating-point number near money") { line in
    (line.has("Double") || line.has("Float") || line.has("Decimal"))
      && line.contains(/\b(?:Double|Float|Float16|Float80|CGFloat|Decimal)\b/)
  }

  static let sql = SourceRule("SQL lives in Storage and Audit") { file in
    file.literals.filter { $0.contains(/\b(?:SELECT|INSERT|DELETE FROM|CREATE TABLE|PRAGMA)\b|\bUPDATE \w+ SET\b/) }
      .map { Finding(path: file.path, line: nil, what: "SQL: \($0.prefix(60))") }
  }

  /// A generic value is stored in another form than a function is called in: each look at one wraps what it finds, and writes it back.
  static let wrapped = SourceRule.lines("a function stands in a Mutex, a Monitor or an Atomic only inside a struct") { line in
    line.has("->") && line.contains(/\b(?:Mutex|Monitor|Atomic)<[^=>]*->/)
  }

  static let sleep = SourceRule.lines("tests wait for what happens, not for time") { line in
    line.has("sleep") && line.contains(/\bu?sleep\(|Task\.sleep|nanosleep|Thread\.sleep/)
  }
}

extension String {
  var trimmed: String { String(drop { $0 == " " }) }

  /// Whether it contains an ASCII text: much quicker than an expression, which is asked only of the few lines that do.
  func has(_ text: StaticString) -> Bool {
    withCString { strstr($0, UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self)) != nil }
  }
}
