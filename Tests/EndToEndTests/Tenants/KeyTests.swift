import Foundation
import JSON
import Testing

/// Platforms that have nothing but a key, with the real programs.
@Suite struct `A key` {
  let folder: Folder
  let daemon: Daemon

  init() throws {
    folder = try Folder()
    daemon = try Daemon(on: folder)
    for tenant in ["toko", "warung"] { try ok(walletctl(["tenant", "create", tenant, "--mode", "test"])) }
  }

  /// Runs walletctl as root and without a key, unless the arguments name one.
  private func walletctl(_ arguments: [String], environment: [String: String] = [:]) throws -> Run {
    let own = ["WALLETD_SOCKET": daemon.socketPath, "WALLETD_TENANT": "", "WALLETD_KEY_FILE": "", "NO_COLOR": "1"]
    return try Run([Program.walletctl.path] + arguments, environment: own.merging(environment) { $1 })
  }

  @discardableResult
  private func ok(_ run: Run, _ location: SourceLocation = #_sourceLocation) -> String {
    #expect(run.end == .exited(0), "\(run.output)", sourceLocation: location)
    return run.output
  }

  /// Makes a key in a file; returns its path and its id.
  private func key(_ name: String, tenant: String = "toko", _ options: String...) throws -> (file: String, id: String) {
    let file = folder.file(name + ".key")
    let arguments = ["-t", tenant, "key", "create", name, "--secret-file", file, "--json", "--quiet"] + options
    let answer = try JSONValue.parse(ok(try walletctl(arguments)))
    return (file, answer["id"]?.stringValue ?? "")
  }

  @Test func `opens its tenant and nothing else, from the first account to the last report`() throws {
    let key = try key("checkout")
    func platform(_ arguments: String...) throws -> Run { try walletctl(["--key-file", key.file] + arguments) }
    try ok(platform("account", "create", "bank", "-c", "IDR", "--class", "asset"))
    try ok(platform("account", "create", "wallet:alice", "-c", "IDR", "--class", "liability", "--limit", "no_overdraft"))
    try ok(platform("transfer", "create", "bank", "wallet:alice", "-a", "25000"))
    #expect(try ok(platform("account", "balance", "wallet:alice")).contains("Rp25.000"))
    #expect(try ok(platform("report", "balance-sheet")).contains("balanced"))
    // By the environment too: the file's name, not what is in it.
    #expect(try ok(walletctl(["account", "list"], environment: ["WALLETD_KEY_FILE": key.file])).contains("wallet:alice"))

    // The other tenant is not there for it, and what is for people is refused.
    for tenant in ["warung", "no-such-tenant"] {
      let other = try platform("-t", tenant, "account", "list")
      #expect(other.end == .exited(3) || other.end == .exited(4), "\(other.output)")
      #expect(!other.output.contains("wallet:alice"))
    }
    for arguments in [
      ["tenant", "list"], ["tenant", "suspend", "toko"], ["key", "list"], ["key", "create", "more"], ["audit", "list"],
      ["backup", "--to", folder.file("backup")],
    ] {
      let refused = try walletctl(["--key-file", key.file] + arguments)
      #expect(refused.end == .exited(4) || refused.end == .exited(3), "\(arguments): \(refused.output)")
    }
    #expect(!FileManager.default.fileExists(atPath: folder.file("backup")))
    // The secret is in the file, and in nothing the daemon keeps or says.
    let secret = try String(contentsOfFile: key.file, encoding: .utf8).trimmingCharacters(in: .newlines)
    #expect(!daemon.log.contains(secret.suffix(32)))
  }

  @Test func `with scopes does what they say and no more`() throws {
    let key = try key("reports", "--scope", "accounts:read", "--scope", "reports:read")
    try ok(walletctl(["--key-file", key.file, "account", "list"]))
    try ok(walletctl(["--key-file", key.file, "report", "trial-balance"]))
    let refused = try walletctl(["--key-file", key.file, "account", "create", "a", "-c", "IDR", "--class", "asset"])
    #expect(refused.end == .exited(4) && refused.output.contains("permission_denied"), "\(refused.output)")
  }

  @Test func `that is rotated works beside its successor for the overlap, and then no more`() throws {
    let old = try key("checkout")
    try ok(walletctl(["--key-file", old.file, "account", "list"]))
    let newFile = folder.file("new.key")
    let rotate = ["-t", "toko", "key", "rotate", old.id, "--overlap", "3s", "--secret-file", newFile, "--json", "--quiet"]
    let new = try JSONValue.parse(ok(try walletctl(rotate)))
    #expect(new["replaces"] == .string(old.id))
    try ok(walletctl(["--key-file", newFile, "account", "list"]))
    // Both, right after the rotation.
    try ok(walletctl(["--key-file", old.file, "account", "list"]))
    var last: Run?
    #expect(
      try Patience.wait(.seconds(20)) {
        last = try walletctl(["--key-file", old.file, "account", "list"])
        return last?.end == .exited(4)
      })
    #expect(last?.output.contains("api_key_expired") == true, "\(last?.output ?? "")")
    try ok(walletctl(["--key-file", newFile, "account", "list"]))
    let shown = try JSONValue.parse(ok(try walletctl(["-t", "toko", "key", "show", old.id, "--json"])))
    #expect(shown["status"] == "expired" && shown["replaced_by"] == new["id"])
  }

  @Test func `that is revoked is refused from the next request on, across a restart`() throws {
    let key = try key("checkout")
    let other = try self.key("reports")
    try ok(walletctl(["-t", "toko", "key", "revoke", key.id, "--reason", "was seen", "--yes"]))
    func refused() throws {
      let run = try walletctl(["--key-file", key.file, "account", "list"])
      #expect(run.end == .exited(4) && run.output.contains("api_key_revoked"), "\(run.output)")
      try ok(walletctl(["--key-file", other.file, "account", "list"]))
    }
    try refused()
    #expect(daemon.end(by: SIGKILL) == .signalled(SIGKILL))
    let again = try Daemon(on: folder)
    try refused()
    // Once more is a conflict, not another act.
    #expect(try walletctl(["-t", "toko", "key", "revoke", key.id, "--yes"]).end == .exited(5))
    #expect(again.end(by: SIGTERM) == .exited(0))
  }

  @Test func `of a suspended tenant waits until it is resumed`() throws {
    let key = try key("checkout")
    try ok(walletctl(["tenant", "suspend", "toko", "--reason", "overdue"]))
    let refused = try walletctl(["--key-file", key.file, "account", "list"])
    #expect(refused.end == .exited(4) && refused.output.contains("tenant_suspended"), "\(refused.output)")
    try ok(walletctl(["tenant", "resume", "toko"]))
    try ok(walletctl(["--key-file", key.file, "account", "list"]))
  }

  /// Command line, exit code, and what the message says.
  private static let bad: [([String], Int32, String)] = [
    (["tenant", "create", "t2", "--mode", "real"], 2, "--mode is live, test"),
    (["tenant", "create", "T2"], 2, "invalid_code"), (["tenant", "create", "toko"], 5, "tenant_code_taken"),
    (["tenant", "show", "nobody"], 3, "tenant_not_found"),
    (["tenant", "set", "toko", "--currencies", "IDR,IDR"], 2, "currencies"),
    (["tenant", "set", "toko", "--batch-items", "0"], 2, "batch_items"),
    (["tenant", "resume", "toko"], 5, "tenant_not_suspended"),
    (["tenant", "delete", "toko", "--confirm", "toko"], 5, "tenant_not_closed"),
    (["tenant", "delete", "toko"], 2, "--confirm toko"), (["tenant", "close", "toko"], 2, "--yes"),
    (["-t", "toko", "key", "create", "k", "--scope", "money:print"], 2, "scopes"),
    (["-t", "toko", "key", "create", "k", "--scope", "tenants:manage"], 2, "scopes"),
    (["-t", "toko", "key", "create", "k", "--address", "10.0.0.300"], 2, "addresses"),
    (["-t", "toko", "key", "create", "k", "--address", "10.0.0.0/33"], 2, "addresses"),
    (["-t", "toko", "key", "create", "k", "--expires-at", "2020-01-01T00:00:00Z"], 2, "expires_at"),
    (["-t", "toko", "key", "create", "k", "--expires-at", "tomorrow"], 2, "expires_at"),
    (["-t", "toko", "key", "create", ""], 2, "name"), (["-t", "toko", "key", "show", "key_1"], 3, "key_not_found"),
    (["-t", "nobody", "key", "list"], 3, "tenant_not_found"), (["key", "list"], 2, "--tenant"),
    (["audit", "list", "--action", "key.borrowed"], 2, "action"), (["audit", "list", "--from", "yesterday"], 2, "from"),
    (["audit", "list", "--tenant", "nobody"], 3, "tenant_not_found"),
  ]

  @Test func `and all around it says what is wrong with what it is given`() throws {
    for (line, exit, reason) in `A key`.bad {
      let run = try walletctl(line)
      #expect(run.end == .exited(exit) && run.output.contains(reason), "\(line): \(run.end) \(run.output)")
    }
    // Nothing of it was done.
    #expect(try JSONValue.parse(ok(walletctl(["-t", "toko", "key", "list", "--json"])))["data"] == .array([]))
    #expect(try JSONValue.parse(ok(walletctl(["tenant", "list", "--json"])))["data"]?.arrayValue?.count == 2)
    try ok(walletctl(["tenant", "close", "toko", "--yes"]))
    let wrong = try walletctl(["tenant", "delete", "toko", "--confirm", "tokoo"])
    #expect(wrong.end == .exited(2) && wrong.output.contains("confirmation_wrong"), "\(wrong.output)")
    try ok(walletctl(["tenant", "show", "toko"]))
  }

  @Test func `in a file that others can read is not used`() throws {
    let key = try key("checkout")
    chmod(key.file, 0o644)
    let run = try walletctl(["--key-file", key.file, "account", "list"])
    #expect(run.end == .exited(2) && run.output.contains("chmod 600"), "\(run.output)")
    chmod(key.file, 0o600)
    try ok(walletctl(["--key-file", key.file, "account", "list"]))
  }

  @Test func `ends with its tenant, which is deleted for ever, and the rest is verified without it`() throws {
    let key = try key("checkout")
    try ok(walletctl(["tenant", "close", "toko", "--yes"]))
    try ok(walletctl(["tenant", "delete", "toko", "--confirm", "toko"]))
    let refused = try walletctl(["--key-file", key.file, "account", "list"])
    #expect(refused.end == .exited(4) || refused.end == .exited(3), "\(refused.output)")
    #expect(try walletctl(["tenant", "show", "toko"]).end == .exited(3))
    #expect(daemon.end(by: SIGTERM) == .exited(0))
    // A deleted tenant has no ledger, and that is no damage.
    try ok(walletctl(["verify", "--data", folder.file("data")]))
  }
}
