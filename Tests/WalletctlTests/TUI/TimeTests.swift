import JSON
import LedgerCore
import Terminal
import Testing
import WalletClient

@testable import walletctl

/// Money as it stood.
struct TimeTests {
  @Test(arguments: [
    ("yesterday", "2026-11-19T10:50:26.000000Z"), ("-2h", "2026-11-20T08:50:26.000000Z"), ("-3d", "2026-11-17T10:50:26.000000Z"),
    ("-1w", "2026-11-13T10:50:26.000000Z"), ("today", "2026-11-20T00:00:00.000000Z"),
    ("2026-11-01", "2026-11-01T00:00:00.000000Z"),
    ("2026-11-01 14:30", "2026-11-01T14:30:00.000000Z"), ("2026-11-01 14:30:05", "2026-11-01T14:30:05.000000Z"),
    ("2026-11-01T14:30:05+07:00", "2026-11-01T07:30:05.000000Z"),
  ])
  func `moments are read as people write them`(text: String, moment: String) {
    #expect(MomentInput(text, now: PaperDaemon.now) == Timestamp(rfc3339: moment).map { .moment($0) })
  }

  @Test(arguments: ["", "now"]) func `and so is now`(text: String) { #expect(MomentInput(text, now: PaperDaemon.now) == .now) }

  @Test(arguments: ["soon", "-", "-h", "-1y", "2026-02-30", "2026-11", "25:00", "-99999999999d"])
  func `what is no time is none`(text: String) { #expect(MomentInput(text, now: PaperDaemon.now) == nil) }

  @Test func `the as-of cursor moves every money screen`() {
    var stage = Stage(start: "transactions")
    stage.press("[")
    func last(_ path: String) -> [String: String?] {
      let query = stage.asked.last { $0.request.path == path }?.request.query ?? []
      return Dictionary(query.map { ($0.name, $0.value) }) { $1 }
    }
    #expect(stage.line(0).contains("AS OF 2026-11-19 10:50:26 UTC"))
    // `to` is exclusive: the moment itself is in it.
    #expect(last("/v1/transactions")["to"] == "2026-11-19T10:50:26.000001Z")
    stage.press("3")
    #expect(last("/v1/accounts/\(PaperDaemon.id("acc", 1))")["as_of"] == "2026-11-19T10:50:26.000000Z")
    #expect(stage.frame.contains("Rp1.350.000") && !stage.frame.contains("Rp1.250.000"), "as it was, not as it is")
    stage.press(.enter)
    #expect(last("/v1/accounts/\(PaperDaemon.id("acc", 1))/entries")["to"] == "2026-11-19T10:50:26.000001Z")
    stage.type(":balance-sheet")
    stage.press(.enter)
    #expect(last("/v1/reports/balance-sheet")["as_of"] == "2026-11-19T10:50:26.000000Z")
    stage.press("n")
    #expect(!stage.line(0).contains("AS OF") && last("/v1/reports/balance-sheet")["as_of"] == .some(nil))
  }

  @Test func `the numbers of now are never shown as those of then`() {
    var stage = Stage(start: "accounts")
    stage.isHeld = true
    stage.press("[")
    stage.answer([0])
    // The list is there, the balances of then are not yet.
    #expect(stage.frame.contains("wallet:alice") && !stage.frame.contains("Rp1.250.000"))
    stage.answer([0])
    #expect(stage.frame.contains("Rp1.350.000"))
  }

  @Test func `an account that was not there yet says so`() {
    var stage = Stage(start: "accounts")
    stage.type(":as-of 2026-10-01")
    stage.press(.enter)
    #expect(stage.frame.contains("not open yet"))
    #expect(!stage.frame.contains("Rp"))
  }

  @Test func `what has left a hold since was still in it then`() {
    var daemon = PaperDaemon()
    guard case .object(var members) = PaperDaemon.holds[1] else { return }
    members["status"] = "captured"
    members["remaining"] = 0
    let hold = JSONValue.object(members)
    daemon.instead["GET /v1/holds"] = .json(["data": [hold], "has_more": .bool(false), "cursor": .null], isReplay: false)
    let capture: JSONValue = ["hold": .string(PaperDaemon.id("hold", 1)), "kind": "capture", "amount": 25_000_000]
    let entries = "GET /v1/accounts/\(PaperDaemon.id("acc", 1))/entries"
    daemon.instead[entries] = .json(["data": [capture], "has_more": .bool(false), "cursor": .null], isReplay: false)
    var stage = Stage(start: "holds", daemon: daemon)
    stage.press("{")
    #expect(stage.frame.contains("Rp250.000  wallet:alice") && stage.frame.contains("open"), "\(stage.frame)")
    // More happened since than one answer holds: it is not known, and no number is shown.
    daemon.instead[entries] = .json(["data": [capture], "has_more": .bool(true), "cursor": "x"], isReplay: false)
    var other = Stage(start: "holds", daemon: daemon)
    other.press("{")
    #expect(other.frame.contains("not known"), "\(other.frame)")
  }

  @Test func `time is not moved where there is no money, nor beyond now`() {
    var stage = Stage(start: "accounts")
    stage.press("]")
    #expect(stage.line(-2).contains("it is now"))
    stage.press("[", "]")
    #expect(stage.model.asOf == nil)
    stage.type("t")
    stage.press(.control("u"))
    stage.type("2099-01-01")
    stage.press(.enter)
    #expect(stage.model.asOf == nil && stage.line(-2).contains("still to come"))
  }

  @Test(arguments: [
    (0, "in 0s"), (59, "in 59s"), (61, "in 1m 1s"), (3_600, "in 1h"), (5_400, "in 1h 30m"), (90_000, "in 1d 1h"),
    (-5, "overdue 5s"),
  ])
  func `how long until is told in two units`(seconds: Int64, text: String) {
    #expect(MomentText.due(PaperDaemon.now.adding(seconds: seconds).rfc3339, now: PaperDaemon.now).text == text)
  }
}
