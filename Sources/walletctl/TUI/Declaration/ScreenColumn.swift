import JSON
import LedgerCore

/// A column of a screen.
struct ScreenColumn: Sendable {
  enum Kind: Sendable {
    case text(String)
    /// An account by its code, or its id where it has none.
    case account(code: String, id: String)
    /// Minor units, with the path of their currency.
    case amount(String, currency: String)
    case number(String)
    /// As short as it can be told from now.
    case time(String)
    /// How long ago.
    case age(String)
    /// A time to come, and how long until then.
    case due(String)
    case status(String)
    case made(@Sendable (JSONValue, ScreenContext) -> CellText)
  }

  let title: String
  let kind: Kind
  /// Columns with the highest number are left out first where there is no room; 0: always there.
  let priority: Int
  /// Cells at most; what is longer is cut.
  let widest: Int
  /// As narrow as it may become before columns are left out. A number that is cut is another number: amounts never are.
  let narrowest: Int
  let isRight: Bool
  /// Where Enter leads while the column is chosen; nil: where the row leads.
  let opens: Drill?
  /// What it is called in an export.
  let name: String
  /// What is in it is in the rows of the list; else it is asked row by row, and nothing can be ordered by it.
  let isOrdered: Bool

  init(
    _ title: String, _ kind: Kind, priority: Int = 0, widest: Int = 40, narrowest: Int? = nil, isRight: Bool? = nil,
    opens: Drill? = nil,
    name: String? = nil, isOrdered: Bool = true
  ) {
    self.isOrdered = isOrdered
    self.title = title
    self.kind = kind
    self.priority = priority
    self.widest = widest
    self.opens = opens
    self.name = name ?? title.lowercased().split(separator: " ").joined(separator: "_")
    if let narrowest {
      self.narrowest = narrowest
    } else {
      switch kind {
      case .account: self.narrowest = 14
      case .text, .made, .amount, .number, .time, .age, .due, .status: self.narrowest = .max
      }
    }
    if let isRight {
      self.isRight = isRight
    } else {
      switch kind {
      case .amount, .number, .age: self.isRight = true
      case .text, .account, .time, .due, .status, .made: self.isRight = false
      }
    }
  }

  func cell(_ row: JSONValue, _ context: ScreenContext) -> CellText {
    switch kind {
    case .text(let path): CellText(Plain.text(row.text(at: path)))
    case .account(let code, let id): CellText(Plain.text(row.at(code)?.stringValue ?? row.text(at: id)))
    case .amount(let path, let currency):
      CellText(
        context.amounts.text(row.at(path), row.text(at: currency)), (row.at(path)?.integerValue ?? 0) < 0 ? .bad : .plain)
    case .number(let path): CellText(row.at(path)?.integerValue.map { Count.text($0) } ?? Plain.text(row.text(at: path)))
    case .time(let path): CellText(MomentText.short(row.text(at: path), now: context.now))
    case .age(let path): CellText(MomentText.age(row.text(at: path), now: context.now))
    case .due(let path): MomentText.due(row.text(at: path), now: context.moment)
    case .status(let path): CellText(Plain.text(row.text(at: path)), Look(status: row.text(at: path)))
    case .made(let make): make(row, context)
    }
  }

  /// What rows are ordered by: numbers as numbers, times and texts as texts.
  func orderKey(_ row: JSONValue, _ context: ScreenContext) -> OrderKey {
    switch kind {
    case .amount(let path, _), .number(let path):
      row.at(path)?.integerValue.map { .number($0) } ?? .text(row.text(at: path))
    case .time(let path), .age(let path), .due(let path): row.text(at: path).isEmpty ? .last : .text(row.text(at: path))
    case .text(let path), .status(let path): .text(row.text(at: path).lowercased())
    case .account(let code, let id): .text((row.at(code)?.stringValue ?? row.text(at: id)).lowercased())
    case .made(let make):
      make(row, context).order.map { .number($0) } ?? .text(make(row, context).text.lowercased())
    }
  }

  /// The value as it is exported: not shortened, amounts in minor units.
  func raw(_ row: JSONValue, _ context: ScreenContext) -> String {
    switch kind {
    case .text(let path), .amount(let path, _), .number(let path), .time(let path), .age(let path), .due(let path),
      .status(let path):
      row.text(at: path)
    case .account(let code, let id): row.at(code)?.stringValue ?? row.text(at: id)
    case .made(let make): make(row, context).text
    }
  }
}

/// What a cell shows.
struct CellText: Sendable, Equatable {
  var text: String
  var look: Look
  /// What it is ordered by, where the text would order wrongly.
  var order: Int64?

  init(_ text: String, _ look: Look = .plain, order: Int64? = nil) {
    self.text = text
    self.look = look
    self.order = order
  }
}

enum OrderKey: Comparable, Sendable {
  case number(Int64)
  case text(String)
  /// Behind all others, whichever way.
  case last
}
