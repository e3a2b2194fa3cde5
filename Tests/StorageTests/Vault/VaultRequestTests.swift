import Foundation
import SQLite
import Testing

@testable import LedgerCore
@testable import Storage
@testable import Vault

/// Changes of payment methods under idempotency keys.
@Suite struct `A change in the vault` {
  @Test func `is done once for each key, and answered the same, after a restart too`() throws {
    let fixture = try VaultFixture()
    let first = try fixture.tokenise(customer: "c", isDefault: true).method.token
    let second = try fixture.tokenise(customer: "c").method.token
    let made = try fixture.makeDefault(second, key: "a")
    #expect(made.method.isDefault && !made.isReplay)
    // Another becomes the default meanwhile: the retry must not take that back.
    try fixture.makeDefault(first)
    for isAfterRestart in [false, true] {
      if isAfterRestart { try fixture.restart() }
      let again = try fixture.makeDefault(second, key: "a")
      #expect(again.isReplay && again.method == made.method)
      #expect(try fixture.method(first).isDefault && !fixture.method(second).isDefault)
    }
    fixture.clock.advance(seconds: 1)
    let deleted = try fixture.delete(second, key: "b")
    fixture.clock.advance(seconds: 1)
    try fixture.restart()
    let again = try fixture.delete(second, key: "b")
    #expect(again.isReplay && !deleted.isReplay && again.method == deleted.method)
    // What was deleted since can only be shown as that.
    let late = try fixture.makeDefault(second, key: "a")
    #expect(late.isReplay && late.method == deleted.method)
    let actions = try fixture.auditActions()
    #expect(actions.filter { $0 == "payment_method.changed" }.count == 2)
    #expect(actions.filter { $0 == "payment_method.deleted" }.count == 1)
  }

  @Test func `that changes nothing keeps its key too`() throws {
    let fixture = try VaultFixture()
    let token = try fixture.tokenise(customer: "c", isDefault: true).method.token
    #expect(try !fixture.makeDefault(token, key: "a").isReplay)
    #expect(try fixture.makeDefault(token, key: "a").isReplay)
    try fixture.delete(token)
    #expect(try !fixture.delete(token, key: "b").isReplay)
    #expect(try fixture.delete(token, key: "b").isReplay)
  }

  @Test func `under a key that was used for something else says what differs`() throws {
    let fixture = try VaultFixture()
    let (one, other) = (
      try fixture.tokenise(key: "made", customer: "c").method.token, try fixture.tokenise(customer: "c").method.token
    )
    _ = try fixture.makeDefault(one, key: "default")
    _ = try fixture.delete(other, key: "delete")
    #expect(throws: VaultFailure.mismatch(.token)) { try fixture.makeDefault(other, key: "default") }
    #expect(throws: VaultFailure.mismatch(.token)) { try fixture.delete(one, key: "delete") }
    #expect(throws: VaultFailure.mismatch(.operation)) { try fixture.delete(one, key: "default") }
    #expect(throws: VaultFailure.mismatch(.operation)) { try fixture.makeDefault(other, key: "delete") }
    #expect(throws: VaultFailure.mismatch(.operation)) { try fixture.makeDefault(one, key: "made") }
    #expect(throws: VaultFailure.mismatch(.operation)) { try fixture.delete(one, key: "made") }
    #expect(throws: VaultFailure.mismatch(.operation)) { try fixture.tokenise(key: "default", customer: "c") }
    let otherTime = TokenID(time: Timestamp(microseconds: 1), tag: one.tag, number: one.number)
    #expect(throws: VaultFailure.mismatch(.token)) { try fixture.makeDefault(otherTime, key: "default") }
    #expect(try fixture.method(one).deletedAt == nil && fixture.list().items.count == 1)
  }

  @Test func `that was refused keeps no key`() throws {
    let fixture = try VaultFixture()
    let nobodys = try fixture.tokenise().method.token
    let token = try fixture.tokenise(customer: "c").method.token
    #expect(throws: VaultFailure.self) { try fixture.makeDefault(nobodys, key: "a") }
    #expect(try !fixture.makeDefault(token, key: "a").isReplay)
  }

  @Test(arguments: [
    "act = 2", "record = 2", "at = at + 1", "mark = zeroblob(16)", "request_key = 'b'",
  ]) func `whose row was changed is not answered`(change: String) throws {
    let fixture = try VaultFixture()
    let (one, _) = (try fixture.tokenise(customer: "c").method.token, try fixture.tokenise().method.token)
    _ = try fixture.makeDefault(one, key: "a")
    try fixture.vaults.close(fixture.tenant)
    try fixture.withFile { try $0.execute("DROP TRIGGER requests_are_never_changed; UPDATE requests SET \(change)") }
    let key = change.contains("'b'") ? "b" : "a"
    #expect {
      _ = try fixture.makeDefault(one, key: key)
    } throws: { error in
      if case .damaged? = error as? VaultFailure { true } else { false }
    }
  }

  @Test func `is kept by vaults that were made before keys were`() throws {
    let fixture = try VaultFixture()
    let token = try fixture.tokenise(customer: "c").method.token
    try fixture.vaults.close(fixture.tenant)
    try fixture.withFile {
      try $0.execute("DROP TABLE provider_secrets; DROP TABLE requests; DELETE FROM migrations WHERE number > 1")
    }
    #expect(try !fixture.makeDefault(token, key: "a").isReplay)
    #expect(try fixture.makeDefault(token, key: "a").isReplay)
    #expect(try fixture.reveal(token) == VaultFixture.visa)
  }
}
