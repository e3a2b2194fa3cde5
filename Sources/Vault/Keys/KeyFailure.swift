/// Why the key-encryption key cannot be used, and what to do. Never says anything about the key but its id.
package enum KeyFailure: Error, Sendable, Equatable, CustomStringConvertible {
  case system(operation: String, path: String, reason: String)
  case readableByOthers(path: String)
  case foreignOwner(path: String, owner: UInt32, expected: UInt32)
  case notAKey(path: String)
  case several([String])
  case wrongKey(path: String, expected: [MasterKeyID], given: [MasterKeyID])
  case exists(path: String)
  case absent
  /// The passphrase is not the one it was sealed under, or the file is not what was written.
  case passphrase
  case passphraseNeeded
  case passphraseTooShort(least: Int)
  case noMemory(bytes: Int)
  case notNow(String)

  package var description: String {
    switch self {
    case .system(let operation, let path, let reason): "cannot \(operation) \(path): \(reason)"
    case .readableByOthers(let path):
      "\(path) can be used by others than its owner: run chmod 600 on it, and think about who read it"
    case .foreignOwner(let path, let owner, let expected):
      "\(path) belongs to uid \(owner): the vault's key must belong to walletd's user, uid \(expected)"
    case .notAKey(let path): "\(path) is not a key for the vault: put the key back from its backup"
    case .several(let paths): "there are several keys for the vault: keep one of \(paths.joined(separator: ", "))"
    case .wrongKey(let path, let expected, let given):
      """
      \(path) holds \(KeyFailure.list(given)), the vaults here are sealed under \(KeyFailure.list(expected)): put the right key in its \
      place; to go over to another key, rotate
      """
    case .exists(let path): "\(path) is there already: a key is never written over"
    case .absent: "there is no key for the vault: run `walletctl vault init`"
    case .passphrase: "the passphrase does not open the vault's key"
    case .passphraseNeeded: "the vault's key is sealed: its passphrase is needed"
    case .passphraseTooShort(let least): "the passphrase is too short: at least \(least) bytes"
    case .noMemory(let bytes): "the system has not the \(bytes >> 20) MiB of memory that making the key from its passphrase takes"
    case .notNow(let why): why
    }
  }

  private static func list(_ keys: [MasterKeyID]) -> String {
    keys.isEmpty ? "no key" : keys.map(\.description).joined(separator: " and ")
  }
}
