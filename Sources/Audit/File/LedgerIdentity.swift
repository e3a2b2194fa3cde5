import LedgerCore
import SQLite
import Sodium

extension Statement {
  /// Whether the columns of the row hold values of these types: nothing but damage puts others into a strict table.
  func holds(_ kinds: [Kind]) -> Bool {
    kinds.indices.allSatisfy { kind(Int32(truncatingIfNeeded: $0)) == kinds[$0] }
  }
}

/// What a ledger file says it is: the one row of `ledger`.
struct LedgerIdentity {
  let tenant: TenantID
  let tag: LedgerTag
  let hashKey: [UInt8]
  let createdAt: Int64

  init(on connection: Connection) throws(Finding) {
    typealias Fields = (id: Int64, isTyped: Bool, tenant: String, tag: Int64, hashKey: [UInt8], createdAt: Int64, isOnly: Bool)
    let fields = try reading("ledger", after: nil) { () throws(SQLiteError) -> Fields? in
      let select = try connection.prepare("SELECT id, tenant, tag, hash_key, created_at FROM ledger")
      guard try select.step() else { return nil }
      let isTyped = select.holds([.integer, .text, .integer, .blob, .integer])
      let (tenant, tag, hashKey, createdAt) = (select.text(1), select.integer(2), select.bytes(3), select.integer(4))
      return (select.integer(0), isTyped, tenant, tag, hashKey, createdAt, try !select.step())
    }
    guard let (id, isTyped, tenant, tag, hashKey, createdAt, isOnly) = fields else {
      throw LedgerIdentity.finding("the table", expected: "one row", found: "none")
    }
    guard isOnly else {
      throw Finding(table: "ledger", row: nil, .schema, "the table", expected: "one row", found: "more")
    }
    guard id == 1 else { throw Finding(table: "ledger", row: id, .schema, "id", expected: "1", found: "\(id)") }
    guard isTyped else {
      throw LedgerIdentity.finding("the row", expected: "a number, a text, a number, a blob, a number", found: "other types")
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
