import JSON
import Terminal

/// Every key. Small letters look, capital letters act, digits go.
enum KeyTable {
  /// Those of all screens.
  static let general: [KeyBinding] = [
    KeyBinding(keys: [.up, .character("k")], shown: "↑ k", name: "up", help: "a row up", group: .move, intent: .move(rows: -1)),
    KeyBinding(
      keys: [.down, .character("j")], shown: "↓ j", name: "down", help: "a row down", group: .move, intent: .move(rows: 1)),
    KeyBinding(
      keys: [.pageUp, .control("b")], shown: "PgUp Ctrl-B", name: "page up", help: "a screen up", group: .move,
      intent: .movePage(-1)),
    KeyBinding(
      keys: [.pageDown, .control("f"), .character(" ")], shown: "PgDn Ctrl-F Space", name: "page down", help: "a screen down",
      group: .move, intent: .movePage(1)),
    KeyBinding(
      keys: [.home, .character("g")], shown: "Home g", name: "first", help: "the first row: the newest", group: .move,
      intent: .first),
    KeyBinding(
      keys: [.end, .character("G")], shown: "End G", name: "last",
      help: "the last row there is: reads on page by page until it is there, or any key stops it", group: .move, intent: .last),
    KeyBinding(
      keys: [.left], shown: "←", name: "column", help: "the column to the left; from the first back to the row", group: .move,
      intent: .column(-1)),
    KeyBinding(
      keys: [.right], shown: "→", name: "column", help: "the column to the right: Enter opens its number, s orders by it",
      group: .move, intent: .column(1)),
    KeyBinding(
      keys: [.enter], shown: "Enter", name: "open", help: "down: what makes this row, or the chosen number of it", group: .move,
      intent: .open,
      isInBar: true, disabled: { $0.openRefusal }),
    KeyBinding(
      keys: [.escape, .backspace], shown: "Esc", name: "up", help: "up again; first ends a search", group: .move, intent: .back,
      isInBar: true, disabled: { $0.canGoBack ? nil : "this is the top; q ends the program" }),
    KeyBinding(
      keys: [.character(":")], shown: ":", name: "go to", help: "a screen, an account, or any id; Tab completes", group: .move,
      intent: .command, isInBar: true),
    KeyBinding(
      keys: [.character("/")], shown: "/", name: "filter", help: "rows that have these words; ! in front: rows that do not",
      group: .look,
      intent: .filter, isInBar: true),
    KeyBinding(
      keys: [.character("s")], shown: "s", name: "order",
      help: "order by the chosen column; again: the other way; again: as they come",
      group: .look, intent: .order,
      disabled: { $0.orderRefusal }),
    KeyBinding(
      keys: [.character("d")], shown: "d", name: "details", help: "every field of the row", group: .look, intent: .record,
      disabled: { $0.selected == nil ? "there is no row" : nil }),
    KeyBinding(
      keys: [.character("e")], shown: "e", name: "export",
      help: "writes the rows that were read to a file: .csv, .json, .jsonl, or .txt for the picture",
      group: .look, intent: .export),
    KeyBinding(
      keys: [.character("!")], shown: "!", name: "command", help: "the same as a walletctl command", group: .look,
      intent: .asCommand),
    KeyBinding(
      keys: [.character("+")], shown: "+", name: "go on", help: "searches further, where a search has stopped", group: .look,
      intent: .goOn,
      disabled: { $0.page.gathering?.isCut == true ? nil : "nothing was cut short" }),
    KeyBinding(
      keys: [.character("r"), .control("r")], shown: "r", name: "refresh", help: "asks again now", group: .look, intent: .refresh),
    KeyBinding(
      keys: [.character("p")], shown: "p", name: "pause", help: "stands still, or is live again", group: .look, intent: .pause),
    KeyBinding(
      keys: [.character("[")], shown: "[", name: "day back", help: "money as it stood a day before", group: .time,
      intent: .step(seconds: -86_400), disabled: { $0.timeRefusal }),
    KeyBinding(
      keys: [.character("]")], shown: "]", name: "day on", help: "a day later", group: .time, intent: .step(seconds: 86_400),
      disabled: { $0.timeRefusal ?? ($0.asOf == nil ? "it is now" : nil) }),
    KeyBinding(
      keys: [.character("{")], shown: "{", name: "hour back", help: "an hour before", group: .time,
      intent: .step(seconds: -3_600),
      disabled: { $0.timeRefusal }),
    KeyBinding(
      keys: [.character("}")], shown: "}", name: "hour on", help: "an hour later", group: .time, intent: .step(seconds: 3_600),
      disabled: { $0.timeRefusal ?? ($0.asOf == nil ? "it is now" : nil) }),
    KeyBinding(
      keys: [.character("t")], shown: "t", name: "as of", help: "money as it stood at a moment: \(MomentInput.examples)",
      group: .time,
      intent: .moment, disabled: { $0.timeRefusal }),
    KeyBinding(
      keys: [.character("n")], shown: "n", name: "now", help: "back to now", group: .time, intent: .present,
      disabled: { $0.asOf == nil ? "it is now" : nil }),
    KeyBinding(
      keys: [.character("W")], shown: "W", name: "write mode", help: "switches acting on, or off again", group: .act,
      intent: .write, isInBar: true),
    KeyBinding(
      keys: [.character("?"), .function(1)], shown: "? F1", name: "help", help: "every key of this screen", group: .program,
      intent: .help,
      isInBar: true),
    KeyBinding(
      keys: [.control("l")], shown: "Ctrl-L", name: "redraw", help: "draws the screen anew, where something else wrote on it",
      group: .program, intent: .redraw),
    KeyBinding(
      keys: [.character("T")], shown: "T", name: "theme",
      help: "the next theme: \(Theme.allCases.map(\.rawValue).joined(separator: ", "))",
      group: .program, intent: .nextTheme),
    KeyBinding(
      keys: [.character("q")], shown: "q", name: "quit", help: "up; from the top: ends the program, as Ctrl-C does anywhere",
      group: .program,
      intent: .quit),
  ]

  /// Digits to screens.
  static let tabs: [KeyBinding] = ScreenTable.tabs.compactMap { screen in
    guard let digit = screen.digit?.unicodeScalars.first else { return nil }
    return KeyBinding(
      keys: [.character(digit)], shown: String(digit), name: screen.name, help: screen.summary, group: .move, intent: .tab(screen)
    )
  }

  /// The keys a screen adds.
  static func own(_ screen: Screen) -> [KeyBinding] {
    let ways = screen.ways.compactMap { way in
      key(way.key).map {
        KeyBinding(
          keys: [$0], shown: String(way.key), name: way.name, help: way.help, group: .look, intent: .way(way), isInBar: true,
          disabled: { model in
            way.drill.subject(model.selected ?? .null, model.context) == nil ? "this row has none" : nil
          })
      }
    }
    let acts = screen.acts.compactMap { act in
      key(act.key).map {
        KeyBinding(
          keys: [$0], shown: String(act.key), name: act.name, help: act.help, group: .act, intent: .act(act), isInBar: true,
          disabled: { $0.refusal(of: act) })
      }
    }
    return ways + acts
  }

  static func all(on screen: Screen) -> [KeyBinding] { own(screen) + general + tabs }

  private static func key(_ character: Character) -> TerminalInput.Key? {
    character.unicodeScalars.first.map { .character($0) }
  }
}
