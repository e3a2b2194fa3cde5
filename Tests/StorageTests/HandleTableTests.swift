import Testing

@testable import LedgerCore
@testable import Sodium
@testable import Storage
@testable import Tenancy

@Suite struct `The table of handles` {
  private static func hash(_ handle: UInt64) -> [UInt8] {
    (0..<32).map { UInt8(truncatingIfNeeded: handle >> ($0 % 8 * 8)) ^ $0 }
  }
  private static func secret(_ handle: UInt64) -> HashedSecret { hash(handle).withUnsafeBytes { HashedSecret($0) } }

  private static func key(_ handle: UInt64) -> UsedKey {
    let key = APIKey(
      id: KeyID(rawValue: UInt128(handle)), tenant: TenantID(rawValue: 1), handle: KeyHandle(rawValue: handle), name: "k",
      mode: .test, scopes: .none, addresses: [], createdAt: Timestamp(microseconds: 0), expiresAt: nil)
    return UsedKey(key, hash: hash(handle), lastUse: nil)
  }

  @Test func `finds what was put in by its own secret only, and grows`() {
    var table = HandleTable(buckets: 1)
    var dice = SystemRandomNumberGenerator()
    var all: [UInt64: UsedKey] = [:]
    for _ in 0..<5_000 {
      let handle = UInt64.random(in: 1..<1 << 60, using: &dice)
      all[handle] = Self.key(handle)
      if let key = all[handle] { table.put(key) }
    }
    let other = Self.secret(UInt64.random(in: 1 << 60..<1 << 61, using: &dice))
    for (handle, key) in all {
      #expect(table.find(KeyHandle(rawValue: handle), Self.secret(handle)) === key)
      #expect(table.find(KeyHandle(rawValue: handle), other) == nil)
      #expect(table.find(KeyHandle(rawValue: handle), .none) == nil)
    }
    for _ in 0..<5_000 {
      let handle = UInt64.random(in: 1..<1 << 60, using: &dice)
      #expect(all[handle] != nil || table.find(KeyHandle(rawValue: handle), Self.secret(handle)) == nil)
    }
    #expect(!table.has(KeyHandle(rawValue: 0)))
  }

  @Test func `finds no key by another one's secret`() {
    var table = HandleTable(buckets: 1)
    for handle in 10..<18 as Range<UInt64> { table.put(Self.key(handle)) }
    for handle in 10..<18 as Range<UInt64> {
      for other in 10..<18 as Range<UInt64> {
        #expect((table.find(KeyHandle(rawValue: handle), Self.secret(other)) != nil) == (handle == other))
      }
    }
  }

  @Test func `has one key for a handle: the last, until it is taken out`() {
    var table = HandleTable(buckets: 1)
    let (first, second) = (Self.key(7), Self.key(7))
    table.put(first)
    table.put(second)
    #expect(table.find(KeyHandle(rawValue: 7), Self.secret(7)) === second)
    table.remove(KeyHandle(rawValue: 7))
    #expect(!table.has(KeyHandle(rawValue: 7)) && table.find(KeyHandle(rawValue: 7), Self.secret(7)) == nil)
    // Its place is free again: eight more fit into the one bucket.
    for handle in 10..<18 as Range<UInt64> { table.put(Self.key(handle)) }
    for handle in 10..<18 as Range<UInt64> { #expect(table.has(KeyHandle(rawValue: handle))) }
  }
}
