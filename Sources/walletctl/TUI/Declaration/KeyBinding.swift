import Terminal

/// A key, what it does, and why it does nothing now: help, the key bar and the reference are made of these.
struct KeyBinding: Sendable {
  enum Group: String, CaseIterable, Sendable {
    case move = "Moving"
    case look = "Looking"
    case time = "Time"
    case act = "Acting"
    case program = "The program"
  }

  let keys: [TerminalInput.Key]
  /// As the key is called.
  let shown: String
  /// One or two words, for the bar.
  let name: String
  let help: String
  let group: Group
  let intent: Intent
  var isInBar = false
  /// Why it does nothing now; nil: it does something.
  var disabled: @Sendable (Model) -> String? = { _ in nil }
}

/// What a key means.
enum Intent: Sendable {
  case move(rows: Int)
  case movePage(Int)
  case first, last
  case column(Int)
  case open, back, quit
  case command, filter
  case order
  case record
  case export, asCommand
  case pause, refresh, redraw, goOn
  case moment, step(seconds: Int64), present
  case write
  case help, nextTheme
  case tab(Screen)
  case way(Screen.Way)
  case act(Act)
}
