/// How a piece of text looks where colours are on. Nothing is said by colour alone.
enum Style: Sendable {
  case plain, heading, good, bad, faint

  func apply(_ text: String, colored: Bool) -> String {
    guard colored, self != .plain else { return text }
    return "\u{1B}[\(code)m\(text)\u{1B}[0m"
  }

  private var code: Int {
    switch self {
    case .plain: 0
    case .heading: 1
    case .good: 32
    case .bad: 31
    case .faint: 2
    }
  }
}
