import JSON

/// A column of a list: where its value is in an item, what it looks like to people, and what it is called in CSV.
struct Column: Sendable {
  enum Kind: Sendable {
    case text(String)
    /// An account by its code, or its id where it has none.
    case account(code: String, id: String)
    /// Minor units, with the path of the currency beside it.
    case amount(String, currency: String)
    case time(String)
    /// An account's limit: a word, or a floor in minor units.
    case limit(String, currency: String)
    case number(String)
    case status(String)
    /// Anything else, made from the whole item.
    case made(@Sendable (JSONValue) -> String)
  }

  /// Empty: only in CSV.
  let title: String
  /// Empty: only in tables.
  let name: String
  let kind: Kind

  init(_ title: String, _ name: String, _ kind: Kind) {
    self.title = title
    self.name = name
    self.kind = kind
  }

  var alignment: Table.Alignment {
    switch kind {
    case .amount, .number: .right
    case .text, .account, .time, .limit, .status, .made: .left
    }
  }

  func cell(_ item: JSONValue, _ amounts: AmountText) -> Table.Cell {
    switch kind {
    case .text(let path), .number(let path): Table.Cell(Plain.text(item.text(at: path)))
    case .account(let code, let id): Table.Cell(Plain.text(item.at(code)?.stringValue ?? item.text(at: id)))
    case .amount(let path, let currency):
      Table.Cell(
        amounts.text(item.at(path), item.text(at: currency)), (item.at(path)?.integerValue ?? 0) < 0 ? .bad : .plain)
    case .limit(let path, let currency):
      Table.Cell(
        item.at(path + ".floor").map { "floor " + amounts.text($0, item.text(at: currency)) } ?? Plain.text(item.text(at: path)))
    case .time(let path): Table.Cell(TimeText.seconds(item.text(at: path)))
    case .status(let path):
      Table.Cell(Plain.text(item.text(at: path)), StatusStyle.style(item.text(at: path)))
    case .made(let make): Table.Cell(Plain.text(make(item)))
    }
  }

  func raw(_ item: JSONValue) -> String {
    switch kind {
    case .text(let path), .number(let path), .time(let path), .status(let path), .amount(let path, _), .limit(let path, _):
      item.text(at: path)
    case .account(let code, let id): item.at(code)?.stringValue ?? item.text(at: id)
    case .made(let make): make(item)
    }
  }
}

enum StatusStyle {
  static func style(_ status: String) -> Style {
    switch status {
    case "open", "posted", "captured", "sound", "active", "unsealed", "succeeded", "processed", "settled", "booked",
      "paid":
      .good
    case "unknown", "failed", "declined", "unmatched", "unreadable", "dead", "parked", "returned": .bad
    case "frozen", "closed", "expired", "revoked", "suspended", "deleted", "sealed", "absent", "cancelled", "voided", "dismissed":
      .faint
    default: .plain
    }
  }
}

enum TimeText {
  /// `2026-11-20T10:50:26.123456Z` without its fraction.
  static func seconds(_ text: String) -> String {
    guard let point = text.firstIndex(of: "."), text.hasSuffix("Z") else { return Plain.text(text) }
    return text[..<point] + "Z"
  }
}

extension JSONValue {
  /// The value at a path of names and indices: `postings.0.debit`.
  func at(_ path: String) -> JSONValue? {
    var value: JSONValue? = self
    for part in path.split(separator: ".") { value = Int(part).flatMap { value?[$0] } ?? value?[String(part)] }
    return value
  }

  /// The value at a path as plain text; empty where there is none.
  func text(at path: String) -> String {
    switch at(path) {
    case .string(let text): text
    case .integer(let number): "\(number)"
    case .decimal(let literal): literal
    case .bool(let value): value ? "true" : "false"
    case nil, .null: ""
    case .array(let elements): elements.map { $0.stringValue ?? $0.description }.joined(separator: ",")
    case .object(let object): object.isEmpty ? "" : at(path)?.description ?? ""
    }
  }
}
