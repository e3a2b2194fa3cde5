import Terminal
import Testing

struct FrameTests {
  @Test(arguments: [
    ("plain", 5), ("Gürtel", 6), ("金額", 4), ("e\u{301}a", 2), ("🙂!", 3), ("a\u{200D}b", 2), ("\u{1F1EE}\u{1F1E9}", 2), ("", 0),
    ("한글", 4), ("ไทย", 3), ("\u{7F}", 1), ("\u{301}", 1),
  ])
  func `a text is as wide as a terminal shows it`(text: String, width: Int) { #expect(CellWidth.of(text) == width) }

  @Test(arguments: [
    ("金額です", 8, "金額です"), ("金額です", 7, "金額で…"), ("金額です", 6, "金額…"), ("abcdef", 4, "abc…"), ("abc", 3, "abc"), ("abc", 0, ""),
    ("e\u{301}e\u{301}e\u{301}", 2, "e\u{301}…"),
  ])
  func `what is cut never ends in half a character`(text: String, width: Int, cut: String) {
    #expect(CellWidth.cut(text, to: width, ellipsis: "…") == cut)
    #expect(CellWidth.of(CellWidth.cut(text, to: width, ellipsis: "…")) <= width)
  }

  @Test func `what reaches over the edges is left out`() {
    var frame = Frame(TerminalSize(columns: 5, rows: 2))
    frame.put("abcdefgh", 1, column: 0, row: 0)
    frame.put("金金金", 1, column: 0, row: 1)
    frame.put("x", 1, column: 0, row: 2)
    frame.put("xyz", 1, column: -2, row: -1)
    #expect(frame.text == "abcde\n金金\n")
  }

  @Test func `half a wide character that is overwritten leaves a blank`() {
    var frame = Frame(TerminalSize(columns: 6, rows: 1))
    frame.put("金額金", 0, column: 0, row: 0)
    frame.put("x", 0, column: 1, row: 0)
    #expect(frame.text == " x額金\n")
    frame.put("y", 0, column: 2, row: 0)
    #expect(frame.text == " xy 金\n")
  }

  @Test func `frames differ when a cell, its look or the cursor differs`() {
    var one = Frame(TerminalSize(columns: 3, rows: 1))
    var other = one
    #expect(one == other)
    one.put("a", 0, column: 0, row: 0)
    #expect(one != other)
    other.put("a", 1, column: 0, row: 0)
    #expect(one != other)
    one.paint(1, columns: 0..<1, row: 0)
    #expect(one == other)
    one.cursor = (0, 0)
    #expect(one != other)
  }
}
