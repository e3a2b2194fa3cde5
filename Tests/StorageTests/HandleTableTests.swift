import Testing

@testable import LedgerCore
@testable import Storage
@testable import Tenancy

@Suite struct `The table of handles` {
  private static func key(_ handle: UInt64) -> UsedKey {
    let key = APIKey(
      id: KeyID(rawValue: UInt128(handle)), tenant: TenantID(rawValue: 1), handle: KeyHandle(rawValue: handle), name: "k",
      mode: .test, scopes: .none, addresses: [], createdAt: Timestamp(microseconds: 0), expiresAt: nil)
    return UsedKey(key, hash: [UInt8](repeating: 1, count: 32), lastUse: nil)
  }

  @Test func `finds what was put in, the decoy for everything else, and grows`() {
    let decoy = Self.key(0)
    var table = HandleTable(decoy: decoy, buckets: 1)
    var dice = SystemRandomNumberGenerator()
    var all: [UInt64: UsedKey] = [:]
    for _ in 0..<5_000 {
      let handle = UInt64.random(in: 1..<1 << 60, using: &dice)
      all[handle] = Self.key(handle)
      if let key = all[handle] { table.put(key) }
    }
    for (handle, key) in all { #expect(table.find(KeyHandle(rawValue: handle)) === key) }
    for _ in 0..<5_000 {
      let handle = UInt64.random(in: 1..<1 << 60, using: &dice)
      #expect(all[handle] != nil || table.find(KeyHandle(rawValue: handle)) === decoy)
    }
    #expect(table.find(KeyHandle(rawValue: 0)) === decoy && !table.has(KeyHandle(rawValue: 0)))
  }

  @Test func `has one key for a handle: the last, until it is taken out`() {
    let decoy = Self.key(0)
    var table = HandleTable(decoy: decoy, buckets: 1)
    let (first, second) = (Self.key(7), Self.key(7))
    table.put(first)
    table.put(second)
    #expect(table.find(KeyHandle(rawValue: 7)) === second)
    table.remove(KeyHandle(rawValue: 7))
    #expect(!table.has(KeyHandle(rawValue: 7)))
    // Its place is free again: eight more fit into the one bucket.
    for handle in 10..<18 as Range<UInt64> { table.put(Self.key(handle)) }
    for handle in 10..<18 as Range<UInt64> { #expect(table.has(KeyHandle(rawValue: handle))) }
  }
}
