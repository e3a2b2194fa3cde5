import Terminal
import Testing

@testable import walletctl

/// Every screen as it was reviewed, in `Frames/`: `make golden` writes them anew.
struct ScreenTests {
  static let names =
    ScreenTable.tabs.map(\.name)
    + [
      "intents", "refunds", "attempts", "merchants", "wallets", "settlements", "inbox", "jobs", "providers", "payment-methods",
      "customers",
      "bonuses", "payouts",
    ]

  @Test(arguments: names, [(80, 24), (120, 40), (200, 60)])
  func `every screen is as it was reviewed`(name: String, size: (Int, Int)) throws {
    let stage = Stage(size.0, size.1, start: name)
    try Golden.expect(stage.frame, is: "TUI/Frames/\(name)-\(size.0)x\(size.1).txt")
  }

  @Test(arguments: names) func `and without UTF-8`(name: String) throws {
    let frame = Stage(ascii: true, start: name).frame
    #expect(frame.utf8.allSatisfy { $0 < 0x80 })
    try Golden.expect(frame, is: "TUI/Frames/\(name)-ascii.txt")
  }

  static let beneath: [(name: String, keys: [TerminalInput.Key])] = [
    ("account", ["3", .enter]), ("account-entry", ["3", .enter, .enter]), ("transaction", ["4", .enter]),
    ("hold", ["5", .enter]),
    ("key-record", ["7", .enter]), ("account-holds", ["3", "h"]), ("account-audit", ["3", .down, "a"]),
    ("overview-holds", ["1"] + [TerminalInput.Key](repeating: .down, count: 19) + [.enter]), ("help", ["3", "?"]),
    ("command", ["5", "!"]), ("write-mode", ["W", "3"]), ("yesterday", ["3", "["]), ("account-yesterday", ["3", .enter, "["]),
    ("holds-yesterday", ["5", "{"]), ("capture-large", ["W", "5", .down, "C"]), ("release", ["W", "5", "R"]),
    ("reverse", ["W", "4", "V"]),
    ("freeze", ["W", "3", "F"]), ("rotate", ["W", "7", "K"]), ("record", ["4", "d"]), ("prompt", ["3", "/", "c", "o"]),
    ("complete", [":", "t"]), ("column", ["3", .right, .right, .right]), ("paused", ["3", "p"]),
    ("payment", ["6", .down, .enter]), ("payment-books", ["6", .down, "b"]), ("payment-webhooks", ["6", .down, .enter, "w"]),
    ("intent", go("intents") + [.enter]), ("code-small", go("intents") + ["c"]), ("attempt", go("attempts") + [.end, .enter]),
    ("attempt-webhooks", go("attempts") + [.down, .down, .enter]), ("refund", go("refunds") + [.enter]),
    ("settlement", go("settlements") + [.enter]),
    ("merchant", go("merchants") + [.down, .enter]), ("merchant-payments", go("merchants") + [.down, "m"]),
    ("wallet", go("wallet alice")), ("delivery", go("inbox") + [.down, .down, .enter]),
    ("body", go("inbox") + [.down, .down, "f"]), ("wallets-yesterday", go("wallets") + ["["]),
    ("refund-form", ["W", "6", .down, "R"]),
    ("refund-confirm", ["W", "6", .down, "R", .control("u"), "1", "0", "0", "0", .enter, "c", "o", "l", "d", .enter]),
    ("capture-payment", ["W", "6", .down, .down, "C", .control("u"), "3", "0", "0", "0", "0", "0", .enter, .enter]),
    ("void-payment", ["W", "6", .down, .down, "V"]), ("refund-large", ["W", "6", .down, .down, .down, "R", .enter, .enter]),
    ("provider", go("providers") + [.enter]), ("cancel-intent", ["W"] + go("intents") + ["X"]),
    ("customer", go("customers") + [.down, .enter]), ("suspend-wallet", ["W"] + go("wallets") + ["S"]),
    ("payout", go("payouts") + [.enter]),
    ("approve-payout", ["W"] + go("payouts") + ["A"]),
  ]

  private static func go(_ name: String) -> [TerminalInput.Key] {
    [":"] + name.unicodeScalars.map { .character($0) } + [.enter]
  }

  @Test(arguments: beneath.indices) func `what is beneath them is as it was reviewed`(_ index: Int) throws {
    let (name, keys) = ScreenTests.beneath[index]
    var stage = Stage()
    for key in keys { stage.press(key) }
    try Golden.expect(stage.frame, is: "TUI/Frames/\(name).txt")
  }

  /// Columns left out, texts cut, nothing out of its line: whatever the size.
  @Test(arguments: [(60, 14), (61, 15), (79, 23), (80, 24), (99, 33), (132, 43), (300, 100)])
  func `no frame is broken at any size`(columns: Int, rows: Int) {
    let ids = ["payment \(PaperDaemon.id("pay", 4))", "intent \(PaperDaemon.id("pi", 5))", "code \(PaperDaemon.id("pi", 5))"]
    for name in ScreenTests.names + ["account wallet:alice", "balance-sheet"] + ids {
      for ascii in [false, true] {
        let stage = Stage(columns, rows, ascii: ascii, start: name)
        let lines = stage.frame.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        #expect(lines.count == rows)
        for line in lines { #expect(CellWidth.of(String(line)) <= columns) }
        #expect(stage.line(-1).contains("?"), "help is always offered: \(name)")
      }
    }
  }

  @Test(arguments: [(59, 24), (80, 13), (10, 3), (1, 1)])
  func `a terminal that is too small is told so`(columns: Int, rows: Int) {
    let frame = Stage(columns, rows).frame
    #expect(frame.hasPrefix("This terminal is too small".prefix(columns)))
    #expect(!frame.contains("accounts"))
  }

  @Test func `what others wrote cannot break a line`() {
    var stage = Stage(120, 30)
    stage.press("3", .enter, .end)
    #expect(!stage.frame.contains("\u{1B}"))
    #expect(stage.frame.contains("opening\u{FFFD}[31m"))
  }

  @Test func `looks say nothing alone: the same frame in every theme, and each look has words or a sign`() {
    var stage = Stage(start: "accounts")
    let dark = Painter.frame(stage.model)
    stage.press("T")
    // But for the line that says which theme it is.
    #expect(stage.frame.split(separator: "\n").prefix(8) == dark.text.split(separator: "\n").prefix(8))
    // A negative balance has its minus, a frozen account its word, the chosen row its sign.
    #expect(dark.text.contains("-Rp50.000") && dark.text.contains("frozen") && dark.text.contains("▸ wallet:alice"))
  }

  @Test(arguments: Theme.allCases) func `every theme has a style for every look`(theme: Theme) {
    for colors in [0, 8, 256] { #expect(theme.styles(colors: colors).count == Look.allCases.count) }
    #expect(theme.styles(colors: 0).allSatisfy { $0.foreground == nil && $0.background == nil })
    #expect(theme.styles(colors: 8).allSatisfy { ($0.foreground ?? 0) < 8 && ($0.background ?? 0) < 8 })
    // Without colour what must be told apart differs in another way.
    let mono = theme.styles(colors: 0)
    #expect(mono[Int(Look.selected.mark)] != mono[Int(Look.plain.mark)])
    #expect(mono[Int(Look.focused.mark)] != mono[Int(Look.selected.mark)])
  }
}

extension TerminalInput.Key: ExpressibleByUnicodeScalarLiteral {
  public init(unicodeScalarLiteral scalar: Unicode.Scalar) { self = .character(scalar) }
}
