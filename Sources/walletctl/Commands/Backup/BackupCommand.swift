import Audit
import JSON
import WalletAPI

enum BackupCommand {
  static let backup = Command(
    words: ["backup"], summary: "Copy ledgers while they are served, and verify the copies",
    details: """
      The daemon writes the copies: the directory is on its machine, must not exist yet, and its parent must be open to it. With \
      --tenant only that tenant's ledger is copied; without, all of them and the catalogue, which `restore` needs. WALLETD_TENANT does \
      not count here. Beside each copy stands head.json, the signed head to verify it against later; keep one elsewhere too.
      """,
    options: [Option.value("to", nil, "DIR", "where nothing is yet").required],
    calls: [.makeBackup],
    examples: [
      .init("walletctl backup --to /var/backups/walletd/2026-11-20", "everything, verified after writing"),
      .init("walletctl backup --to /var/backups/walletd/toko --tenant toko", "one tenant"),
    ],
    run: { session throws(CommandFailure) in
      // A tenant that is only in the environment must not make a backup of everything one of a part.
      session.isAboutAllTenants = true
      let directory = try Files.absolute(session.invocation.value("to") ?? "")
      let manifest = try session.post("/v1/backups", ["directory": .string(directory)])
      guard Files.isDirectory(directory) else {
        throw CommandFailure(
          .error, "the daemon wrote the backup to \(directory), which cannot be seen from here: it is not verified",
          hints: ["Verify it on the daemon's machine: walletctl verify --data \(directory)"])
      }
      session.note("The daemon has written \(directory); verifying it.")
      var verification = try Verification(session)
      try verification.run(directory: directory)
      try check(manifest, verification)
      try verification.finish()
      session.note(
        Files.exists("\(directory)/catalog.db")
          ? "The backup is complete. To restore it: walletctl restore \(directory) --data NEW"
          : "The ledger of this tenant is copied. `restore` needs a backup of all tenants: without --tenant.")
    })

  /// The copies end where the daemon says they do.
  private static func check(_ manifest: JSONValue, _ verification: Verification) throws(CommandFailure) {
    for tenant in manifest["tenants"]?.arrayValue ?? [] {
      let copy = verification.result(of: tenant.text(at: "id"))
      guard let copy else {
        throw CommandFailure(
          .integrity, "the backup has no ledger of tenant \(tenant.text(at: "code")), which its manifest names")
      }
      guard copy["sound"]?.boolValue == true else { continue }
      guard copy.text(at: "head.seal") == tenant.text(at: "seal"), copy.text(at: "head.sequence") == tenant.text(at: "sequence")
      else {
        throw CommandFailure(
          .integrity,
          "the copy of tenant \(tenant.text(at: "code")) ends at row \(copy.text(at: "head.sequence")), its manifest says \(tenant.text(at: "sequence"))"
        )
      }
    }
  }
}
