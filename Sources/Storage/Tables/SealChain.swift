import LedgerCore
import Sodium

/// The chain of seals: one BLAKE2b over every field of every row of a commit, and over the seal before.
struct SealChain: ~Copyable {
  private(set) var number: Int64 = 0
  private(set) var seal: [UInt8]
  private var digest = Digest()

  /// The chain of an empty ledger.
  init(_ identity: LedgerFileIdentity) {
    var bytes = Array("walletd ledger 1\n\(identity.tenant)\n".utf8)
    for value in [Int64(identity.tag.rawValue), identity.createdAt.microseconds] {
      withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }
    bytes += identity.hashKey
    seal = Digest.of(bytes)
  }

  /// Continues from a seal that is stored.
  mutating func resume(number: Int64, seal: [UInt8]) {
    self.number = number
    self.seal = seal
  }

  /// The seal the rows of one commit would get; `advance` makes it the chain's last.
  mutating func next(first: Int64, last: Int64, rows: UnsafeRawBufferPointer) -> [UInt8] {
    digest.restart()
    digest.update(seal)
    for value in [number + 1, first, last] {
      withUnsafeBytes(of: value.littleEndian) { digest.update($0) }
    }
    digest.update(rows)
    return digest.finish()
  }

  mutating func advance(to seal: [UInt8]) {
    number += 1
    self.seal = seal
  }
}

/// What a ledger file says it is.
struct LedgerFileIdentity: Sendable {
  let tenant: TenantID
  let tag: LedgerTag
  let hashKey: [UInt8]
  let createdAt: Timestamp
}
