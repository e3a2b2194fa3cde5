import CSodium

/// Starts libsodium once; every other type of this room calls it before its first use.
package enum Sodium {
  private static let started: Bool = {
    let result = sodium_init()
    precondition(result >= 0, "libsodium did not start: the system has no source of randomness")
    return true
  }()

  package static func start() { precondition(started) }

  /// Unpredictable bytes from the system.
  package static func randomBytes(_ count: Int) -> [UInt8] {
    start()
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      if let start = buffer.baseAddress { randombytes_buf(start, count) }
      initialized = count
    }
  }

  package static func randomInteger() -> UInt64 {
    start()
    var value: UInt64 = 0
    randombytes_buf(&value, MemoryLayout<UInt64>.size)
    return value
  }
}
