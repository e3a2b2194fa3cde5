import Foundation
import LedgerCore
import SQLite
import Testing

@testable import Storage
@testable import Tenancy

/// Closing a data directory.
@Suite struct `A shutdown` {
  /// A checkpoint cannot finish while somebody else reads the file.
  @Test func `closes every other file when one cannot be closed in order`() throws {
    let fixture = try Fixture()
    let others = try (1...4).map { try fixture.directory.create(code: "other\($0)", name: "Other", key: "other\($0)").tenant }
    let paths = ([fixture.tenant] + others).map { "\(fixture.folder)/tenants/\($0.id)/ledger.db" }
    let reader = try Connection(path: paths[2], mode: .readOnly)
    try reader.execute("BEGIN; SELECT * FROM ledger")
    #expect(throws: SQLiteError.self) { try fixture.directory.shutdown() }
    for (number, path) in paths.enumerated() where number != 2 {
      #expect(FileSize.of(path + "-wal") == 0, "\(path) was not closed")
    }
    #expect(FileSize.of(fixture.folder + "/catalog.db-wal") == 0)
    try reader.close()
  }

  @Test func `lets no tenant be created any more`() throws {
    let fixture = try Fixture()
    try fixture.directory.shutdown()
    #expect {
      try fixture.directory.create(code: "late", name: "Late", key: "late")
    } throws: { error in
      if case TenantFailure.ledger(.notApplied) = error { true } else { false }
    }
    #expect(fixture.directory.tenant("late") == nil)
  }
}
