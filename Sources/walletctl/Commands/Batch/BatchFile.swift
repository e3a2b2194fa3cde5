import JSON
import LedgerCore

/// A file of things to do, one a line (or record): JSON objects as `POST /v1/batches` takes them, or CSV with a line of titles.
struct BatchFile {
  struct Item {
    /// Where it stands in the file, from 1: its key is made of this, so that a rerun is the same request.
    let line: Int
    let json: JSONObject
  }

  enum Format: String, CaseIterable {
    case jsonl, csv
  }

  private let name: String
  private let bytes: [UInt8]
  private let records: [(line: Int, fields: [String])]
  private let titles: [String]
  private var position = 0
  private var line = 0
  private let format: Format
  private let isMinor: Bool
  private let currency: String?

  init(_ path: String, format asked: Format?, isMinor: Bool, currency: String?) throws(CommandFailure) {
    try self.init(
      try InputFile.bytes(path), name: path == "-" ? "standard input" : path,
      format: asked ?? (path.hasSuffix(".csv") ? .csv : .jsonl), isMinor: isMinor, currency: currency)
  }

  init(_ bytes: [UInt8], name: String, format: Format, isMinor: Bool, currency: String?) throws(CommandFailure) {
    self.name = name
    self.bytes = bytes
    self.format = format
    self.isMinor = isMinor
    self.currency = currency
    guard format == .csv else {
      records = []
      titles = []
      return
    }
    do {
      let all = try CSV.parse(bytes)
      titles = all.first?.fields ?? []
      records = Array(all.dropFirst())
    } catch {
      throw .usage("\(name), line \(error.line): \(error.reason)")
    }
    for title in titles where !BatchFile.titles.contains(title) && !title.hasPrefix("meta.") {
      let near = Suggestion.nearest(title, in: BatchFile.titles).map { "; did you mean '\($0)'?" } ?? ""
      throw .usage("\(name): there is no column '\(title)'\(near)")
    }
    for (index, title) in titles.enumerated() where titles[..<index].contains(title) {
      throw .usage("\(name): there are two columns '\(title)'")
    }
  }

  /// The next items, at most so many; empty at the end.
  mutating func next(_ most: Int) throws(CommandFailure) -> [Item] {
    var items: [Item] = []
    while items.count < most, let item = try next() { items.append(item) }
    return items
  }

  private mutating func next() throws(CommandFailure) -> Item? {
    switch format {
    case .jsonl: try nextLine()
    case .csv: try nextRecord()
    }
  }

  // MARK: JSON lines

  private mutating func nextLine() throws(CommandFailure) -> Item? {
    while position < bytes.count {
      let end = bytes[position...].firstIndex(of: 10) ?? bytes.count
      let text = Array(bytes[position..<end])
      position = end + 1
      line += 1
      if text.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { continue }
      do {
        guard case .object(let object) = try JSONValue.parse(text) else {
          throw CommandFailure.usage("\(name), line \(line): expected an object")
        }
        return Item(line: line, json: object)
      } catch let error as JSONError {
        throw .usage("\(name), line \(line): \(error.reason)")
      } catch let failure as CommandFailure {
        throw failure
      } catch {
        preconditionFailure("only the parser throws here")
      }
    }
    return nil
  }

  // MARK: CSV

  static let titles = [
    "type", "key", "debit", "credit", "amount", "currency", "balancing", "reference", "effective_at", "expires_in", "hold",
    "final",
    "transaction", "code", "class", "normal_side", "limit", "managed_by",
  ]

  private mutating func nextRecord() throws(CommandFailure) -> Item? {
    guard position < records.count else { return nil }
    let (line, fields) = records[position]
    position += 1
    guard fields.count <= titles.count else {
      throw .usage("\(name), line \(line): \(fields.count) fields, but only \(titles.count) columns have titles")
    }
    var object = JSONObject()
    var metadata = JSONObject()
    for (title, field) in zip(titles, fields) where !field.isEmpty && title != "amount" {
      if title.hasPrefix("meta.") {
        metadata[String(title.dropFirst(5))] = .string(field)
      } else {
        object[title] = try value(field, of: title, line)
      }
    }
    if object["type"] == nil { object["type"] = "transfer" }
    if object["currency"] == nil, object["debit"] != nil { object["currency"] = currency.map { .string($0) } }
    if let index = titles.firstIndex(of: "amount"), index < fields.count, !fields[index].isEmpty {
      object["amount"] = .integer(try amount(fields[index], object["currency"]?.stringValue, line))
    }
    if !metadata.isEmpty { object["metadata"] = .object(metadata) }
    return Item(line: line, json: object)
  }

  private func value(_ field: String, of title: String, _ line: Int) throws(CommandFailure) -> JSONValue {
    switch title {
    case "expires_in":
      guard let seconds = Int64(field) else {
        throw .usage("\(name), line \(line): expires_in is a number of seconds, not '\(field)'")
      }
      return .integer(seconds)
    case "final":
      guard field == "true" || field == "false" else {
        throw .usage("\(name), line \(line): final is true or false, not '\(field)'")
      }
      return .bool(field == "true")
    default: return .string(field)
    }
  }

  private func amount(_ text: String, _ code: String?, _ line: Int) throws(CommandFailure) -> Int64 {
    do throws(CommandFailure) {
      let currency = try code.map { code throws(CommandFailure) in try AmountInput.currency(code) }
      return try AmountInput.parse(text, currency: currency, isMinor: isMinor)
    } catch {
      throw .usage("\(name), line \(line): \(error.message)")
    }
  }
}
