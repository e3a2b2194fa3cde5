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
}
