import JSON
import WalletClient

extension Session {
  /// Shows a list page by page, newest first, as far as was asked for.
  func list(
    _ path: String, query: [(name: String, value: String?)], as columns: [Column], empty: String
  ) throws(CommandFailure) {
    let most = try mostItems()
    var cursor = invocation.value("cursor")
    var items: [JSONValue] = []
    var shown = 0
    var hasMore = false
    // On a terminal the lines themselves show how far it is.
    let progress = streams.isOutTerminal && (output.format == .jsonl || output.format == .csv) ? nil : ProgressLine(self, "read")
    defer { progress?.clear() }
    repeat {
      try Interruption.check()
      let page = try get(
        path, query: query + [("limit", "\(min(100, most - shown))"), ("cursor", cursor)])
      let data = page["data"]?.arrayValue ?? []
      shown += data.count
      switch output.format {
      case .table, .json: items += data
      case .jsonl: for item in data { output.jsonLine(item) }
      case .csv: output.csv(data, columns, isFirst: shown == data.count)
      }
      cursor = page["cursor"]?.stringValue
      hasMore = page["has_more"]?.boolValue ?? false
      progress?.show(Int64(shown))
    } while hasMore && cursor != nil && shown < most
    progress?.clear()
    switch output.format {
    case .table where items.isEmpty: note(empty)
    case .table: streams.out(output.table(items, as: columns))
    case .json:
      var object: JSONValue = ["data": .array(items), "has_more": .bool(hasMore)]
      if case .object(var members) = object {
        members["cursor"] = hasMore ? cursor.map { .string($0) } ?? .null : .null
        object = .object(members)
      }
      output.json(object)
    case .jsonl, .csv: break
    }
    if hasMore, let cursor { note("There are more: --all, --limit, or --cursor \(cursor) to go on.") }
  }

  private func mostItems() throws(CommandFailure) -> Int {
    if invocation.has("all") { return .max }
    let text = invocation.value("limit") ?? "50"
    guard let limit = Int(text), limit > 0 else { throw .usage("--limit is a number above zero, not '\(text)'") }
    return limit
  }
}

extension Session {
  /// A whole statement as one answer, its entries oldest first, from and to when the options say.
  func statement(_ path: String, _ query: [(name: String, value: String?)]) throws(CommandFailure) -> JSONValue {
    var query = query + [("from", invocation.value("from")), ("limit", "100")]
    let first = try get(path, query: query + [("to", invocation.value("to"))])
    // Later pages name the end the first one answered, so that the statement stands still.
    query.append(("to", first["to"]?.stringValue))
    var entries = first["entries"]?.arrayValue ?? []
    var cursor = first["cursor"]?.stringValue
    let progress = ProgressLine(self, "read")
    defer { progress.clear() }
    while let next = cursor {
      try Interruption.check()
      let page = try get(path, query: query + [("cursor", next)])
      entries += page["entries"]?.arrayValue ?? []
      cursor = page["cursor"]?.stringValue
      progress.show(Int64(entries.count))
    }
    guard case .object(var whole) = first else { return first }
    whole["entries"] = .array(entries.reversed())
    whole["has_more"] = nil
    whole["cursor"] = nil
    return .object(whole)
  }
}
