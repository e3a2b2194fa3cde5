import JSON

/// Writes results in the form that was asked for.
struct Output {
  enum Format: Sendable {
    case table, json, jsonl, csv
  }

  let format: Format
  let colored: Bool
  let amounts: AmountText
  let streams: any Streams

  /// One object: its fields, one a line.
  func show(_ value: JSONValue, as columns: [Column]) {
    switch format {
    case .table: streams.out(details(value, columns))
    case .json: json(value)
    case .jsonl: jsonLine(value)
    case .csv: csv([value], columns, isFirst: true)
    }
  }

  /// The fields of an object beneath each other, empty ones left out.
  func details(_ value: JSONValue, _ columns: [Column]) -> String {
    var table = Table([("", .left), ("", .left)])
    for column in columns where !column.title.isEmpty {
      let cell = column.cell(value, amounts)
      if !cell.text.isEmpty { table.add([Table.Cell(column.title, .heading), cell]) }
    }
    return table.render(colored: colored)
  }

  func table(_ items: [JSONValue], as columns: [Column], indentation: Int = 0) -> String {
    let shown = columns.filter { !$0.title.isEmpty }
    var table = Table(shown.map { ($0.title, $0.alignment) })
    for item in items { table.add(shown.map { $0.cell(item, amounts) }) }
    return table.render(colored: colored, indentation: indentation)
  }

  func json(_ value: JSONValue) { streams.out(bytes: value.encode(pretty: true) + [10]) }

  func jsonLine(_ value: JSONValue) { streams.out(bytes: value.encode() + [10]) }

  func csv(_ items: [JSONValue], _ columns: [Column], isFirst: Bool) {
    let named = columns.filter { !$0.name.isEmpty }
    if isFirst { streams.out(CSV.line(named.map(\.name))) }
    for item in items { streams.out(CSV.line(named.map { $0.raw(item) })) }
  }
}
