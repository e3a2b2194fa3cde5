import JSON

/// What happened to a payment, as rows in the order of time: made of its intent, its attempts, its refunds and its transactions.
enum PaymentStory {
  static let columns = [
    ScreenColumn("AT", .time("at")), ScreenColumn("WHAT", .text("what")), ScreenColumn("STATUS", .status("status")),
    ScreenColumn("AMOUNT", .amount("amount", currency: "currency"), opens: .id("id")),
    ScreenColumn("WITH", .text("with"), widest: 80, narrowest: 12), ScreenColumn("ID", .text("id"), priority: 1),
  ]

  /// `head`: the payment, its intent, then its attempts, refunds and transactions as lists, newest first; what is not there yet is left out.
  static func rows(_ head: [JSONValue?]) -> [JSONValue] {
    func list(_ place: Int) -> [JSONValue] {
      head.indices.contains(place) ? (head[place]?["data"]?.arrayValue ?? []).reversed() : []
    }
    let intent = head.indices.contains(1) ? head[1].map { [self.intent($0)] } ?? [] : []
    let rows = intent + list(2).map(attempt) + list(3).map(refund) + list(4).map(transaction)
    // Those of one moment stay in this order: it is the order of cause.
    return rows.enumerated().sorted { left, right in
      (left.element.text(at: "at"), left.offset) < (right.element.text(at: "at"), right.offset)
    }.map(\.element)
  }

  static func attempt(_ attempt: JSONValue) -> JSONValue {
    let said = IntentColumns.said(attempt["error"])
    return row(
      attempt, at: "created_at", "\(attempt.text(at: "purpose")) at \(attempt.text(at: "provider"))", attempt.text(at: "status"),
      said.isEmpty ? attempt.text(at: "provider_reference") : said)
  }

  private static func intent(_ intent: JSONValue) -> JSONValue {
    let whose = [intent.text(at: "reference"), intent.text(at: "customer_id")].filter { !$0.isEmpty }.joined(separator: " ")
    return row(intent, at: "created_at", "intent", intent.text(at: "intent_status"), whose)
  }

  private static func refund(_ refund: JSONValue) -> JSONValue {
    let said = IntentColumns.said(refund["error"])
    let what = refund["automatic"]?.boolValue == true ? "refund by itself" : "refund"
    return row(refund, at: "created_at", what, refund.text(at: "status"), said.isEmpty ? refund.text(at: "reason") : said)
  }

  private static func transaction(_ transaction: JSONValue) -> JSONValue {
    let first = transaction.at("postings.0") ?? .null
    let (debit, credit) = (name(first, "debit"), name(first, "credit"))
    let more = (transaction["postings"]?.arrayValue?.count ?? 1) - 1
    return row(
      transaction, at: "posted_at", transaction.text(at: "type"), transaction.text(at: "status"),
      "\(debit) > \(credit)" + (more > 0 ? " +\(more)" : ""), amounts: first)
  }

  private static func name(_ posting: JSONValue, _ side: String) -> String {
    posting[side + "_code"]?.stringValue ?? posting.text(at: side)
  }

  private static func row(
    _ object: JSONValue, at time: String, _ what: String, _ status: String, _ with: String, amounts: JSONValue? = nil
  ) -> JSONValue {
    let amounts = amounts ?? object
    return [
      "id": .string(IDs.own(object)), "at": object[time] ?? .null, "what": .string(what), "status": .string(status),
      "amount": amounts["amount"] ?? .null, "currency": amounts["currency"] ?? .null, "with": .string(with),
    ]
  }
}
