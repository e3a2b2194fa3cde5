import JSON
import WalletAPI

/// The commands about the vault, one file each.
enum VaultCommands {
  static let initialise = Command(
    words: ["vault", "init"], summary: "Make the key that everything in the vault is sealed under",
    details: """
      Once for each daemon, which makes the key itself, in its data directory: it never travels. Without a passphrase it lies in keys/kek, \
      which only the daemon reads; with one it lies sealed in keys/kek.sealed, and the vault waits for `vault unseal` after every start. \
      There must be no key yet; nothing is overwritten. A key that systemd hands in (walletd-kek) needs no such command.
      """,
    options: [.flag("passphrase", nil, "seal the key under a passphrase, which is asked for twice"), .passphraseFrom],
    calls: [.initialiseVault],
    examples: [
      .init("walletctl vault init", "the daemon can open its vault by itself after a restart"),
      .init("walletctl vault init --passphrase", "after each restart somebody must type it"),
    ],
    run: { session throws(CommandFailure) in
      session.isAboutAllTenants = true
      let vault = try session.withPassphrase("/v1/vault/init", twice: true)
      session.output.show(vault, as: VaultColumns.all)
      let file = session.isSealing ? "keys/kek.sealed, and the passphrase" : "keys/kek"
      session.note(
        """
        Back up \(file) now, on paper or a medium of its own, apart from the backups of the data: whoever has both can read \
        everything, and without this key nobody can read anything.
        """)
    })
}

extension Session {
  var isSealing: Bool { invocation.has("passphrase") || invocation.has("passphrase-from") }

  /// Makes a change of the vault's key, with the passphrase if one is to be given.
  func withPassphrase(_ path: String, twice: Bool = false) throws(CommandFailure) -> JSONValue {
    guard isSealing else { return try act(path) }
    let passphrase = try secret("passphrase", from: "passphrase-from", limit: 1_024, twice: twice)
    return try post(path, secret: SecretBody(passphrase, at: ["passphrase"]), isKeyed: false)
  }
}

extension Option {
  static let passphraseFrom = Option.secretFrom("passphrase-from", "passphrase")
  static let passphrase = Option.flag("passphrase", nil, "the key has a passphrase: ask for it")
}
