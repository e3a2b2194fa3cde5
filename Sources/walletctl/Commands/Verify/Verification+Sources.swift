import Audit
import JSON
import LedgerCore
import WalletClient

extension Verification {
  /// Every ledger of a data directory or a backup, and every audit trail, held against the heads the catalogue keeps.
  mutating func run(directory: String) throws(CommandFailure) {
    let layout = try DataLayout(directory)
    for ledger in layout.ledgers { try run(ledger.path, kept: ledger.anchors) }
    try runTrails(of: layout)
    if layout.ledgers.isEmpty { session.note("There is no ledger in \(directory).") }
  }

  /// The ledger of the tenant, through a backup the daemon makes for us.
  mutating func runOnline() throws(CommandFailure) {
    let head = try session.get("/v1/head")
    guard let anchor = AnchorFile.anchor(head) else { throw CommandFailure(.error, "the daemon's head cannot be read") }
    let copy = try TemporaryBackup(session)
    defer { copy.remove() }
    try run(
      copy.directory + "/tenants/\(anchor.tenant.text)/ledger.db", kept: [anchor],
      name: "the daemon's ledger of \(session.tenant ?? anchor.tenant.text)")
  }
}

/// A backup of one tenant in a temporary directory, for looking at it.
struct TemporaryBackup {
  let directory: String

  /// Asks the daemon for it, under a key of its own.
  init(_ session: Session) throws(CommandFailure) {
    let parent =
      session.invocation.value("temp") ?? session.environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? Files.temporary
    let name = "walletctl-" + Session.freshKey()
    let directory = try Files.absolute(parent) + "/" + name
    self.directory = directory
    session.streams.removeAtEnd(directory)
    do {
      _ = try session.send(.post("/v1/backups", ["directory": .string(directory)], key: name))
    } catch {
      Files.removeTree(directory)
      throw error
    }
    guard Files.exists(directory + "/backup.json") else {
      throw CommandFailure(
        .error, "the daemon wrote a copy to \(directory), which is not there for this user",
        hints: ["Name a directory that both can use with --temp, outside the data directory."])
    }
  }

  func remove() { Files.removeTree(directory) }
}
