import Foundation
import JSON
import Testing

/// Idempotency keys, across restarts.
@Suite struct `Retries` {
  /// Everything that can be done, once; `{…}` is replaced by an id that an earlier answer gave.
  static let story: [(path: String, body: String, status: Int)] = [
    (
      "/v1/transfers", #"{"debit":"alice","credit":"bob","amount":2500,"currency":"IDR","reference":"r","metadata":{"a":"b"}}"#,
      201
    ),
    ("/v1/transfers", #"{"debit":"alice","credit":"bob","amount":999999999,"currency":"IDR"}"#, 402),
    (
      "/v1/transactions",
      #"{"postings":[{"debit":"alice","credit":"bob","amount":7,"currency":"IDR"},{"debit":"dollars","credit":"alice","amount":9,"currency":"USD"}]}"#,
      201
    ),
    ("/v1/transactions/{id}/reverse", #"{"reference":"back"}"#, 201),
    ("/v1/transfers", #"{"debit":"alice","credit":"bob","amount":5000000,"currency":"IDR","balancing":"debit"}"#, 201),
    ("/v1/transactions/{id}/reverse", "{}", 201),
    ("/v1/transactions/{previous}/reverse", "{}", 409),
    ("/v1/holds", #"{"debit":"alice","credit":"bob","amount":4000,"currency":"IDR","expires_in":86400}"#, 201),
    ("/v1/holds/{id}/capture", #"{"amount":1500,"final":false}"#, 200),
    ("/v1/holds/{id}/capture", #"{"amount":9999}"#, 409),
    ("/v1/holds/{hold}/release", "{}", 200),
    ("/v1/holds/{hold}/release", "{}", 409),
    (
      "/v1/batches",
      #"{"items":[{"type":"transfer","debit":"alice","credit":"bob","amount":1,"currency":"IDR"},{"type":"transfer","debit":"bob","credit":"nobody","amount":1},{"type":"hold","debit":"bob","credit":"bank","amount":3,"currency":"IDR"},{"type":"account","currency":"EUR","class":"asset"}]}"#,
      200
    ),
    (
      "/v1/batches",
      #"{"atomic":true,"items":[{"type":"transfer","debit":"alice","credit":"bob","amount":1,"currency":"IDR"},{"type":"transfer","debit":"alice","credit":"bob","amount":999999999,"currency":"IDR"}]}"#,
      200
    ),
    ("/v1/accounts", #"{"code":"carol","currency":"IDR","class":"liability","limit":{"floor":-500}}"#, 201),
    ("/v1/accounts", #"{"code":"carol","currency":"IDR","class":"liability"}"#, 409),
    ("/v1/accounts/carol/limit", #"{"limit":"no_overdraft"}"#, 200),
    ("/v1/accounts/carol/freeze", #"{"sides":["debits"]}"#, 200),
    ("/v1/transfers", #"{"debit":"carol","credit":"bob","amount":1}"#, 409),
    ("/v1/accounts/carol/unfreeze", #"{"sides":["debits"]}"#, 200),
    ("/v1/accounts/carol/close", "{}", 200),
    ("/v1/accounts/bob/close?currency=IDR", "{}", 409),
    ("/v1/accounts/nobody/close", "{}", 404),
  ]

  @Test func `of everything are answered byte for byte, after a stop and after a kill`() throws {
    var shop = try Shop()
    var told: [(Request, Answer)] = []
    var ids = ["hold": "", "id": "", "previous": ""]
    for (index, step) in Retries.story.enumerated() {
      var path = step.path
      for (name, id) in ids { path = path.replacingOccurrences(of: "{\(name)}", with: id) }
      let request = Request.post(path, tenant: Shop.tenant, key: "step-\(index)", step.body)
      let reply = try shop.connection.ask(request)
      #expect(reply.status == step.status, "\(path): \(reply.text)")
      #expect(!reply.isReplay)
      told.append((request, reply.lasting))
      if reply.status < 300, let id = try reply.json()["id"]?.stringValue {
        if path.hasSuffix("/reverse") { ids["previous"] = String(path.split(separator: "/")[2]) }
        ids["id"] = id
        if id.hasPrefix("hold_") { ids["hold"] = id }
      }
    }
    let head = try shop.head()
    let balances = try shop.connection.counters(tenant: Shop.tenant)
    for signal in [SIGTERM, SIGKILL, SIGTERM] {
      #expect(try shop.restart(by: signal) == (signal == SIGKILL ? .signalled(SIGKILL) : .exited(0)))
      for (request, answer) in told {
        let reply = try shop.connection.ask(request)
        #expect(reply.lasting == answer, "\(request.path)\n\(answer.text)\n\(reply.lasting.text)")
        #expect(reply.isReplay, "\(request.path)")
      }
    }
    #expect(try shop.head() == head, "a replay writes nothing")
    #expect(try shop.connection.counters(tenant: Shop.tenant) == balances)
  }

  @Test func `with another request are told the first field that differs, after a kill too`() throws {
    var shop = try Shop()
    let path = "/v1/transfers"
    func body(_ debit: String = "alice", _ credit: String = "bob", _ amount: Int = 5, _ rest: String = #","reference":"r""#)
      -> String
    {
      #"{"debit":"\#(debit)","credit":"\#(credit)","amount":\#(amount),"currency":"IDR"\#(rest)}"#
    }
    #expect(try shop.post(path, "k", body()).status == 201)
    let head = try shop.head()
    let altered = [
      ("debit", body("bank")), ("credit", body("alice", "bank")), ("amount", body("alice", "bob", 6)),
      ("reference", body("alice", "bob", 5, "")), ("reference", body("alice", "bob", 5, #","reference":"s""#)),
      ("metadata", body("alice", "bob", 5, #","reference":"r","metadata":{"a":"b"}"#)),
      ("balancing", body("alice", "bob", 5, #","reference":"r","balancing":"debit""#)),
    ]
    for _ in 1...2 {
      for (field, body) in altered {
        let reply = try shop.post(path, "k", body)
        #expect(reply.status == 422 && reply.code == "idempotency_mismatch", "\(field): \(reply.text)")
        #expect(try reply.json()["param"]?.stringValue == field, "\(reply.text)")
      }
      let other = try shop.post("/v1/holds", "k", body())
      #expect(other.status == 422, "another operation: \(other.text)")
      // White space and the order of fields are not part of a request.
      let same = try shop.post(path, "k", #" {"reference":"r", "amount":5,"currency":"IDR","credit":"bob","debit":"alice"} "#)
      #expect(same.status == 201 && same.isReplay, "\(same.text)")
      #expect(try shop.head() == head)
      _ = try shop.restart(by: SIGKILL)
    }
  }

  @Test func `at the same moment from many connections have one effect`() throws {
    let shop = try Shop()
    let connections = try (1...16).map { _ in try shop.daemon.connect() }
    let rounds = setting("WALLETD_RETRIES", otherwise: 10_000) / 20
    for round in 1...rounds {
      let body = #"{"debit":"bank","credit":"bob","amount":1,"currency":"IDR"}"#
      let request = Request.post("/v1/transfers", tenant: Shop.tenant, key: "twin-\(round)", body)
      for connection in connections { connection.send(request.bytes) }
      let replies = connections.compactMap { $0.receive() }
      try #require(replies.count == 16)
      #expect(Set(replies.map(\.lasting.text)).count == 1, "all are told the same")
      #expect(replies.count { !$0.isReplay } == 1, "and one of them first")
    }
    #expect(try shop.connection.counters(tenant: Shop.tenant)["bob"]?.creditsPosted == Int64(rounds))
  }
}
