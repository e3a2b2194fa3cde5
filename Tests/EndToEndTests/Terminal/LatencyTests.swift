import Foundation
import Testing

/// From a key to its frame, rows and all, in a pseudoterminal with nothing in between.
///
/// Small by default; `WALLETD_TERMINAL_ACCOUNTS=100000 WALLETD_TERMINAL_TRANSFERS=1000000 WALLETD_TERMINAL_KEYS=2000` is the promise at full
/// size, and `make trust` keeps it.
@Suite struct `A key in the terminal` {
  @Test func `is followed by its frame within fifty milliseconds`() throws {
    let (accounts, transfers) = (
      setting("WALLETD_TERMINAL_ACCOUNTS", otherwise: 1_000),
      setting("WALLETD_TERMINAL_TRANSFERS", otherwise: 10_000)
    )
    let keys = setting("WALLETD_TERMINAL_KEYS", otherwise: 200)
    let shop = try Shop()
    try `A key in the terminal`.fill(shop, accounts, transfers)
    let terminal = try Pseudoterminal(
      [Program.walletctl.path], columns: 120, rows: 40,
      environment: [
        "TERM": "xterm", "LC_ALL": "C", "WALLETD_SOCKET": shop.daemon.socketPath, "WALLETD_TENANT": Shop.tenant,
        "SWIFT_BACKTRACE": "enable=no",
      ])
    _ = try #require(terminal.wait { $0.text.contains("commands") }, "\(terminal.grid.text)")

    var times: [(key: String, took: Duration)] = []
    func press(_ key: String, _ bytes: String, until isSo: @escaping (Grid) -> Bool) throws {
      terminal.send(bytes)
      let took = try #require(terminal.wait(until: isSo), "\(key) was never answered:\n\(terminal.grid.text)")
      times.append((key, took))
    }
    /// The chosen row: the text behind the cursor's sign.
    func chosen(_ grid: Grid) -> String {
      grid.cells.indices.map { grid.line($0) }.first { $0.hasPrefix("> ") && !$0.hasPrefix(">  ") } ?? ""
    }
    var dice = Dice(seed: 7)
    var screen = ""
    while times.count < keys {
      let before = chosen(terminal.grid)
      switch times.count % 20 {
      case 0:
        screen = "accounts"
        try press("3", "3") { $0.line(2).contains(" accounts ") && chosen($0).contains("IDR") }
      case 10:
        screen = "transactions"
        try press("4", "4") { $0.line(2).contains(" transactions ") && chosen($0).contains("transfer") }
      case 5, 15: try press("PgDn", "\u{1B}[6~") { chosen($0) != before && !chosen($0).isEmpty }
      case 8, 18:
        try press("Enter", "\r") {
          $0.line(2).contains(screen == "accounts" ? "account " : "txn_") && chosen($0) != before && !chosen($0).isEmpty
        }
      case 9, 19: try press("Esc", "\u{1B}") { !$0.line(2).contains(">") && !chosen($0).isEmpty }
      default:
        if !dice.happens(oneIn: 4) {
          try press("Down", "\u{1B}OB") { chosen($0) != before && !chosen($0).isEmpty }
        } else {
          try press("PgDn", "\u{1B}[6~") { chosen($0) != before && !chosen($0).isEmpty }
        }
      }
    }
    let sorted = times.map(\.took).sorted()
    let (middle, most) = (sorted[sorted.count / 2], sorted[min(sorted.count - 1, sorted.count * 99 / 100)])
    let slowest = times.max { $0.took < $1.took }
    print(
      "terminal: \(keys) keys, \(accounts) accounts, \(transfers) transfers: p50 \(middle), p99 \(most), slowest \(slowest.map { "\($0.key) \($0.took)" } ?? "")"
    )
    #expect(most < .milliseconds(50), "p99 is \(most)")
  }

  @Test func `or a click does the same`() throws {
    let shop = try Shop()
    let terminal = try Pseudoterminal(
      [Program.walletctl.path, "tui", "accounts"], columns: 80, rows: 24,
      environment: ["TERM": "xterm", "LC_ALL": "C", "WALLETD_SOCKET": shop.daemon.socketPath, "WALLETD_TENANT": Shop.tenant])
    _ = try #require(terminal.wait { $0.text.contains("> dollars") }, "\(terminal.grid.text)")
    /// As an xterm tells of it (1006): columns and rows from 1.
    func click(_ column: Int, _ row: Int, button: Int = 0) {
      terminal.send("\u{1B}[<\(button);\(column);\(row)M\u{1B}[<\(button);\(column);\(row)m")
    }
    click(5, 7)
    _ = try #require(terminal.wait { $0.line(6).hasPrefix("> bob") }, "a row is chosen\n\(terminal.grid.text)")
    click(5, 7)
    _ = try #require(terminal.wait { $0.line(2).contains("accounts > account bob") }, "and opened\n\(terminal.grid.text)")
    click(36, 2)
    _ = try #require(terminal.wait { $0.line(2).hasPrefix(" holds") }, "a tab\n\(terminal.grid.text)")
    click(24, 2)
    _ = try #require(terminal.wait { $0.text.contains("> dollars") }, "\(terminal.grid.text)")
    click(5, 10, button: 65)
    _ = try #require(terminal.wait { $0.line(7).hasPrefix("> alice") }, "the wheel\n\(terminal.grid.text)")
  }

  /// Accounts with a transfer each, and transfers between them.
  private static func fill(_ shop: Shop, _ accounts: Int, _ transfers: Int) throws {
    let piece = 5_000
    func send(_ key: String, _ items: [String]) throws {
      let reply = try shop.post("/v1/batches", key, #"{"items":[\#(items.joined(separator: ","))]}"#)
      guard reply.status == 200 else { throw RigFailure("\(key): \(reply.text.prefix(300))") }
    }
    for first in stride(from: 0, to: accounts, by: piece) {
      try send(
        "accounts \(first)",
        (first..<min(accounts, first + piece)).map {
          #"{"type":"account","code":"wallet:\#($0)","currency":"IDR","class":"liability"}"#
        })
    }
    for first in stride(from: 0, to: transfers, by: piece) {
      try send(
        "transfers \(first)",
        (first..<min(transfers, first + piece)).map {
          #"{"type":"transfer","debit":"bank","credit":"wallet:\#($0 % accounts)","amount":\#(100 + $0),"currency":"IDR","reference":"order-\#($0)"}"#
        })
    }
  }
}
