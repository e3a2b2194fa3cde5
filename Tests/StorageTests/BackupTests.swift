import Foundation
import LedgerCore
import Synchronization
import Testing

@testable import Storage

/// Copies of a ledger that is served.
@Suite struct `Backups` {
  /// Backups of one ledger do not take all of its readers.
  @Test func `of one ledger are made one at a time, so that a reader is left`() throws {
    let fixture = try Fixture()
    let ledger = fixture.ledger
    #expect(ledger.backsUp.compareExchange(expected: false, desired: true, ordering: .relaxed).exchanged)
    let path = fixture.folder + "/copy.db"
    #expect {
      try ledger.backup(to: path)
    } throws: { error in
      if case LedgerFailure.notApplied(let reason) = error { reason.contains("another backup") } else { false }
    }
    ledger.backsUp.store(false, ordering: .relaxed)
    _ = try ledger.backup(to: path)
    #expect(Directory.exists(path))
    // And the flag is down again.
    _ = try ledger.backup(to: path + "2")
  }
}
