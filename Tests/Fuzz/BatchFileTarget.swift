import JSON

@testable import walletctl

/// Files of things to do, JSON lines or CSV: items with their lines, or a sentence that names the line. The first byte says which.
enum BatchFileTarget {
  static func examine(_ bytes: [UInt8], planted: Bool) -> String? {
    guard let kind = bytes.first else { return nil }
    let format = kind & 1 == 0 ? BatchFile.Format.jsonl : .csv
    let text = Array(bytes.dropFirst())
    let lines = 1 + text.count { $0 == 10 }
    var last = 0
    do {
      var file = try BatchFile(text, name: "FILE", format: format, isMinor: kind & 2 == 0, currency: kind & 4 == 0 ? "IDR" : nil)
      while true {
        let items = try file.next(3)
        guard !items.isEmpty else { break }
        for item in items {
          guard item.line > last, item.line <= lines else { return "line \(item.line) after \(last), of \(lines)" }
          last = item.line
          if planted, item.json["debit"] == "a", (130...9999).contains(item.json["amount"]?.integerValue ?? 0) {
            return "planted"
          }
          if let violation = JSONTarget.printed(.object(item.json)) { return violation }
        }
      }
    } catch {
      return error.message.hasPrefix("FILE") ? nil : "a mistake at no place: \(error.message)"
    }
    return format == .csv ? records(text) : nil
  }

  /// What is read as CSV, written and read again is the same; except what is made harmless for spreadsheets.
  private static func records(_ text: [UInt8]) -> String? {
    do throws(CSV.BrokenText) {
      let first = try CSV.parse(text).map(\.fields)
      if String(validating: text, as: UTF8.self) == nil { return "csv that is not UTF-8 was read" }
      guard !first.joined().contains(where: { "=+-@\t\r".utf8.contains($0.utf8.first ?? 0) }) else { return nil }
      let second = try CSV.parse(Array(first.map { CSV.line($0) }.joined().utf8)).map(\.fields)
      let same =
        first.count == second.count && zip(first, second).allSatisfy { $0.map { Array($0.utf8) } == $1.map { Array($0.utf8) } }
      return same ? nil : "csv \(first) came back as \(second)"
    } catch {
      return "csv was read, and not when written again: \(error)"
    }
  }
}
