/// A manual page in the man(7) macros, as groff and mandoc both read them without a warning.
struct Roff {
  var text: String

  /// `date`: the day the prose was last changed, not the day it was made.
  init(_ title: String, _ section: Int, date: String, version: String) {
    text = """
      .\\" Made from the declarations in Sources by `make golden`; do not edit.
      .TH \(title.uppercased()) \(section) \(date) "walletd \(version)" "walletd"
      .nh
      .ad l

      """
  }

  mutating func heading(_ title: String) { text += ".SH \(Roff.quoted(title.uppercased()))\n" }

  mutating func subheading(_ title: String) { text += ".SS \(Roff.quoted(title))\n" }

  /// Paragraphs, one a line of `prose`; indented lines are kept as they are.
  mutating func paragraph(_ prose: String) {
    var isKept = false
    for line in prose.split(separator: "\n", omittingEmptySubsequences: true) {
      if line.hasPrefix(" ") != isKept {
        if isKept { text += ".EE\n" } else { begin(".PP\n.EX\n") }
        isKept.toggle()
      }
      if !isKept { begin(".PP\n") }
      text += isKept ? Roff.line(Roff.escaped(String(line))) : Roff.line(Roff.inline(String(line)))
    }
    if isKept { text += ".EE\n" }
  }

  /// Begins a paragraph; a heading has begun one already.
  private mutating func begin(_ macros: String) {
    let last = text.dropLast().split(separator: "\n").last ?? ""
    text += last.hasPrefix(".SH") || last.hasPrefix(".SS") ? macros.replacing(".PP\n", with: "", maxReplacements: 1) : macros
  }

  /// A term, and what is said of it.
  mutating func item(_ term: String, _ prose: String) {
    text += ".TP\n\(Roff.line(term))\(Roff.line(Roff.inline(prose)))"
  }

  mutating func example(_ line: String, _ meaning: String) {
    begin(".PP\n")
    text += Roff.line(Roff.inline(Roff.sentence(meaning)))
    text += ".PP\n.RS 4\n.EX\n"
    for part in line.split(separator: "\n") { text += Roff.line(Roff.escaped(String(part))) }
    text += ".EE\n.RE\n"
  }

  mutating func references(_ pages: [String]) {
    heading("See also")
    text +=
      pages.map { page in
        let parts = page.split(separator: "(")
        return ".BR \(Roff.escaped(String(parts[0]))) (\(parts[1])"
      }.joined(separator: " ,\n") + "\n"
  }

  // MARK: Text

  static func bold(_ text: String) -> String { "\\fB\(escaped(text))\\fR" }
  static func italic(_ text: String) -> String { "\\fI\(escaped(text))\\fR" }

  /// What stands between backticks is bold.
  static func inline(_ prose: String) -> String {
    prose.split(separator: "`", omittingEmptySubsequences: false).enumerated().map { index, part in
      index % 2 == 0 ? escaped(String(part)) : bold(String(part))
    }.joined()
  }

  static func escaped(_ text: String) -> String {
    text.replacing("\\", with: "\\e").replacing("-", with: "\\-").replacing("`", with: "\\(ga").replacing("'", with: "\\(aq")
      .replacing("^", with: "\\(ha").replacing("~", with: "\\(ti")
  }

  static func sentence(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst() + (text.hasSuffix("?") ? "" : ":")
  }

  /// A dot or an apostrophe at the beginning of a line would be a request.
  private static func line(_ text: String) -> String {
    (text.hasPrefix(".") || text.hasPrefix("'") ? "\\&" : "") + text + "\n"
  }

  private static func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\e").replacing("\"", with: "\\(dq").replacing("-", with: "\\-") + "\""
  }
}
