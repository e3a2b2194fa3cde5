import API
import Glibc
import Sodium
import Vault

/// Where the vault's key comes from when the daemon starts.
enum VaultKeys {
  /// Throws where there is a key that must not or cannot be used: better not to start than to seal under the wrong one.
  static func ring(_ configuration: Configuration, _ log: StandardErrorLog) throws(KeyFailure) -> KeyRing {
    let folder = configuration.vault.keysPath ?? configuration.dataPath + "/keys"
    let ring = try KeyRing(folder: folder, credentials: credentials)
    if ring.state == .absent, configuration.vault.isDevelopment {
      let key = try ring.initialise()
      log.record(
        .warning, "DEVELOPMENT MODE: a key for the vault was made; keep no real card under it",
        [("key", key.description), ("folder", folder)])
    } else if configuration.vault.isDevelopment {
      log.record(.warning, "DEVELOPMENT MODE: keep no real card in this vault", [])
    }
    if configuration.vault.isSealedAtStart { ring.seal() }
    switch ring.state {
    case .absent: log.record(.info, "vault without a key: walletctl vault init makes one", [])
    case .sealed: log.record(.warning, "vault sealed: walletctl vault unseal", [])
    case .unsealed(let key):
      log.record(.info, "vault unsealed", [("key", key.description), ("memory", ProtectedMemory.kind.rawValue)])
    }
    return ring
  }

  /// Where systemd puts credentials.
  private static var credentials: String? {
    guard let folder = getenv("CREDENTIALS_DIRECTORY"), folder.pointee != 0 else { return nil }
    return String(cString: folder)
  }
}
