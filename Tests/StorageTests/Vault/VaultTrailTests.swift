import Foundation
import Testing

@testable import LedgerCore
@testable import SQLite
@testable import Sodium
@testable import Storage
@testable import Tenancy
@testable import Vault

/// Heads of the trails of vaults: signed of what is durable, kept in the catalogue.
@Suite struct `The head of a vault's trail` {
  @Test func `is signed and kept when the vault is closed`() throws {
    let fixture = try TrailFixture()
    let token = try fixture.keep()[0]
    _ = try fixture.reveal(token)
    #expect(try fixture.keptHeads() == [], "a commit does not wait for the catalogue")
    try fixture.vaults.close(fixture.tenant)
    #expect(try fixture.keptHeads() == [2])
    let head = try fixture.vaults.auditHead(of: fixture.tenant)
    #expect(try head.trail == fixture.name && head.sequence == 2 && head.seal == fixture.rows().first?.seal)
    let message = SignedAuditHead.message(trail: head.trail, sequence: head.sequence, seal: head.seal, signedAt: head.signedAt)
    #expect(SigningKey.verify(head.signature, of: message, publicKey: fixture.directory.signingKey.publicKey))
    #expect(try fixture.vaults.auditHead(of: fixture.tenant) == head, "one that is kept is not signed anew")
  }

  @Test func `is kept when another vault takes its place, from time to time, in a backup, and at the end`() throws {
    let fixture = try TrailFixture { $0.openVaults = 1 }
    let other = try fixture.directory.create(code: "other", name: "O", key: "o").tenant.id
    try fixture.keep()
    // The vault's thread lets go of what it has answered.
    poll(nil, 0, 20)
    try fixture.keep(of: other)
    #expect(try fixture.keptHeads() == [1])
    poll(nil, 0, 20)
    try fixture.keep()
    fixture.directory.noteKeyUses()
    #expect(try fixture.keptHeads() == [1, 2])
    try fixture.keep()
    try fixture.directory.backupCatalog(to: fixture.path + "/copy.db")
    #expect(try fixture.keptHeads(in: fixture.path + "/copy.db") == [1, 2, 3])
    try fixture.keep()
    fixture.stop()
    #expect(try fixture.keptHeads() == [1, 2, 3, 4])
  }

  @Test func `of a vault that has no row, or is not there, is the beginning, and is not kept`() throws {
    let fixture = try TrailFixture()
    let beginning = AuditTrail.beginning(of: fixture.name)
    let none = try fixture.vaults.auditHead(of: fixture.tenant)
    #expect(none.sequence == 0 && none.seal == beginning && !fixture.vaults.exists(fixture.tenant))
    _ = try fixture.vault()
    #expect(try fixture.vaults.auditHead(of: fixture.tenant).seal == beginning)
    try fixture.vaults.close(fixture.tenant)
    #expect(try fixture.keptHeads() == [])
  }

  /// Two in one commit: the first writes its row, the second does not fit on the disk.
  @Test func `is not moved by what is rolled back`() throws {
    let fixture = try TrailFixture()
    try fixture.keep()
    try fixture.onFile { _ = try $0.integer("PRAGMA max_page_count = 1") }
    let vault = try fixture.vault()
    let records = try #require(vault.records as? SQLiteVault)
    // Nothing is taken while the vault's thread stands here: what comes meanwhile is one commit.
    let (stands, gate) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    records.inspect { _ in
      stands.signal()
      gate.wait()
    }
    stands.wait()
    let (small, large) = (Waiting<TenantVault.Tokenised>(), Waiting<TenantVault.Tokenised>())
    vault.tokenise(try VaultFixture.card(VaultFixture.visa), key: "small", VaultFixture.origin, answer: small.answer)
    let file = try NewMethod.file(name: nil, mediaType: nil, content: SecretBytes.random(VaultLimits.fileBytes), .init())
    vault.tokenise(file, key: "large", VaultFixture.origin, answer: large.answer)
    gate.signal()
    #expect(throws: VaultFailure.self) { try small.wait() }
    #expect(throws: VaultFailure.self) { try large.wait() }
    #expect(try fixture.vaults.auditHead(of: fixture.tenant).sequence == 1)
    try fixture.onFile { _ = try $0.integer("PRAGMA max_page_count = 1000000") }
    // A commit without a row publishes nothing of what was rolled back before it.
    let unknown = TokenID(time: fixture.clock.now(), tag: LedgerTag(rawValue: 1), number: 9)
    #expect(throws: VaultFailure.unknownToken) { try fixture.reveal(unknown) }
    #expect(try fixture.vaults.auditHead(of: fixture.tenant).sequence == 1)
    try fixture.keep()
    let head = try fixture.vaults.auditHead(of: fixture.tenant)
    #expect(try head.sequence == 2 && head.seal == fixture.rows().first?.seal)
  }

  /// The row is written, and the COMMIT itself is refused: nobody knows then, and the file is opened anew.
  @Test func `is not moved by a commit that failed`() throws {
    let fixture = try TrailFixture()
    try fixture.keep()
    try fixture.onFile { connection in
      try connection.execute(
        """
        CREATE TEMP TABLE parent (id INTEGER PRIMARY KEY);
        CREATE TEMP TABLE child (parent REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED);
        CREATE TEMP TRIGGER no AFTER INSERT ON main.audit BEGIN INSERT INTO child VALUES (7); END
        """)
    }
    #expect(throws: VaultFailure.outcomeUnknown) { try fixture.keep() }
    #expect(try fixture.vaults.auditHead(of: fixture.tenant).sequence == 1)
    #expect(try fixture.keptHeads() == [1])
    try fixture.keep()
    #expect(try fixture.vaults.auditHead(of: fixture.tenant).sequence == 2)
  }

  @Test func `after a kill is behind the rows, never before them`() throws {
    let fixture = try TrailFixture()
    try fixture.keep(2)
    #expect(try fixture.vaults.auditHead(of: fixture.tenant).sequence == 2)
    let token = try fixture.keep()[0]
    _ = try fixture.reveal(token)
    // As a kill has it that came between the commit and the head.
    let killed = try TrailFixture(copyOf: fixture)
    #expect(try killed.keptHeads() == [2])
    #expect(try killed.reveal(token) == VaultFixture.visa)
    #expect(try killed.vaults.auditHead(of: killed.tenant).sequence == 5)
    #expect(try killed.keptHeads() == [2, 5])
  }

  @Test func `that is kept is never written over by another of the same row`() throws {
    let fixture = try TrailFixture()
    try fixture.keep()
    try fixture.catalog("INSERT INTO audit_heads VALUES ('\(fixture.name)', 1, zeroblob(32), 1, zeroblob(32), zeroblob(64))")
    #expect(throws: VaultFailure.self) { try fixture.vaults.auditHead(of: fixture.tenant) }
    do { _ = try fixture.vaults.auditHead(of: fixture.tenant) } catch {
      #expect("\(error)".contains("was rewritten: its row 1"), "\(error)")
    }
    try fixture.vaults.close(fixture.tenant)
    #expect(try fixture.keptHeads() == [1])
    #expect(fixture.refusal()?.contains("row 1") == true)
  }

  @Test func `and the rows are read without a key, a page at a time`() throws {
    let fixture = try TrailFixture()
    let token = try fixture.keep(3)[0]
    _ = try fixture.reveal(token)
    try fixture.vaults.close(fixture.tenant)
    fixture.vaults.ring.seal()
    #expect(try fixture.rows().map(\.sequence) == [4, 3, 2, 1])
    let page = try fixture.vaults.auditRecords(of: fixture.tenant, AuditFilter(), before: nil, limit: 3)
    #expect(page.items.map(\.sequence) == [4, 3, 2] && page.next == 2)
    #expect(try fixture.rows(before: 2).map(\.sequence) == [1])
    var reveals = AuditFilter()
    reveals.action = .paymentMethodRevealed
    #expect(try fixture.rows(reveals).map(\.subject) == [token.text])
    #expect(try fixture.vaults.auditHead(of: fixture.tenant).sequence == 4)
  }

  @Test func `and a page looks at so many rows only, and says where to go on`() throws {
    let fixture = try TrailFixture()
    try fixture.keep()
    let more = VaultLimits.scannedRows
    try fixture.onFile { connection in
      let trail = try AuditTrail(on: connection, name: "any")
      for _ in 0..<more {
        try trail.append(AuditEntry(.daemon, .dataKeyRotated, tenant: nil, subject: "x"), at: Timestamp(microseconds: 1))
      }
    }
    var made = AuditFilter()
    made.action = .paymentMethodCreated
    let page = try fixture.vaults.auditRecords(of: fixture.tenant, made, before: nil, limit: 10)
    #expect(page.items.isEmpty && page.next == 2)
    let next = try fixture.vaults.auditRecords(of: fixture.tenant, made, before: page.next, limit: 10)
    #expect(next.items.map(\.sequence) == [1] && next.next == nil)
  }
}

/// A vault that does not hold what was signed of it is not served, and says why.
@Suite struct `A vault whose trail is not what was signed` {
  @Test(arguments: [
    "DELETE FROM audit WHERE sequence = 3", "DELETE FROM audit", "UPDATE audit SET seal = zeroblob(32) WHERE sequence = 3",
    "DELETE FROM audit WHERE sequence = 3; INSERT INTO audit SELECT 3, at, actor, action, tenant, subject, request_id, before, after, seal FROM audit WHERE sequence = 2",
  ]) func `is not opened, and the row is named`(change: String) throws {
    let fixture = try TrailFixture()
    let token = try fixture.keep(3)[0]
    try fixture.vaults.close(fixture.tenant)
    try fixture.alter(change)
    for making in [false, true] {
      let reason = try #require(fixture.refusal(making: making))
      #expect(reason.contains("does not hold row 3 of its audit trail"), "\(reason)")
      #expect(reason.contains("delete the later rows of the trail '\(fixture.name)' from the table audit_heads"))
    }
    #expect(throws: VaultFailure.self) { try fixture.rows() }
    #expect(throws: VaultFailure.self) { try fixture.vaults.auditHead(of: fixture.tenant) }
    #expect(throws: VaultFailure.self) { try fixture.vaults.copyVault(of: fixture.tenant, to: fixture.path + "/copy") }
    #expect(fixture.directory.ledger(of: fixture.tenant) != nil, "the ledger runs on")
    #expect(fixture.vaults.openVaults.open == 0)
    // What the sentence says serves it again.
    try fixture.catalog("DELETE FROM audit_heads WHERE trail = '\(fixture.name)'")
    #expect(try fixture.reveal(token) == VaultFixture.visa)
  }

  @Test func `because an older file was put back is not opened; the right one is`() throws {
    let fixture = try TrailFixture()
    let token = try fixture.keep(2)[0]
    try fixture.vaults.close(fixture.tenant)
    try FileManager.default.copyItem(atPath: fixture.file, toPath: fixture.path + "/older")
    _ = try fixture.reveal(token)
    try fixture.vaults.close(fixture.tenant)
    try FileManager.default.moveItem(atPath: fixture.file, toPath: fixture.path + "/newest")
    try FileManager.default.moveItem(atPath: fixture.path + "/older", toPath: fixture.file)
    #expect(fixture.refusal()?.contains("does not hold row 3") == true)
    try FileManager.default.removeItem(atPath: fixture.file)
    try FileManager.default.moveItem(atPath: fixture.path + "/newest", toPath: fixture.file)
    #expect(try fixture.reveal(token) == VaultFixture.visa)
  }

  @Test(arguments: [false, true]) func `because it is gone is missed, also without its note`(making: Bool) throws {
    let fixture = try TrailFixture()
    try fixture.keep()
    try fixture.vaults.close(fixture.tenant)
    for path in [fixture.file, VaultMark.path(beside: fixture.file)] { try FileManager.default.removeItem(atPath: path) }
    #expect(fixture.refusal(making: making)?.contains("vault.db is missing") == true)
    #expect(!fixture.vaults.exists(fixture.tenant))
  }

  @Test func `is not gone on with after an error, when it has lost a row that was answered`() throws {
    let fixture = try TrailFixture()
    try fixture.keep(2)
    try fixture.onFile { connection in
      try connection.execute(
        """
        DROP TRIGGER audit_is_never_cut; DELETE FROM audit WHERE sequence = 2;
        CREATE TEMP TRIGGER no AFTER INSERT ON audit BEGIN SELECT RAISE(ROLLBACK, 'no'); END
        """)
    }
    #expect(throws: VaultFailure.self) { try fixture.keep() }
    let trouble = try #require(fixture.vaults.trouble[fixture.tenant])
    #expect(trouble.contains("has lost row 2 of its audit trail"), "\(trouble)")
  }

  @Test func `is not what a backup brings back: the catalogue is copied first`() throws {
    let fixture = try TrailFixture()
    let token = try fixture.keep(2)[0]
    let backup = fixture.path + "-backup"
    defer { try? FileManager.default.removeItem(atPath: backup) }
    let folder = "\(backup)/tenants/\(fixture.tenant)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try fixture.directory.backupCatalog(to: backup + "/catalog.db")
    _ = try fixture.reveal(token)
    #expect(try fixture.vaults.copyVault(of: fixture.tenant, to: folder + "/vault.db"))
    _ = try fixture.reveal(token)
    fixture.stop()
    let restored = try TrailFixture(copyOf: fixture, from: backup)
    #expect(try restored.keptHeads() == [2])
    #expect(try restored.reveal(token) == VaultFixture.visa)
    #expect(try restored.vaults.auditHead(of: restored.tenant).sequence == 4)
    restored.stop()
    #expect(try restored.keptHeads() == [2, 4])
  }

  @Test func `is not in the way of deleting its tenant`() throws {
    let fixture = try TrailFixture()
    try fixture.keep(2)
    try fixture.vaults.close(fixture.tenant)
    try fixture.alter("DELETE FROM audit WHERE sequence = 2")
    #expect(fixture.refusal() != nil)
    try fixture.vaults.shred(fixture.tenant, .daemon)
    #expect(throws: VaultFailure.shredded) { try fixture.vaults.vault(of: fixture.tenant, making: false) }
  }
}
