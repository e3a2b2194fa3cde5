import Audit
import JSON
import LedgerCore
import WalletAPI

enum VerifyCommand {
  static let verify = Command(
    words: ["verify"], summary: "Prove that a ledger is what was written, from its bytes alone",
    details: """
      Re-derives every counter, hold, limit and seal from the rows, without the engine, and names the first row that is wrong \
      (exit code 9). With --file or --data it reads files no daemon is using. Without, it asks the daemon for a backup into a \
      temporary directory, verifies that, and compares it with the head the daemon signed.
      An anchor is a head somebody kept elsewhere (`walletctl head`): a ledger that was cut or rewritten since is found out.
      """,
    options: [
      Option.value("file", "f", "FILE", "a ledger.db; may be given again").repeatable,
      .value("data", "d", "DIR", "a data directory or a backup: every ledger and every audit trail in it"),
      Option.value("anchor", nil, "FILE", "a signed head the ledger must still contain; may be given again").repeatable,
      .value("public-key", nil, "HEX", "the daemon's key the anchors must be signed with"),
      .flag("integrity", nil, "also run SQLite's own check of the file's pages"), .temporary,
    ],
    calls: [.getHead, .makeBackup],
    examples: [
      .init("walletctl verify --data /var/lib/walletd", "every ledger of a daemon that is stopped"),
      .init("walletctl -t toko verify", "a ledger that is being served"),
      .init("walletctl verify --file ledger.db --anchor head.json", "a copy, against a head kept elsewhere"),
    ],
    run: { session throws(CommandFailure) in
      let invocation = session.invocation
      guard !(invocation.has("file") && invocation.has("data")) else { throw .usage("--file and --data exclude each other") }
      var verification = try Verification(session)
      if invocation.has("file") {
        for path in invocation.values("file") { try verification.run(path) }
      } else if let directory = invocation.value("data") {
        try verification.run(directory: directory)
      } else {
        try verification.runOnline()
      }
      try verification.finish()
    })
}

extension Option {
  static let temporary = Option.value(
    "temp", nil, "DIR", "where a temporary copy may be; the daemon must be able to write there too")
}
