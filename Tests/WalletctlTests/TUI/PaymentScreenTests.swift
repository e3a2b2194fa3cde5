import JSON
import LedgerCore
import Terminal
import Testing
import WalletClient

@testable import walletctl

/// What the screens about payments do that the others do not.
struct PaymentScreenTests {
  @Test func `a payment's story is told in the order of time, and every part of it opens`() {
    var stage = Stage(160, 40, start: "payment \(PaperDaemon.id("pay", 4))")
    let order = [
      "intent", "charge at midtrans", "midtrans:clearing > liabilities:merchant:m123:pending +1", "refund ",
      "merchant:m123:pending > liabilities:refund",
      "refund:intransit > ",
    ]
    let places = order.map { text in stage.frame.split(separator: "\n").firstIndex { $0.contains(text) } ?? -1 }
    #expect(places == places.sorted() && !places.contains(-1), "\(places)\n\(stage.frame)")
    for screen in ["pi_", "att_", "txn_", "re_"] {
      stage.press(.enter)
      #expect(stage.line(2).contains("› \(screen)"), "\(stage.line(2))")
      stage.press(.escape, .down)
    }
  }

  @Test
  func `the webhooks of a payment are found by what it was made of, and the inbox is read no further than the payment goes back`()
  {
    var stage = Stage(160, 40, start: "payment \(PaperDaemon.id("pay", 4))")
    var daemon = stage.daemon
    // Older than the payment, and a page further: never asked for.
    daemon.instead["GET /v1/inbox"] = .json(
      [
        "data": .array(PaperDaemon.deliveries + [PaperDaemon.deliveries[0].with("created_at", "2026-11-19T00:00:00.000000Z")]),
        "has_more": true, "cursor": "more",
      ], isReplay: false)
    stage.daemon = daemon
    let before = stage.asked.count { $0.request.path == "/v1/inbox" }
    stage.press("w")
    #expect(
      stage.model.page.ordered.map { $0.text(at: "delivery_id") } == [3, 1].map { PaperDaemon.id("in", $0) } + [
        PaperDaemon.id("in", 3)
      ])
    #expect(stage.asked.count { $0.request.path == "/v1/inbox" } == before + 1)
    stage.press(.down, .enter)
    #expect(stage.frame.contains(#"{"transaction_time":"2026-11-20 17:38:59","#))
    #expect(stage.frame.contains("Bytes 240"), "\(stage.frame)")
    stage.press("f")
    #expect(stage.frame.contains("transaction_status  settlement"))
    stage.press("o")
    #expect(stage.line(2).contains("› att_"), "\(stage.line(2))")
  }

  @Test func `a wallet's balance is asked about the rows in view, and again when they are read anew`() {
    var stage = Stage(120, 30, start: "wallets")
    #expect(stage.frame.contains("Rp12.000.000"))
    let path = "/v1/accounts/liabilities%3Awallet%3Aalice%3Aavailable"
    #expect(stage.asked.count { $0.request.path == path } == 1)
    stage.daemon.instead["GET " + path] = .json(PaperDaemon.paymentAccounts[2].with("available", 500_000), isReplay: false)
    stage.press("r")
    #expect(stage.frame.contains("Rp5.000 "), "\(stage.frame)")
    #expect(stage.asked.count { $0.request.path == path } == 2)
    stage.press(.right, .right, .right, .right, .right, "s")
    #expect(stage.line(-2).contains("asked row by row"), "\(stage.line(-2))")
    stage.press(.enter)
    #expect(stage.line(2).contains("account liabilities:wallet:alice:available"), "\(stage.line(2))")
  }

  @Test func `what is said of merchants is what their accounts hold`() {
    let stage = Stage(160, 30, start: "merchants")
    #expect(stage.frame.contains("Rp19.825") && stage.frame.contains("Rp750.000"), "\(stage.frame)")
  }

  @Test func `the overview counts what was begun today, and says where there is more than it has read`() {
    let now = PaperDaemon.now
    func today(_ number: Int, _ status: String, _ captured: Int64, at time: String) -> JSONValue {
      [
        "payment_id": .string(PaperDaemon.id("pay", number)), "status": .string(status), "captured": .integer(captured),
        "currency": "IDR", "created_at": .string(time),
      ]
    }
    func list(_ rows: [JSONValue], more: Bool = false) -> JSONValue { ["data": .array(rows), "has_more": .bool(more)] }
    let payments = [
      today(3, "captured", 100, at: "2026-11-20T10:00:00.000000Z"), today(2, "failed", 0, at: "2026-11-20T09:00:00.000000Z"),
      today(1, "captured", 900, at: "2026-11-20T09:30:00.000000Z"), today(0, "captured", 7, at: "2026-11-19T23:59:59.000000Z"),
    ]
    func lines(_ lists: [JSONValue?]) -> [String] { Takings(lists).lines(now, whose: "").map { "\($0.name) \($0.now)" } }
    #expect(
      lines([list(payments), list([]), list(payments, more: true), nil])
        == ["payments 3", "paid IDR Rp10", "succeeded 66.6 %", "asked 0", "in doubt 4+"])
    #expect(
      lines([list(Array(payments.prefix(3)), more: true), nil, nil, nil]) == [
        "payments 3+", "paid IDR Rp10+", "succeeded 66.6 %",
      ])
    #expect(lines([list([]), list([]), list([]), list([])]).isEmpty, "who takes no payments is not bothered")
    #expect(lines([nil, nil, nil, nil]).isEmpty)
    let values = Takings([list(payments), nil, nil, nil]).lines(now, whose: "")
    #expect(values.first?.values == [0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 1])
  }

  @Test func `the overview asks about payments no more than every ten seconds, and only while it is looked at`() {
    var stage = Stage()
    func asked() -> Int { stage.asked.count { $0.request.path == "/v1/inbox" } }
    #expect(asked() == 1)
    stage.wait(seconds: 9)
    #expect(asked() == 1)
    stage.wait(seconds: 2)
    #expect(asked() == 2)
    stage.press("3")
    stage.wait(seconds: 30)
    #expect(asked() == 2)
  }

  @Test func `what another tenant has been paid is never shown as this one's`() {
    var stage = Stage()
    stage.isHeld = true
    stage.wait(seconds: 11)
    stage.type(":tenant warung")
    stage.press(.enter)
    for _ in 0..<stage.heldCount { stage.answer([0]) }
    #expect(stage.model.takings == nil || stage.asked.last { $0.request.path == "/v1/inbox" }?.tenant == "warung")
  }

  // MARK: Acting

  private func posts(_ stage: Stage) -> [ClientRequest] { stage.asked.map(\.request).filter { $0.method == .post } }

  @Test func `the entries of a refund are shown, with the fee's part, before it is confirmed`() throws {
    var stage = Stage(120, 40, start: "payment \(PaperDaemon.id("pay", 4))")
    stage.press("W", "R")
    #expect(stage.frame.contains("amount: 20000"), "all that is left stands there: \(stage.frame)")
    stage.press(.control("u"))
    stage.type("Rp10.000")
    stage.press(.enter)
    stage.type("cold  tea ")
    stage.press(.enter)
    for text in [
      "debit   liabilities:merchant:m123:pending  Rp9.930",
      "debit   revenue:fee:payment" + String(repeating: " ", count: 19) + "Rp70", "Rp9.895",
    ] {
      #expect(stage.frame.contains(text), "\(text)\n\(stage.frame)")
    }
    stage.press("y")
    let sent = try #require(posts(stage).first)
    #expect(PaperDaemon.body(sent) == ["amount": 1_000_000, "reason": "cold tea"])
    #expect(stage.line(-2).contains("Rp10.000 goes back by re_"), "\(stage.line(-2))")
  }

  @Test func `a part of what is set aside is taken, and the rest is free or kept`() throws {
    for (rest, isFinal) in [("free", true), ("keep", false)] {
      var stage = Stage(120, 40, start: "payment \(PaperDaemon.id("pay", 3))")
      stage.press("W", "C", .control("u"))
      stage.type("300000")
      stage.press(.enter, .control("u"))
      stage.type("all")
      stage.press(.enter)
      #expect(stage.frame.contains("One of: free, keep."))
      stage.press(.control("u"))
      stage.type(rest)
      stage.press(.enter)
      #expect(stage.frame.contains("capture  debit   assets:psp:midtrans:clearing"), "\(stage.frame)")
      #expect(stage.frame.contains("Rp2.100"), "the fee of Rp300.000")
      #expect(stage.frame.contains("release") == isFinal, "\(stage.frame)")
      stage.press("y")
      let sent = try #require(posts(stage).first)
      #expect(PaperDaemon.body(sent) == ["amount": 30_000_000, "final": .bool(isFinal)])
    }
  }

  @Test(arguments: ["abc", "0", "-5", "1,000", ""]) func `what is no amount is not taken for one`(typed: String) {
    var stage = Stage(start: "payment \(PaperDaemon.id("pay", 4))")
    stage.press("W", "R", .control("u"))
    stage.type(typed)
    stage.press(.enter, .enter, "y")
    #expect(stage.frame.contains("is no amount of IDR, such as 25.000"), "\(stage.frame)")
    #expect(posts(stage).isEmpty)
    stage.press(.escape)
    #expect(stage.line(-2).contains("Nothing was done."))
  }

  @Test func `more than can go back is refused by the daemon, and that is what is shown`() {
    var stage = Stage(start: "payment \(PaperDaemon.id("pay", 4))")
    stage.press("W", "R", .control("u"))
    stage.type("20000,01")
    stage.press(.enter, .enter)
    #expect(stage.frame.contains("That is more than can go back: Rp20.000."), "\(stage.frame)")
    stage.press("y", .enter, "y")
    #expect(stage.frame.contains("refund_above_captured: 2000000 of 2500000 can still be given back."), "\(stage.frame)")
    #expect(posts(stage).count == 1)
  }

  @Test func `where nobody knows whether it went back, the same key is retried`() {
    var stage = Stage(start: "payment \(PaperDaemon.id("pay", 4))")
    stage.press("W", "R", .enter, .enter)
    let path = "POST /v1/payments/\(PaperDaemon.id("pay", 4))/refunds"
    stage.daemon.instead[path] = PaperDaemon.problem(
      504, "provider_outcome_unknown", "The provider has not said what became of it.")
    stage.press("y")
    #expect(
      stage.frame.contains("the same key is retried") && stage.frame.contains("Enter: send it again under the same key"),
      "\(stage.frame)")
    stage.press(.enter)
    stage.daemon.instead = [:]
    stage.press(.enter)
    #expect(posts(stage).count == 3 && Set(posts(stage).map(\.key)).count == 1)
    #expect(stage.line(-2).contains("Rp20.000 goes back"), "\(stage.line(-2))")
  }

  @Test func `a large amount is typed once more`() {
    var stage = Stage(120, 40, start: "payment \(PaperDaemon.id("pay", 2))")
    stage.press("W", "R", .enter, .enter, "y", .enter)
    #expect(posts(stage).isEmpty && stage.frame.contains("type it (12000000)"))
    stage.press(.control("u"))
    stage.type("12.000.000")
    stage.press(.enter)
    #expect(posts(stage).count == 1)
  }

  @Test(arguments: [
    (5, "R", "it is pending_auth"), (5, "V", "nothing is set aside"), (1, "C", "it is failed"), (4, "V", "partially_refunded"),
  ])
  func `what a payment is not good for now is said`(number: Int, key: Character, said: String) throws {
    var stage = Stage(120, 40, start: "payment \(PaperDaemon.id("pay", number))")
    stage.press("W", .character(try #require(key.unicodeScalars.first)))
    #expect(stage.line(-2).contains(said), "\(stage.line(-2))")
  }
}
