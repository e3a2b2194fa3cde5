import Foundation
import SQLite
import Testing

@testable import LedgerCore
@testable import Sodium
@testable import Storage
@testable import Vault

/// Secrets of accounts at providers in a real vault file.
@Suite struct `Provider secrets` {
  @Test func `are kept once for each request, and open as they were handed in`() throws {
    let fixture = try VaultFixture()
    let kept = try fixture.keep("a-key-of-midtrans", key: "one")
    #expect(try fixture.keep("a-key-of-midtrans", key: "one") == kept, "the same request")
    #expect(throws: VaultFailure.mismatch(nil)) { try fixture.keep("another-key", key: "one") }
    #expect(throws: VaultFailure.mismatch(nil)) { try fixture.keep("a-key-of-midtrans", key: "one", at: "xendit") }
    let again = try fixture.keep("a-key-of-midtrans", key: "two")
    #expect(again.id != kept.id && again.fingerprint == kept.fingerprint)
    #expect(try fixture.keep("a-key-of-midtrans", key: "three", at: "xendit").fingerprint != kept.fingerprint)
    #expect(try fixture.open([kept.id, again.id]) == ["a-key-of-midtrans", "a-key-of-midtrans"])
    // A payment method under the same key is another matter, and has another number.
    let token = try fixture.tokenise(key: "one").method.token
    #expect(Set([kept.id.number, again.id.number, token.number]).count == 3)
    try fixture.restart()
    #expect(try fixture.open([kept.id]) == ["a-key-of-midtrans"])
    #expect(try fixture.tokenise(key: "four").method.token.number > again.id.number)
    let actions = try fixture.auditActions()
    #expect(actions.filter { $0 == "provider_secret.created" }.count == 3)
    #expect(actions.filter { $0 == "provider_secret.opened" }.count == 2, "every opening has its row")
    let bytes = try Data(contentsOf: URL(filePath: fixture.file)) + Data(contentsOf: URL(filePath: fixture.file + "-wal"))
    #expect(bytes.range(of: Data("a-key-of-midtrans".utf8)) == nil)
  }

  @Test func `that no account names are destroyed after an hour, and not before`() throws {
    let fixture = try VaultFixture()
    let (named, orphan) = (try fixture.keep("named", key: "1"), try fixture.keep("orphan", key: "2"))
    fixture.clock.advance(seconds: 3_599)
    let young = try fixture.keep("young", key: "3")
    func sweep() throws { _ = try fixture.open([named.id], sweep: fixture.clock.now().adding(seconds: -3_600)) }
    try sweep()
    #expect(try fixture.open([orphan.id]) == ["orphan"])
    fixture.clock.advance(seconds: 2)
    try sweep()
    #expect(throws: VaultFailure.self) { try fixture.open([orphan.id]) }
    #expect(try fixture.open([named.id, young.id]) == ["named", "young"])
    #expect(try fixture.keep("orphan", key: "2").isDestroyed, "its request is told so")
    #expect(try !fixture.keep("named", key: "1").isDestroyed)
    try fixture.destroy([young.id, young.id, orphan.id])
    #expect(throws: VaultFailure.self) { try fixture.open([young.id]) }
    try fixture.vaults.close(fixture.tenant)
    #expect(try fixture.integer("SELECT count(*) FROM provider_secrets WHERE secret IS NULL AND key IS NULL") == 2)
  }

  @Test func `are sealed anew when the data key is rotated`() throws {
    let fixture = try VaultFixture()
    let kept = try fixture.keep("a-key", key: "1")
    let gone = try fixture.keep("gone", key: "2")
    try fixture.destroy([gone.id])
    try fixture.tokenise()
    try fixture.rotate()
    #expect(try fixture.open([kept.id]) == ["a-key"])
    try fixture.vaults.close(fixture.tenant)
    #expect(
      try fixture.integer(
        "SELECT count(*) FROM provider_secrets s JOIN data_keys k ON k.number = s.key WHERE k.state <> 'active'") == 0)
    #expect(try fixture.open([kept.id]) == ["a-key"])
  }

  @Test func `need the vault unsealed`() throws {
    let fixture = try VaultFixture()
    let kept = try fixture.keep("a-key", key: "1")
    fixture.ring.seal()
    #expect(throws: VaultFailure.keySealed) { try fixture.open([kept.id]) }
    #expect(throws: VaultFailure.keySealed) { try fixture.keep("another", key: "2") }
    try fixture.ring.unseal()
    #expect(try fixture.open([kept.id]) == ["a-key"])
  }

  @Test func `that were changed in the file are refused: every column, and every byte`() throws {
    let fixture = try VaultFixture { $0.syncsEachCommit = false }
    let kept = try fixture.keep("a-key-of-midtrans", key: "one")
    let other = try fixture.keep("another-key", key: "two")
    try fixture.onFile { try $0.execute("PRAGMA ignore_check_constraints = ON; PRAGMA foreign_keys = OFF") }
    func isAccepted(_ change: String, _ back: String) throws -> Bool {
      try fixture.onFile { try $0.execute(change) }
      defer { try? fixture.onFile { try $0.execute(back) } }
      do { return try fixture.open([kept.id]) == ["a-key-of-midtrans"] } catch is VaultFailure { return false }
    }
    try fixture.onFile { try $0.execute("CREATE TABLE copy AS SELECT * FROM provider_secrets") }
    let columns = ["created_at", "provider", "fingerprint", "key", "secret", "request_key", "mark", "destroyed_at"]
    let back =
      "UPDATE provider_secrets SET "
      + columns.map { "\($0) = (SELECT \($0) FROM copy WHERE copy.number = provider_secrets.number)" }.joined(separator: ", ")
    #expect(try isAccepted("SELECT 1", back))
    var changes = [
      "created_at = created_at + 1", "provider = 'xendit'", "key = key + 1", "destroyed_at = 5", "request_key = 'three'",
    ]
    for column in ["fingerprint", "secret", "mark"] {
      changes.append("\(column) = (SELECT \(column) FROM copy WHERE number = \(other.id.number))")
      let length =
        try fixture.onFile { try $0.integer("SELECT length(\(column)) FROM copy WHERE number = \(kept.id.number)") } ?? 0
      for byte in 0..<length {
        changes.append("\(column) = CAST(substr(\(column), 1, \(byte)) || x'5a' || substr(\(column), \(byte + 2)) AS BLOB)")
      }
    }
    for change in changes {
      let isSame = try fixture.onFile { file in
        try file.execute("UPDATE provider_secrets SET \(change) WHERE number = \(kept.id.number)")
        return try file.integer(
          "SELECT count(*) FROM provider_secrets p JOIN copy c USING (number) WHERE p.number = \(kept.id.number) AND "
            + columns.map { "p.\($0) IS c.\($0)" }.joined(separator: " AND ")) == 1
      }
      try fixture.onFile { try $0.execute(back) }
      guard !isSame else { continue }
      #expect(try !isAccepted("UPDATE provider_secrets SET \(change) WHERE number = \(kept.id.number)", back), "\(change)")
    }
  }
}

extension VaultFixture {
  func keep(_ secret: String, key: String, at provider: String = "midtrans") throws -> TenantVault.KeptSecret {
    let vault = try vault()
    return try wait {
      vault.keepSecret(
        SecretBytes(copying: Array(secret.utf8)), provider: provider, key: key, VaultFixture.origin, answer: $0)
    }
  }

  func open(_ ids: [ProviderSecretID], sweep: Timestamp? = nil) throws -> [String] {
    let vault = try vault()
    let opened: [ProviderSecretID: TenantVault.OpenedSecret] = try wait { vault.openSecrets(ids, sweep: sweep, answer: $0) }
    return ids.map { id in opened[id]?.bytes.withBytes { String(decoding: $0, as: UTF8.self) } ?? "–" }
  }

  func destroy(_ ids: [ProviderSecretID]) throws {
    let vault = try vault()
    try wait { vault.destroySecrets(ids, VaultFixture.origin, answer: $0) }
  }
}
