import Foundation
import JSON
import SQLite
import Testing

/// The audit trail from outside: who is in it, and that an altered row is found while it is served and when it is not.
@Suite struct `The audit trail` {
  let folder: Folder
  let daemon: Daemon

  init() throws {
    folder = try Folder()
    daemon = try Daemon(on: folder)
    try ok(walletctl("tenant", "create", "toko", "--mode", "test"))
    for number in 1...3 {
      try ok(walletctl("-t", "toko", "key", "create", "k\(number)", "--secret-file", folder.file("k\(number)")))
    }
    try ok(walletctl("tenant", "suspend", "toko", "--reason", "overdue"))
  }

  private func walletctl(_ arguments: String...) throws -> Run {
    try Run(
      [Program.walletctl.path] + arguments,
      environment: ["WALLETD_SOCKET": daemon.socketPath, "WALLETD_TENANT": "", "WALLETD_KEY_FILE": "", "NO_COLOR": "1"])
  }

  @discardableResult
  private func ok(_ run: Run, _ location: SourceLocation = #_sourceLocation) -> String {
    #expect(run.end == .exited(0), "\(run.output)", sourceLocation: location)
    return run.output
  }

  private func alter(_ statement: String) throws {
    let catalog = try SQLite.Connection(path: folder.file("data/catalog.db"), mode: .readWrite)
    try catalog.execute("DROP TRIGGER audit_is_never_changed; DROP TRIGGER audit_is_never_cut; \(statement)")
  }

  @Test func `names who did what, and why`() throws {
    let rows = try JSONValue.parse(ok(walletctl("audit", "list", "--tenant", "toko", "--json")))["data"]?.arrayValue ?? []
    #expect(
      rows.map { $0["action"]?.stringValue } == [
        "tenant.suspended", "key.created", "key.created", "key.created", "tenant.created",
      ])
    #expect(rows.allSatisfy { $0["actor"]?.stringValue?.hasPrefix("uid:\(getuid()) pid:") == true }, "\(rows)")
    let table = try ok(walletctl("audit", "list", "--action", "tenant.suspended"))
    #expect(table.contains("overdue") && !table.contains("key.created"), "\(table)")
    #expect(try ok(walletctl("audit", "list", "--csv")).split(separator: "\r\n").count == 6)
  }

  @Test func `is verified while it is served, and an altered row is found then`() throws {
    let head = folder.file("head.json")
    try ok(walletctl("audit", "head")).write(toFile: head, atomically: true, encoding: .utf8)
    let sound = try ok(walletctl("audit", "verify", "--anchor", head))
    #expect(sound.contains("sound") && sound.contains("5 rows") && sound.contains("2 held against it"), "\(sound)")
    // What came after the head does not matter to it.
    try ok(walletctl("tenant", "resume", "toko"))
    try ok(walletctl("audit", "verify", "--anchor", head))

    try alter("UPDATE audit SET after = '{\"name\":\"k9\"}' WHERE sequence = 3")
    let found = try walletctl("audit", "verify", "--json")
    #expect(found.end == .exited(9), "\(found.output)")
    #expect(found.output.contains("audit row 3") && found.output.contains("rule: seal"), "\(found.output)")
  }

  @Test func `that was altered offline is found by both verifiers, and is not served`() throws {
    let head = folder.file("head.json")
    try ok(walletctl("audit", "head")).write(toFile: head, atomically: true, encoding: .utf8)
    let backup = folder.file("backup")
    try ok(walletctl("backup", "--to", backup))
    #expect(daemon.end(by: SIGTERM) == .exited(0))
    let data = folder.file("data")
    let sound = try ok(walletctl("audit", "verify", "--offline", data, "--anchor", head))
    #expect(sound.contains("sound") && sound.contains("held against it"), "\(sound)")
    try ok(walletctl("audit", "verify", "--offline", backup, "--anchor", head))
    try ok(walletctl("verify", "--data", data))

    try alter("UPDATE audit SET actor = 'uid:4711 pid:1' WHERE sequence = 2")
    for found in [
      try walletctl("audit", "verify", "--offline", data), try walletctl("verify", "--data", data),
    ] {
      #expect(found.end == .exited(9) && found.output.contains("audit row 2"), "\(found.output)")
    }
    let python = try Run(["/usr/bin/python3", "-B", Program.repository + "/etc/verify-ledger", data + "/catalog.db"])
    #expect(python.end == .exited(9) && python.output.contains("audit row 2"), "\(python.output)")
    #expect(throws: RigFailure.self) { try Daemon(on: folder) }
  }

  @Test func `that was cut is found by the head that was kept elsewhere`() throws {
    let head = folder.file("head.json")
    try ok(walletctl("audit", "head")).write(toFile: head, atomically: true, encoding: .utf8)
    #expect(daemon.end(by: SIGTERM) == .exited(0))
    try alter("DELETE FROM audit WHERE sequence = 5; DELETE FROM audit_heads")
    let data = folder.file("data")
    try ok(walletctl("audit", "verify", "--offline", data))
    let found = try walletctl("audit", "verify", "--offline", data, "--anchor", head)
    #expect(found.end == .exited(9) && found.output.contains("rows were cut off"), "\(found.output)")
  }

  /// A payment method of toko, revealed once for each reason.
  private func reveal(_ reasons: String...) throws {
    let number = folder.file("number")
    try "4242424242424242\n".write(toFile: number, atomically: true, encoding: .utf8)
    chmod(number, 0o600)
    try ok(
      walletctl("-t", "toko", "payment-method", "add", "card", "--expiry", "12/2044", "--secret-from", number, "--key", "card-1"))
    let methods = try JSONValue.parse(ok(walletctl("-t", "toko", "payment-method", "list", "--json")))
    let token = try #require(methods["data"]?[0]?["id"]?.stringValue)
    for reason in reasons { try ok(walletctl("-t", "toko", "payment-method", "reveal", token, "--reason", reason)) }
  }

  @Test func `of a vault is listed and verified while it is served`() throws {
    try ok(walletctl("vault", "init"))
    try ok(walletctl("tenant", "create", "warung", "--mode", "test"))
    try reveal("a dispute")
    let table = try ok(walletctl("audit", "list", "--trail", "vault", "--tenant", "toko"))
    #expect(
      table.contains("payment_method.revealed") && table.contains("a dispute") && !table.contains("key.created"), "\(table)")
    let unnamed = try walletctl("audit", "list", "--trail", "vault")
    #expect(unnamed.end == .exited(2) && unnamed.output.contains("name the tenant"), "\(unnamed.output)")
    let head = folder.file("vault-head.json")
    try ok(walletctl("-t", "toko", "audit", "head", "--trail", "vault")).write(toFile: head, atomically: true, encoding: .utf8)

    let all = try JSONValue.parse(ok(walletctl("audit", "verify", "--anchor", head, "--json")))["trails"]?.arrayValue ?? []
    let id = try #require(try JSONValue.parse(ok(walletctl("tenant", "show", "toko", "--json")))["id"]?.stringValue)
    #expect(all.map { $0["trail"]?.stringValue } == ["catalog", "vault \(id)"], "a vault that has no row is passed over: \(all)")
    #expect(all.map { $0["anchors"]?.integerValue } == [1, 2] && all.allSatisfy { $0["sound"] == true })
    let one = try ok(walletctl("-t", "toko", "audit", "verify", "--anchor", head))
    #expect(one.contains("the vault of toko") && one.contains("2 rows") && !one.contains("the daemon's audit trail"), "\(one)")
    #expect(try ok(walletctl("-t", "warung", "audit", "verify")).contains("0 rows"))
    let strange = try walletctl("-t", "warung", "audit", "verify", "--anchor", head)
    #expect(strange.end == .exited(9) && strange.output.contains("no audit trail here is"), "\(strange.output)")

    let vault = try SQLite.Connection(path: folder.file("data/tenants/\(id)/vault.db"), mode: .readWrite)
    try vault.execute("DROP TRIGGER audit_is_never_changed; UPDATE audit SET actor = 'me' WHERE sequence = 1")
    let found = try walletctl("audit", "verify")
    #expect(
      found.end == .exited(9) && found.output.contains("audit row 1") && found.output.contains("vault of toko"), "\(found.output)"
    )
  }

  @Test func `of a vault that was cut is found offline by the head that the catalogue keeps, and is not served`() throws {
    try ok(walletctl("vault", "init"))
    try reveal("first", "second")
    let id = try #require(try JSONValue.parse(ok(walletctl("tenant", "show", "toko", "--json")))["id"]?.stringValue)
    // Killed after the reveal and before a head: what is there is sound, and the next start signs it.
    #expect(daemon.end(by: SIGKILL) == .signalled(SIGKILL))
    let data = folder.file("data")
    try ok(walletctl("audit", "verify", "--offline", data))
    let again = try Daemon(on: folder)
    try ok(walletctl("-t", "toko", "audit", "head", "--trail", "vault"))
    #expect(again.end(by: SIGTERM) == .exited(0))
    let sound = try ok(walletctl("audit", "verify", "--offline", data))
    #expect(sound.contains("vault.db") && sound.contains("3 rows"), "\(sound)")

    let file = "\(data)/tenants/\(id)/vault.db"
    let vault = try SQLite.Connection(path: file, mode: .readWrite)
    try vault.execute("DROP TRIGGER audit_is_never_cut; DELETE FROM audit WHERE sequence = 3")
    try vault.close()
    for found in [
      try walletctl("audit", "verify", "--offline", data), try walletctl("verify", "--data", data),
      try Run(["/usr/bin/python3", "-B", Program.repository + "/etc/verify-ledger", file]),
    ] {
      #expect(found.end == .exited(9) && found.output.contains("audit row 3: the end of the trail"), "\(found.output)")
    }
    let served = try Daemon(on: folder)
    let refused = try walletctl("-t", "toko", "payment-method", "list")
    #expect(refused.output.contains("vault_fenced") && refused.output.contains("does not hold row 3"), "\(refused.output)")
    let online = try walletctl("audit", "verify")
    #expect(online.end == .exited(9) && online.output.contains("does not hold row 3"), "\(online.output)")
    #expect(served.end(by: SIGTERM) == .exited(0))

    try FileManager.default.removeItem(atPath: file)
    let missing = try walletctl("audit", "verify", "--offline", data)
    #expect(missing.end == .exited(9) && missing.output.contains("vault.db is missing"), "\(missing.output)")
  }
}
