/// A whole screen as a value: a grid of cells. It is made without a terminal, compared in tests as text, and drawn by `Terminal`.
package struct Frame: Equatable, Sendable {
  package struct Cell: Equatable, Sendable {
    /// One character with what combines with it; empty in the second cell of a wide one.
    package var text: String
    /// How it looks: an index into the styles the terminal was opened with.
    package var mark: UInt8

    package static let blank = Cell(text: " ", mark: 0)
  }

  package let size: TerminalSize
  package private(set) var cells: [Cell]
  /// Where the terminal's own cursor stands while something is typed; nil: it is hidden.
  package var cursor: (column: Int, row: Int)?

  package init(_ size: TerminalSize) {
    self.size = size
    cells = [Cell](repeating: .blank, count: max(0, size.columns * size.rows))
  }

  package static func == (left: Frame, right: Frame) -> Bool {
    left.size == right.size && left.cells == right.cells && left.cursor?.column == right.cursor?.column
      && left.cursor?.row == right.cursor?.row
  }

  package func row(_ row: Int) -> ArraySlice<Cell> { cells[row * size.columns..<(row + 1) * size.columns] }

  /// Writes text from a cell on, and returns the column behind it. What reaches over the edges, or over `limit`, is left out; a wide
  /// character is never cut in half.
  @discardableResult
  package mutating func put(_ text: String, _ mark: UInt8, column: Int, row: Int, limit: Int = .max) -> Int {
    guard (0..<size.rows).contains(row) else { return column }
    let end = min(size.columns, limit)
    var place = column
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) {
      for byte in text.utf8 {
        guard place < end else { break }
        if place >= 0 { set(String(Unicode.Scalar(byte)), mark, place, row) }
        place += 1
      }
      return place
    }
    for piece in CellWidth.pieces(text) {
      guard place + piece.width <= end else { break }
      if place >= 0 {
        set(piece.text, mark, place, row)
        if piece.width == 2 { set("", mark, place + 1, row) }
      }
      place += piece.width
    }
    return place
  }

  /// Gives the cells of a stretch another look.
  package mutating func paint(_ mark: UInt8, columns: Range<Int>, row: Int) {
    guard (0..<size.rows).contains(row) else { return }
    for column in columns.clamped(to: 0..<size.columns) { cells[row * size.columns + column].mark = mark }
  }

  /// Makes a stretch blank.
  package mutating func clear(columns: Range<Int>, row: Int, mark: UInt8 = 0) {
    guard (0..<size.rows).contains(row) else { return }
    for column in columns.clamped(to: 0..<size.columns) { set(" ", mark, column, row) }
  }

  /// The lines as text, without the spaces at their ends: what tests compare.
  package var text: String {
    (0..<size.rows).map { row in
      var line = self.row(row).map(\.text).joined()
      while line.last == " " { line.removeLast() }
      return line + "\n"
    }.joined()
  }

  private mutating func set(_ text: String, _ mark: UInt8, _ column: Int, _ row: Int) {
    let index = row * size.columns + column
    // What is left of a wide character that is half overwritten is blank.
    if cells[index].text.isEmpty, !text.isEmpty, column > 0 { cells[index - 1].text = " " }
    if column + 1 < size.columns, cells[index + 1].text.isEmpty, !cells[index].text.isEmpty { cells[index + 1].text = " " }
    cells[index] = Cell(text: text, mark: mark)
  }
}

/// Columns and rows.
package struct TerminalSize: Equatable, Sendable {
  package var columns: Int
  package var rows: Int

  package init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
  }
}
