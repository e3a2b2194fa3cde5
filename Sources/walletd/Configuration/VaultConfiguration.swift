/// What can be set about the vault.
struct VaultConfiguration: Sendable {
  /// Where its key lies; nil: `keys` in the data directory.
  var keysPath: String?
  /// Makes a key where there is none, and says so: for playing with walletd, never for real cards.
  var isDevelopment = false
  /// Forgets a key that needs no passphrase until an administrator unseals the vault.
  var isSealedAtStart = false
}
