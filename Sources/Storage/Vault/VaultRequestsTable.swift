import LedgerCore
import SQLite
import Vault

/// The table `requests`: changes that were done under an idempotency key.
final class VaultRequestsTable {
  private let byKey: Statement
  private let insertOne: Statement

  init(on connection: Connection) throws(SQLiteError) {
    byKey = try connection.prepare("SELECT act, record, at, mark FROM requests WHERE request_key = ?1")
    insertOne = try connection.prepare(
      "INSERT INTO requests (request_key, act, record, at, mark) VALUES (?1, ?2, ?3, ?4, ?5)")
  }

  func request(key: String) throws -> KeptRequest? {
    byKey.bind(1, text: key)
    guard try byKey.step() else { return nil }
    defer { byKey.reset() }
    // The same bytes of another type would read the same.
    let kinds = [0, 1, 2, 3].map { byKey.kind($0) }
    guard kinds == [.integer, .integer, .integer, .blob], let act = KeptRequest.Act(rawValue: byKey.integer(0)) else {
      throw VaultFailure.damaged("what was done under an idempotency key is not what was stored")
    }
    return KeptRequest(
      key: key, act: act, record: byKey.integer(1), at: Timestamp(microseconds: byKey.integer(2)), mark: byKey.bytes(3))
  }

  func insert(_ request: KeptRequest) throws(SQLiteError) {
    insertOne.bind(1, text: request.key)
    insertOne.bind(2, request.act.rawValue)
    insertOne.bind(3, request.record)
    insertOne.bind(4, request.at.microseconds)
    insertOne.bind(5, blob: request.mark)
    try insertOne.run()
  }
}
