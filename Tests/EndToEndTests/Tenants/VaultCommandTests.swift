import Foundation
import JSON
import Testing

/// Payment methods and the vault's keys from the command line, with secrets that come by descriptors and files.
@Suite struct `The vault's commands` {
  @Test func `keep a card, show it masked, and give it out under audit only`() throws {
    let folder = try Folder()
    let daemon = try Daemon(on: folder)
    let number = "4242424242424242"
    func file(_ name: String, _ text: String) throws -> String {
      #expect(FileManager.default.createFile(atPath: folder.file(name), contents: Data(text.utf8)))
      chmod(folder.file(name), 0o600)
      return folder.file(name)
    }
    func run(_ arguments: String...) throws -> Run {
      try Run(
        [Program.walletctl.path] + arguments,
        environment: ["WALLETD_SOCKET": daemon.socketPath, "WALLETD_TENANT": "toko", "WALLETD_KEY_FILE": "", "NO_COLOR": "1"])
    }
    @discardableResult
    func ok(_ run: Run, _ location: SourceLocation = #_sourceLocation) -> String {
      #expect(run.end == .exited(0), "\(run.output)", sourceLocation: location)
      return run.output
    }
    try ok(run("tenant", "create", "toko", "--mode", "test"))
    let passphrase = try file("passphrase", "correct horse battery\n")
    #expect(try ok(run("vault", "init", "--passphrase-from", passphrase)).contains("Back up keys/kek.sealed"))
    #expect(try run("vault", "init").end == .exited(5))

    let add = try run(
      "payment-method", "add", "card", "--expiry", "12/2030", "--customer", "alice", "--default", "--secret-from",
      try file("number", "4242 4242 4242 4242\n"), "--json", "--quiet")
    let token = try JSONValue.parse(ok(add))["id"]?.stringValue ?? ""
    #expect(token.hasPrefix("tok_") && !add.output.contains(number))
    let list = try ok(run("payment-method", "list", "--customer", "alice"))
    #expect(list.contains(token) && list.contains("4242") && !list.contains(number), "\(list)")
    let wrong = try run(
      "payment-method", "add", "card", "--expiry", "12/2030", "--secret-from", try file("wrong", "4242424242424241"))
    #expect(wrong.end == .exited(2) && wrong.output.contains("invalid_card_number") && !wrong.output.contains("4242424242424241"))

    // A key reveals only where its scopes say so.
    for (name, scopes, exit) in [("plain", [], Int32(4)), ("revealing", ["--scope", "payment_methods:reveal"], 0)] {
      let key = folder.file(name + ".key")
      try ok(
        Run(
          [Program.walletctl.path, "-t", "toko", "key", "create", name, "--secret-file", key] + scopes,
          environment: ["WALLETD_SOCKET": daemon.socketPath]))
      let reveal = try run("--key-file", key, "payment-method", "reveal", token, "--quiet", "--reason", "chargeback 4711")
      #expect(reveal.end == .exited(exit), "\(reveal.output)")
      #expect((reveal.output == number + "\n") == (exit == 0))
    }
    try ok(run("vault", "seal", "--yes"))
    #expect(try run("payment-method", "list").output.contains("vault_sealed"))
    try ok(run("account", "list"))
    #expect(try run("vault", "unseal", "--passphrase-from", try file("other", "wrong horse battery")).end == .exited(4))
    try ok(run("vault", "unseal", "--passphrase-from", passphrase))
    try ok(run("payment-method", "delete", token, "--yes"))
    #expect(try run("payment-method", "reveal", token).end != .exited(0))
    try ok(run("audit", "verify"))

    #expect(daemon.end(by: SIGTERM) == .exited(0))
    // The vault's own trail has the reveal, and is verified with the rest.
    let offline = try ok(run("audit", "verify", "--offline", folder.file("data"), "--json"))
    #expect(offline.contains("\"vault ten_") && offline.contains("\"catalog\""), "\(offline)")
  }
}
