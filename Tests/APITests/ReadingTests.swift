import Foundation
import JSON
import Testing

/// Lists, statements and reports.
@Suite struct `What a caller reads` {
  private let caller: Caller

  init() throws {
    caller = Caller(try Daemon())
    try caller.openBooks()
  }

  @Test func `comes in pages that neither lose nor repeat while rows are added`() throws {
    for amount in 1...7 { try caller.transfer("wallet:alice", "wallet:bob", Int64(amount), more: #","reference":"same""#) }
    var seen: [Int64] = []
    var cursor = ""
    for _ in 0..<4 {
      let page = try caller.get("/v1/transactions?reference=same&limit=2" + cursor)
      seen += (page["data"]?.arrayValue ?? []).compactMap { $0["postings"]?[0]?["amount"]?.integerValue }
      guard page["has_more"] == true else { break }
      cursor = "&cursor=" + page.text("cursor")
      try caller.transfer("wallet:alice", "wallet:bob", 100, more: #","reference":"same""#)
    }
    #expect(seen == [7, 6, 5, 4, 3, 2, 1])
  }

  @Test(arguments: ["/v1/accounts", "/v1/tenants", "/v1/accounts/wallet:alice/entries", "/v1/holds", "/v1/transactions"])
  func `ends with a cursor exactly when there is more`(path: String) throws {
    for _ in 0..<3 { #expect(try caller.hold(1).status == 201) }
    for code in ["b", "c"] { #expect(try caller.post("/v1/tenants", #"{"code":"x\#(code)","name":"x"}"#).status == 201) }
    var count = 0
    var cursor: String? = ""
    while let next = cursor {
      let page = try caller.get(path + "?limit=1" + next)
      count += page["data"]?.arrayValue?.count ?? 0
      #expect((page["has_more"] == true) == (page["cursor"]?.stringValue != nil))
      cursor = page["cursor"]?.stringValue.map { "&cursor=" + $0 }
      try #require(count < 50)
    }
    #expect(count == (try caller.get(path)["data"]?.arrayValue?.count))
  }

  @Test func `is filtered by any combination`() throws {
    try caller.transfer("wallet:alice", "wallet:bob", 1, key: "one", more: #","reference":"a""#)
    try caller.transfer("cash", "wallet:bob", 2, key: "two", more: #","reference":"a""#)
    func amounts(_ query: String) throws -> [Int64] {
      (try caller.get("/v1/transactions?" + query)["data"]?.arrayValue ?? []).compactMap {
        $0["postings"]?[0]?["amount"]?.integerValue
      }
    }
    #expect(try amounts("reference=a") == [2, 1])
    #expect(try amounts("reference=a&account=cash") == [2])
    #expect(try amounts("reference=a&key=one") == [1])
    #expect(try amounts("key=one&account=cash") == [])
    #expect(try amounts("type=transfer&account=wallet:alice") == [1, 100_000])
    #expect(try amounts("type=hold") == [])
    #expect(try amounts("to=2001-01-01") == [])
    #expect(try amounts("from=2001-01-01&to=2999-01-01T00:00:00%2B07:00").count == 3)
  }

  @Test func `finds accounts by code, currency, class and status`() throws {
    #expect(try caller.post("/v1/accounts", #"{"code":"fees","currency":"USD","class":"revenue"}"#).status == 201)
    func codes(_ query: String) throws -> [String] {
      (try caller.get("/v1/accounts?" + query)["data"]?.arrayValue ?? []).compactMap { $0["code"]?.stringValue }
    }
    #expect(try codes("") == ["fees", "wallet:bob", "wallet:alice", "cash"])
    #expect(try codes("code_prefix=wallet:") == ["wallet:bob", "wallet:alice"])
    #expect(try codes("currency=USD") == ["fees"])
    #expect(try codes("class=asset") == ["cash"])
    #expect(try codes("status=frozen") == [])
  }

  @Test func `of an account as of a moment is its balance at that moment, on either axis`() throws {
    let first = try caller.transfer("wallet:alice", "wallet:bob", 10)
    try caller.transfer("wallet:alice", "wallet:bob", 20, more: #","effective_at":"2026-01-01T00:00:00Z""#)
    let then = first.text("posted_at")
    let posted = try caller.get("/v1/accounts/wallet:bob?as_of=\(then)")
    #expect(posted.number("posted") == 10 && posted.text("by") == "posted" && posted["limit"] == nil)
    #expect(try caller.get("/v1/accounts/wallet:bob?as_of=\(then)&by=effective").number("posted") == 30)
  }

  @Test func `as a statement adds up`() throws {
    try caller.transfer("wallet:alice", "wallet:bob", 10)
    let middle = try caller.transfer("wallet:alice", "wallet:bob", 20).text("posted_at")
    try caller.transfer("wallet:bob", "wallet:alice", 5)
    let statement = try caller.get("/v1/accounts/wallet:bob/statement?from=\(middle)")
    #expect(statement["opening"]?["posted"] == 10)
    #expect(statement["closing"]?["posted"] == 25)
    #expect(statement["totals"] == ["debits": 5, "credits": 20])
    #expect((statement["entries"]?.arrayValue ?? []).compactMap { $0["amount"]?.integerValue } == [5, 20])
    let fixed = try caller.get("/v1/accounts/wallet:bob/statement?to=\(middle)")
    #expect(fixed["closing"]?["posted"] == 10 && fixed["opening"]?["posted"] == 0)
  }

  @Test func `as reports is in balance`() throws {
    try caller.transfer("wallet:alice", "wallet:bob", 10)
    #expect(try caller.post("/v1/accounts", #"{"code":"fees","currency":"IDR","class":"revenue"}"#).status == 201)
    try caller.transfer("wallet:bob", "fees", 3)
    let sheet = try caller.get("/v1/reports/balance-sheet")
    let idr = sheet["currencies"]?[0]
    #expect(idr?["assets"]?["total"] == 100_000 && idr?["liabilities"]?["total"] == 99_997 && idr?["revenue"]?["total"] == 3)
    #expect(idr?["proof"] == ["assets_and_expenses": 100_000, "liabilities_equity_and_revenue": 100_000, "balanced": true])
    let trial = try caller.get("/v1/reports/trial-balance")
    #expect(trial["currencies"]?[0]?["debits"] == 100_000 && trial["currencies"]?[0]?["balanced"] == true)
    let codes = (trial["currencies"]?[0]?["accounts"]?.arrayValue ?? []).compactMap { $0["code"]?.stringValue }
    #expect(codes == ["cash", "fees", "wallet:alice", "wallet:bob"])
    let before = try caller.get("/v1/reports/trial-balance?as_of=2001-01-01")
    #expect(before["currencies"] == [])
  }

  @Test func `as a head is signed, and moves with the ledger`() throws {
    let head = try caller.get("/v1/head")
    #expect(head.number("sequence") == caller.daemon.sequence())
    try caller.transfer("wallet:alice", "wallet:bob", 10)
    #expect(try caller.get("/v1/head").number("sequence") == (head.number("sequence") ?? 0) + 1)
  }
}
