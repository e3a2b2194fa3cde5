import Foundation
import JSON
import Testing

/// What a request must not be: each mistake is named, nothing is written, the process lives.
@Suite struct `Bad input` {
  /// A body for /v1/transfers, and how it is refused.
  struct Mistake: Sendable, CustomTestStringConvertible {
    let name: String
    let body: String
    let status: Int
    let code: String
    var param: String?

    var testDescription: String { name }

    init(_ name: String, _ body: String, _ status: Int, _ code: String, at param: String? = nil) {
      self.name = name
      self.body = body
      self.status = status
      self.code = code
      self.param = param
    }
  }

  /// The good body, less the member that a row replaces.
  private static func transfer(
    _ debit: String = #""alice""#, _ credit: String = #""bob""#, amount: String = "5", currency: String = #""IDR""#,
    and rest: String = ""
  ) -> String {
    #"{"debit":\#(debit),"credit":\#(credit),"amount":\#(amount),"currency":\#(currency)\#(rest)}"#
  }

  /// Refused while it is read: nothing of it is kept, not even the key.
  static let malformed = [
    Mistake("unknown field", transfer(and: #","colour":"red""#), 400, "unknown_field", at: "colour"),
    Mistake("field twice", transfer(and: #","amount":5"#), 400, "invalid_json"),
    Mistake("text for an amount", transfer(amount: #""5""#), 400, "wrong_type", at: "amount"),
    Mistake("number for an account", transfer("1"), 400, "wrong_type", at: "debit"),
    Mistake("null for an account", transfer("null"), 400, "wrong_type", at: "debit"),
    Mistake("list for a body", "[]", 400, "wrong_type"),
    Mistake("amount below zero", transfer(amount: "-5"), 400, "amount_negative", at: "amount"),
    Mistake("amount of zero", transfer(amount: "0"), 400, "amount_zero", at: "amount"),
    Mistake("fraction", transfer(amount: "5.5"), 400, "amount_not_integer", at: "amount"),
    Mistake("exponent", transfer(amount: "5e3"), 400, "amount_not_integer", at: "amount"),
    Mistake("more than 2^62 - 1", transfer(amount: "4611686018427387904"), 400, "amount_too_large", at: "amount"),
    Mistake("more than 64 bits", transfer(amount: "99999999999999999999999"), 400, "amount_too_large", at: "amount"),
    Mistake("unknown currency", transfer(currency: #""XXX""#), 400, "unknown_currency", at: "currency"),
    Mistake("currency in lower case", transfer(currency: #""idr""#), 400, "unknown_currency", at: "currency"),
    Mistake("no amount", #"{"debit":"alice","credit":"bob"}"#, 400, "missing_field", at: "amount"),
    Mistake("no such time", transfer(and: #","effective_at":"2026-02-30T00:00:00Z""#), 400, "invalid_time", at: "effective_at"),
    Mistake("half an object", #"{"debit":"alice","#, 400, "invalid_json"),
    Mistake("garbage", "\u{0}\u{1}\u{7F}", 400, "invalid_json"),
    Mistake("nothing", "", 400, "body_required"),
    Mistake("malformed id", transfer(#""acc_1""#), 400, "invalid_id", at: "debit"),
    Mistake("code with a space", transfer(#""a b""#), 400, "invalid_code", at: "debit"),
  ]

  /// Refused by the ledger: the key keeps the refusal.
  static let refused = [
    Mistake("same account", transfer(#""bob""#), 400, "same_account", at: "credit"),
    Mistake(
      "mismatched currencies", transfer(#""bob""#, #""dollars""#, currency: #""IDR""#), 400, "currency_mismatch", at: "credit"),
    Mistake(
      "currencies of two accounts", #"{"debit":"bob","credit":"dollars","amount":5}"#, 400, "currency_mismatch", at: "credit"),
    Mistake("currency of a code in two", #"{"debit":"alice","credit":"bob","amount":5}"#, 400, "currency_required", at: "debit"),
    Mistake("unknown account", transfer(#""nobody""#), 404, "account_not_found", at: "debit"),
    Mistake(
      "future", transfer(and: #","effective_at":"2999-01-01T00:00:00Z""#), 400, "effective_at_in_future", at: "effective_at"),
    Mistake("no funds", transfer(amount: "1000001"), 402, "insufficient_funds"),
    Mistake(
      "counter overflow", #"{"debit":"bank","credit":"bob","amount":4611686018427387903,"currency":"IDR"}"#, 409,
      "amount_overflow"
    ),
  ]

  @Test func `that is malformed is named by code and field and writes nothing`() throws {
    let shop = try Shop()
    let head = try shop.head()
    for mistake in `Bad input`.malformed {
      let reply = try shop.post("/v1/transfers", "same key for all", mistake.body)
      #expect(reply.status == mistake.status && reply.code == mistake.code, "\(mistake.name): \(reply.text)")
      if let param = mistake.param { #expect(try reply.json()["param"]?.stringValue == param, "\(mistake.name): \(reply.text)") }
      #expect(try reply.json()["detail"]?.stringValue?.isEmpty == false)
    }
    #expect(try shop.head() == head)
    // The key was never used.
    let good = try shop.post("/v1/transfers", "same key for all", `Bad input`.transfer())
    #expect(good.status == 201 && !good.isReplay, "\(good.text)")
  }

  @Test func `that the ledger refuses stays refused and moves nothing`() throws {
    var shop = try Shop()
    let balances = try shop.connection.counters(tenant: Shop.tenant)
    for isReplay in [false, true] {
      for mistake in `Bad input`.refused {
        let reply = try shop.post("/v1/transfers", mistake.name, mistake.body)
        #expect(reply.status == mistake.status && reply.code == mistake.code, "\(mistake.name): \(reply.text)")
        if let param = mistake.param { #expect(try reply.json()["param"]?.stringValue == param, "\(reply.text)") }
        #expect(reply.isReplay == isReplay, "\(mistake.name)")
      }
      if !isReplay { _ = try shop.restart(by: SIGKILL) }
    }
    #expect(try shop.connection.counters(tenant: Shop.tenant) == balances)
  }

  @Test func `without a key, with two keys, with a key of no use`() throws {
    let shop = try Shop()
    let head = try shop.head()
    let body = `Bad input`.transfer()
    #expect(try shop.post("/v1/transfers", nil, body).code == "idempotency_key_required")
    #expect(try shop.post("/v1/transfers", "", body).code == "idempotency_key_invalid")
    #expect(try shop.post("/v1/transfers", String(repeating: "k", count: 256), body).code == "idempotency_key_invalid")
    let two = `Bad input`.transfer(and: #","idempotency_key":"other""#)
    #expect(try shop.post("/v1/transfers", "one", two).code == "idempotency_key_conflict")
    #expect(try shop.head() == head)
  }

  @Test func `about another tenant is answered as about what does not exist`() throws {
    let shop = try Shop()
    try shop.connection.createTenant("other")
    let foreign = try shop.connection.openAccount("theirs", tenant: "other")
    let unknown = foreign.dropLast(8) + "00000099"
    for (id, key) in [(foreign, "f"), (String(unknown), "u")] {
      let body = `Bad input`.transfer(#""\#(id)""#)
      let reply = try shop.post("/v1/transfers", key, body)
      #expect(reply.status == 404 && reply.code == "account_not_found", "\(reply.text)")
    }
    func answers(_ id: String) throws -> [String] {
      try ["/v1/accounts/\(id)", "/v1/accounts/\(id)/statement", "/v1/transactions?account=\(id)"].map { path in
        let reply = try shop.connection.ask(.get(path, tenant: Shop.tenant))
        #expect(reply.status == 404)
        return reply.lasting.text.replacing(id, with: "ID")
      }
    }
    #expect(try answers(foreign) == answers(String(unknown)))
    #expect(try shop.connection.ask(.get("/v1/accounts", tenant: "nobody")).code == "tenant_not_found")
    #expect(try shop.connection.ask(.get("/v1/accounts")).code == "tenant_required")
  }
}
