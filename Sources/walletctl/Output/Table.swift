/// Rows of text in aligned columns, the same on a terminal and in a pipe.
struct Table {
  enum Alignment: Sendable {
    case left, right
  }

  struct Cell {
    var text: String
    var style = Style.plain

    init(_ text: String, _ style: Style = .plain) {
      self.text = text
      self.style = style
    }
  }

  let titles: [String]
  let alignments: [Alignment]
  private(set) var rows: [[Cell]] = []

  init(_ columns: [(title: String, alignment: Alignment)]) {
    titles = columns.map(\.title)
    alignments = columns.map(\.alignment)
  }

  mutating func add(_ cells: [Cell]) {
    precondition(cells.count == titles.count, "a row has a cell for each column")
    rows.append(cells)
  }

  /// Every line ends with a newline; no line with a space.
  func render(colored: Bool, indentation: Int = 0) -> String {
    var widths = titles.map(\.count)
    for row in rows { for (index, cell) in row.enumerated() { widths[index] = max(widths[index], cell.text.count) } }
    var text = ""
    if !titles.allSatisfy(\.isEmpty) {
      text += line(titles.map { Cell($0, .heading) }, widths, colored: colored, indentation)
    }
    for row in rows { text += line(row, widths, colored: colored, indentation) }
    return text
  }

  private func line(_ cells: [Cell], _ widths: [Int], colored: Bool, _ indentation: Int) -> String {
    var line = String(repeating: " ", count: indentation)
    var waiting = ""
    for (index, cell) in cells.enumerated() {
      let padding = String(repeating: " ", count: widths[index] - cell.text.count)
      let text = cell.text.isEmpty ? "" : cell.style.apply(cell.text, colored: colored)
      if alignments[index] == .right { waiting += padding }
      if !text.isEmpty {
        line += waiting + text
        waiting = ""
      }
      if alignments[index] == .left { waiting += padding }
      waiting += "  "
    }
    return line + "\n"
  }
}
