import JSON
import LedgerCore
import Terminal
import Testing
import WalletClient

@testable import walletctl

/// Live, paused, lost and back again.
struct LiveTests {
  @Test func `a slow answer never overwrites a newer one`() {
    var stage = Stage(start: "accounts")
    stage.isHeld = true
    stage.press("r")
    stage.press("r")
    // The newer answer comes first and finds four accounts; the older one, of the same rows, found two.
    stage.answer([1])
    stage.daemon.accountCount = 2
    stage.answer([0])
    #expect(stage.model.page.count == 4 && stage.heldCount == 0)
  }

  @Test func `an answer that comes late finds its page gone`() {
    var stage = Stage(start: "overview")
    stage.isHeld = true
    stage.press("3", "5")
    stage.answer([0, 1])
    #expect(stage.line(2).hasPrefix(" holds") && stage.model.page.count == 3)
  }

  @Test func `a change refreshes what is looked at, not more often than twice a second`() {
    var stage = Stage(start: "accounts")
    stage.hear(.feed(.alive(at: PaperDaemon.now)))
    let before = stage.asked.count
    stage.hear(.feed(.changed(FeedChange())))
    #expect(stage.asked.count == before + 1)
    stage.hear(.feed(.changed(FeedChange())))
    #expect(stage.asked.count == before + 1)
    stage.wait(seconds: 2)
    #expect(stage.asked.filter { $0.request.path == "/v1/accounts" }.count == 3, "what was put off is not forgotten")
    #expect(stage.line(0).contains("live"))
  }

  @Test func `a change of another account leaves this one alone`() {
    var stage = Stage(start: "account wallet:alice")
    let before = stage.asked.count
    stage.hear(.feed(.changed(FeedChange(accounts: [PaperDaemon.id("acc", 2)]))))
    #expect(stage.asked.count == before)
    stage.hear(.feed(.changed(FeedChange(accounts: [PaperDaemon.id("acc", 1)]))))
    #expect(stage.asked.count > before)
  }

  @Test func `paused, nothing moves, and the age is told`() {
    var stage = Stage(start: "accounts")
    stage.press("p")
    let before = stage.asked.count
    stage.hear(.feed(.changed(FeedChange())))
    stage.wait(seconds: 75)
    #expect(stage.asked.count == before)
    #expect(stage.line(0).hasSuffix("PAUSED, 1m 15s old"), "\(stage.line(0))")
    stage.press("p")
    #expect(stage.asked.count > before)
  }

  @Test func `far down nothing is moved, and what is newer is announced`() {
    var daemon = PaperDaemon()
    daemon.accountCount = 1_000
    var stage = Stage(start: "accounts", daemon: daemon)
    for _ in 1...20 { stage.press(.pageDown) }
    let rows = stage.frame.split(separator: "\n").dropFirst(4).prefix(15)
    stage.daemon.accountCount = 1_001
    stage.hear(.feed(.changed(FeedChange())))
    #expect(stage.frame.split(separator: "\n").dropFirst(4).prefix(15) == rows)
    #expect(stage.line(2).contains("newer: g"), "\(stage.line(2))")
  }

  @Test func `a lost daemon shows, says what to do, and heals`() {
    var stage = Stage(start: "accounts")
    stage.daemon.isDown = true
    stage.wait(seconds: 3)
    #expect(stage.line(0).contains("LOST"), "\(stage.line(0))")
    #expect(stage.frame.contains("wallet:alice"), "what was there stays, and ages")
    stage.press("5")
    #expect(stage.frame.contains("There is no daemon at /run/walletd/control.sock"))
    #expect(stage.frame.contains("systemctl start walletd"))
    stage.daemon.isDown = false
    stage.wait(seconds: 1)
    #expect(stage.line(-2).contains("The daemon is back."))
    #expect(stage.frame.contains("booking-4") || stage.frame.contains("wallet:alice"))
    #expect(stage.model.page.count == 3)
  }

  @Test func `a stale cursor reads the list anew`() {
    var daemon = PaperDaemon()
    daemon.accountCount = 1_000
    var stage = Stage(start: "accounts", daemon: daemon)
    stage.daemon.instead["GET /v1/accounts"] = PaperDaemon.problem(
      400, "invalid_cursor", "The cursor is not one that this list answered.")
    stage.isHeld = true
    for _ in 1...5 { stage.press(.pageDown) }
    stage.answer([0])
    #expect(stage.line(-2).contains("The list has moved: it is read anew."))
    stage.daemon.instead = [:]
    stage.answer([0])
    #expect(stage.model.page.count >= 100)
    #expect(stage.frame.contains("wallet:alice"))
  }

  @Test func `a broken stream is told, and followed again`() {
    var stage = Stage(start: "accounts")
    let lost = Trouble(.unreachable(path: "/run/walletd/control.sock", code: 111), socket: "/run/walletd/control.sock")
    stage.hear(.feed(.broken(lost)))
    #expect(stage.line(0).contains("LOST"))
    stage.wait(seconds: 1)
    #expect(stage.line(0).contains("LOST") == false)
  }

  @Test(arguments: [
    ("account_not_found", "accounts", "Look at the letters"),
    ("permission_denied", "accounts", "The roles that have it: operator, auditor, administrator."),
    ("unauthenticated", "accounts", "/etc/walletd/walletd.json5"), ("vault_sealed", "payment-methods", "walletctl vault unseal"),
    ("tenant_required", "accounts", "Choose a tenant"),
  ])
  func `what is refused says what to do`(code: String, screen: String, todo: String) {
    var daemon = PaperDaemon()
    let path = screen == "accounts" ? "/v1/accounts" : "/v1/payment_methods"
    let status = code == "permission_denied" ? 403 : code == "unauthenticated" ? 401 : 404
    daemon.instead["GET " + path] = PaperDaemon.problem(status, code, "The role viewer lacks the permission 'keys:read'.")
    let stage = Stage(start: screen, daemon: daemon)
    #expect(stage.frame.contains(code + ": "))
    let words = stage.frame.split { $0 == "\n" || $0 == " " }.joined(separator: " ")
    #expect(words.contains(todo), "\(stage.frame)")
  }

  @Test func `who may not open the socket is told its group`() {
    let trouble = Trouble(.unreachable(path: "/nowhere/control.sock", code: 13), socket: "/nowhere/control.sock")
    #expect(trouble.what == "You may not open /nowhere/control.sock (Permission denied).")
    #expect(trouble.todo.contains("It is for the group ") && trouble.todo.contains("usermod -aG "))
  }

  @Test(arguments: ["txn_", "hold_"]) func `an id that is not there says so and lets one go on`(prefix: String) {
    var stage = Stage()
    stage.type(":" + PaperDaemon.id(String(prefix.dropLast()), 999))
    stage.press(.enter)
    #expect(stage.frame.contains("_not_found: This ledger has no such"))
    stage.press("3")
    #expect(stage.frame.contains("wallet:alice"))
  }

  @Test func `a daemon that says nothing more is not called live`() {
    var stage = Stage(start: "accounts")
    stage.hear(.feed(.alive(at: PaperDaemon.now)))
    #expect(stage.line(0).contains("live, 0s"))
    stage.isHeld = true
    stage.wait(seconds: 7)
    #expect(stage.line(0).contains("no answer for 7s"), "\(stage.line(0))")
  }

  @Test func `who asks too much waits a moment`() {
    var daemon = PaperDaemon()
    daemon.instead["GET /v1/accounts"] = PaperDaemon.problem(429, "rate_limited", "Too many requests.")
    var stage = Stage(start: "accounts", daemon: daemon)
    #expect(stage.frame.contains("rate_limited"))
    stage.daemon.instead = [:]
    stage.wait(seconds: 1)
    #expect(stage.frame.contains("wallet:alice"))
  }

  @Test func `what reads the whole ledger is read when somebody wants it, not at every change`() {
    var stage = Stage(start: "balance-sheet")
    func reports() -> Int { stage.asked.count { $0.request.path.hasPrefix("/v1/reports") } }
    #expect(reports() == 1)
    stage.hear(.feed(.changed(FeedChange())))
    stage.wait(seconds: 5)
    #expect(reports() == 1)
    stage.press("r")
    #expect(reports() == 2)
  }

  @Test func `long counters are asked for less often`() {
    var stage = Stage()
    func asked() -> Int { stage.asked.count { $0.request.path == "/metrics" } }
    stage.wait(seconds: 10)
    #expect(asked() == 11)
    // An answer that took half a second: the next one is asked for ten seconds later.
    stage.isHeld = true
    stage.wait(seconds: 1)
    let number = stage.model.asked[.pulse] ?? 0
    let late = Answer(
      slot: .pulse, number: number, results: [.text(PaperDaemon.metrics)],
      at: Timestamp(microseconds: stage.model.now.microseconds + 500_000))
    stage.hear(.answer(late))
    stage.wait(seconds: 9)
    #expect(asked() == 12)
    stage.wait(seconds: 2)
    #expect(asked() == 13)
  }

  @Test func `an entry has no sign before it is known on which side its account grows`() {
    var stage = Stage(start: "accounts")
    stage.isHeld = true
    stage.press(.enter)
    // The entries come before the account.
    stage.answer([1])
    #expect(stage.frame.contains("Rp350.000") && !stage.frame.contains("-Rp350.000") && !stage.frame.contains("+Rp350.000"))
    stage.answer([0])
    #expect(stage.frame.contains("+Rp350.000") && stage.frame.contains("-Rp100.000"))
    #expect(stage.frame.contains("held Rp250.000") && stage.frame.contains("+Rp1.000.000"), "no number is cut")
  }

  @Test func `a number that has no room is none, not another one`() {
    var stage = Stage(start: "accounts")
    for index in stage.model.page.widths.indices { stage.model.trail[0].widths[index] = 5 }
    #expect(stage.frame.contains("#####") && !stage.frame.contains("Rp1…") && !stage.frame.contains("Rp9.8"))
    // With the next message there is room again.
    stage.wait(seconds: 1)
    #expect(stage.frame.contains("Rp1.250.000") && !stage.frame.contains("#"))
  }

  @Test func `how long until something ends is never cut while it goes on`() {
    var daemon = PaperDaemon()
    guard case .object(var members) = PaperDaemon.holds[1] else { return }
    members["expires_at"] = .string(PaperDaemon.now.adding(seconds: 3_600).rfc3339)
    daemon.instead["GET /v1/holds"] = .json(
      ["data": [.object(members)], "has_more": .bool(false), "cursor": .null], isReplay: false)
    var stage = Stage(start: "holds", daemon: daemon)
    #expect(stage.frame.contains("in 1h "))
    stage.wait(seconds: 1)
    #expect(stage.frame.contains("in 59m 59s "))
  }
}
