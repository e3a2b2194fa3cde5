import Foundation
import SQLite
import Testing

@testable import LedgerCore
@testable import Sodium
@testable import Storage
@testable import Vault

/// Files that are not what they should be, and a disk that is full.
@Suite struct `A vault file` {
  private func opening(_ fixture: VaultFixture) -> VaultFailure? {
    do {
      _ = try fixture.vaults.vault(of: fixture.tenant, making: true)
      return nil
    } catch { return error }
  }

  private func closed(_ records: Int = 200) throws -> VaultFixture {
    let fixture = try VaultFixture()
    for _ in 0..<records { try fixture.tokenise() }
    try fixture.vaults.close(fixture.tenant)
    return fixture
  }

  @Test(arguments: [0, 1, 2, 5, 11]) func `that is truncated is named, and nothing is made in its place`(pages: Int) throws {
    let fixture = try closed()
    let handle = try FileHandle(forUpdating: URL(filePath: fixture.file))
    try handle.truncate(atOffset: UInt64(pages * 4_096))
    try handle.close()
    guard case .fenced(let reason)? = opening(fixture) else {
      Issue.record("it was opened")
      return
    }
    #expect(reason.contains(fixture.file))
    #expect(try Data(contentsOf: URL(filePath: fixture.file)).count == pages * 4_096)
  }

  @Test func `of another tenant is named`() throws {
    let fixture = try closed(1)
    let other = TenantID(time: Timestamp(microseconds: 1), low: 1)
    try FileManager.default.copyItem(
      atPath: "\(fixture.path)/tenants/\(fixture.tenant)", toPath: "\(fixture.path)/tenants/\(other)")
    #expect {
      _ = try fixture.vaults.vault(of: other, making: false)
    } throws: { error in
      guard case .fenced(let reason)? = error as? VaultFailure else { return false }
      return reason.contains("is the vault of \(fixture.tenant), not of \(other)")
    }
  }

  @Test func `of another tenant, with the name changed in it, does not open`() throws {
    let fixture = try closed(1)
    let other = TenantID(time: Timestamp(microseconds: 1), low: 1)
    try fixture.withFile { try $0.execute("UPDATE vault SET tenant = '\(other)'") }
    try FileManager.default.moveItem(
      atPath: "\(fixture.path)/tenants/\(fixture.tenant)", toPath: "\(fixture.path)/tenants/\(other)")
    let vault = try #require(try fixture.vaults.vault(of: other, making: false))
    #expect {
      _ = try wait { vault.methods(MethodFilter(), after: nil, limit: 1, answer: $0) }
    } throws: { error in
      if case .damaged? = error as? VaultFailure { true } else { false }
    }
  }

  @Test func `that is none is named`() throws {
    let fixture = try closed(1)
    try Data("not a database, but long enough to look".utf8).write(to: URL(filePath: fixture.file))
    guard case .fenced(let reason)? = opening(fixture) else {
      Issue.record("it was opened")
      return
    }
    #expect(reason.contains("file is not a database"))
  }

  @Test func `is found again after a kill while it was being made`() throws {
    let fixture = try VaultFixture()
    try Data("half".utf8).write(to: URL(filePath: fixture.file + ".unfinished"))
    try fixture.tokenise()
    #expect(!FileManager.default.fileExists(atPath: fixture.file + ".unfinished"))
  }

  @Test func `after a kill holds what was answered`() throws {
    let fixture = try VaultFixture()
    let tokens = try (0..<50).map { try fixture.tokenise(key: "k\($0)").method.token }
    try fixture.delete(tokens[3])
    let copy = try VaultFixture(copyOf: fixture.path)
    for (index, token) in tokens.enumerated() {
      if index == 3 {
        #expect(try copy.method(token).deletedAt != nil)
      } else {
        #expect(try copy.reveal(token) == VaultFixture.visa)
      }
      #expect(try copy.tokenise(key: "k\(index)").isReplay)
    }
  }

  @Test func `on a full disk refuses what writes, answers what reads, and goes on when there is room`() throws {
    let fixture = try VaultFixture()
    let token = try fixture.tokenise().method.token
    try fixture.onFile { _ = try $0.integer("PRAGMA max_page_count = 1") }
    let failure = VaultFailure.notApplied("the disk is full: free some space, then send the request again")
    #expect(throws: failure) {
      let content = SecretBytes.random(VaultLimits.fileBytes)
      let method = try NewMethod.file(name: nil, mediaType: nil, content: content, .init())
      _ = try VaultFixture.tokenise(method, key: "file", in: try fixture.vault())
    }
    #expect(try fixture.method(token).token == token)
    #expect(try fixture.list().items.count == 1)
    try fixture.onFile { _ = try $0.integer("PRAGMA max_page_count = 1000000") }
    #expect(try !fixture.tokenise(key: "file").isReplay)
    #expect(try fixture.reveal(token) == VaultFixture.visa)
  }

  @Test func `is opened again after an error that says nothing about what was written`() throws {
    let fixture = try VaultFixture()
    let token = try fixture.tokenise(key: "a").method.token
    // A table that is gone fails like a disk that does: not full, not busy.
    try fixture.onFile { try $0.execute("ALTER TABLE audit RENAME TO elsewhere") }
    #expect(throws: VaultFailure.self) { try fixture.tokenise(key: "b") }
    #expect(!fixture.vaults.trouble.isEmpty)
    #expect(throws: VaultFailure.self) { try fixture.reveal(token) }
    try fixture.vaults.close(fixture.tenant)
    try fixture.withFile { try $0.execute("ALTER TABLE elsewhere RENAME TO audit") }
    #expect(try fixture.reveal(token) == VaultFixture.visa)
    #expect(try !fixture.tokenise(key: "b").isReplay)
  }

  @Test func `takes nothing any more once it is closed, and is opened by who asks next`() throws {
    let fixture = try VaultFixture()
    let vault = try fixture.vault()
    let token = try fixture.tokenise().method.token
    try fixture.vaults.close(fixture.tenant)
    #expect(throws: VaultFailure.self) { try VaultFixture.reveal(token, in: vault) }
    #expect(try fixture.reveal(token) == VaultFixture.visa)
  }
}
