import LedgerCore
import SQLite
import Vault

/// The table `provider_secrets`: secrets of accounts at providers, sealed.
final class ProviderSecretsTable {
  private let connection: Connection
  private let byNumber: Statement
  private let byRequest: Statement
  private let live: Statement
  private let insertOne: Statement
  private let updateOne: Statement

  init(on connection: Connection) throws(SQLiteError) {
    self.connection = connection
    let columns = "number, created_at, provider, fingerprint, destroyed_at, key, secret, request_key, mark"
    let select = "SELECT \(columns) FROM provider_secrets"
    byNumber = try connection.prepare("\(select) WHERE number = ?1")
    byRequest = try connection.prepare("\(select) WHERE request_key = ?1")
    live = try connection.prepare("\(select) WHERE destroyed_at IS NULL ORDER BY number")
    insertOne = try connection.prepare(
      "INSERT INTO provider_secrets (\(columns)) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")
    updateOne = try connection.prepare(
      "UPDATE provider_secrets SET destroyed_at = ?2, key = ?3, secret = ?4, mark = ?5 WHERE number = ?1")
  }

  func highestNumber() throws(SQLiteError) -> Int64 {
    try connection.integer("SELECT max(number) FROM provider_secrets") ?? 0
  }

  func secret(_ number: Int64) throws -> SealedSecret? {
    byNumber.bind(1, number)
    return try first(byNumber)
  }

  func secret(requestKey: String) throws -> SealedSecret? {
    byRequest.bind(1, text: requestKey)
    return try first(byRequest)
  }

  /// Those that were not destroyed, in order.
  func alive() throws -> [SealedSecret] {
    defer { live.reset() }
    var found: [SealedSecret] = []
    while try live.step() { found.append(try row(live)) }
    return found
  }

  func insert(_ secret: SealedSecret) throws(SQLiteError) {
    insertOne.bind(1, secret.number)
    insertOne.bind(2, secret.createdAt.microseconds)
    insertOne.bind(3, text: secret.provider)
    insertOne.bind(4, blob: secret.fingerprint)
    insertOne.bind(5, optional: secret.destroyedAt?.microseconds)
    insertOne.bind(6, optional: secret.key)
    bind(insertOne, 7, secret.secret)
    insertOne.bind(8, text: secret.requestKey)
    insertOne.bind(9, blob: secret.mark)
    try insertOne.run()
  }

  func update(_ secret: SealedSecret) throws(SQLiteError) {
    updateOne.bind(1, secret.number)
    updateOne.bind(2, optional: secret.destroyedAt?.microseconds)
    updateOne.bind(3, optional: secret.key)
    bind(updateOne, 4, secret.secret)
    updateOne.bind(5, blob: secret.mark)
    try updateOne.run()
  }

  private func bind(_ statement: Statement, _ index: Int32, _ blob: [UInt8]?) {
    if let blob { statement.bind(index, blob: blob) } else { statement.bindNull(index) }
  }

  private func first(_ statement: Statement) throws -> SealedSecret? {
    guard try statement.step() else { return nil }
    defer { statement.reset() }
    return try row(statement)
  }

  private func row(_ row: Statement) throws -> SealedSecret {
    let number = row.integer(0)
    // The same bytes of another type would read the same.
    let isWhole = ProviderSecretsTable.kinds.allSatisfy { column, kind, isOptional in
      row.kind(column) == kind || isOptional && row.kind(column) == .null
    }
    guard isWhole else { throw VaultFailure.damaged("provider secret \(number) of the vault is not what was stored") }
    return SealedSecret(
      number: number, createdAt: Timestamp(microseconds: row.integer(1)), provider: row.text(2), fingerprint: row.bytes(3),
      destroyedAt: row.optionalInteger(4).map { Timestamp(microseconds: $0) }, key: row.optionalInteger(5),
      secret: row.optionalBytes(6), requestKey: row.text(7), mark: row.bytes(8))
  }

  private static let kinds: [(Int32, Statement.Kind, isOptional: Bool)] = [
    (0, .integer, false), (1, .integer, false), (2, .text, false), (3, .blob, false), (4, .integer, true), (5, .integer, true),
    (6, .blob, true), (7, .text, false), (8, .blob, false),
  ]
}
