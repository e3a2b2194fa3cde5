import Foundation
import JSON
import Testing

/// Every act, by keys alone, and then looked for in the books.
@Suite struct `Acting in the terminal` {
  let books: TerminalShop
  let screen: Screen

  init() throws {
    books = try TerminalShop()
    screen = try Screen(Screen.Setting(columns: 120, rows: 40), socket: books.shop.daemon.socketPath)
    try screen.wait(for: "overview", "toko")
    try screen.press("W")
    try screen.wait(for: "WRITE")
  }

  @Test(.enabled(if: Screen.obstacle == nil)) func `releases a hold`() throws {
    try screen.press("5")
    try screen.wait(for: "booking-4", "payout")
    try screen.type("/booking")
    try screen.press("Enter")
    try screen.wait(for: "1 of 2")
    try screen.press("R")
    try screen.wait(for: "release", "Rp1.000", "y: do it")
    #expect(try books.openHolds().sorted() == ["booking-4", "payout"], "nothing is done yet")
    try screen.press("y")
    try screen.wait(for: "Released by txn_")
    #expect(try books.openHolds() == ["payout"])
    #expect(try books.balance("alice", "pending") == 0)
    #expect(try books.audited().contains("hold.resolve_requested"))
  }

  @Test(.enabled(if: Screen.obstacle == nil)) func `captures a hold, its large amount typed`() throws {
    let before = try books.balance("bob")
    try screen.press("5")
    try screen.wait(for: "payout")
    try screen.type("/payout")
    try screen.press("Enter")
    try screen.wait(for: "1 of 2")
    try screen.press("C")
    try screen.wait(for: "type it (15000000)", "Rp25.002.376,55", "Rp10.002.376,55")
    try screen.press("y", "Enter")
    try screen.type("15.000.000")
    #expect(try books.openHolds().count == 2, "nothing is done before the whole amount stands there")
    // The y is still in front of it.
    try screen.press("C-a", "DC", "Enter")
    try screen.wait(for: "Captured by txn_")
    #expect(try books.openHolds() == ["booking-4"])
    #expect(try books.balance("bob") == before.map { $0 - 1_500_000_000 })
  }

  @Test(.enabled(if: Screen.obstacle == nil)) func `reverses a transaction, once`() throws {
    let before = try books.balance("alice")
    try screen.press("4")
    try screen.wait(for: "order-17")
    try screen.type("/order-17")
    try screen.press("Enter")
    try screen.wait(for: "1 of 6")
    try screen.press("V")
    try screen.wait(for: "y: do it", "Rp2.500")
    try screen.press("y")
    try screen.wait(for: "Reversed by txn_")
    #expect(try books.balance("alice") == before.map { $0 + 250_000 })
    try screen.press("V")
    try screen.wait(for: "y: do it")
    try screen.press("y")
    try screen.wait(for: "already_reversed")
    #expect(try books.balance("alice") == before.map { $0 + 250_000 })
  }

  @Test(.enabled(if: Screen.obstacle == nil)) func `freezes an account, and takes the freeze away`() throws {
    try screen.type(":account bob")
    try screen.press("Enter")
    // What is acted on has to be there, and what a key means to be offered: a key before that does nothing.
    try screen.wait(for: "sale of a boat", "Status open")
    try screen.press("F")
    try screen.wait(for: "Freeze bob?", "y: do it")
    try screen.press("y")
    try screen.wait(for: "bob is frozen.", "frozen: debits credits")
    #expect(try books.get("/v1/accounts/bob?currency=IDR")["status"]?.stringValue == "frozen")
    try screen.press("a")
    try screen.wait(for: "account.freeze_requested")
    try screen.press("Escape")
    try screen.wait(for: "Status frozen")
    try screen.press("U")
    try screen.wait(for: "Unfreeze bob?", "y: do it")
    try screen.press("y")
    try screen.wait(for: "bob is open.")
    #expect(try books.get("/v1/accounts/bob?currency=IDR")["status"]?.stringValue == "open")
  }

  @Test(.enabled(if: Screen.obstacle == nil)) func `rotates a key: its secret is in a file, and works, and is on no screen`()
    throws
  {
    #expect(try books.shop.post("/v1/keys", "k", #"{"name":"checkout"}"#).status == 201)
    try screen.press("7")
    try screen.wait(for: "checkout", "active")
    try screen.press("K")
    try screen.wait(for: "file: checkout-new.key")
    try screen.press("Enter")
    let frame = try screen.wait(for: "The new key is key_", "Its secret is in checkout-new.key")
    let file = screen.path + "/checkout-new.key"
    let secret = try String(contentsOfFile: file, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
    #expect(secret.hasPrefix("wk_live_") && !frame.contains(secret))
    #expect(try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int == 0o600)
    let run = try Run(
      [Program.walletctl.path, "--key-file", file, "account", "list"],
      environment: ["WALLETD_SOCKET": books.shop.daemon.socketPath, "WALLETD_TENANT": "", "NO_COLOR": "1"])
    #expect(run.end == .exited(0) && run.output.contains("alice"), "\(run.output)")
    // A second time the file is there: no key is made.
    try screen.press("K")
    try screen.wait(for: "file: checkout-new.key")
    try screen.press("Enter")
    try screen.wait(for: "is there already")
    #expect(try books.get("/v1/keys")["data"]?.arrayValue?.count == 2)
  }

  @Test(.enabled(if: Screen.obstacle == nil)) func `does nothing while it is read-only`() throws {
    try screen.press("W", "5")
    try screen.wait(for: "read-only", "booking-4")
    try screen.press("R")
    try screen.wait(for: "R (release): read-only")
    try screen.press("y")
    #expect(try books.openHolds().count == 2)
  }
}
