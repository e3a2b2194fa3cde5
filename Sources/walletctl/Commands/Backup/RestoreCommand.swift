import Audit
import LedgerCore

enum RestoreCommand {
  static let restore = Command(
    words: ["restore"], summary: "Put a backup into an empty place, verified before and after",
    details: """
      Copies the catalogue and every ledger of a whole backup into a data directory that does not exist yet (or is empty), waits until \
      all of it is on the disk, and verifies the copies. Nothing is ever overwritten. A daemon then serves it with --data; it makes \
      itself a new signing key unless the old signing.key is put there first. Run it as the daemon's user, or give the files to that user.
      """,
    arguments: [Argument("BACKUP", "a directory `walletctl backup` has written")],
    options: [Option.value("data", "d", "DIR", "the new data directory").required],
    examples: [
      .init(
        "walletctl restore /var/backups/walletd/2026-11-20 --data /var/lib/walletd-restored",
        "then: walletd --data /var/lib/walletd-restored")
    ],
    run: { session throws(CommandFailure) in
      let source = try Files.absolute(session.invocation.argument("BACKUP"))
      let target = try Files.absolute(session.invocation.value("data") ?? "")
      let backup = try layout(of: source)
      try requireEmpty(target)
      session.note("Verifying the backup.")
      var before = try Verification(session, isQuiet: true)
      try before.run(directory: source)
      try before.finish()
      try copy(backup, to: target)
      session.note("Verifying what was restored.")
      var after = try Verification(session)
      try after.run(directory: target)
      try after.finish()
      session.note("Restored. To serve it: walletd --data \(target)")
    })

  private static func layout(of source: String) throws(CommandFailure) -> DataLayout {
    guard Files.exists(source + "/backup.json") else {
      throw .usage("\(source) has no backup.json: it is no backup, or one that was not finished")
    }
    let layout = try DataLayout(source)
    guard layout.tenants != nil else {
      throw .usage(
        "\(source) is a backup of one tenant: it has no catalog.db. Only a backup made without --tenant can be restored")
    }
    return layout
  }

  private static func requireEmpty(_ target: String) throws(CommandFailure) {
    guard Files.exists(target) else { return }
    guard Files.isDirectory(target), try Files.names(in: target).isEmpty else {
      throw CommandFailure(.conflict, "\(target) is not empty: a backup is never restored over anything")
    }
  }

  /// Ledgers first, the catalogue last: a directory whose catalogue names a tenant has its ledger.
  private static func copy(_ backup: DataLayout, to target: String) throws(CommandFailure) {
    if !Files.exists(target) { try Files.makeDirectory(target) }
    try Files.makeDirectory(target + "/tenants")
    for ledger in backup.ledgers {
      let folder = "\(target)/tenants/\(ledger.tenant.text)"
      try Files.makeDirectory(folder)
      try Files.copy(ledger.path, to: folder + "/ledger.db")
      try Files.syncDirectory(folder)
    }
    try Files.syncDirectory(target + "/tenants")
    try Files.copy(backup.directory + "/catalog.db", to: target + "/catalog.db")
    try Files.syncDirectory(target)
    try Files.syncDirectory(Files.parent(of: target))
  }
}
