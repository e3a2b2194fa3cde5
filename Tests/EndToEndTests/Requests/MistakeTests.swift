import Foundation
import Testing

/// What people get wrong, with the real programs: each time what is wrong, and what to do. (Who may not open the socket: Doctor.)
@Suite struct `A person who is mistaken` {
  private let shop: Shop

  init() throws { shop = try Shop() }

  private func walletctl(_ arguments: String..., socket: String? = nil) throws -> Run {
    try Run(
      [Program.walletctl.path] + arguments,
      environment: [
        "WALLETD_SOCKET": socket ?? shop.daemon.socketPath, "WALLETD_TENANT": Shop.tenant, "WALLETD_KEY_FILE": "",
        "NO_COLOR": "1",
      ])
  }

  @Test func `about a daemon that does not run is told how to start it`() throws {
    let gone = try walletctl("account", "list", socket: shop.folder.file("nowhere.sock"))
    #expect(gone.end == .exited(7))
    #expect(
      gone.output.contains("there is no socket (No such file or directory). Is the daemon running? `systemctl status walletd`"))
    #expect(gone.output.contains("`walletctl doctor`"), "\(gone.output)")
    _ = shop.daemon.end(by: SIGKILL)
    let dead = try walletctl("account", "list")
    #expect(dead.end == .exited(7) && dead.output.contains("nobody listens (Connection refused)"), "\(dead.output)")
    #expect(dead.output.contains("`systemctl start walletd`"))
  }

  @Test func `about an id is told which there are`() throws {
    let unknown = try walletctl("hold", "show", "hold_01JD4W7Q2M0000CR00000000AC")
    #expect(
      unknown.end == .exited(3) && unknown.output.contains("`walletctl hold list` shows those there are"), "\(unknown.output)")
    let broken = try walletctl("hold", "show", "hold_1")
    #expect([.exited(2), .exited(3)].contains(broken.end), "\(broken.output)")
    #expect(broken.output.contains("hold"), "\(broken.output)")
    let account = try walletctl("account", "show", "alise")
    #expect(account.end == .exited(3) && account.output.contains("`walletctl account list`"), "\(account.output)")
  }

  @Test func `about a cursor is told to begin anew`() throws {
    for code in 1...5 { try shop.connection.openAccount("more:\(code)", tenant: Shop.tenant) }
    let page = try walletctl("account", "list", "--limit", "2", "--json")
    let cursor = try #require(page.output.firstMatch(of: /"cursor": "([^"]+)"/)).1
    #expect(try walletctl("account", "list", "--cursor", String(cursor)).end == .exited(0))
    // One of another list, one that was cut, and one that never was.
    for stale in [("hold", String(cursor)), ("account", String(cursor.dropLast(3))), ("account", "zzz")] {
      let run = try walletctl(stale.0, "list", "--cursor", stale.1)
      #expect(run.end == .exited(2), "\(stale): \(run.output)")
      #expect(
        run.output.contains("invalid_cursor") && run.output.contains("Begin the list anew, without --cursor"), "\(run.output)")
    }
  }

  @Test func `about a permission is told which it is, and where it is given`() throws {
    let key = shop.folder.file("reports.key")
    #expect(try walletctl("key", "create", "reports", "--scope", "accounts:read", "--secret-file", key, "-q").end == .exited(0))
    let denied = try walletctl("--key-file", key, "hold", "list")
    #expect(denied.end == .exited(4))
    #expect(
      denied.output.contains("lacks the permission 'holds:read'") && denied.output.contains("walletctl key create --scope"),
      "\(denied.output)")
  }
}
