/// Why a report was not taken, and where in it.
package struct UnreadableReport: Error, Hashable {
  /// From 1; nil for the whole.
  package let line: Int?
  package let reason: String

  package init(line: Int? = nil, _ reason: String) {
    self.line = line
    self.reason = reason
  }
}

/// A table of comma-separated values (RFC 4180), read strictly: a report that was cut, or saved again by a spreadsheet, is refused, and not
/// guessed at.
struct CSVTable {
  struct Row {
    let line: Int
    fileprivate let cells: [String]
  }

  private let columns: [String: Int]
  private(set) var rows: [Row] = []

  /// - Parameter most: rows behind the head.
  init(_ text: String, most: Int) throws(UnreadableReport) {
    guard !text.unicodeScalars.contains("\u{FFFD}") else {
      throw UnreadableReport("it is in another encoding than UTF-8: it has the mark of what could not be read")
    }
    guard !text.isEmpty else { throw UnreadableReport("it is empty") }
    var reader = CSVReader(Array(text.utf8))
    guard let head = try reader.row() else { throw UnreadableReport("it has no head") }
    var columns: [String: Int] = [:]
    for (index, name) in head.cells.enumerated() {
      let name = CSVTable.word(name)
      guard !name.isEmpty else { continue }
      guard columns[name] == nil else { throw UnreadableReport(line: 1, "the column '\(name)' is there twice") }
      columns[name] = index
    }
    self.columns = columns
    while let row = try reader.row() {
      guard row.cells.count == head.cells.count else {
        throw UnreadableReport(
          line: row.line, "it has \(row.cells.count) columns, and the head \(head.cells.count): the file was cut or changed")
      }
      guard rows.count < most else { throw UnreadableReport(line: row.line, "it has more than \(most) lines: send it in parts") }
      rows.append(row)
    }
    guard !rows.isEmpty else { throw UnreadableReport("it has a head and nothing else") }
  }

  /// Names are compared without regard to case and to spaces around them.
  private static func word(_ text: String) -> String {
    var text = Substring(text)
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return text.lowercased()
  }

  func has(_ column: String) -> Bool { columns[column.lowercased()] != nil }

  /// Throws where one of them is missing.
  func require(_ names: [String]) throws(UnreadableReport) {
    let missing = names.filter { !has($0) }
    guard missing.isEmpty else {
      throw UnreadableReport(line: 1, "there is no column \(missing.map { "'\($0)'" }.joined(separator: ", "))")
    }
  }

  /// Empty where there is no such column.
  func text(_ row: Row, _ column: String) -> String {
    guard let index = columns[column.lowercased()] else { return "" }
    return row.cells[index]
  }
}

/// Goes through the bytes of a table, a row at a time.
private struct CSVReader {
  private let bytes: [UInt8]
  private var place = 0
  private var line = 1

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    if bytes.starts(with: [0xef, 0xbb, 0xbf]) { place = 3 }
  }

  /// Nil at the end. Every row ends with a line feed: one that does not was cut.
  mutating func row() throws(UnreadableReport) -> CSVTable.Row? {
    guard place < bytes.count else { return nil }
    let start = line
    var cells: [String] = []
    while true {
      cells.append(try cell())
      guard place < bytes.count else {
        throw UnreadableReport(line: start, "it does not end with a line feed: the file was cut")
      }
      let end = bytes[place]
      place += 1
      if end == UInt8(ascii: ",") { continue }
      if end == UInt8(ascii: "\r") {
        guard place < bytes.count, bytes[place] == UInt8(ascii: "\n") else {
          throw UnreadableReport(line: start, "a carriage return stands alone")
        }
        place += 1
      }
      line += 1
      return CSVTable.Row(line: start, cells: cells)
    }
  }

  /// Up to the comma, the carriage return or the line feed behind it.
  private mutating func cell() throws(UnreadableReport) -> String {
    guard place < bytes.count, bytes[place] == UInt8(ascii: "\"") else {
      let rest = bytes[place...].prefix { !",\r\n".utf8.contains($0) }
      guard !rest.contains(UInt8(ascii: "\"")) else {
        throw UnreadableReport(line: line, "a quotation mark stands inside a cell")
      }
      place = rest.endIndex
      return String(decoding: rest, as: UTF8.self)
    }
    place += 1
    var cell: [UInt8] = []
    let start = line
    while place < bytes.count {
      let byte = bytes[place]
      place += 1
      if byte == UInt8(ascii: "\"") {
        guard place < bytes.count, bytes[place] == UInt8(ascii: "\"") else {
          guard place == bytes.count || ",\r\n".utf8.contains(bytes[place]) else {
            throw UnreadableReport(line: line, "something stands behind a closing quotation mark")
          }
          return String(decoding: cell, as: UTF8.self)
        }
        place += 1
      }
      if byte == UInt8(ascii: "\n") { line += 1 }
      cell.append(byte)
    }
    throw UnreadableReport(line: start, "a quotation is not closed: the file was cut")
  }
}
