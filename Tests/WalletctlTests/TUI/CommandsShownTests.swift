import JSON
import Terminal
import Testing

@testable import walletctl

/// `!` and `e`: the same thing elsewhere.
struct CommandsShownTests {
  static let places: [(keys: [TerminalInput.Key], line: String)] = [
    (["3"], "walletctl -t toko account list"), (["3", .enter], "walletctl -t toko account entries \(PaperDaemon.id("acc", 1))"),
    (["4"], "walletctl -t toko transaction list"),
    (["4", .enter], "walletctl -t toko transaction show \(PaperDaemon.id("txn", 14))"),
    (["5"], "walletctl -t toko hold list --all --status open"),
    (["5", .enter], "walletctl -t toko hold show \(PaperDaemon.id("hold", 1))"),
    ([":", "c", "a", "r", .enter], "walletctl -t toko payment-method list"), (["7"], "walletctl -t toko key list"),
    (["8"], "walletctl audit list --all"),
    (["2"], "walletctl tenant list"), (["1"], "walletctl api GET /metrics"),
    (["3", "h"], "walletctl -t toko hold list --all --account \(PaperDaemon.id("acc", 1)) --status open"),
    (["6"], "walletctl -t toko payment list"), (["6", .enter], "walletctl -t toko payment show \(PaperDaemon.id("pay", 5))"),
    (["6", .down, "b"], "walletctl -t toko transaction list --reference \(PaperDaemon.id("pay", 4))"),
    (["6", "i"], "walletctl -t toko intent show \(PaperDaemon.id("pi", 5))"),
    (["1", .down, .down, .down, .down, .enter], "walletctl -t toko attempt list --status unknown"),
    (["4", "["], "walletctl -t toko transaction list --to 2026-11-19T10:50:26.000001Z"),
  ]

  @Test(arguments: places.indices) func `the command of a screen is one that the parser understands`(_ index: Int) throws {
    let (keys, line) = CommandsShownTests.places[index]
    var stage = Stage(200, 60)
    for key in keys { stage.press(key) }
    #expect(stage.model.commandLine == line)
    stage.press("!")
    #expect(stage.frame.contains(line))
    let words = line.split(separator: " ").dropFirst().map(String.init)
    guard case .run = try CommandLineParser.parse(words) else {
      Issue.record("not a command: \(line)")
      return
    }
  }

  @Test func `what is searched here is searched there`() {
    var stage = Stage(start: "accounts")
    stage.type("/class:liability o'neil")
    stage.press(.enter)
    #expect(stage.model.commandLine == #"walletctl -t toko account list --class liability --all | grep -iF -- 'o'\''neil'"#)
    stage.type("/")
    stage.press(.control("u"))
    stage.type("!frozen")
    stage.press(.enter)
    #expect(stage.model.commandLine == "walletctl -t toko account list --all | grep -viF -- frozen")
  }

  @Test(arguments: [("csv", "code,class,"), ("json", "[\n  {"), ("jsonl", "{\"id\":"), ("txt", " walletctl │ toko")])
  func `the view is exported as its name says`(ending: String, beginning: String) throws {
    var stage = Stage(start: "accounts")
    stage.press("e")
    #expect(stage.line(-2).hasPrefix("export to: accounts-20261120T105026Z.csv"))
    stage.press(.control("u"))
    stage.type("mine." + ending)
    stage.press(.enter)
    #expect(stage.written.map(\.path) == ["mine." + ending])
    let text = String(decoding: try #require(stage.written.first).bytes, as: UTF8.self)
    #expect(text.hasPrefix(beginning), "\(text.prefix(80))")
    #expect(stage.line(-2).contains("Written to mine.\(ending)."))
  }

  @Test func `an export has what is shown: searched, ordered, in minor units`() throws {
    var stage = Stage(start: "accounts")
    stage.type("/wallet")
    stage.press(.enter, .right, .right, .right, "s", "e", .enter)
    let text = String(decoding: try #require(stage.written.first).bytes, as: UTF8.self)
    let lines = text.split(separator: "\r\n")
    #expect(lines.count == 4 && lines[1].hasPrefix("wallet:alice,liability,IDR,125000000,"), "\(text)")
    #expect(lines[3].hasPrefix("wallet:金子"))
  }

  @Test func `another ending is refused`() {
    var stage = Stage(start: "accounts")
    stage.press("e", .control("u"))
    stage.type("mine.pdf")
    stage.press(.enter)
    #expect(stage.written.isEmpty && stage.line(-2).contains(".csv, .json, .jsonl or .txt"))
  }
}
