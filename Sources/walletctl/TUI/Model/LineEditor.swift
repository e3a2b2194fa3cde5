import Terminal

/// A line that is being typed.
struct LineEditor: Equatable, Sendable {
  /// Longer lines are nobody's wish.
  static let mostCharacters = 512

  private(set) var text: String
  /// In characters.
  private(set) var cursor: Int

  init(_ text: String = "") {
    self.text = text
    cursor = text.count
  }

  /// Whether the key meant something to the line.
  mutating func take(_ key: TerminalInput.Key) -> Bool {
    switch key {
    case .character(let scalar): insert(scalar)
    case .backspace: remove(before: true)
    case .delete: remove(before: false)
    case .left: cursor = max(0, cursor - 1)
    case .right: cursor = min(text.count, cursor + 1)
    case .home, .control("a"): cursor = 0
    case .end, .control("e"): cursor = text.count
    case .control("u"):
      text = String(text.dropFirst(cursor))
      cursor = 0
    case .control("w"):
      let before = text.prefix(cursor)
      var kept = before
      while kept.last == " " { kept.removeLast() }
      while let last = kept.last, last != " " { kept.removeLast() }
      text = String(kept) + text.dropFirst(cursor)
      cursor = kept.count
    case .control, .enter, .escape, .tab, .backTab, .up, .down, .pageUp, .pageDown, .function: return false
    }
    return true
  }

  private mutating func insert(_ scalar: Unicode.Scalar) {
    guard text.count < LineEditor.mostCharacters, CellWidth.of(scalar) != nil else { return }
    let head = String(text.prefix(cursor)) + String(scalar)
    text = head + text.dropFirst(cursor)
    cursor = head.count
  }

  private mutating func remove(before: Bool) {
    let place = before ? cursor - 1 : cursor
    guard place >= 0, place < text.count else { return }
    text.remove(at: text.index(text.startIndex, offsetBy: place))
    cursor = place
  }
}
