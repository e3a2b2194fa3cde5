/// Comma-separated values (RFC 4180).
///
/// Spreadsheets calculate a cell that begins like a formula, and others write references and metadata: such a cell gets an apostrophe
/// in front, which spreadsheets take as "this is text". Numbers stay numbers.
enum CSV {
  static func line(_ fields: [String]) -> String { fields.map { quoted(harmless($0)) }.joined(separator: ",") + "\r\n" }

  private static func harmless(_ field: String) -> String {
    guard let first = field.utf8.first, "=+-@\t\r".utf8.contains(first), !isSignedNumber(field.utf8) else { return field }
    return "'" + field
  }

  /// A sign, digits, and digits behind one dot at most.
  private static func isSignedNumber(_ field: String.UTF8View) -> Bool {
    guard let first = field.first, "+-".utf8.contains(first) else { return false }
    let parts = field.dropFirst().split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
    return parts.allSatisfy { !$0.isEmpty && $0.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } }
  }

  private static func quoted(_ field: String) -> String {
    guard field.utf8.contains(where: { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }) else { return field }
    // By bytes: to Swift a quote with an accent on it is another character, and would not be doubled.
    let doubled = field.utf8.flatMap { $0 == 0x22 ? [$0, $0] : [$0] }
    return "\"" + String(decoding: doubled, as: UTF8.self) + "\""
  }

  struct BrokenText: Error {
    let line: Int
    let reason: String
  }

  /// All records, each with the line it begins on.
  static func parse(_ bytes: [UInt8]) throws(BrokenText) -> [(line: Int, fields: [String])] {
    var records: [(line: Int, fields: [String])] = []
    var fields: [String] = []
    var field: [UInt8] = []
    var isQuoted = false
    var wasQuoted = false
    var line = 1
    var start = 1
    var index = 0
    func endField() throws(BrokenText) {
      // Repaired, it would be posted as something that nobody wrote.
      guard let text = String(validating: field, as: UTF8.self) else {
        throw BrokenText(line: start, reason: "a field is not UTF-8")
      }
      fields.append(text)
      field.removeAll(keepingCapacity: true)
      wasQuoted = false
    }
    func endRecord() throws(BrokenText) {
      try endField()
      if fields != [""] { records.append((start, fields)) }
      fields = []
    }
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      if isQuoted {
        if byte == UInt8(ascii: "\"") {
          if index < bytes.count, bytes[index] == UInt8(ascii: "\"") {
            field.append(byte)
            index += 1
          } else {
            isQuoted = false
          }
        } else {
          if byte == 10 { line += 1 }
          field.append(byte)
        }
        continue
      }
      switch byte {
      case UInt8(ascii: "\"") where field.isEmpty && !wasQuoted:
        isQuoted = true
        wasQuoted = true
      case UInt8(ascii: ","): try endField()
      case 13 where index < bytes.count && bytes[index] == 10: break
      case 10:
        try endRecord()
        line += 1
        start = line
      default:
        guard !wasQuoted else { throw BrokenText(line: line, reason: "something follows a closing quote") }
        field.append(byte)
      }
    }
    guard !isQuoted else { throw BrokenText(line: start, reason: "a quote is not closed") }
    if !field.isEmpty || !fields.isEmpty || wasQuoted { try endRecord() }
    return records
  }
}
