import WalletAPI

extension VaultCommands {
  static let rotate = Command(
    words: ["vault", "rotate"], summary: "Go over to a new key-encryption key while serving",
    details: """
      Answered when the new key is in use. The tenants' keys are then wrapped anew, one tenant after the other (`vault status` says how \
      far), and the old key is destroyed at the end. What was cut off goes on at the next start. Back up the new key as you did the first.
      """,
    options: [.passphrase, .passphraseFrom],
    calls: [.rotateVault],
    examples: [.init("walletctl vault rotate", "then: walletctl vault status")],
    run: { session throws(CommandFailure) in
      session.isAboutAllTenants = true
      session.output.show(try session.withPassphrase("/v1/vault/rotate"), as: VaultColumns.all)
    })

  static let dataKeys = Command(
    words: ["vault", "data-keys"], summary: "List a tenant's data keys, never what they are",
    calls: [.listDataKeys],
    examples: [.init("walletctl -t toko vault data-keys", "their age, and the key each is wrapped under")],
    run: { session throws(CommandFailure) in
      VaultColumns.showDataKeys(try session.get("/v1/vault/data_keys"), session)
    })

  static let rotateDataKey = Command(
    words: ["vault", "rotate-data-key"], summary: "Seal a tenant's payment methods under a new data key while serving",
    details:
      "Answered when the new key is in use; the rest is sealed anew in small pieces, and the old key is destroyed at the end.",
    calls: [.rotateDataKey],
    examples: [.init("walletctl -t toko vault rotate-data-key", "then: walletctl -t toko vault data-keys")],
    run: { session throws(CommandFailure) in
      VaultColumns.showDataKeys(try session.act("/v1/vault/rotate_data_key"), session)
    })
}
