import CNcurses

/// Frames onto the terminal, by difference: only cells that changed are handed to ncurses, which sends what its own comparison finds.
extension Terminal {
  /// How the marks of frames look from now on.
  package func use(_ styles: [CellStyle]) {
    var pairs: [[UInt8?]: Int32] = [[nil, nil]: 0]
    attributes = styles.map { style in
      var bits: UInt32 = 0
      if style.isBold { bits |= nc_bold() }
      if style.isDim { bits |= nc_dim() }
      if style.isUnderlined { bits |= nc_underline() }
      if style.isReversed { bits |= nc_reverse() }
      let wanted = [shown(style.foreground), shown(style.background)]
      guard capabilities.colors >= 8, wanted != [nil, nil] else { return (bits, 0) }
      if let pair = pairs[wanted] { return (bits, pair) }
      let pair = Int32(pairs.count)
      guard pair < nc_pairs() else { return (bits, 0) }
      nc_pair(pair, wanted[0].map { Int32($0) } ?? -1, wanted[1].map { Int32($0) } ?? -1)
      pairs[wanted] = pair
      return (bits, pair)
    }
    shown = nil
  }

  private func shown(_ color: UInt8?) -> UInt8? { color.flatMap { Int($0) < capabilities.colors ? $0 : nil } }

  /// Something else may have written on the screen: the next frame is drawn as a whole.
  package func forget() {
    shown = nil
    nc_redraw_all()
  }

  package func draw(_ frame: Frame) {
    guard frame.size == size else { return }
    if shown == nil { nc_erase() }
    for row in 0..<frame.size.rows {
      let new = frame.row(row)
      let old = shown?.row(row)
      if let old, old == new { continue }
      // A line with wide characters in it is written as a whole, so that no half of an old one stays.
      let isWhole = old.map { $0.contains { $0.text.isEmpty } } ?? true || new.contains { $0.text.isEmpty }
      for offset in 0..<frame.size.columns {
        let cell = new[new.startIndex + offset]
        if !isWhole, let old, old[old.startIndex + offset] == cell { continue }
        if !cell.text.isEmpty { put(cell, offset, row) }
      }
    }
    if let cursor = frame.cursor {
      nc_cursor(Int32(cursor.row), Int32(cursor.column))
      if shown?.cursor == nil { nc_show_cursor(1) }
    } else {
      nc_show_cursor(0)
    }
    nc_refresh()
    shown = frame
  }

  private func put(_ cell: Frame.Cell, _ column: Int, _ row: Int) {
    let look = Int(cell.mark) < attributes.count ? attributes[Int(cell.mark)] : (attributes: 0, pair: 0)
    let scalars = Array(cell.text.unicodeScalars)
    var wide = scalars.map { Int32(bitPattern: $0.value) }
    // ncurses counts columns by the locale's table: what it would count otherwise is not given to it.
    let isKnown = scalars.allSatisfy { scalar in
      scalar.value < 0x7F || (capabilities.isUTF8 && Int(nc_width(scalar.value)) == (CellWidth.of(scalar) ?? -1))
    }
    let width = scalars.first.flatMap { CellWidth.of($0) } ?? 1
    if !isKnown { wide = [Int32(UInt8(ascii: "?"))] }
    nc_put(Int32(row), Int32(column), wide + [0], look.attributes, look.pair)
    if !isKnown, width == 2 { nc_put(Int32(row), Int32(column + 1), [Int32(UInt8(ascii: " ")), 0], look.attributes, look.pair) }
  }
}
