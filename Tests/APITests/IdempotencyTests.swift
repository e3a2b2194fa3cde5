import JSON
import Testing

/// A mutation to be sent twice, and the same with one field changed.
struct Twice: CustomTestStringConvertible, Sendable {
  let what: String
  let path: String
  let body: String?
  let altered: String?
  let differs: String
  var testDescription: String { what }
}

@Suite struct `The same key` {
  private static let transfer =
    #"{"debit":"wallet:alice","credit":"wallet:bob","amount":100,"reference":"r","metadata":{"b":"2","a":"1"}}"#

  static let mutations: [Twice] = [
    Twice(
      what: "a transfer", path: "/v1/transfers", body: transfer,
      altered: #"{"debit":"wallet:alice","credit":"wallet:bob","amount":101,"reference":"r","metadata":{"a":"1","b":"2"}}"#,
      differs: "amount"),
    Twice(
      what: "a refused transfer", path: "/v1/transfers", body: #"{"debit":"wallet:bob","credit":"cash","amount":1}"#,
      altered: #"{"debit":"wallet:alice","credit":"cash","amount":1}"#, differs: "debit"),
    Twice(
      what: "a transfer from nowhere", path: "/v1/transfers", body: #"{"debit":"nowhere","credit":"cash","amount":1}"#,
      altered: #"{"debit":"nowhere","credit":"cash","amount":1,"reference":"x"}"#, differs: "reference"),
    Twice(
      what: "a transaction", path: "/v1/transactions", body: #"{"postings":[{"debit":"cash","credit":"wallet:bob","amount":5}]}"#,
      altered: #"{"postings":[{"debit":"cash","credit":"wallet:bob","amount":6}]}"#, differs: "postings[0].amount"),
    Twice(
      what: "a batch", path: "/v1/batches",
      body:
        #"{"items":[{"type":"transfer","debit":"wallet:alice","credit":"wallet:bob","amount":7},{"type":"transfer","debit":"wallet:bob","credit":"cash","amount":700000}]}"#,
      altered: #"{"items":[{"type":"transfer","debit":"wallet:alice","credit":"wallet:bob","amount":7}]}"#, differs: "items"),
    Twice(
      what: "a hold", path: "/v1/holds", body: #"{"debit":"wallet:alice","credit":"wallet:bob","amount":9,"expires_in":60}"#,
      altered: #"{"debit":"wallet:alice","credit":"wallet:bob","amount":9,"expires_in":61}"#, differs: "expires_in"),
    Twice(
      what: "a capture", path: "/v1/holds/{hold}/capture", body: #"{"amount":3,"final":false}"#,
      altered: #"{"amount":3,"final":true}"#, differs: "final"),
    Twice(
      what: "a release", path: "/v1/holds/{hold}/release", body: nil, altered: #"{"reference":"x"}"#, differs: "reference"),
    Twice(
      what: "a reversal", path: "/v1/transactions/{transaction}/reverse", body: nil, altered: #"{"metadata":{"a":"b"}}"#,
      differs: "metadata"),
    Twice(
      what: "an account", path: "/v1/accounts", body: #"{"code":"till","currency":"IDR","class":"asset"}"#,
      altered: #"{"code":"till","currency":"IDR","class":"asset","limit":"no_overdraft"}"#, differs: "limit"),
    Twice(
      what: "a freeze", path: "/v1/accounts/wallet:bob/freeze", body: #"{"sides":["debits"]}"#,
      altered: #"{"sides":["credits"]}"#,
      differs: "change"),
    Twice(
      what: "a limit", path: "/v1/accounts/wallet:bob/limit", body: #"{"limit":{"floor":-5}}"#,
      altered: #"{"limit":{"floor":-6}}"#,
      differs: "limit"),
    Twice(
      what: "a tenant", path: "/v1/tenants", body: #"{"code":"warung","name":"Warung"}"#,
      altered: #"{"code":"warung","name":"Kios"}"#, differs: "name"),
  ]

  @Test(arguments: mutations)
  func `and the same request answer the same bytes, also after other things happened`(row: Twice) throws {
    let caller = Caller(try Daemon())
    try caller.openBooks()
    let path = try Self.fill(row.path, caller)
    let first = try caller.post(path, row.body, key: "once")
    #expect(!first.isReplay)
    try caller.transfer("cash", "wallet:alice", 12_345)
    try caller.transfer("wallet:alice", "wallet:bob", 11)
    let second = try caller.post(path, row.body, key: "once")
    #expect(second.isReplay, "\(second.body)")
    #expect(second.status == first.status)
    #expect(second.stored == first.stored)
    let third = try caller.post(path, row.altered, key: "once")
    #expect(third.status == 422 && third.code == "idempotency_mismatch", "\(third.body)")
    #expect(third.param == row.differs)
    #expect(!third.isReplay)
  }

  @Test func `is known to another daemon on the same files, byte for byte`() throws {
    var answered: [(path: String, row: Twice, reply: Reply)] = []
    let folder: String
    do {
      let daemon = try Daemon()
      let caller = Caller(daemon)
      try caller.openBooks()
      for row in Self.mutations where row.what != "a freeze" {
        let path = try Self.fill(row.path, caller)
        answered.append((path, row, try caller.post(path, row.body, key: "once \(row.what)")))
      }
      folder = daemon.leave()
    }
    let daemon = try Daemon(in: folder)
    let caller = Caller(daemon)
    for (path, row, reply) in answered.reversed() {
      let again = try caller.post(path, row.body, key: "once \(row.what)")
      #expect(again.stored == reply.stored, "\(row.what)")
      #expect(again.isReplay && again.status == reply.status, "\(row.what)")
    }
  }

  @Test func `in an item of another atomic batch, or twice in one, is refused as a whole`() throws {
    let caller = Caller(try Daemon())
    try caller.openBooks()
    func batch(_ keys: String...) -> String {
      let items = keys.map { #"{"type":"transfer","key":"\#($0)","debit":"wallet:alice","credit":"wallet:bob","amount":1}"# }
      return #"{"atomic":true,"items":[\#(items.joined(separator: ","))]}"#
    }
    #expect(try caller.post("/v1/batches", batch("a", "b")).status == 200)
    for other in [batch("b", "c"), batch("b", "a"), batch("d", "d")] {
      let reply = try caller.post("/v1/batches", other)
      #expect(reply.status == 409 && reply.code == "batch_partly_known", "\(reply.body)")
    }
    #expect(try caller.available("wallet:bob") == 2)
  }

  @Test func `may come in the body, in the header, or alike in both`() throws {
    let caller = Caller(try Daemon())
    try caller.openBooks()
    let plain = #"{"debit":"wallet:alice","credit":"wallet:bob","amount":1}"#
    let keyed = #"{"debit":"wallet:alice","credit":"wallet:bob","amount":1,"idempotency_key":"k"}"#
    let first = try caller.post("/v1/transfers", keyed, key: nil)
    #expect(first.status == 201)
    #expect(try caller.post("/v1/transfers", plain, key: "k").stored == first.stored)
    #expect(try caller.post("/v1/transfers", keyed, key: "k").isReplay)
    let conflict = try caller.post("/v1/transfers", keyed, key: "other")
    #expect(conflict.status == 400 && conflict.code == "idempotency_key_conflict")
    let missing = try caller.post("/v1/transfers", plain, key: nil)
    #expect(missing.status == 400 && missing.code == "idempotency_key_required")
  }

  @Test(arguments: ["", String(repeating: "k", count: 256), "tab\there", "caf\u{e9}"])
  func `is refused when it is malformed`(key: String) throws {
    let caller = Caller(try Daemon())
    let reply = try caller.post("/v1/transfers", #"{"debit":"a","credit":"b","amount":1}"#, key: key)
    #expect(reply.status == 400)
    #expect(["idempotency_key_invalid", "invalid_header"].contains(reply.code), "\(reply.body)")
  }

  @Test func `is the same request with fields in another order and metadata in another spelling`() throws {
    let caller = Caller(try Daemon())
    try caller.openBooks()
    let first = try caller.post("/v1/transfers", Self.transfer, key: "k")
    let other =
      #"{ "metadata" : {"a":"\u0031", "b":"2"}, "amount":100, "reference":"\u0072","credit":"wallet:bob","debit":"wallet:alice"}"#
    #expect(try caller.post("/v1/transfers", other, key: "k").stored == first.stored)
  }

  @Test func `belongs to one tenant`() throws {
    let caller = Caller(try Daemon())
    try caller.openBooks()
    #expect(try caller.post("/v1/tenants", #"{"code":"warung","name":"W"}"#).status == 201)
    let warung = Caller(caller.daemon, tenant: "warung")
    try warung.openBooks()
    let id = try caller.get("/v1/accounts/cash").text("id")
    let theirs = try warung.get("/v1/accounts/\(id)")
    #expect(theirs.status == 404 && theirs.code == "account_not_found")
    let transfer = try warung.transfer(id, "wallet:alice", 1)
    #expect(transfer.status == 404 && transfer.code == "account_not_found")
  }

  /// Makes the hold or transaction that a path needs.
  private static func fill(_ path: String, _ caller: Caller) throws -> String {
    if path.contains("{hold}") { return path.replacing("{hold}", with: try caller.hold(10).text("id")) }
    if path.contains("{transaction}") {
      return path.replacing("{transaction}", with: try caller.transfer("cash", "wallet:bob", 10).text("id"))
    }
    return path
  }
}
