import JSON
import LedgerCore
import WalletAPI
import WalletClient

@testable import walletctl

/// A daemon on paper: the same answers each time, in the house's shapes, so that frames can be compared letter by letter.
struct PaperDaemon: Sendable {
  static let now = Timestamp(rfc3339: "2026-11-20T10:50:26Z") ?? Timestamp(microseconds: 0)

  /// How many accounts there are: the four with a story, and as many more as are wanted.
  var accountCount = 4
  /// Answers that come in place of the ordinary ones, by method and path.
  var instead: [String: Answered] = [:]
  var isDown = false

  func answer(_ request: ClientRequest) -> Answered {
    if isDown {
      return .trouble(Trouble(.unreachable(path: "/run/walletd/control.sock", code: 2), socket: "/run/walletd/control.sock"))
    }
    if let other = instead["\(request.method.rawValue) \(request.path)"] { return other }
    let path = request.path.split(separator: "/").map(String.init)
    if let answer = payments(request, path) { return answer }
    switch (request.method, path.first, path.dropFirst().first, path.count) {
    case (.get, "metrics", _, _): return .text(PaperDaemon.metrics)
    case (.get, "v1", "tenants", 2): return list([PaperDaemon.tenant], request)
    case (.get, "v1", "accounts", 2): return accounts(request)
    case (.get, "v1", "accounts", 3): return account(path[2], request)
    case (.get, "v1", "accounts", 4): return list(PaperDaemon.entries(path[2]), request)
    case (.get, "v1", "transactions", 2):
      guard let reference = value(request, "reference") else { return list(PaperDaemon.transactions, request) }
      let all = PaperDaemon.paymentTransactions + PaperDaemon.transactions
      return list(all.filter { $0.text(at: "reference") == reference }, request)
    case (.get, "v1", "transactions", 3):
      return one(PaperDaemon.transactions + PaperDaemon.paymentTransactions, path[2], .transactionNotFound, "transaction")
    case (.get, "v1", "holds", 2):
      let account = value(request, "account")
      return list(PaperDaemon.holds.filter { account == nil || $0.text(at: "debit") == account }, request)
    case (.get, "v1", "holds", 3): return one(PaperDaemon.holds, path[2], .holdNotFound, "hold")
    case (.get, "v1", "payment_methods", 2): return list(PaperDaemon.methods, request)
    case (.get, "v1", "keys", 2): return list(PaperDaemon.keys, request)
    case (.get, "v1", "keys", 3): return one(PaperDaemon.keys, path[2], .keyNotFound, "key")
    case (.get, "v1", "audit", _): return list(PaperDaemon.audit, request)
    case (.get, "v1", "events", _): return list(PaperDaemon.events, request)
    case (.get, "v1", "reports", _): return .json(RenderingTests.balanceSheet, isReplay: false)
    case (.post, "v1", "holds", 4):
      let hold = one(PaperDaemon.holds, path[2], .holdNotFound, "hold").value ?? .null
      return .json(
        [
          "id": hold["id"] ?? .null, "status": .string(path[3] == "release" ? "released" : "captured"),
          "transaction": ["id": .string(PaperDaemon.id("txn", 77))],
        ],
        isReplay: false)
    case (.post, "v1", "transactions", 4): return .json(["id": .string(PaperDaemon.id("txn", 78))], isReplay: false)
    case (.post, "v1", "accounts", 4): return account(path[2], request)
    case (.post, "v1", "keys", 4): return .json(["id": .string(PaperDaemon.id("key", 9))], isReplay: false)
    default: return PaperDaemon.problem(404, "route_not_found", "Nothing is at \(request.path).")
    }
  }

  // MARK: Lists

  /// A page of a list: the cursor is the place of its first row.
  func list(_ rows: [JSONValue], _ request: ClientRequest) -> Answered {
    page(rows.count, request) { rows[$0] }
  }

  private func page(_ count: Int, _ request: ClientRequest, _ row: (Int) -> JSONValue) -> Answered {
    let limit = value(request, "limit").flatMap { Int($0) } ?? 20
    guard let first = value(request, "cursor").map({ Int($0) }) ?? 0 else {
      return PaperDaemon.problem(400, "invalid_cursor", "The cursor is not one that this list answered.")
    }
    let rows = (first..<max(first, min(count, first + limit))).map(row)
    let next = first + rows.count
    return .json(
      [
        "data": .array(rows), "has_more": .bool(next < count), "cursor": next < count ? .string("\(next)") : .null,
      ], isReplay: false)
  }

  private func accounts(_ request: ClientRequest) -> Answered {
    if let prefix = value(request, "code_prefix") {
      return list((PaperDaemon.accounts + PaperDaemon.paymentAccounts).filter { $0.text(at: "code").hasPrefix(prefix) }, request)
    }
    return page(accountCount, request) { place in
      place < 4
        ? PaperDaemon.accounts[place] : PaperDaemon.account(place, "wallet:\(place)", posted: Int64(place) * 100_000, pending: 0)
    }
  }

  private func account(_ name: String, _ request: ClientRequest) -> Answered {
    let name = name.replacing("%3A", with: ":")
    let all = PaperDaemon.accounts + PaperDaemon.paymentAccounts
    guard let found = all.first(where: { $0.text(at: "id") == name || $0.text(at: "code") == name }) else {
      return PaperDaemon.problem(404, "account_not_found", "This ledger has no such account as 'account' names.")
    }
    guard let moment = value(request, "as_of") else { return .json(found, isReplay: false) }
    guard case .object(var members) = found else { return .json(found, isReplay: false) }
    if moment < "2026-11-01" {
      return PaperDaemon.problem(404, "account_not_found", "The account was opened after the moment asked for.")
    }
    for name in ["version", "limit", "status", "frozen"] { members[name] = nil }
    members["as_of"] = .string(moment)
    // A day before, everybody had a hundred thousand rupiah more.
    for name in ["posted", "available"] { members[name] = (found[name]?.integerValue).map { .integer($0 + 10_000_000) } }
    return .json(.object(members), isReplay: false)
  }

  func one(_ rows: [JSONValue], _ id: String, _ code: ProblemCode, _ what: String, named field: String = "id") -> Answered {
    guard let row = rows.first(where: { IDs.own($0) == id || $0.text(at: field) == id }) else {
      return PaperDaemon.problem(404, code.rawValue, "This ledger has no such \(what).")
    }
    return .json(row, isReplay: false)
  }

  func value(_ request: ClientRequest, _ name: String) -> String? {
    request.query.first { $0.name == name }?.value ?? nil
  }

  static func problem(_ status: Int, _ code: String, _ detail: String) -> Answered {
    let body = JSONValue.object(
      JSONObject([("code", .string(code)), ("detail", .string(detail)), ("status", .integer(Int64(status)))]))
    let reply = ClientReply(status: status, headers: [], body: body.encode())
    guard let problem = reply.problem else { preconditionFailure("a status of \(status) is a problem") }
    return .trouble(Trouble(problem))
  }

  static func id(_ prefix: String, _ number: Int) -> String {
    let digits = String(number)
    return "\(prefix)_" + String(repeating: "0", count: 26 - digits.count) + digits
  }
}
