import Audit
import LedgerCore

enum RestoreCommand {
  static let restore = Command(
    words: ["restore"], summary: "Put a backup into an empty place, verified before it is there",
    details: """
      Copies the catalogue, every ledger and every vault of a whole backup beside a data directory that does not exist yet (or is empty), waits until \
      all of it is on the disk, verifies the copies, and only then gives them the directory's name. Nothing is ever overwritten. A daemon then serves it with --data; it makes \
      itself a new signing key unless the old signing.key is put there first. The vault's key is in no backup: \
      put keys/ back too. Run it as the daemon's user, or give the files to that user.
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
      let partial = target + ".partial"
      guard !Files.exists(partial) else {
        throw CommandFailure(.conflict, "\(partial) is left from a restore that did not finish: delete it first")
      }
      do throws(CommandFailure) {
        try copy(backup, to: partial, session)
        session.note("Verifying what was copied.")
        var verification = try Verification(session)
        try verification.run(directory: partial)
        try verification.finish()
      } catch {
        Files.removeTree(partial)
        throw error
      }
      // An empty directory of that name gives way.
      try Files.rename(partial, to: target)
      try Files.syncDirectory(Files.parent(of: target))
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

  /// Ledgers and vaults first, the catalogue last: a directory whose catalogue names a tenant has its ledger.
  private static func copy(_ backup: DataLayout, to target: String, _ session: Session) throws(CommandFailure) {
    let progress = CopyProgress(session, files: files(of: backup))
    defer { progress.line.clear() }
    try Files.makeDirectory(target)
    try Files.makeDirectory(target + "/tenants")
    for ledger in backup.ledgers {
      let folder = "\(target)/tenants/\(ledger.tenant.text)"
      try Files.makeDirectory(folder)
      try Files.copy(ledger.path, to: folder + "/ledger.db", told: progress.add)
      let vault = "\(backup.directory)/tenants/\(ledger.tenant.text)/vault.db"
      if Files.exists(vault) { try Files.copy(vault, to: folder + "/vault.db", told: progress.add) }
      try Files.syncDirectory(folder)
    }
    try Files.syncDirectory(target + "/tenants")
    try Files.copy(backup.directory + "/catalog.db", to: target + "/catalog.db", told: progress.add)
    try Files.syncDirectory(target)
  }

  private static func files(of backup: DataLayout) -> [String] {
    backup.ledgers.flatMap { [$0.path, "\(backup.directory)/tenants/\($0.tenant.text)/vault.db"] } + [
      backup.directory + "/catalog.db"
    ]
  }
}

/// How much of several files is copied.
final class CopyProgress {
  let line: ProgressLine
  private let total: Int64
  private var done: Int64 = 0

  init(_ session: Session, files: [String]) {
    line = ProgressLine(session, "copied", .bytes)
    total = files.reduce(0) { $0 + Files.size($1) }
  }

  func add(_ bytes: Int) {
    done += Int64(bytes)
    line.show(done, of: total)
  }
}
