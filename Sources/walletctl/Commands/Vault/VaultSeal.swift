import WalletAPI

extension VaultCommands {
  static let status = Command(
    words: ["vault", "status"], summary: "Show whether the vault can be used, under which key, and how far a rotation is",
    calls: [.getVault],
    examples: [.init("walletctl vault status --json", "for a monitor")],
    run: { session throws(CommandFailure) in
      session.isAboutAllTenants = true
      session.output.show(try session.get("/v1/vault"), as: VaultColumns.all)
    })

  static let seal = Command(
    words: ["vault", "seal"], summary: "Take all the vault's keys out of memory",
    details: "What needs the vault is answered 503 vault_sealed until it is unsealed; the ledgers go on.",
    calls: [.sealVault],
    examples: [.init("walletctl vault seal --yes", "without being asked: in an emergency")],
    run: { session throws(CommandFailure) in
      session.isAboutAllTenants = true
      try session.confirm("Seal the vault? Payment methods cannot be used until it is unsealed.")
      session.output.show(try session.act("/v1/vault/seal"), as: VaultColumns.all)
    })

  static let unseal = Command(
    words: ["vault", "unseal"], summary: "Read the vault's key again, with its passphrase if it has one",
    details: "Takes about a second where there is a passphrase. A wrong one is refused, and stands in the audit trail.",
    options: [.passphrase, .passphraseFrom],
    calls: [.unsealVault],
    examples: [
      .init("walletctl vault unseal --passphrase", "asks for it"),
      .init("systemd-creds decrypt vault.cred - | walletctl vault unseal --passphrase-from -", "from a sealed credential"),
    ],
    run: { session throws(CommandFailure) in
      session.isAboutAllTenants = true
      session.output.show(try session.withPassphrase("/v1/vault/unseal"), as: VaultColumns.all)
    })
}
