import JSON

/// How an event is shown: when, what, about what, and in a few words what it came to.
struct EventColumns {
  let amounts: AmountText

  var list: [Column] {
    [
      Column("TIME", "occurred_at", .time("occurred_at")), Column("TYPE", "type", .text("type")),
      Column("WHAT", "", .made { [amounts] in EventColumns.what($0, amounts) }), Column("CHANNEL", "channel", .text("channel")),
      Column("OBJECT", "object", .text("object")), Column("EVENT", "id", .text("id")),
      Column("", "sequence", .number("sequence")), Column("", "version", .number("version")),
      Column("", "amount", .made { EventColumns.posting($0)?.text(at: "amount") ?? "" }),
      Column("", "currency", .made { EventColumns.posting($0)?.text(at: "currency") ?? "" }),
      Column("", "debit", .made { EventColumns.posting($0).map { EventColumns.name($0, "debit") } ?? "" }),
      Column("", "credit", .made { EventColumns.posting($0).map { EventColumns.name($0, "credit") } ?? "" }),
      Column("", "accounts", .text("accounts")),
    ]
  }

  /// What moved, or is reserved: the first posting, or the hold.
  private static func posting(_ event: JSONValue) -> JSONValue? {
    let data = event["data"]
    return data?["postings"]?[0] ?? data?["transaction"]?["postings"]?[0] ?? (data?["debit"] == nil ? nil : data)
  }

  private static func name(_ posting: JSONValue, _ side: String) -> String {
    posting["\(side)_code"]?.stringValue ?? posting.text(at: side)
  }

  /// `Rp25.000 cash → wallet:alice`, the code of an account, or what changed.
  static func what(_ event: JSONValue, _ amounts: AmountText) -> String {
    if let posting = posting(event) {
      let more = (event["data"]?["postings"]?.arrayValue?.count ?? 1) - 1
      return
        "\(amounts.text(posting["amount"], posting.text(at: "currency"))) \(name(posting, "debit")) → \(name(posting, "credit"))"
        + (more > 0 ? " +\(more)" : "")
    }
    guard let data = event["data"] else { return "" }
    if let code = data["code"]?.stringValue { return code }
    return (data["after"]?.objectValue?.members ?? []).map { "\($0.key)=\($0.value.stringValue ?? "")" }.joined(separator: " ")
  }
}
