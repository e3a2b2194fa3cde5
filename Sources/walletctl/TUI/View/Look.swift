/// What a cell means. A theme says how that looks; nothing is said by looks alone.
enum Look: UInt8, CaseIterable, Sendable {
  case plain
  case faint
  case title
  case good
  case warning
  case bad
  /// The row the cursor is on, and its column that Enter would open.
  case selected
  case focused
  case key
  case bar
  case tab
  case activeTab
  case frame
  case graph
  case notice
  /// Money is looked at as it was: the whole status line says so.
  case past
  /// Acting is switched on.
  case writing
  case prompt
  /// A code that is scanned: dark on light, whatever the theme; and what is dark of it where nothing but the ground can be drawn.
  case code
  case codeInk

  init(status: String) {
    switch StatusStyle.style(status) {
    case .good: self = .good
    case .faint: self = status == "frozen" || status == "suspended" || status == "sealed" ? .warning : .faint
    case .bad: self = .bad
    case .plain, .heading: self = .plain
    }
  }

  var mark: UInt8 { rawValue }
}
