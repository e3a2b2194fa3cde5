import LedgerCore
import Sodium
import Synchronization

/// A key of a tenant that seals records.
final class DataKey: Sendable {
  let number: Int64
  let secret: SecretBytes
  /// Records that were sealed with it and are not in the file yet. While there are any the key cannot be destroyed.
  private let inFlight = Atomic<Int>(0)

  init(number: Int64, secret: consuming SecretBytes) {
    self.number = number
    self.secret = secret
  }

  var isInUse: Bool { inFlight.load(ordering: .sequentiallyConsistent) > 0 }
  func begin() { inFlight.add(1, ordering: .sequentiallyConsistent) }
  func end() { inFlight.subtract(1, ordering: .sequentiallyConsistent) }
}

/// What is derived from a tenant's index key. It is never rotated: a card would no longer be recognised.
final class IndexKeys: Sendable {
  let fingerprints: SecretBytes
  let requests: SecretBytes
  let marks: SecretBytes

  init(_ key: borrowing SecretBytes) {
    fingerprints = KeyedHash.subkey("walletd vault fingerprints", of: key)
    requests = KeyedHash.subkey("walletd vault requests", of: key)
    marks = KeyedHash.subkey("walletd vault marks", of: key)
  }
}

/// A tenant's own keys, open, as of one version of its vault.
package final class TenantKeys: Sendable {
  let version: Int
  let active: DataKey
  let index: IndexKeys
  private let all: [Int64: DataKey]

  init(version: Int, active: DataKey, all: [Int64: DataKey], index: IndexKeys) {
    self.version = version
    self.active = active
    self.all = all
    self.index = index
  }

  func key(_ number: Int64) -> DataKey? { all[number] }
}
