import CSodium

/// SipHash-2-4 under a secret key: 64 bits that outsiders can neither predict nor make collide.
///
/// Source: https://doc.libsodium.org/hashing/short-input_hashing
package struct ShortHash: Sendable {
  package static let keyBytes = Int(crypto_shorthash_KEYBYTES)
  private let k0: UInt64
  private let k1: UInt64

  /// Traps unless `key` has `keyBytes` bytes.
  package init(key: [UInt8]) {
    precondition(key.count == ShortHash.keyBytes, "a short-hash key has \(ShortHash.keyBytes) bytes")
    Sodium.start()
    (k0, k1) = key.withUnsafeBytes { ($0.loadUnaligned(as: UInt64.self), $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self)) }
  }

  package func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var key = (k0, k1)
    var result: UInt64 = 0
    let input = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
    withUnsafeMutablePointer(to: &key) { key in
      key.withMemoryRebound(to: UInt8.self, capacity: ShortHash.keyBytes) { key in
        withUnsafeMutablePointer(to: &result) { out in
          out.withMemoryRebound(to: UInt8.self, capacity: 8) { out in
            _ = crypto_shorthash(out, input, UInt64(bytes.count), key)
          }
        }
      }
    }
    return UInt64(littleEndian: result)
  }
}

/// SipHash-2-4 with 128 bits of output, under a secret key.
///
/// Source: https://doc.libsodium.org/hashing/short-input_hashing
package struct WideShortHash: Sendable {
  package static let keyBytes = Int(crypto_shorthash_siphashx24_KEYBYTES)
  private let key: [UInt8]

  /// Traps unless `key` has `keyBytes` bytes.
  package init(key: [UInt8]) {
    precondition(key.count == WideShortHash.keyBytes, "a short-hash key has \(WideShortHash.keyBytes) bytes")
    Sodium.start()
    self.key = key
  }

  package func hash(_ bytes: UnsafeRawBufferPointer) -> (high: UInt64, low: UInt64) {
    var result: (UInt64, UInt64) = (0, 0)
    let input = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
    withUnsafeMutableBytes(of: &result) { out in
      if let out = out.baseAddress {
        _ = crypto_shorthash_siphashx24(out.assumingMemoryBound(to: UInt8.self), input, UInt64(bytes.count), key)
      }
    }
    return (UInt64(bigEndian: result.0), UInt64(bigEndian: result.1))
  }
}

extension WideShortHash: CustomStringConvertible {
  package var description: String { "WideShortHash(…)" }
}
