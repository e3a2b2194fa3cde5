import Terminal
import Testing

@testable import walletctl

/// Lines that are typed.
struct LineEditorTests {
  private func line(_ text: String, _ keys: TerminalInput.Key...) -> LineEditor {
    var line = LineEditor(text)
    for key in keys { _ = line.take(key) }
    return line
  }

  @Test func `letters go in where the cursor is`() {
    #expect(line("ac", .left, "b").text == "abc")
    #expect(line("b", .home, "a", .end, "c").text == "abc")
    #expect(line("金", .home, "a", .right, "b").text == "a金b")
  }

  @Test func `letters, words and all of it go out`() {
    #expect(line("abc", .backspace).text == "ab")
    #expect(line("abc", .home, .delete).text == "bc")
    #expect(line("abc", .home, .backspace).text == "abc")
    #expect(line("class:asset  wallet ", .control("w")).text == "class:asset  ")
    #expect(line("class:asset wallet", .left, .left, .control("u")).text == "et")
    #expect(line("", .control("w"), .control("u"), .delete, .left, .right).text == "")
  }

  @Test func `control characters and endless lines stay out`() {
    #expect(line("a", .character("\u{7}"), .character("\u{1B}")).text == "a")
    var long = LineEditor()
    for _ in 1...1_000 { _ = long.take("x") }
    #expect(long.text.count == LineEditor.mostCharacters)
  }

  @Test(arguments: [("cl", "class:"), ("class:a", "class:asset"), ("alice st", "alice status:"), ("nothing", nil)])
  func `filters are completed`(typed: String, completed: String?) {
    #expect(FilterCompletion.completed(typed, AccountsScreen.screen.filters) == completed)
  }

  @Test(arguments: [
    ("a b", 10, ["a b"]), ("one two three", 7, ["one two", "three"]), ("abcdefghij", 4, ["abcd", "efgh", "ij"]), ("", 5, [""]),
    ("金額金額", 4, ["金額", "金額"]),
  ])
  func `texts are broken between words, and long words where the line ends`(text: String, width: Int, lines: [String]) {
    #expect(Painter.wrapped(text, width: width) == lines)
  }

  @Test(arguments: [
    ("plain", "plain"), ("a b", "'a b'"), ("", "''"), ("o'neil", #"'o'\''neil'"#), ("$(rm)", "'$(rm)'"), ("a;b", "'a;b'"),
  ])
  func `words are quoted as a shell takes them`(word: String, quoted: String) { #expect(ShellWords.line([word]) == quoted) }
}
