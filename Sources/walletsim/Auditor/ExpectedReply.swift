import JSON

/// A reply as the simulation's clients get it.
struct SimulatedReply {
  let status: Int
  let isReplay: Bool
  let body: String

  /// The problem's code; nil for a success.
  var code: String? { status < 400 ? nil : json["code"]?.stringValue }

  var json: JSONValue {
    do throws(JSONError) { return try JSONValue.parse(body) } catch { return .string("not JSON: \(error)") }
  }

  /// Where a list goes on; nil at its end and for what is no list.
  var cursor: String? { json["cursor"]?.stringValue }

  var summary: String { "\(status)\(isReplay ? " replayed" : "") \(body)" }
}

/// What the auditor says a reply must be: bodies byte for byte; of problems all but the sentences.
enum ExpectedReply {
  case body(Int, String, isReplay: Bool)
  case problem(ExpectedRefusal, isReplay: Bool)
  case batch([Item], isReplay: Bool)

  enum Item {
    case success(String)
    case problem(ExpectedRefusal)
  }

  func matches(_ reply: SimulatedReply) -> Bool {
    switch self {
    case .body(let status, let body, let isReplay):
      return reply.status == status && reply.isReplay == isReplay && reply.body == body
    case .problem(let refusal, let isReplay):
      return reply.status == refusal.status && reply.isReplay == isReplay && refusal.matches(reply.json)
    case .batch(let items, let isReplay):
      guard reply.status == 200, reply.isReplay == isReplay, let results = reply.json["results"]?.arrayValue,
        results.count == items.count
      else { return false }
      return zip(items, results).allSatisfy { item, result in
        switch item {
        case .success(let text): result.description == text
        case .problem(let refusal): refusal.matches(result)
        }
      }
    }
  }

  var summary: String {
    switch self {
    case .body(let status, let body, let isReplay): "\(status)\(isReplay ? " replayed" : "") \(body)"
    case .problem(let refusal, let isReplay): "\(refusal.status)\(isReplay ? " replayed" : "") \(refusal.summary)"
    case .batch(let items, let isReplay):
      "200\(isReplay ? " replayed" : "") "
        + items.map { item in
          switch item {
          case .success(let text): text
          case .problem(let refusal): "\(refusal.status) \(refusal.summary)"
          }
        }.joined(separator: ", ")
    }
  }
}

extension ExpectedRefusal {
  /// One status for each code, as in docs/reference/problems.md.
  var status: Int {
    switch code {
    case "insufficient_funds", "limit_exceeded": 402
    case "account_not_found", "hold_not_found", "transaction_not_found", "tenant_not_found": 404
    case "idempotency_mismatch": 422
    case "effective_at_in_future", "currency_required", "same_account", "currency_mismatch", "code_reserved": 400
    case "not_applied": 503
    default: 409
    }
  }

  func matches(_ problem: JSONValue) -> Bool {
    problem["code"]?.stringValue == code && problem["status"]?.integerValue == Int64(status)
      && problem["param"]?.stringValue == param && problem["account"]?.stringValue == account
      && problem["available"]?.integerValue == available && problem["needed"]?.integerValue == needed
  }

  var summary: String {
    var text = code
    if let param { text += " param=\(param)" }
    if let account { text += " account=\(account)" }
    if let available { text += " available=\(available)" }
    if let needed { text += " needed=\(needed)" }
    return text
  }
}

extension ExpectedLedger {
  /// Takes an order and says what is answered.
  mutating func reply(to order: Order, now: Int64) -> ExpectedReply {
    switch order.work {
    case .single(let ask):
      let verdict = take(ask, key: order.key, now: now)
      switch verdict.result {
      case .mismatch(let field): return .problem(ExpectedRefusal("idempotency_mismatch", field), isReplay: false)
      case .unread(let refusal): return .problem(refusal, isReplay: false)
      case .outcome(.refused(let refusal)): return .problem(refusal, isReplay: verdict.isReplay)
      case .outcome(let outcome):
        return .body(ask.status, view(outcome, ask.shape) ?? "", isReplay: verdict.isReplay)
      }
    case .batch(let isAtomic, let items):
      switch take(batch: items, isAtomic: isAtomic, key: order.key, now: now) {
      case .refused(let refusal): return .problem(refusal, isReplay: false)
      case .items(let verdicts):
        return .batch(
          zip(items, verdicts).map { item(of: $0.ask, $1) },
          isReplay: verdicts.allSatisfy { verdict in
            if case .mismatch = verdict.result { true } else { verdict.isReplay }
          })
      }
    }
  }

  private func item(of ask: Ask, _ verdict: Verdict) -> ExpectedReply.Item {
    switch verdict.result {
    case .mismatch(let field): return .problem(ExpectedRefusal("idempotency_mismatch", field))
    case .unread(let refusal), .outcome(.refused(let refusal)): return .problem(refusal)
    case .outcome(let outcome): return .success(compact(outcome, status: ask.status, isHold: ask.shape == .placedHold) ?? "")
    }
  }
}

extension Ask {
  /// 201 where something new can be fetched.
  fileprivate var status: Int {
    switch self {
    case .transfer, .transaction, .hold, .reverse, .open: 201
    case .capture, .release, .change: 200
    }
  }

  fileprivate var shape: ExpectedLedger.Shape {
    switch self {
    case .transfer, .transaction, .reverse: .transaction
    case .hold: .placedHold
    case .capture, .release: .resolvedHold
    case .open, .change: .account
    }
  }
}
