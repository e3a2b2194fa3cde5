import JSON
import LedgerCore
import Terminal
import Testing
import WalletClient

@testable import walletctl

/// Doing something: only when it is switched on, shown before, sent once.
struct ActTests {
  private func posts(_ stage: Stage) -> [(path: String, key: String?)] {
    stage.asked.filter { $0.request.method == .post }.map { ($0.request.path, $0.request.key) }
  }

  static let acts: [(keys: [TerminalInput.Key], path: String, done: String)] = [
    (["5", "R", "y"], "/v1/holds/\(PaperDaemon.id("hold", 1))/release", "Released by \(PaperDaemon.id("txn", 77))."),
    (["5", "C", "y"], "/v1/holds/\(PaperDaemon.id("hold", 1))/capture", "Captured by \(PaperDaemon.id("txn", 77))."),
    (["4", "V", "y"], "/v1/transactions/\(PaperDaemon.id("txn", 14))/reverse", "Reversed by \(PaperDaemon.id("txn", 78))."),
    (["3", "F", "y"], "/v1/accounts/\(PaperDaemon.id("acc", 1))/freeze", "wallet:alice is frozen."),
    (["3", .down, "U", "y"], "/v1/accounts/\(PaperDaemon.id("acc", 2))/unfreeze", "wallet:bob is open."),
    (["3", .enter, "F", "y"], "/v1/accounts/\(PaperDaemon.id("acc", 1))/freeze", "wallet:alice is frozen."),
    (
      ["6", .down, .down, "C", .enter, .enter, "y"], "/v1/payments/\(PaperDaemon.id("pay", 3))/capture",
      "Rp500.000 is taken: \(PaperDaemon.id("pay", 3)) is captured."
    ),
    (["6", .down, .down, "V", "y"], "/v1/payments/\(PaperDaemon.id("pay", 3))/void", "\(PaperDaemon.id("pay", 3)) is voided."),
    (
      ["6", .down, "R", .enter, .enter, "y"], "/v1/payments/\(PaperDaemon.id("pay", 4))/refunds",
      "Rp20.000 goes back by \(PaperDaemon.id("re", 9)): succeeded."
    ),
    (
      [":", "i", "n", "t", .enter, "X", "y"], "/v1/payment_intents/\(PaperDaemon.id("pi", 5))/cancel",
      "\(PaperDaemon.id("pi", 5)) is cancelled."
    ),
    (
      [":", "j", .enter, "R", "y"], "/v1/jobs/\(PaperDaemon.id("job", 6))/retry", "\(PaperDaemon.id("job", 6)) is due."
    ),
    (
      [":", "j", .enter, .down, .down, "X", "y"], "/v1/jobs/\(PaperDaemon.id("job", 2))/cancel",
      "\(PaperDaemon.id("job", 2)) is done."
    ),
    (
      [":", "i", "n", "b", .enter, "P", "y"], "/v1/inbox/\(PaperDaemon.id("in", 3))/replay",
      "\(PaperDaemon.id("in", 3)) is received."
    ),
    ([":", "p", "r", .enter, "F", "y"], "/v1/providers/midtrans/disable", "midtrans is disabled."),
    (
      [":", "p", "a", "y", "o", "u", "t", "s", .enter, "A", "2", "5", "0", "0", "0", "0", .enter],
      "/v1/payouts/\(PaperDaemon.id("po", 3))/approve", "\(PaperDaemon.id("po", 3)) is approved."
    ),
    (
      [":", "p", "a", "y", "o", "u", "t", "s", .enter, "X", "y"], "/v1/payouts/\(PaperDaemon.id("po", 3))/cancel",
      "\(PaperDaemon.id("po", 3)) is cancelled."
    ),
    (["7", "K", .enter], "/v1/keys/\(PaperDaemon.id("key", 2))/rotate", "The new key is \(PaperDaemon.id("key", 9))."),
  ]

  @Test(arguments: acts.indices) func `every act is sent once, under a key, when it was confirmed`(_ index: Int) {
    let act = ActTests.acts[index]
    var stage = Stage()
    stage.press("W")
    for key in act.keys.dropLast() { stage.press(key) }
    #expect(posts(stage).isEmpty, "nothing is sent before the confirmation")
    #expect(stage.frame.contains("nothing is done yet"))
    stage.press(act.keys[act.keys.count - 1])
    #expect(posts(stage).map(\.path) == [act.path])
    #expect(posts(stage).first?.key?.hasPrefix("ctl-") == true)
    #expect(stage.line(-2).contains(act.done), "\(stage.line(-2))")
  }

  @Test(arguments: acts.indices) func `no act is done while it is read-only, in the past, or when it is left`(_ index: Int) {
    let act = ActTests.acts[index]
    var stage = Stage()
    for key in act.keys { stage.press(key) }
    #expect(posts(stage).isEmpty)
    var past = Stage()
    past.press("W", "3", "[")
    for key in act.keys { past.press(key) }
    #expect(posts(past).isEmpty)
    for leave in [TerminalInput.Key.escape, "n"] {
      var left = Stage()
      left.press("W")
      for key in act.keys.dropLast() { left.press(key) }
      left.press(leave, .escape)
      #expect(posts(left).isEmpty)
    }
  }

  @Test func `a large amount is typed before it moves`() {
    var stage = Stage(start: "holds")
    stage.press("W", .down, "C", "y", .enter)
    #expect(posts(stage).isEmpty, "y is not enough")
    #expect(stage.frame.contains("type it (12000000)"))
    stage.press(.control("u"))
    stage.type("1200000")
    stage.press(.enter)
    #expect(posts(stage).isEmpty)
    stage.type("0")
    stage.press(.enter)
    #expect(posts(stage).count == 1)
  }

  @Test(
    arguments: [
      ("12000000", "IDR", 1_200_000_000), ("12.000.000", "IDR", 1_200_000_000), ("Rp12.000.000", "IDR", 1_200_000_000),
      ("rp 12.000.000,50", "IDR", 1_200_000_050), ("IDR 12 000 000", "IDR", 1_200_000_000), ("1,234.56", "USD", 123_456),
      ("USD 1234.5", "USD", 123_450), ("1,500", "JPY", 1_500), ("120000.00", "IDR", nil), ("12,000,000", "IDR", nil),
      ("12.0000.00", "IDR", nil),
      ("1.234,56", "USD", nil), ("-12000000", "IDR", nil), ("12e6", "IDR", nil), ("", "IDR", nil), ("Rp", "IDR", nil),
      ("1200.0000", "IDR", nil),
    ] as [(String, String, Int64?)])
  func `an amount is typed as people write it, and what is grouped wrongly is none`(
    typed: String, currency: String, amount: Int64?
  ) throws {
    #expect(TypedAmount.parse(typed, try #require(Currency(currency))) == amount)
  }

  @Test(arguments: [
    (Int64(999_999_999), "IDR", false), (1_000_000_000, "IDR", true), (99_999, "USD", false), (100_000, "USD", true),
    (1_000, "JPY", true),
    (999, "JPY", false),
  ])
  func `ten million rupiah are large, and a thousand of anything else`(amount: Int64, currency: String, isLarge: Bool) {
    let posting = PostingInput(debit: "a", credit: "b", amount: amount, currency: currency, balancing: nil)
    #expect((Confirmation.wanted([posting], LargeAmounts()) != nil) == isLarge)
  }

  @Test func `the entries to be posted are shown with balances before and after`() {
    var stage = Stage(120, 40, start: "holds")
    stage.press("W", "C")
    for text in ["capture  debit   wallet:alice  Rp250.000", " Rp1.000.000 ", "capture  credit  wallet:bob", "Rp275.000,50"] {
      #expect(stage.frame.contains(text), "\(text)\n\(stage.frame)")
    }
  }

  @Test func `an unknown outcome is asked again under the same key, by Enter alone`() {
    var stage = Stage(start: "holds")
    stage.press("W", "R")
    var unknown = Trouble(
      "the daemon closed the connection: whether it was done is not known.", todo: "Send it again under the same key.")
    unknown.isUnknown = true
    let path = "/v1/holds/\(PaperDaemon.id("hold", 1))/release"
    stage.daemon.instead["POST " + path] = .trouble(unknown)
    stage.press("y")
    #expect(stage.frame.contains("not known"))
    stage.press("y")
    #expect(posts(stage).count == 1)
    stage.daemon.instead = [:]
    stage.press(.enter)
    #expect(posts(stage).count == 2)
    #expect(posts(stage)[0].key == posts(stage)[1].key)
    #expect(stage.line(-2).contains("Released by"))
  }

  @Test func `a refusal says why, and nothing is sent again`() {
    var stage = Stage(start: "holds")
    stage.press("W", "R")
    let path = "POST /v1/holds/\(PaperDaemon.id("hold", 1))/release"
    stage.daemon.instead[path] = PaperDaemon.problem(409, "hold_expired", "The hold has expired.")
    stage.press("y", .enter, "y")
    #expect(stage.frame.contains("hold_expired: The hold has expired."))
    #expect(posts(stage).count == 1)
  }

  @Test func `what has changed since is seen before it is confirmed`() {
    var stage = Stage(start: "holds")
    guard case .object(var members) = PaperDaemon.holds[1] else { return }
    members["status"] = "released"
    stage.daemon.instead["GET /v1/holds/\(PaperDaemon.id("hold", 1))"] = .json(.object(members), isReplay: false)
    stage.press("W", "R", "y")
    #expect(stage.frame.contains("It cannot be done: it is released."))
    #expect(posts(stage).isEmpty)
  }

  @Test func `a key that does nothing says why`() {
    var stage = Stage(start: "transactions")
    stage.press("V")
    #expect(stage.line(-2).contains("V (reverse): read-only: W switches acting on."))
    stage.press("W", .down, "V")
    #expect(stage.line(-2).contains("a hold moves nothing that could be moved back"), "\(stage.line(-2))")
    stage.press("n")
    #expect(stage.line(-2).contains("n (now): it is now."))
  }

  @Test(arguments: acts.indices) func `the command beside a confirmation is one that the parser understands`(_ index: Int) throws
  {
    var stage = Stage(200, 60)
    stage.press("W")
    for key in ActTests.acts[index].keys.dropLast() { stage.press(key) }
    guard case .confirming(let confirmation) = stage.model.mode else {
      Issue.record("nothing is confirmed")
      return
    }
    let words = confirmation.act.command(confirmation.subject ?? confirmation.row)
    #expect(stage.frame.contains("walletctl -t toko " + ShellWords.line(words)))
    guard case .run(let invocation) = try CommandLineParser.parse(words) else {
      Issue.record("not a command: \(words)")
      return
    }
    #expect(invocation.command.words[1] == confirmation.act.name)
  }

  @Test func `where the entries have no room there is no yes`() {
    let postings = JSONValue.array(
      (1...12).map { number in
        [
          "id": .string(PaperDaemon.id("pst", number)), "kind": "post", "debit": .string(PaperDaemon.id("acc", 1)),
          "credit": .string(PaperDaemon.id("acc", 2)), "amount": 100, "currency": "IDR",
        ]
      })
    var daemon = PaperDaemon()
    guard case .object(var members) = PaperDaemon.transactions[0] else { return }
    members["postings"] = postings
    daemon.instead["GET /v1/transactions/\(PaperDaemon.id("txn", 14))"] = .json(.object(members), isReplay: false)
    var stage = Stage(start: "transactions", daemon: daemon)
    stage.press("W", "V", "y")
    #expect(stage.frame.contains("not all of it fits: make the window larger"))
    #expect(posts(stage).isEmpty)
    stage.hear(.input(.resized(TerminalSize(columns: 100, rows: 50))))
    #expect(!stage.frame.contains("not all of it fits"))
    stage.press("y")
    #expect(posts(stage).count == 1)
  }

  @Test func `no number of an entry is ever cut, however narrow it is`() {
    for columns in [60, 70, 80, 100, 130] {
      var stage = Stage(columns, 40, start: "payment \(PaperDaemon.id("pay", 2))")
      stage.press("W", "R", .enter, .enter)
      #expect(
        stage.frame.split(separator: "\n").count { $0.contains("Rp12.000.000") && $0.contains("debit") } == 1, "\(stage.frame)")
      #expect(!stage.frame.contains(/Rp[0-9.]*…/), "\(stage.frame)")
      if columns >= 70 { #expect(stage.frame.contains("alice:available"), "\(stage.frame)") }
    }
  }

  @Test func `what is typed ahead says yes to nothing`() {
    var stage = Stage(start: "holds")
    stage.isHeld = true
    stage.press("W", "R", "y", .enter)
    stage.answer([0])
    stage.press("y")
    stage.answer([0])
    #expect(posts(stage).isEmpty && stage.frame.contains("y: do it"))
  }

  @Test func `who leaves while an outcome is open is told how to find out`() throws {
    var stage = Stage(start: "holds")
    #expect(stage.model.partingWords == nil)
    stage.press("W", "R")
    #expect(stage.model.partingWords == nil)
    stage.isHeld = true
    stage.press("y")
    let words = try #require(stage.model.partingWords)
    let key = try #require(posts(stage).first?.key)
    #expect(words.exit == .outcomeUnknown)
    #expect(words.hints == ["walletctl -t toko hold release \(PaperDaemon.id("hold", 1)) --key \(key)"])
  }

  @Test func `write mode is for the tenant it was switched on in`() {
    var stage = Stage(start: "accounts")
    stage.press("W")
    #expect(stage.line(0).contains("WRITE"))
    stage.type(":tenant warung")
    stage.press(.enter)
    #expect(stage.line(0).contains("read-only"))
  }
}
