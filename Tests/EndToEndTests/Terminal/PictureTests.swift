import Foundation
import Testing

/// The screens in a real terminal emulator, as they were reviewed. `WALLETD_GOLDEN=write` writes `Frames/` anew; the difference is reviewed.
@Suite struct `The terminal's pictures` {
  static let settings = [(80, 24), (120, 40), (200, 60)].flatMap { size in
    ["screen-256color", "xterm"].flatMap { term in
      ["C.UTF-8", "C"].map { Screen.Setting(columns: size.0, rows: size.1, term: term, locale: $0) }
    }
  }

  @Test(arguments: settings) func `are the same at every size, on every terminal, in every locale`(_ setting: Screen.Setting)
    throws
  {
    if let obstacle = Screen.obstacle { return print("terminal: SKIPPED (\(obstacle))") }
    let books = try TerminalShop()
    let screen = try Screen(setting, socket: books.shop.daemon.socketPath)
    try screen.wait(for: "overview", "commands")
    try screen.press("3")
    var text = try screen.wait(for: "dollars", "Rp2").masked
    try screen.press("Down", "Down", "Enter")
    text += "\n" + (try screen.wait(for: "account bob", "+Rp25.000.000").masked)
    try screen.press("Escape", "4")
    text += "\n" + (try screen.wait(for: "TYPE", "order-17").masked)
    try screen.press("5")
    text += "\n" + (try screen.wait(for: "EXPIRES", "Rp15.000.000").masked)
    try screen.press("?")
    text += "\n" + (try screen.wait(for: "On this screen").masked)
    let isASCII = setting.locale == "C"
    if isASCII { #expect(text.utf8.allSatisfy { $0 < 0x80 }, "\(setting)") }
    // What a terminal can do changes colours, never letters: one picture for both.
    try `The terminal's pictures`.expect(text, is: "\(setting.columns)x\(setting.rows)-\(isASCII ? "ascii" : "utf8").txt")
    try screen.press("x", "q")
    try screen.wait(for: "ended 0")
  }

  @Test func `have colours where there are some, and none where nobody wants them`() throws {
    if let obstacle = Screen.obstacle { return print("terminal: SKIPPED (\(obstacle))") }
    let books = try TerminalShop()
    let many = try Screen(socket: books.shop.daemon.socketPath, arguments: ["tui", "accounts"])
    try many.wait(for: "dollars")
    #expect(try many.frame(colors: true).contains("\u{1B}[38;5;"))
    let few = try Screen(Screen.Setting(term: "xterm"), socket: books.shop.daemon.socketPath, arguments: ["tui", "accounts"])
    try few.wait(for: "dollars")
    #expect(try !few.frame(colors: true).contains("38;5;") && few.frame(colors: true).contains("\u{1B}[36m"))
    let none = try Screen(socket: books.shop.daemon.socketPath, arguments: ["tui", "accounts", "--theme", "mono"])
    try none.wait(for: "dollars")
    #expect(try !none.frame(colors: true).contains(/\u{1B}\[[34]8;5|\u{1B}\[3[0-7]m/))
    #expect(try many.frame().masked == none.frame().masked)
  }

  private static func expect(_ text: String, is name: String, _ location: SourceLocation = #_sourceLocation) throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Frames/" + name)
    if ProcessInfo.processInfo.environment["WALLETD_GOLDEN"] == "write" { return try Data(text.utf8).write(to: file) }
    let kept = try String(contentsOf: file, encoding: .utf8)
    let (new, old) = (text.components(separatedBy: "\n"), kept.components(separatedBy: "\n"))
    let line = zip(new, old).prefix { $0 == $1 }.count
    #expect(
      text == kept,
      "\(name), line \(line + 1):\n'\(line < new.count ? new[line] : "")' instead of\n'\(line < old.count ? old[line] : "")'",
      sourceLocation: location)
  }
}
