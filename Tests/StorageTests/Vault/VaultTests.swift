import Foundation
import SQLite
import Testing

@testable import LedgerCore
@testable import Sodium
@testable import Storage
@testable import Vault

@Suite struct `A vault` {
  @Test func `gives a token for a card, shows it masked, and reveals it`() throws {
    let fixture = try VaultFixture()
    let made = try fixture.tokenise(customer: "c1")
    #expect(!made.isReplay)
    #expect(made.method.token.text.hasPrefix("tok_"))
    #expect(made.method.details.masked == "48111111****1114")
    #expect(made.method.details.holder == "BUDI")
    #expect(try fixture.method(made.method.token) == made.method)
    #expect(try fixture.reveal(made.method.token) == VaultFixture.visa)
    try fixture.restart()
    #expect(try fixture.method(made.method.token) == made.method)
    #expect(try fixture.reveal(made.method.token) == VaultFixture.visa)
    #expect(try fixture.auditActions() == ["payment_method.created", "payment_method.revealed", "payment_method.revealed"])
  }

  @Test func `gives the same token for the same key, after a restart and a deletion too`() throws {
    let fixture = try VaultFixture()
    let made = try fixture.tokenise(key: "a", customer: "c1")
    let again = try fixture.tokenise(key: "a", customer: "c1")
    #expect(again.isReplay && again.method == made.method)
    try fixture.restart()
    #expect(try fixture.tokenise(key: "a", customer: "c1").method == made.method)
    try fixture.delete(made.method.token)
    let deleted = try fixture.tokenise(key: "a", customer: "c1")
    #expect(deleted.isReplay && deleted.method.deletedAt != nil && deleted.method.token == made.method.token)
    #expect(try fixture.auditActions().filter { $0 == "payment_method.created" }.count == 1)
  }

  @Test func `says that a key was used for something else`() throws {
    let fixture = try VaultFixture()
    try fixture.tokenise(key: "a", customer: "c1")
    #expect(throws: VaultFailure.mismatch(.customer)) { try fixture.tokenise(key: "a", customer: "c2") }
    #expect(throws: VaultFailure.mismatch(.isDefault)) { try fixture.tokenise(key: "a", customer: "c1", isDefault: true) }
    #expect(throws: VaultFailure.mismatch(nil)) { try fixture.tokenise("5211111111111117", key: "a", customer: "c1") }
    #expect(try fixture.list().items.count == 1)
  }

  @Test func `gives another token for the same card, with the same fingerprint; other tenants have another`() throws {
    let fixture = try VaultFixture()
    let (first, second) = (try fixture.tokenise().method, try fixture.tokenise("4811 1111 1111 1114").method)
    #expect(first.token != second.token && first.fingerprint == second.fingerprint)
    #expect(try fixture.tokenise("5211111111111117").method.fingerprint != first.fingerprint)
    #expect(try VaultFixture().tokenise().method.fingerprint != first.fingerprint)
  }

  @Test func `lists newest first, by customer and kind, without what was deleted`() throws {
    let fixture = try VaultFixture()
    var tokens: [TokenID] = []
    for number in 0..<25 { tokens.append(try fixture.tokenise(customer: number % 2 == 0 ? "even" : "odd").method.token) }
    try fixture.delete(tokens[10])
    let wanted = Array(tokens.reversed()).filter { $0 != tokens[10] }
    var found: [TokenID] = []
    var cursor: TokenID?
    repeat {
      let page = try fixture.list(after: cursor, limit: 7)
      #expect(page.items.count <= 7)
      found += page.items.map(\.token)
      cursor = page.next
    } while cursor != nil
    #expect(found == wanted)
    let even = try fixture.list(MethodFilter(customer: "even")).items
    #expect(even.map(\.token) == wanted.filter { tokens.firstIndex(of: $0).map { $0 % 2 == 0 } ?? false })
    #expect(try fixture.list(MethodFilter(kind: .file)).items.isEmpty)
    #expect(try fixture.list(MethodFilter(customer: "even", kind: .card)).items.count == 12)
    #expect(try fixture.list(MethodFilter(customer: "nobody")).items.isEmpty)
  }

  @Test func `has one default for a customer`() throws {
    let fixture = try VaultFixture()
    let first = try fixture.tokenise(customer: "c", isDefault: true).method.token
    let second = try fixture.tokenise(customer: "c", isDefault: true).method.token
    let other = try fixture.tokenise(customer: "d", isDefault: true).method.token
    #expect(try !fixture.method(first).isDefault && fixture.method(second).isDefault && fixture.method(other).isDefault)
    #expect(try fixture.makeDefault(first).isDefault)
    #expect(try fixture.makeDefault(first).isDefault)
    #expect(try fixture.method(first).isDefault && !fixture.method(second).isDefault)
    try fixture.delete(first)
    #expect(throws: VaultFailure.deleted) { try fixture.makeDefault(first) }
    #expect(try fixture.list(MethodFilter(customer: "c")).items.filter(\.isDefault).isEmpty)
    let nobodys = try fixture.tokenise().method.token
    #expect(throws: VaultFailure.self) { try fixture.makeDefault(nobodys) }
  }

  @Test func `keeps of what was deleted the token and the fingerprint, and nothing that was sealed`() throws {
    let fixture = try VaultFixture()
    let made = try fixture.tokenise(customer: "c").method
    let deleted = try fixture.delete(made.token)
    #expect(deleted.deletedAt != nil && deleted.fingerprint == made.fingerprint && deleted.details == MethodDetails())
    #expect(try fixture.delete(made.token) == deleted)
    #expect(try fixture.method(made.token) == deleted)
    #expect(throws: VaultFailure.deleted) { try fixture.reveal(made.token) }
    try fixture.vaults.close(fixture.tenant)
    #expect(try fixture.integer("SELECT count(*) FROM records WHERE secret IS NULL AND details IS NULL AND key IS NULL") == 1)
  }

  @Test func `does not know tokens of others, nor one that was never given`() throws {
    let fixture = try VaultFixture()
    let token = try fixture.tokenise().method.token
    let foreign = try VaultFixture().tokenise().method.token
    let never = TokenID(time: token.time, tag: token.tag, number: 99)
    let otherTime = TokenID(time: Timestamp(microseconds: 1), tag: token.tag, number: token.number)
    for unknown in [foreign, never, otherTime] {
      #expect(throws: VaultFailure.unknownToken) { try fixture.method(unknown) }
      #expect(throws: VaultFailure.unknownToken) { try fixture.reveal(unknown) }
      #expect(throws: VaultFailure.unknownToken) { try fixture.delete(unknown) }
      #expect(throws: VaultFailure.unknownToken) { try fixture.makeDefault(unknown) }
    }
    #expect(try fixture.auditActions() == ["payment_method.created"])
  }

  @Test func `keeps files of 64 KiB and secrets of every kind`() throws {
    let fixture = try VaultFixture()
    let content = SecretBytes.random(VaultLimits.fileBytes)
    let method = try NewMethod.file(name: "ktp.jpg", mediaType: "image/jpeg", content: content, .init())
    let token = try VaultFixture.tokenise(method, key: "file", in: try fixture.vault()).method.token
    let vault = try fixture.vault()
    let isSame: Bool = try wait { answer in
      vault.reveal(token, reason: "test", VaultFixture.origin) { revealed in
        switch consume revealed {
        case .success(let revealed):
          answer(.success(revealed.secret.count == VaultLimits.fileBytes && revealed.method.details.size == 65_536))
        case .failure(let failure): answer(.failure(failure))
        }
      }
    }
    #expect(isSame)
  }

  @Test func `without its key, or sealed, answers that, and goes on when it is unsealed`() throws {
    let fixture = try VaultFixture()
    let token = try fixture.tokenise(key: "a").method.token
    fixture.ring.seal()
    #expect(throws: VaultFailure.keySealed) { try fixture.tokenise(key: "b") }
    #expect(throws: VaultFailure.keySealed) { try fixture.method(token) }
    #expect(throws: VaultFailure.keySealed) { try fixture.reveal(token) }
    #expect(throws: VaultFailure.keySealed) { try fixture.list() }
    try fixture.ring.unseal()
    #expect(try fixture.reveal(token) == VaultFixture.visa)
    #expect(try fixture.tokenise(key: "a").isReplay)
    #expect(try fixture.auditActions().count == 2)
  }

  @Test func `is not made for a look, and not without a key`() throws {
    let fixture = try VaultFixture()
    #expect(try fixture.vaults.vault(of: fixture.tenant, making: false) == nil)
    fixture.ring.seal()
    #expect(throws: VaultFailure.keySealed) { try fixture.vaults.vault(of: fixture.tenant, making: true) }
    #expect(!fixture.vaults.exists(fixture.tenant))
  }

  @Test func `shows no card number in its files`() throws {
    let fixture = try VaultFixture()
    for _ in 0..<50 { try fixture.reveal(fixture.tokenise(customer: "c").method.token).withCString { _ in } }
    for path in [fixture.file, fixture.file + "-wal"] {
      let bytes = try Data(contentsOf: URL(filePath: path))
      #expect(bytes.range(of: Data("48111111".utf8)) == nil)
      #expect(bytes.range(of: Data("BUDI".utf8)) == nil)
      // What is in the clear is found: the search works.
      #expect(bytes.range(of: Data("payment_method".utf8)) != nil || path == fixture.file)
    }
  }

  @Test func `has an audit trail that fits`() throws {
    let fixture = try VaultFixture()
    for _ in 0..<20 { try fixture.delete(fixture.tokenise().method.token) }
    try fixture.vaults.close(fixture.tenant)
    try fixture.withFile { file in
      let trail = try AuditTrail(on: file, name: VaultFile.trailName(fixture.tenant))
      #expect(try trail.head().sequence == 40)
      #expect(try trail.firstWrong() == nil)
    }
  }
}
