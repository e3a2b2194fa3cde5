/// Requests as bytes.
enum Wire {
  /// One request. `X-Request-Id` is given, so that replies are the same in every run.
  static func bytes(
    _ method: String, _ path: String, tenant: String?, key: String? = nil, body: String? = nil, number: Int
  ) -> [UInt8] {
    var text = "\(method) \(path) HTTP/1.1\r\nHost: sim\r\nX-Request-Id: r\(number)\r\n"
    if let tenant { text += "Walletd-Tenant: \(tenant)\r\n" }
    if let key { text += "Idempotency-Key: \(key)\r\n" }
    if let body { text += "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n" }
    return Array((text + "\r\n" + (body ?? "")).utf8)
  }

  static func bytes(_ order: Order, tenant: String, number: Int) -> [UInt8] {
    var (path, body) = (order.path, order.body)
    if order.keyInBody {
      let fields = body?.dropFirst() ?? "}"
      body = "{\"idempotency_key\":\"\(order.key)\"" + (fields == "}" ? "}" : ",\(fields)")
    }
    path = path.replacing(" ", with: "%20")
    return bytes("POST", path, tenant: tenant, key: order.keyInBody ? nil : order.key, body: body, number: number)
  }

  static func bytes(_ question: Question, tenant: String, number: Int) -> [UInt8] {
    bytes("GET", question.target, tenant: tenant, number: number)
  }

  /// `{"a":1,"b":"c"}` of the members that are there.
  static func object(_ members: [(String, String?)]) -> String {
    "{" + members.compactMap { name, value in value.map { "\"\(name)\":\($0)" } }.joined(separator: ",") + "}"
  }

  static func text(_ value: String?) -> String? { value.map { "\"\($0)\"" } }
  static func number(_ value: Int64?) -> String? { value.map { "\($0)" } }
  static func time(_ value: Int64?) -> String? { value.map { "\"\(ExpectedText.time($0))\"" } }

  fileprivate static func query(_ path: String, _ parameters: [(String, String?)]) -> String {
    let given = parameters.compactMap { name, value in value.map { "\(name)=\(escaped($0))" } }
    return given.isEmpty ? path : path + "?" + given.joined(separator: "&")
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("#", with: "%23").replacing("+", with: "%2B").replacing(" ", with: "%20")
  }
}

extension Order {
  var path: String {
    switch work {
    case .batch: "/v1/batches"
    case .single(let ask):
      switch ask {
      case .transfer: "/v1/transfers"
      case .transaction: "/v1/transactions"
      case .hold: "/v1/holds"
      case .capture(let hold, _, _, _, _): "/v1/holds/\(hold)/capture"
      case .release(let hold, _): "/v1/holds/\(hold)/release"
      case .reverse(let transaction, _): "/v1/transactions/\(transaction)/reverse"
      case .open: "/v1/accounts"
      case .change(let account, let currency, let change):
        Wire.query("/v1/accounts/\(account)/\(change.verb)", [("currency", currency)])
      }
    }
  }

  /// Nil: none is needed.
  var body: String? {
    switch work {
    case .single(let ask):
      let body = Wire.object(ask.members)
      return body == "{}" ? nil : body
    case .batch(let isAtomic, let items):
      let texts = items.map { Wire.object([("type", Wire.text($0.ask.type)), ("key", Wire.text($0.key))] + $0.ask.itemMembers) }
      return "{\"atomic\":\(isAtomic),\"items\":[\(texts.joined(separator: ","))]}"
    }
  }
}

extension Ask {
  /// The fields of the body.
  var members: [(String, String?)] {
    switch self {
    case .transfer(let leg, let note): return leg.members + note.members
    case .transaction(let legs, let note): return [("postings", Self.list(legs))] + note.members
    case .hold(let leg, let expiresIn, let note): return leg.members + [("expires_in", Wire.number(expiresIn))] + note.members
    case .capture(_, let amount, let isFinal, let legs, let note):
      return [
        ("amount", Wire.number(amount)), ("final", isFinal.map { "\($0)" }), ("postings", legs.isEmpty ? nil : Self.list(legs)),
      ] + note.members
    case .release(_, let note), .reverse(_, let note): return note.members
    case .open(let opening): return opening.members
    case .change(_, _, let change):
      switch change {
      case .freeze(let sides), .unfreeze(let sides):
        return [("sides", "[" + sides.map { "\"\($0)\"" }.joined(separator: ",") + "]")]
      case .limit(let floor): return [("limit", Opening.limit(floor) ?? "\"none\"")]
      case .close: return []
      }
    }
  }

  /// Which kind of batch item it is; changes of accounts are none.
  var type: String {
    switch self {
    case .transfer: "transfer"
    case .transaction: "transaction"
    case .hold: "hold"
    case .capture: "capture"
    case .release: "release"
    case .reverse: "reversal"
    case .open: "account"
    case .change: preconditionFailure("a batch changes no account")
    }
  }

  fileprivate var itemMembers: [(String, String?)] {
    switch self {
    case .capture(let hold, _, _, _, _), .release(let hold, _): [("hold", Wire.text(hold))] + members
    case .reverse(let transaction, _): [("transaction", Wire.text(transaction))] + members
    case .transfer, .transaction, .hold, .open, .change: members
    }
  }

  private static func list(_ legs: [Leg]) -> String {
    "[" + legs.map { Wire.object($0.members) }.joined(separator: ",") + "]"
  }
}

extension Leg {
  fileprivate var members: [(String, String?)] {
    [
      ("debit", Wire.text(debit)), ("credit", Wire.text(credit)), ("amount", Wire.number(amount)),
      ("currency", Wire.text(currency)), ("balancing", Wire.text(balancing)),
    ]
  }
}

extension Note {
  fileprivate var members: [(String, String?)] {
    [
      ("reference", Wire.text(reference)), ("effective_at", Wire.time(effectiveAt)),
      ("metadata", order == nil ? nil : metadata),
    ]
  }
}

extension Opening {
  fileprivate var members: [(String, String?)] {
    [
      ("code", Wire.text(code)), ("currency", Wire.text(currency)), ("class", saysSide ? nil : Wire.text(kind)),
      ("normal_side", saysSide ? Wire.text(kind == "asset" ? "debit" : "credit") : nil), ("limit", Self.limit(floor)),
      ("managed_by", Wire.text(managedBy)), ("metadata", order == nil ? nil : Note(order: order).metadata),
    ]
  }

  static func limit(_ floor: Int64?) -> String? {
    floor.map { $0 == 0 ? "\"no_overdraft\"" : "{\"floor\":\($0)}" }
  }
}

extension Change {
  fileprivate var verb: String {
    switch self {
    case .freeze: "freeze"
    case .unfreeze: "unfreeze"
    case .limit: "limit"
    case .close: "close"
    }
  }
}

extension Question {
  var target: String {
    func time(_ value: Int64?) -> String? { value.map(ExpectedText.time) }
    switch self {
    case .account(let account, let currency, let asOf, let by):
      return Wire.query("/v1/accounts/\(account)", [("currency", currency), ("as_of", time(asOf)), ("by", by)])
    case .accounts(let prefix, let currency, let kind, let status, let limit, let cursor):
      return Wire.query(
        "/v1/accounts",
        [
          ("code_prefix", prefix), ("currency", currency), ("class", kind), ("status", status), ("limit", "\(limit)"),
          ("cursor", cursor),
        ])
    case .entries(let account, let currency, let from, let to, let limit, let cursor):
      return Wire.query(
        "/v1/accounts/\(account)/entries",
        [("currency", currency), ("from", time(from)), ("to", time(to)), ("limit", "\(limit)"), ("cursor", cursor)])
    case .statement(let account, let currency, let from, let to, let limit, let cursor):
      return Wire.query(
        "/v1/accounts/\(account)/statement",
        [("currency", currency), ("from", time(from)), ("to", time(to)), ("limit", "\(limit)"), ("cursor", cursor)])
    case .transaction(let id): return "/v1/transactions/\(id)"
    case .transactions(let filter, let limit, let cursor):
      return Wire.query(
        "/v1/transactions",
        [
          ("account", filter.account), ("key", filter.key), ("reference", filter.reference), ("type", filter.type),
          ("from", time(filter.from)), ("to", time(filter.to)), ("limit", "\(limit)"), ("cursor", cursor),
        ])
    case .hold(let id): return "/v1/holds/\(id)"
    case .holds(let status, let account, let limit, let cursor):
      return Wire.query("/v1/holds", [("status", status), ("account", account), ("limit", "\(limit)"), ("cursor", cursor)])
    case .events(let filter, let limit, let cursor):
      return Wire.query(
        "/v1/events",
        [
          ("type", filter.types.joined(separator: ",")), ("account", filter.account), ("from", time(filter.from)),
          ("to", time(filter.to)), ("limit", "\(limit)"), ("cursor", cursor),
        ])
    case .trialBalance(let asOf, let by): return Wire.query("/v1/reports/trial-balance", [("as_of", time(asOf)), ("by", by)])
    }
  }
}
