import JSON
import Terminal
import Testing

@testable import walletctl

/// Lists of any length in bounded memory.
struct WindowTests {
  private func rows(_ range: Range<Int>) -> [JSONValue] { range.map { .integer(Int64($0)) } }

  /// Reads a list of `count` rows as far as row `last`.
  private func read(_ count: Int, to last: Int) -> RowWindow {
    var window = RowWindow()
    while let wanted = window.wanted(for: last..<last + 1), wanted.index * 100 < count {
      let first = wanted.cursor.flatMap { Int($0) } ?? 0
      let end = min(count, first + 100)
      window.take(wanted, rows: rows(first..<end), next: end < count ? "\(end)" : nil)
    }
    return window
  }

  @Test func `a million rows are scrolled through with a thousand in memory, and back`() {
    var window = read(1_000_000, to: 999_999)
    #expect(window.known == 1_000_000 && window.isComplete)
    #expect(window.row(999_999)?.integerValue == 999999)
    #expect(window.held <= RowWindow.mostPages * 100 + 100)
    #expect(window.row(5) == nil, "it was let go")
    // Going back asks for the page by the cursor that was kept.
    let wanted = window.wanted(for: 500_050..<500_070)
    #expect(wanted == RowWindow.Wanted(index: 5_000, cursor: "500000"))
    if let wanted { window.take(wanted, rows: rows(500_000..<500_100), next: "500100") }
    #expect(window.row(500_051)?.integerValue == 500051)
    #expect(window.known == 1_000_000, "what comes after is still known")
  }

  @Test func `only what is in view is asked for, and a page ahead`() {
    var window = RowWindow()
    #expect(window.wanted(for: 0..<20) == window.first)
    window.take(window.first, rows: rows(0..<100), next: "100")
    #expect(window.wanted(for: 0..<20) == nil)
    #expect(window.wanted(for: 40..<60) == RowWindow.Wanted(index: 1, cursor: "100"), "half a page before its end")
  }

  @Test func `a page whose end has moved makes what came after it unknown`() {
    var window = read(500, to: 450)
    window.take(window.first, rows: rows(0..<100), next: "100")
    #expect(window.known == 500, "the same page again changes nothing")
    window.take(window.first, rows: rows(0..<100), next: "98")
    #expect(window.known == 100 && !window.isComplete)
    #expect(window.wanted(for: 90..<110) == RowWindow.Wanted(index: 1, cursor: "98"))
  }

  @Test func `pages that are empty or short are passed`() {
    var window = RowWindow()
    window.take(window.first, rows: [], next: "7")
    #expect(window.wanted(for: 0..<20) == RowWindow.Wanted(index: 1, cursor: "7"))
    window.take(RowWindow.Wanted(index: 1, cursor: "7"), rows: rows(0..<3), next: nil)
    #expect(window.known == 3 && window.isComplete && window.row(2)?.integerValue == 2)
    #expect(window.row(3) == nil && window.row(-1) == nil)
  }

  @Test func `an answer to what nobody waits for is nobody's`() {
    var window = read(300, to: 250)
    window.take(RowWindow.Wanted(index: 1, cursor: "elsewhere"), rows: rows(0..<1), next: nil)
    window.take(RowWindow.Wanted(index: 9, cursor: "900"), rows: rows(0..<1), next: nil)
    #expect(window.known == 300 && window.row(150)?.integerValue == 150)
  }

  @Test func `the end of a long list is reached page by page, and any key stops`() {
    var daemon = PaperDaemon()
    daemon.accountCount = 20_000
    var stage = Stage(start: "accounts", daemon: daemon)
    stage.isHeld = true
    stage.press("G")
    for _ in 1...5 { stage.answer([0]) }
    #expect(stage.model.page.isRunningToEnd)
    #expect(stage.frame.contains("going to the end"))
    stage.press(.escape)
    #expect(!stage.model.page.isRunningToEnd)
    let known = stage.model.page.count
    #expect(known >= 2_000 && known < 20_000)
    // What was under way still comes in, and nothing is asked for but what is in view.
    stage.answer([0])
    #expect(!stage.model.page.isRunningToEnd && stage.model.page.count <= known + 1_000 && stage.heldCount <= 1)
    stage.isHeld = false
    stage.press("r")
    stage.press("G")
    #expect(stage.model.page.count == 20_000 && stage.model.page.selection == 19_999)
    #expect(stage.frame.contains("wallet:19999"))
    #expect(stage.model.page.window.held <= 1_300)
    stage.press("g")
    #expect(stage.frame.contains("▸ wallet:alice"))
  }

  @Test func `a key that goes beyond what was read is not lost`() {
    var daemon = PaperDaemon()
    daemon.accountCount = 1_000
    var stage = Stage(start: "accounts", daemon: daemon)
    stage.isHeld = true
    for _ in 1...12 { stage.press(.pageDown) }
    stage.press(.down)
    #expect(stage.model.page.selection == 99)
    stage.answer([0])
    stage.answer([0])
    let rows = Layout(stage.model).listRows - 1
    #expect(stage.model.page.selection == 12 * rows + 1, "twelve screens and a row")
    #expect(stage.model.page.pendingRow == nil)
  }

  @Test func `of a list that is too long the first ones of the order are kept, whenever they come`() {
    var gathering = Gathering(isOrdered: true)
    let sort: ([JSONValue]) -> [JSONValue] = { rows in rows.sorted { ($0["n"]?.integerValue ?? 0) < ($1["n"]?.integerValue ?? 0) }
    }
    for page in 0..<300 {
      // The lowest numbers come last.
      let rows = (0..<100).map { JSONValue.object(JSONObject([("n", .integer(Int64(30_000 - page * 100 - $0)))])) }
      gathering.take(rows, read: 100, next: page < 299 ? "x" : nil, order: sort)
    }
    #expect(gathering.isComplete && gathering.isFull && gathering.read == 30_000)
    #expect(gathering.rows.count <= 2 * Gathering.mostKept)
    #expect(sort(gathering.rows).prefix(Gathering.mostKept).map { $0["n"]?.integerValue } == (1...5_000).map { Int64($0) })
  }
}
