import LedgerCore
import SQLite
import Vault

/// The table `data_keys`: a tenant's own keys, wrapped.
final class VaultKeysTable {
  private let selectAll: Statement
  private let insertOne: Statement
  private let updateOne: Statement

  init(on connection: Connection) throws(SQLiteError) {
    selectAll = try connection.prepare(
      "SELECT number, purpose, state, created_at, wrapped_under, wrapped FROM data_keys ORDER BY number")
    insertOne = try connection.prepare(
      "INSERT INTO data_keys (number, purpose, state, created_at, wrapped_under, wrapped) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
    updateOne = try connection.prepare(
      "UPDATE data_keys SET purpose = ?2, state = ?3, created_at = ?4, wrapped_under = ?5, wrapped = ?6 WHERE number = ?1")
  }

  func all() throws -> [WrappedKey] {
    var found: [WrappedKey] = []
    while try selectAll.step() {
      guard let purpose = WrappedKey.Purpose(rawValue: selectAll.integer(1)),
        let state = WrappedKey.State(rawValue: selectAll.text(2))
      else {
        selectAll.reset()
        throw VaultFailure.damaged("the keys of the vault cannot be read")
      }
      found.append(
        WrappedKey(
          number: selectAll.integer(0), purpose: purpose, state: state,
          createdAt: Timestamp(microseconds: selectAll.integer(3)),
          wrappedUnder: selectAll.optionalInteger(4).map { MasterKeyID(rawValue: UInt64(bitPattern: $0)) },
          wrapped: selectAll.optionalBytes(5)))
    }
    return found
  }

  func insert(_ key: WrappedKey) throws(SQLiteError) { try run(insertOne, key) }
  func update(_ key: WrappedKey) throws(SQLiteError) { try run(updateOne, key) }

  private func run(_ statement: Statement, _ key: WrappedKey) throws(SQLiteError) {
    statement.bind(1, key.number)
    statement.bind(2, key.purpose.rawValue)
    statement.bind(3, text: key.state.rawValue)
    statement.bind(4, key.createdAt.microseconds)
    statement.bind(5, optional: key.wrappedUnder.map { Int64(bitPattern: $0.rawValue) })
    if let wrapped = key.wrapped { statement.bind(6, blob: wrapped) } else { statement.bindNull(6) }
    try statement.run()
  }
}
