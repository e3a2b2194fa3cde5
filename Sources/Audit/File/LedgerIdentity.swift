import LedgerCore
import SQLite
import Sodium

/// What a ledger file says it is: the one row of `ledger`.
struct LedgerIdentity {
  let tenant: TenantID
  let tag: LedgerTag
  let hashKey: [UInt8]
  let createdAt: Int64

  init(on connection: Connection) throws(Finding) {
    let fields = try reading("ledger", after: nil) { () throws(SQLiteError) -> (String, Int64, [UInt8], Int64)? in
      let select = try connection.prepare("SELECT tenant, tag, hash_key, created_at FROM ledger")
      guard try select.step() else { return nil }
      return (select.text(0), select.integer(1), select.bytes(2), select.integer(3))
    }
    guard let (tenant, tag, hashKey, createdAt) = fields else {
      throw LedgerIdentity.finding("the table", expected: "one row", found: "none")
    }
    guard let tenantID = TenantID(tenant) else {
      throw LedgerIdentity.finding("tenant", expected: "a tenant's id", found: "'\(tenant.prefix(40))'")
    }
    guard (0...0xff_ffff).contains(tag) else { throw LedgerIdentity.finding("tag", expected: "24 bits", found: "\(tag)") }
    guard hashKey.count == ShortHash.keyBytes else {
      throw LedgerIdentity.finding("hash_key", expected: "\(ShortHash.keyBytes) bytes", found: "\(hashKey.count)")
    }
    guard LedgerClockCheck.range.contains(createdAt) else {
      throw LedgerIdentity.finding("created_at", expected: "a time from 1970 to 9999", found: "\(createdAt)")
    }
    self.tenant = tenantID
    self.tag = LedgerTag(rawValue: UInt32(truncatingIfNeeded: tag))
    self.hashKey = hashKey
    self.createdAt = createdAt
  }

  /// The seal before the first: a digest of who the ledger is.
  var seal: [UInt8] {
    var digest = Digest()
    digest.update(Array("walletd ledger 1\n\(tenant)\n".utf8))
    digest.update(int: Int64(tag.rawValue))
    digest.update(int: createdAt)
    digest.update(hashKey)
    return digest.finish()
  }

  private static func finding(_ subject: String, expected: String, found: String) -> Finding {
    Finding(table: "ledger", row: 1, .schema, subject, expected: expected, found: found)
  }
}

extension Digest {
  /// Eight bytes, little endian.
  mutating func update(int: Int64) {
    withUnsafeBytes(of: int.littleEndian) { update($0) }
  }
}
