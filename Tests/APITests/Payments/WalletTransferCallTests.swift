import JSON
import LedgerCore
import Tenancy
import Testing

/// Wallets that send each other money, are limited, frozen and told of, over the socket.
@Suite struct `Wallets of customers` {
  private func shop() throws -> Caller {
    let caller = Caller(try Daemon(takesPayments: true))
    try caller.openShop()
    #expect(try caller.post("/v1/customers", #"{"customer_id":"c2","name":"Siti"}"#).status == 201)
    let made = try caller.post("/v1/wallets", #"{"wallet_id":"w2","customer_id":"c2","currency":"IDR"}"#)
    #expect(made.status == 201 && made.text("customer").hasPrefix("cus_"))
    let intent = try caller.post(
      "/v1/payment_intents",
      #"{"wallet_id":"w1","amount":1000000,"currency":"IDR","payment_method":{"type":"card","token":"t"}}"#)
    #expect(try caller.post("/v1/payment_intents/\(intent.text("payment_intent_id"))/confirm").text("status") == "captured")
    return caller
  }

  @Test
  func `the answer to a transfer has both balances, whoever reads afterwards sees them, and its key answers the same bytes`()
    throws
  {
    let caller = try shop()
    let fee = try caller.post("/v1/payment_settings", #"{"transfer_fee":{"percent":"0.5","fixed":100,"currency":"IDR"}}"#)
    #expect(fee.status == 200 && fee["transfer_fee"]?["percent"] == "0.5" && fee.text("utc_offset") == "+07:00")
    let body = #"{"to":"w2","amount":100000,"currency":"IDR","reference":"lunch","metadata":{"channel":"app"}}"#
    let sent = try caller.post("/v1/wallets/w1/transfers", body, key: "lunch")
    #expect(sent.status == 201 && sent.text("from") == "w1" && sent.text("to") == "w2" && sent.number("fee") == 600)
    #expect(sent["from_balance"]?["available"] == 899_400 && sent["to_balance"]?["available"] == 100_000)
    #expect(sent.text("reference") == "lunch" && sent["metadata"]?["channel"] == "app")
    #expect(try caller.get("/v1/wallets/w1").number("available") == 899_400)
    #expect(try caller.get("/v1/wallets/w2").number("available") == 100_000)
    let again = try caller.post("/v1/wallets/w1/transfers", body, key: "lunch")
    #expect(again.body == sent.body && again.headers["idempotent-replayed"] == "true")
    let other = try caller.post("/v1/wallets/w1/transfers", #"{"to":"w2","amount":1}"#, key: "lunch")
    #expect(other.status == 422 && other.param == "amount")
    let transaction = try caller.get("/v1/transactions/\(sent.text("id"))")
    #expect(transaction["postings"]?.arrayValue?.count == 2 && transaction.text("reference") == "lunch")
    #expect(try caller.get("/v1/transactions?key=lunch")["data"]?.arrayValue?.count == 1)
  }

  @Test func `a statement is both histories of a wallet as one, with what was in it after each entry, page by page`() throws {
    let caller = try shop()
    #expect(try caller.post("/v1/wallets/w1/bonuses", #"{"amount":30000,"currency":"IDR"}"#).status == 201)
    #expect(try caller.post("/v1/wallets/w1/transfers", #"{"to":"w2","amount":200000}"#).status == 201)
    let intent = try caller.intent(100_000, method: #"{"type":"wallet","wallet":"w1"}"#)
    #expect(try caller.post("/v1/payment_intents/\(intent.text("payment_intent_id"))/confirm").text("status") == "captured")
    let whole = try caller.get("/v1/wallets/w1/statement")
    let entries = whole["entries"]?.arrayValue ?? []
    func row(_ entry: JSONValue) -> String {
      func number(_ path: String) -> Int64 { entry["balance"]?[path]?.integerValue ?? -1 }
      let (money, side) = (entry["money"]?.stringValue ?? "", entry["side"]?.stringValue ?? "")
      return "\(money) \(side) \(entry["amount"]?.integerValue ?? 0): \(number("available")) \(number("promo"))"
    }
    #expect(
      entries.map(row) == [
        "own debit 70000: 730000 0", "promo debit 30000: 800000 0", "own debit 200000: 800000 30000",
        "promo credit 30000: 1000000 30000", "own credit 1000000: 1000000 0",
      ])
    #expect(whole["opening"]?["available"] == 0 && whole["closing"]?["available"] == 730_000)
    var paged: [JSONValue] = []
    var cursor = ""
    repeat {
      let page = try caller.get(
        "/v1/wallets/w1/statement?limit=2&to=\(whole.text("to"))" + (cursor.isEmpty ? "" : "&cursor=\(cursor)"))
      paged += page["entries"]?.arrayValue ?? []
      cursor = page["cursor"]?.stringValue ?? ""
    } while !cursor.isEmpty && paged.count < 9
    #expect(paged == entries)
    let later = try caller.get("/v1/wallets/w2/statement?from=2090-01-01T00:00:00Z")
    #expect(later["entries"]?.arrayValue?.isEmpty == true && later["opening"]?["available"] == 200_000)
  }

  @Test func `a wallet is suspended, frozen, closed and described, by somebody whose name stays with it`() throws {
    let caller = try shop()
    #expect(try caller.post("/v1/wallets/w2/suspend").text("status") == "suspended")
    let refused = try caller.post("/v1/wallets/w1/transfers", #"{"to":"w2","amount":1}"#)
    #expect(refused.status == 409 && refused.code == "party_suspended" && refused.param == "to")
    #expect(try caller.post("/v1/wallets/w2/activate").text("status") == "active")
    #expect(try caller.post("/v1/wallets/w1/freeze", #"{"sides":["debits"]}"#).status == 200)
    #expect(try caller.get("/v1/wallets/w1")["frozen"] == ["debits"])
    let frozen = try caller.post("/v1/wallets/w1/transfers", #"{"to":"w2","amount":1}"#)
    #expect(frozen.status == 409 && frozen.code == "account_frozen" && frozen.param == "wallet_id")
    #expect(try caller.post("/v1/wallets/w1/unfreeze", #"{"sides":["debits","credits"]}"#).status == 200)
    let full = try caller.post("/v1/wallets/w1/close")
    #expect(full.status == 409 && full.code == "wallet_not_empty" && full.number("available") == 1_000_000)
    #expect(try caller.post("/v1/wallets/w2/close").text("status") == "closed")
    let described = try caller.post("/v1/wallets/w1", #"{"metadata":{"color":"green"}}"#)
    #expect(described["metadata"]?["color"] == "green" && described.text("changed_by").hasPrefix("uid:"))
    #expect(try caller.get("/v1/audit?action=wallet.change_requested")["data"]?.arrayValue?.count == 7)
    #expect(try caller.get("/v1/wallets?status=closed")["data"]?.arrayValue?.count == 1)
  }

  @Test func `a tier refuses by name, and says the limit and what is left of it`() throws {
    let caller = try shop()
    let tiers =
      #"{"kyc_tiers":[{"name":"basic","currency":"IDR","transaction":150000,"balance":200000,"monthly_outflow":50000}]}"#
    let set = try caller.post("/v1/payment_settings", tiers)
    #expect(set.status == 200 && set["kyc_tiers"]?.arrayValue?.first?["balance"] == 200_000)
    #expect(try caller.post("/v1/customers/c2", #"{"kyc_tier":"basic"}"#).text("kyc_tier") == "basic")
    #expect(try caller.get("/v1/customers/c2")["wallets"]?.arrayValue?.count == 1)
    #expect(try caller.post("/v1/wallets/w1/transfers", #"{"to":"w2","amount":120000}"#).status == 201)
    let much = try caller.post("/v1/wallets/w1/transfers", #"{"to":"w2","amount":80001}"#)
    #expect(much.status == 402 && much.code == "balance_limit_exceeded" && much.param == "to")
    #expect(much.number("limit") == 200_000 && much.number("available") == 80_000)
    let out = try caller.post("/v1/wallets/w2/transfers", #"{"to":"w1","amount":50001}"#)
    #expect(out.status == 402 && out.code == "outflow_limit_exceeded" && out.number("limit") == 50_000)
    let limits = try caller.get("/v1/customers/c2")["limits"]?.arrayValue ?? []
    let left = limits.map { "\($0["name"]?.stringValue ?? "") \($0["left"]?.integerValue ?? -1)" }
    #expect(left == ["balance 80000", "transaction 150000", "monthly_outflow 50000"])
    let topUp = try caller.post("/v1/payment_intents", #"{"wallet_id":"w2","amount":150100,"currency":"IDR"}"#)
    #expect(topUp.status == 402 && topUp.code == "transaction_limit_exceeded" && topUp.param == "wallet_id")
    #expect(try caller.get("/v1/audit?action=customer.change_requested")["data"]?.arrayValue?.count == 1)
    #expect(try caller.get("/v1/events?type=customer.*")["data"]?.arrayValue?.count == 3)
  }

  @Test func `a balance is watched, told of and watched no more`() throws {
    let caller = try shop()
    let made = try caller.post("/v1/balance_monitors", #"{"wallet":"w2","direction":"above","amount":50000}"#)
    #expect(made.status == 201 && made.text("status") == "armed" && made.text("currency") == "IDR")
    #expect(try caller.post("/v1/wallets/w1/transfers", #"{"to":"w2","amount":50001}"#).status == 201)
    let monitor = "/v1/balance_monitors/\(made.text("id"))"
    #expect(try caller.get(monitor).text("status") == "crossed" && caller.get(monitor).number("available") == 50_001)
    let events = try caller.get("/v1/events?type=balance_monitor.*")["data"]?.arrayValue ?? []
    #expect(events.compactMap { $0["type"]?.stringValue } == ["balance_monitor.crossed", "balance_monitor.created"])
    #expect(try caller.post("\(monitor)/remove").text("status") == "removed")
    #expect(try caller.post("\(monitor)/remove").code == "party_closed")
    #expect(try caller.get("/v1/balance_monitors?status=removed")["data"]?.arrayValue?.count == 1)
  }

  private static let requests: [BadInput] = [
    BadInput(
      "a monitor of nothing", "/v1/balance_monitors", #"{"direction":"above","amount":1}"#, 400, "missing_field", "wallet"),
    BadInput(
      "a monitor of both", "/v1/balance_monitors", #"{"wallet":"w1","account":"acc","direction":"above","amount":1}"#, 400,
      "contradiction", "account"),
    BadInput(
      "a monitor without a line", "/v1/balance_monitors", #"{"wallet":"w1","direction":"above"}"#, 400, "missing_field", "amount"),
    BadInput(
      "a monitor sideways", "/v1/balance_monitors", #"{"wallet":"w1","direction":"left","amount":1}"#, 400, "invalid_value",
      "direction"),
    BadInput(
      "a monitor of no wallet", "/v1/balance_monitors", #"{"wallet":"w9","direction":"above","amount":1}"#, 404,
      "wallet_not_found",
      "wallet_id"),
    BadInput(
      "a monitor of no account", "/v1/balance_monitors", #"{"account":"nobody","direction":"above","amount":1}"#, 404,
      "account_not_found", "account"),
    BadInput("a transfer of nothing", "/v1/wallets/w1/transfers", #"{"to":"w2"}"#, 400, "missing_field", "amount"),
    BadInput("a transfer of zero", "/v1/wallets/w1/transfers", #"{"to":"w2","amount":0}"#, 400, "amount_zero", "amount"),
    BadInput(
      "a transfer of a half", "/v1/wallets/w1/transfers", #"{"to":"w2","amount":0.5}"#, 400, "amount_not_integer", "amount"),
    BadInput("a transfer to nobody named", "/v1/wallets/w1/transfers", #"{"amount":1}"#, 400, "missing_field", "to"),
    BadInput("a transfer to an empty name", "/v1/wallets/w1/transfers", #"{"to":"","amount":1}"#, 400, "value_empty", "to"),
    BadInput("a transfer to a number", "/v1/wallets/w1/transfers", #"{"to":5,"amount":1}"#, 400, "wrong_type", "to"),
    BadInput("a transfer to nobody", "/v1/wallets/w1/transfers", #"{"to":"w9","amount":1}"#, 404, "wallet_not_found", "to"),
    BadInput(
      "a transfer of nobody", "/v1/wallets/w9/transfers", #"{"to":"w1","amount":1}"#, 404, "wallet_not_found", "wallet_id"),
    BadInput("a transfer to itself", "/v1/wallets/w1/transfers", #"{"to":"w1","amount":1}"#, 400, "same_account", "to"),
    BadInput(
      "a transfer in another currency", "/v1/wallets/w1/transfers", #"{"to":"w2","amount":1,"currency":"USD"}"#, 400,
      "currency_mismatch", "currency"),
    BadInput(
      "a transfer back in time", "/v1/wallets/w1/transfers", #"{"to":"w2","amount":1,"effective_at":"2020-01-01T00:00:00Z"}"#,
      400,
      "unknown_field", "effective_at"),
    BadInput(
      "more than there is", "/v1/wallets/w1/transfers", #"{"to":"w2","amount":1000001}"#, 402, "insufficient_funds", "wallet_id"),
    BadInput("a freeze of no side", "/v1/wallets/w1/freeze", "{}", 400, "missing_field", "sides"),
    BadInput("a freeze of another side", "/v1/wallets/w1/freeze", #"{"sides":["left"]}"#, 400, "invalid_value", "sides"),
    BadInput(
      "a wallet for a customer who is not registered", "/v1/wallets/w1", #"{"customer_id":"c9"}"#, 404, "customer_not_found",
      "customer_id"),
    BadInput("a customer twice", "/v1/customers", #"{"customer_id":"c2"}"#, 409, "name_taken", "customer_id"),
    BadInput("a customer without a name", "/v1/customers", "{}", 400, "missing_field", "customer_id"),
    BadInput("a tier that is not there", "/v1/customers/c2", #"{"kyc_tier":"royal"}"#, 404, "kyc_tier_not_found", "kyc_tier"),
    BadInput("a customer who is closed", "/v1/customers/c2", #"{"status":"closed"}"#, 400, "invalid_value", "status"),
    BadInput("a change of no customer", "/v1/customers/c9", "{}", 404, "customer_not_found", "customer_id"),
    BadInput(
      "a tier in no currency", "/v1/payment_settings", #"{"kyc_tiers":[{"name":"a"}]}"#, 400, "missing_field",
      "kyc_tiers[0].currency"),
    BadInput(
      "a tier twice", "/v1/payment_settings", #"{"kyc_tiers":[{"name":"a","currency":"IDR"},{"name":"a","currency":"IDR"}]}"#,
      400,
      "contradiction", "kyc_tiers[1].name"),
    BadInput(
      "a fixed fee in no currency", "/v1/payment_settings", #"{"transfer_fee":{"fixed":5}}"#, 400, "missing_field",
      "transfer_fee.currency"),
    BadInput("a clock that is none", "/v1/payment_settings", #"{"utc_offset":"+25:00"}"#, 400, "invalid_value", "utc_offset"),
  ]

  @Test func `what is wrong is answered by name`() throws {
    let caller = try shop()
    for row in Self.requests {
      let reply = try caller.post(row.path, row.body)
      #expect(reply.status == row.status && reply.code == row.code && reply.param == row.param, "\(row.wrong): \(reply.body)")
    }
    #expect(try caller.get("/v1/wallets/w1").number("available") == 1_000_000)
  }
}
