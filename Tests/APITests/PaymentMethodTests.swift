import Foundation
import JSON
import LedgerCore
import Storage
import Tenancy
import Testing
import Vault
import WalletAPI

@testable import API

/// Payment methods over the socket.
@Suite struct `Payment methods` {
  static let visa = "4111111111111111"
  private static let end = Calendar(identifier: .gregorian).component(.year, from: Date()) + 3

  static func card(_ number: String = visa, more: String = "", beside: String = "") -> String {
    #"{"type":"card","card":{"number":"\#(number)","expiry_month":12,"expiry_year":\#(end)\#(more)}\#(beside)}"#
  }

  @Test func `are kept under a token, shown masked, and recognised by their fingerprint`() throws {
    let caller = Caller(try Daemon())
    let kept = try caller.post(
      "/v1/payment_methods",
      Self.card("4111 1111-1111 1111", more: #","holder":"Alice Wijaya""#, beside: #","customer":"alice","reference":"bill 7""#))
    #expect(kept.status == 201)
    #expect(kept.text("id").hasPrefix("tok_"))
    #expect(kept["card"]?["masked"]?.stringValue == "41111111****1111")
    #expect(kept["card"]?["brand"]?.stringValue == "visa" && kept["card"]?["holder"]?.stringValue == "Alice Wijaya")
    #expect(kept.text("customer") == "alice" && kept.text("reference") == "bill 7" && kept["default"] == false)
    let again = try caller.post("/v1/payment_methods", Self.card())
    #expect(again.text("id") != kept.text("id") && again.text("fingerprint") == kept.text("fingerprint"))
    let shown = try caller.get("/v1/payment_methods/" + kept.text("id"))
    #expect(shown.status == 200 && shown.stored == kept.stored)
  }

  @Test func `answer the same token to the same key, and 422 to another card under it`() throws {
    let caller = Caller(try Daemon())
    let first = try caller.post("/v1/payment_methods", Self.card(), key: "k")
    let second = try caller.post("/v1/payment_methods", Self.card(), key: "k")
    #expect(second.status == 201 && second.isReplay && second.stored == first.stored)
    let other = try caller.post("/v1/payment_methods", Self.card("5555555555554444"), key: "k")
    #expect(other.status == 422 && other.code == "idempotency_mismatch")
    let customer = try caller.post("/v1/payment_methods", Self.card(beside: #","customer":"bob""#), key: "k")
    #expect(customer.status == 422 && customer.param == "customer")
  }

  @Test(arguments: [
    (
      "provider_card_token", #"{"provider":"midtrans","token":"481111-1114-abcdef","brand":"visa","last4":"1114"}"#, "token",
      "481111-1114-abcdef"
    ),
    ("bank_account", #"{"country":"ID","bank":"bca","account":"0123 456-789","holder":"Budi"}"#, "account", "0123456789"),
    ("ewallet", #"{"provider":"gopay","account":"+6281234567890"}"#, "account", "+6281234567890"),
    (
      "provider_credentials", #"{"provider":"xendit","label":"live","credentials":"{\"key\":\"xnd_1\\n\"}"}"#, "credentials",
      "{\"key\":\"xnd_1\\n\"}"
    ),
    ("file", #"{"name":"ktp","media_type":"image/png","content":"AAECA/8="}"#, "content", "AAECA/8="),
  ])
  func `of every type come back as they went in, under audit`(type: String, described: String, field: String, secret: String)
    throws
  {
    let daemon = try Daemon()
    let caller = Caller(daemon)
    let kept = try caller.post("/v1/payment_methods", #"{"type":"\#(type)","\#(type)":\#(described)}"#)
    #expect(kept.status == 201, "\(kept.body)")
    #expect(kept[type]?[field] == nil)
    let path = "/v1/payment_methods/\(kept.text("id"))/reveal"
    let seen = try caller.post(path, #"{"reason":"support case 12"}"#, key: nil)
    #expect(seen.status == 200 && seen[type]?[field]?.stringValue == secret, "\(seen.body)")
    #expect(seen.headers["cache-control"] == "no-store")
  }

  @Test func `of a card come back with the digits alone`() throws {
    let caller = Caller(try Daemon())
    let kept = try caller.post("/v1/payment_methods", Self.card("4111 1111 1111 1111"))
    let seen = try caller.post("/v1/payment_methods/\(kept.text("id"))/reveal", key: nil)
    #expect(seen["card"]?["number"]?.stringValue == Self.visa)
    #expect(seen["card"]?["masked"]?.stringValue == "41111111****1111")
  }

  @Test func `have one default for each customer`() throws {
    let caller = Caller(try Daemon())
    let one = try caller.post("/v1/payment_methods", Self.card(beside: #","customer":"alice","default":true"#))
    let two = try caller.post("/v1/payment_methods", Self.card("5555555555554444", beside: #","customer":"alice""#))
    #expect(one["default"] == true && two["default"] == false)
    let made = try caller.post("/v1/payment_methods/\(two.text("id"))/default")
    #expect(made.status == 200 && made["default"] == true)
    #expect(try caller.get("/v1/payment_methods/\(one.text("id"))")["default"] == false)
    let nobodys = try caller.post("/v1/payment_methods", Self.card())
    let refused = try caller.post("/v1/payment_methods/\(nobodys.text("id"))/default")
    #expect(refused.status == 409 && refused.code == "customer_required")
  }

  @Test func `that were deleted are a token and a fingerprint, and reveal nothing`() throws {
    let caller = Caller(try Daemon())
    let kept = try caller.post("/v1/payment_methods", Self.card(beside: #","customer":"alice""#))
    let path = "/v1/payment_methods/\(kept.text("id"))"
    let deleted = try caller.post(path + "/delete")
    #expect(deleted.status == 200 && deleted["card"] == nil && deleted.text("deleted_at") != "–")
    #expect(deleted.text("fingerprint") == kept.text("fingerprint"))
    #expect(try caller.post(path + "/delete").status == 200)
    let revealed = try caller.post(path + "/reveal", key: nil)
    #expect(revealed.status == 409 && revealed.code == "payment_method_deleted")
    #expect(try caller.get("/v1/payment_methods?customer=alice")["data"]?.arrayValue?.isEmpty == true)
  }

  @Test func `are changed once for each key, and answered the same when the request comes again`() throws {
    let caller = Caller(try Daemon())
    let one = try caller.post("/v1/payment_methods", Self.card(beside: #","customer":"alice","default":true"#)).text("id")
    let two = try caller.post("/v1/payment_methods", Self.card(beside: #","customer":"alice""#), key: "two").text("id")
    let made = try caller.post("/v1/payment_methods/\(two)/default", key: "a")
    #expect(made.status == 200 && made["default"] == true && !made.isReplay)
    #expect(try caller.post("/v1/payment_methods/\(one)/default", key: "b").status == 200)
    let again = try caller.post("/v1/payment_methods/\(two)/default", key: "a")
    #expect(again.status == 200 && again.isReplay && again.stored == made.stored)
    #expect(try caller.get("/v1/payment_methods/\(one)")["default"] == true, "the retry took nothing back")
    let deleted = try caller.post("/v1/payment_methods/\(one)/delete", key: "c")
    let deletedAgain = try caller.post("/v1/payment_methods/\(one)/delete", key: "c")
    #expect(deletedAgain.status == 200 && deletedAgain.isReplay && deletedAgain.stored == deleted.stored)
    for (path, key, param) in [
      ("\(one)/default", "a", "token"), ("\(two)/delete", "c", "token"), ("\(two)/delete", "a", "operation"),
      ("\(two)/default", "c", "operation"), ("\(two)/default", "two", "operation"),
    ] {
      let refused = try caller.post("/v1/payment_methods/\(path)", key: key)
      #expect(refused.status == 422 && refused.code == "idempotency_mismatch" && refused.param == param, "\(path) \(key)")
    }
    let taken = try caller.post("/v1/payment_methods", Self.card(), key: "a")
    #expect(taken.status == 422 && taken.param == "operation")
    #expect(try caller.get("/v1/payment_methods/\(two)")["deleted_at"] == .null)
  }

  @Test func `are listed newest first, filtered, page by page`() throws {
    let caller = Caller(try Daemon())
    #expect(try caller.get("/v1/payment_methods")["data"]?.arrayValue?.isEmpty == true)
    var tokens: [String] = []
    for index in 0..<5 {
      let beside = #","customer":"\#(index % 2 == 0 ? "alice" : "bob")""#
      tokens.insert(try caller.post("/v1/payment_methods", Self.card(beside: beside)).text("id"), at: 0)
    }
    var (seen, path): ([String], String?) = ([], "/v1/payment_methods?limit=2")
    while let next = path {
      let page = try caller.get(next)
      seen += (page["data"]?.arrayValue ?? []).compactMap { $0["id"]?.stringValue }
      path = page["cursor"]?.stringValue.map { "/v1/payment_methods?limit=2&cursor=\($0)" }
    }
    #expect(seen == tokens)
    let alice = try caller.get("/v1/payment_methods?customer=alice&type=card")
    #expect(alice["data"]?.arrayValue?.count == 3)
    #expect(try caller.get("/v1/payment_methods?type=file")["data"]?.arrayValue?.isEmpty == true)
    #expect(try caller.get("/v1/payment_methods?cursor=m1").code == "invalid_cursor")
  }

  /// A security code that is in no log line by chance, as one of three digits is.
  private static let code = "7377377377"

  /// Bodies, codes and fields; `N` stands for a number that must be repeated nowhere.
  static let refusals: [(body: String, code: String, param: String)] = [
    (card("4111111111111112"), "invalid_card_number", "card.number"),
    (card("411111111111"), "invalid_card_number", "card.number"),
    (card("41111111111111111111"), "invalid_card_number", "card.number"),
    (card("4111x11111111111"), "invalid_card_number", "card.number"),
    (card("41111111111111111111111111111111111111111111"), "value_too_long", "card.number"),
    (card("9999999999999995"), "unknown_card_brand", "card.number"),
    (card("411111111111116"), "invalid_card_number", "card.number"),
    (
      #"{"type":"card","card":{"number":"4111111111111111","expiry_month":1,"expiry_year":2020}}"#, "card_expired",
      "card.expiry_year"
    ),
    (
      #"{"type":"card","card":{"number":"4111111111111111","expiry_month":13,"expiry_year":2040}}"#, "out_of_range",
      "card.expiry_month"
    ),
    (#"{"type":"card","card":{"number":"4111111111111111","expiry_month":1}}"#, "missing_field", "card.expiry_year"),
    (#"{"type":"card","card":{"expiry_month":1,"expiry_year":2040}}"#, "missing_field", "card.number"),
    (#"{"type":"card"}"#, "missing_field", "card"),
    (#"{"card":{"number":"4111111111111111","expiry_month":1,"expiry_year":2040}}"#, "missing_field", "type"),
    (#"{"type":"file","card":{"number":"4111111111111111","expiry_month":1,"expiry_year":2040}}"#, "contradiction", "card"),
    (#"{"type":"card","card":{"number":4111111111111111}}"#, "wrong_type", "card.number"),
    (#"{"type":"4111111111111111"}"#, "invalid_value", "type"),
    (#"{"type":"card","card":{"number":"4111111111111111""#, "invalid_json", "card"),
    (#"{"type":"card","card":{"4111111111111111":1}}"#, "unknown_field", "card.…"),
    (#"{"4111111111111111":1}"#, "unknown_field", "…"),
    (#"{"type":"card","card":{"number":"4111111111111111","number":"4111111111111111"}}"#, "invalid_json", "card"),
    (card(more: #","cvv":"\#(code)""#), "security_code_refused", "card.cvv"),
    (card(more: #","cvc":\#(code)"#), "security_code_refused", "card.cvc"),
    (card(beside: #","security_code":"\#(code)""#), "security_code_refused", "security_code"),
    (card(more: #","holder":"4111111111111111""#), "secret_repeated", "card.holder"),
    (card(more: #","holder":"Card 12""#), "invalid_text", "card.holder"),
    (card(more: #","holder":"\#(String(repeating: "a", count: 65))""#), "value_too_long", "card.holder"),
    (card(more: #","holder":"\#(String(repeating: "a", count: 513))""#), "value_too_long", "card.holder"),
    (card(beside: #","reference":"pays 4111 1111-1111 1111 monthly""#), "secret_repeated", "reference"),
    (card(beside: #","customer":"\#(String(repeating: "a", count: 256))""#), "value_too_long", "customer"),
    (card(beside: #","customer":"""#), "value_empty", "customer"),
    (card(beside: #","default":true"#), "missing_field", "customer"),
    (
      #"{"type":"bank_account","bank_account":{"country":"id","bank":"bca","account":"0123456789","holder":"B"}}"#,
      "invalid_text", "bank_account.country"
    ),
    (
      #"{"type":"bank_account","bank_account":{"country":"ID","bank":"bca","account":"12345","holder":"B"}}"#, "invalid_value",
      "bank_account.account"
    ),
    (#"{"type":"file","file":{"content":"AAE"}}"#, "invalid_text", "file.content"),
    (#"{"type":"file","file":{"content":"AAF="}}"#, "invalid_text", "file.content"),
    (
      #"{"type":"provider_card_token","provider_card_token":{"provider":"x","token":"t","brand":"vista"}}"#, "invalid_value",
      "provider_card_token.brand"
    ),
    ("[]", "wrong_type", "–"), ("", "body_required", "–"),
  ]

  @Test(arguments: refusals)
  func `that are wrong are refused by name, and nothing is repeated`(body: String, code: String, param: String) throws {
    let daemon = try Daemon()
    let caller = Caller(daemon)
    let reply = try caller.post("/v1/payment_methods", body.isEmpty ? nil : body)
    #expect(reply.code == code && reply.param == param, "\(reply.body)")
    for text in [reply.body] + daemon.events.all {
      #expect(!text.contains("411111111111") && !text.contains("999999999999") && !text.contains(Self.code), "\(text)")
    }
    #expect(try caller.get("/v1/payment_methods")["data"]?.arrayValue?.isEmpty == true)
  }

  @Test func `of another tenant are the same as unknown ones, byte for byte`() throws {
    let daemon = try Daemon()
    _ = try daemon.directory.create(code: "warung", name: "Warung", key: "2")
    let theirs = try Caller(daemon, tenant: "warung").post("/v1/payment_methods", Self.card()).text("id")
    let caller = Caller(daemon)
    _ = try caller.post("/v1/payment_methods", Self.card())
    let unknown = try caller.post("/v1/payment_methods", Self.card(beside: #","customer":"a""#)).text("id").dropLast(1) + "0"
    for (verb, key) in [("", nil), ("/default", "k"), ("/delete", "k"), ("/reveal", nil)] as [(String, String?)] {
      let replies = try [theirs, String(unknown), "tok_x", "4111111111111111"].map { token in
        let path = "/v1/payment_methods/\(token)\(verb)"
        return verb.isEmpty ? try caller.get(path) : try caller.post(path, key: key)
      }
      for reply in replies {
        #expect(reply.status == 404 && reply.code == "payment_method_not_found")
        #expect(reply.stored == replies[0].stored)
      }
    }
  }

  @Test func `of tests take only cards that are for tests`() throws {
    let daemon = try Daemon(tenant: nil)
    _ = try daemon.directory.create(code: "toko", name: "Toko", mode: .test, key: "1", origin: .daemon)
    let caller = Caller(daemon)
    #expect(try caller.post("/v1/payment_methods", Self.card()).status == 201)
    // Fits every rule, and is no published test number.
    let refused = try caller.post("/v1/payment_methods", Self.card("4539578763621486"))
    #expect(refused.status == 400 && refused.code == "real_card_in_test" && !refused.body.contains("4539578763621486"))
  }

  @Test func `need a platform's key to name the scope before it reveals`() throws {
    let daemon = try Daemon()
    let administrator = Caller(daemon)
    let token = try administrator.post("/v1/payment_methods", Self.card()).text("id")
    func key(_ scopes: String) throws -> (id: String, header: String) {
      let made = try administrator.post("/v1/keys", #"{"name":"k"\#(scopes)}"#)
      return (made.text("id"), "Authorization: Bearer " + made.text("secret"))
    }
    let plain = try key("")
    let caller = Caller(daemon, tenant: nil)
    #expect(try caller.get("/v1/payment_methods/\(token)", headers: [plain.header]).status == 200)
    let path = "/v1/payment_methods/\(token)/reveal"
    #expect(try caller.post(path, key: nil, headers: [plain.header]).code == "permission_denied")
    let scoped = try key(#","scopes":["payment_methods:reveal"]"#)
    #expect(try caller.post(path, key: nil, headers: [scoped.header])["card"]?["number"]?.stringValue == Self.visa)
    #expect(try caller.get("/v1/payment_methods/\(token)", headers: [scoped.header]).code == "permission_denied")
    #expect(try administrator.post("/v1/keys/\(scoped.id)/revoke").status == 200)
    let revoked = try caller.post(path, key: nil, headers: [scoped.header])
    #expect(revoked.status == 401 && revoked.code == "api_key_revoked" && !revoked.body.contains(Self.visa))
    #expect(try caller.get("/v1/vault", headers: [plain.header]).code == "permission_denied")
  }

  @Test func `keep no number in a reason, and no reason without bound`() throws {
    let caller = Caller(try Daemon())
    let path = "/v1/payment_methods/\(try caller.post("/v1/payment_methods", Self.card()).text("id"))/reveal"
    for reason in ["card 4111 1111 1111 1111", "", String(repeating: "x", count: 256), #"a\u0007b"#] {
      let refused = try caller.post(path, #"{"reason":"\#(reason)"}"#, key: nil)
      #expect(refused.status == 400 && refused.param == "reason" && !refused.body.contains("4111"))
    }
  }

  /// The rows of the vault's own trail: made, seen, deleted, each with who and which request.
  @Test func `leave a row for every look`() throws {
    let daemon = try Daemon()
    let caller = Caller(daemon)
    let token = try caller.post("/v1/payment_methods", Self.card()).text("id")
    for reason in ["one", "two"] {
      _ = try caller.post(
        "/v1/payment_methods/\(token)/reveal", #"{"reason":"\#(reason)"}"#, key: nil, headers: ["X-Request-Id: look-\(reason)"])
    }
    let rows = try VaultRows.texts(daemon, "SELECT request_id || ' ' || after FROM audit ORDER BY sequence")
    #expect(rows.count == 3)
    #expect(rows.contains { $0.hasPrefix("look-one ") } && rows.contains { $0.contains(#""reason":"two""#) })
    #expect(!rows.contains { $0.contains("4111") })
  }
}
