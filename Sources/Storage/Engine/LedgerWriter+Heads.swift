import SQLite
import Tenancy

extension LedgerWriter {
  /// Throws where the file does not hold a head that was signed of this ledger before.
  func require(_ head: SignedHead) throws {
    let select = try file.connection.prepare("SELECT last, seal FROM seals WHERE number = ?1")
    select.bind(1, head.sealNumber)
    guard try select.step(), select.integer(0) == head.sequence, select.bytes(1) == head.seal else {
      throw LedgerFileError.notTheSigned(path: file.path, head: head)
    }
  }
}
