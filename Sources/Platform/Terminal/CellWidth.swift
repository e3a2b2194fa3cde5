/// How many cells of a terminal a character takes: a table of our own, so that a frame is the same whatever machine and locale lays it
/// out. Where a terminal's library disagrees, drawing replaces the character (`Terminal.draw`): a line may lose a sign, never its columns.
package enum CellWidth {
  /// 0 for what combines with the character before it, 2 for wide East Asian characters and emoji, else 1. Control characters and what
  /// only steers layout have no place in a cell: nil.
  package static func of(_ scalar: Unicode.Scalar) -> Int? {
    let value = scalar.value
    if value < 0x7F { return value >= 0x20 ? 1 : nil }
    if value < 0xA0 { return nil }
    if value < 0x300 { return value == 0xAD ? nil : 1 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark: return 0
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: return nil
    default: break
    }
    // Half a flag: terminals do not agree on it.
    if (0x1F1E6...0x1F1FF).contains(value) { return nil }
    if (0x1160...0x11FF).contains(value) { return 0 }
    return isWide(value) || scalar.properties.isEmojiPresentation ? 2 : 1
  }

  /// The cells of a whole text, as `Frame` lays it out.
  package static func of(_ text: String) -> Int {
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text.utf8.count }
    return pieces(text).reduce(0) { $0 + $1.width }
  }

  /// The cells of a text: a character with what combines with it, and its width. What cannot be shown is U+FFFD.
  package static func pieces(_ text: String) -> [(text: String, width: Int)] {
    var pieces: [(text: String, width: Int)] = []
    for scalar in text.unicodeScalars {
      switch of(scalar) {
      case 0:
        // Three marks are enough for every living script, and as much as a cell of ncurses takes.
        if let last = pieces.last, last.text.unicodeScalars.count < 4 {
          pieces[pieces.count - 1].text.unicodeScalars.append(scalar)
        } else if pieces.isEmpty {
          pieces.append(("\u{FFFD}", 1))
        }
      case .some(let width): pieces.append((String(scalar), width))
      // Joiners and selectors say how neighbours melt into one; here each stands for itself.
      case nil where scalar.value == 0x200D || (0xFE00...0xFE0F).contains(scalar.value): break
      case nil: pieces.append(("\u{FFFD}", 1))
      }
    }
    return pieces
  }

  /// As much of a text as fits into `width` cells; `ellipsis` stands where something was cut.
  package static func cut(_ text: String, to width: Int, ellipsis: String) -> String {
    guard width > 0 else { return "" }
    guard of(text) > width else { return text }
    var kept = ""
    var used = 0
    let room = width - of(ellipsis)
    guard room >= 0 else { return "" }
    for piece in pieces(text) {
      guard used + piece.width <= room else { break }
      kept += piece.text
      used += piece.width
    }
    return kept + ellipsis
  }

  /// Unicode's East Asian Width W and F, in blocks.
  private static func isWide(_ value: UInt32) -> Bool {
    guard value >= 0x1100 else { return false }
    switch value {
    case 0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
      0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6,
      0x16FE0...0x18AFF, 0x1B000...0x1B2FF, 0x20000...0x2FFFD, 0x30000...0x3FFFD:
      return true
    default: return false
    }
  }
}
