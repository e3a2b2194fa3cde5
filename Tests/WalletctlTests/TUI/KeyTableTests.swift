import Tenancy
import Terminal
import Testing
import WalletAPI

@testable import walletctl

/// Keys are data: help, bar and reference are made of them.
struct KeyTableTests {
  @Test(arguments: ScreenTable.all.map(\.name)) func `no key means two things on a screen`(name: String) throws {
    let screen = try #require(ScreenTable.screen(name))
    var seen: [TerminalInput.Key: String] = [:]
    for binding in KeyTable.all(on: screen) {
      for key in binding.keys {
        #expect(seen[key] == nil, "\(key) is \(seen[key] ?? "") and \(binding.name) on \(name)")
        seen[key] = binding.name
      }
      #expect(!binding.help.isEmpty && !binding.name.isEmpty)
    }
  }

  @Test func `capital letters act, small letters look`() {
    for screen in ScreenTable.all {
      for act in screen.acts { #expect(act.key.isUppercase, "\(act.name)") }
      for way in screen.ways { #expect(way.key.isLowercase, "\(way.name)") }
    }
  }

  @Test func `names, aliases and digits are each one screen's`() {
    let names =
      ScreenTable.all.flatMap { [$0.name] + $0.aliases } + ScreenTable.reserved.map(\.name)
      + Completion.Order.allCases.map(\.rawValue)
    #expect(Set(names).count == names.count, "\(names.filter { name in names.count { $0 == name } > 1 })")
    #expect(ScreenTable.tabs.compactMap(\.digit).map(String.init) == ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0"])
    for screen in ScreenTable.all {
      for drill in screen.ways.map(\.drill) + screen.columns.compactMap(\.opens) + [screen.opens].compactMap({ $0 })
      where !drill.screen.isEmpty {
        #expect(ScreenTable.screen(drill.screen) != nil, "\(screen.name) leads to \(drill.screen)")
      }
    }
  }

  @Test func `the help of a screen has all its keys, and why some do nothing now`() {
    var stage = Stage(80, 100, start: "holds")
    stage.press("?")
    for binding in KeyTable.all(on: HoldsScreen.screen) {
      #expect(stage.frame.contains(" \(binding.shown) "), "\(binding.shown)")
    }
    #expect(stage.frame.contains("(not now: read-only: W switches acting on)"))
  }

  @Test func `help scrolls to its end, and any other key closes it`() {
    var stage = Stage(start: "holds")
    stage.press("?")
    for _ in 1...100 { stage.press(.down) }
    #expect(stage.frame.contains("hold Shift to select"))
    stage.press("x")
    #expect(stage.frame.contains("EXPIRES"))
  }

  /// `docs/reference/terminal.md` is printed from here.
  @Test func `the reference has every key and screen`() throws {
    var text = """
      # The terminal's keys and screens

      <!-- Made by `make golden` from Sources/walletctl/TUI: change it there. -->

      `walletctl` alone on a terminal, or `walletctl tui`. How to use it: [the tutorial](../tutorial/terminal.md). Small letters look, capital
      letters act, digits go. `?` shows on each screen what its keys do, and why one does nothing now.

      ## Keys of every screen

      | key | |
      |---|---|

      """
    for group in KeyBinding.Group.allCases {
      text += "| **\(group.rawValue)** | |\n"
      for binding in (KeyTable.general + KeyTable.tabs) where binding.group == group {
        text += "| `\(binding.shown)` | \(binding.help) |\n"
      }
    }
    text += """

      A line that is typed: `←` `→` `Home` `End` move, `Ctrl-U` clears to its beginning, `Ctrl-W` takes a word, `Tab` completes, `Esc` leaves. The
      mouse: a click chooses a row, a second one opens it; a click on a title orders; tabs and the keys at the bottom are clicked; the wheel
      scrolls. `Ctrl-C` ends, `Ctrl-Z` suspends; both leave the terminal as it was.

      ## Behind `:`

      A screen's name or alias, with a filter or, where it is about one thing, that thing behind it; or any id alone (`:txn_…`). Also
      `tenant CODE`, `as-of TIME`, `theme NAME`, `write`, `read-only`, `help`, `quit`.

      """
    for screen in ScreenTable.all where screen.name != RecordScreen.screen.name {
      let aliases = screen.aliases.map { "`:\($0)`" }.joined(separator: ", ")
      text += "\n### :\(screen.name)\(screen.argument.map { " " + $0 } ?? "")\n\n"
      text += screen.summary.prefix(1).uppercased() + screen.summary.dropFirst() + "."
      if let digit = screen.digit { text += " Key `\(digit)`." }
      if !aliases.isEmpty { text += " Also \(aliases)." }
      if screen.isMoney { text += " Moves with the as-of cursor." }
      if let permission = screen.operation.route.access.permission { text += " Needs `\(permission.rawValue)`." }
      text += "\n\n"
      if !screen.columns.isEmpty {
        text += "- Columns: \(screen.columns.map { $0.title.lowercased() }.joined(separator: ", ")).\n"
      }
      if !screen.filters.isEmpty {
        text += "- Filters of the daemon: "
        text +=
          screen.filters.map { "`\($0.name):`" + ($0.choices.isEmpty ? "" : " (\($0.choices.joined(separator: ", ")))") }.joined(
            separator: ", ") + ".\n"
      }
      for binding in KeyTable.own(screen) { text += "- `\(binding.shown)` \(binding.name): \(binding.help).\n" }
    }
    text += "\n## To come\n\nThese names are kept for screens that come with what they show: "
    text += ScreenTable.reserved.map { "`\($0.name)`" }.joined(separator: ", ") + ".\n"
    try Golden.expect(text, is: "../../docs/reference/terminal.md")
  }
}
