import Foundation
import SQLite
import Synchronization
import Testing

@testable import LedgerCore
@testable import Sodium
@testable import Storage
@testable import Vault

@Suite struct `Rotation` {
  @Test func `of the data key seals every record anew and destroys the old key`() throws {
    let fixture = try VaultFixture()
    let tokens = try (0..<300).map { _ in try fixture.tokenise().method.token }
    try fixture.delete(tokens[5])
    let before = try fixture.vault().records.keys.rows
    try fixture.rotate()
    let after = try fixture.vault().records.keys.rows
    #expect(after.map(\.state) == [.active, .destroyed, .active])
    #expect(after[1].wrapped == nil && before[1].wrapped != nil)
    #expect(after[0].wrapped == before[0].wrapped)
    for token in tokens where token != tokens[5] { #expect(try fixture.reveal(token) == VaultFixture.visa) }
    try fixture.vaults.close(fixture.tenant)
    #expect(try fixture.integer("SELECT count(*) FROM records WHERE key <> 3") == 0)
    // Neither the file nor its log holds the key that was destroyed.
    let wrapped = try #require(before[1].wrapped)
    let files = try [fixture.file, fixture.file + "-wal"].filter { FileManager.default.fileExists(atPath: $0) }
      .map { try Data(contentsOf: URL(filePath: $0)) }
    #expect(files.allSatisfy { $0.range(of: Data(wrapped)) == nil })
    // What is there is found: the search works.
    #expect(files.contains { $0.range(of: Data(after[2].wrapped ?? [])) != nil })
  }

  @Test func `goes on after a crash at any commit, with nothing lost`() throws {
    let fixture = try VaultFixture()
    let tokens = try (0..<300).map { _ in try fixture.tokenise().method.token }
    let vault = try fixture.vault()
    let copies = FolderCopies(of: fixture.path)
    _ = try wait { vault.rotateDataKey(VaultFixture.origin, answer: $0) }
    // Copied on the vault's thread, after each of its commits.
    copies.copyAfterEachCommit(of: vault)
    try fixture.finishRotation()
    copies.stop()
    #expect(copies.paths.count >= 5, "\(copies.paths.count)")
    for path in copies.paths {
      let copy = try VaultFixture(copyOf: path)
      // Opening goes on with the rotation by itself.
      let opened = try copy.vault()
      while opened.rotationStatus.isUnderWay { _ = try copy.list(limit: 1) }
      #expect(opened.rotationStatus.trouble == nil)
      #expect(!opened.hasRetiringKey)
      for token in tokens { #expect(try copy.reveal(token) == VaultFixture.visa) }
    }
  }

  @Test func `while others tokenise and reveal loses nothing, whichever key they met`() throws {
    let fixture = try VaultFixture()
    let vault = try fixture.vault()
    for _ in 0..<100 { try fixture.tokenise() }
    let stop = Atomic(false)
    let made = Mutex<[TokenID]>([])
    let failures = Mutex<[String]>([])
    let threads = DispatchGroup()
    for thread in 0..<6 {
      DispatchQueue(label: "caller \(thread)").async(group: threads) {
        var number = 0
        while !stop.load(ordering: .relaxed) {
          number += 1
          do {
            let token = try VaultFixture.tokenise(VaultFixture.card(VaultFixture.visa), key: "\(thread)-\(number)", in: vault)
              .method.token
            made.withLock { $0.append(token) }
            guard try VaultFixture.reveal(token, in: vault) == VaultFixture.visa else { throw TestFailure("another secret") }
          } catch { failures.withLock { $0.append("\(error)") } }
        }
      }
    }
    for _ in 0..<8 { try fixture.rotate() }
    stop.store(true, ordering: .relaxed)
    threads.wait()
    #expect(failures.withLock { $0 }.isEmpty)
    #expect(made.withLock { $0.count } > 20)
    for token in made.withLock({ $0 }) { #expect(try fixture.reveal(token) == VaultFixture.visa) }
    try fixture.vaults.close(fixture.tenant)
    #expect(try fixture.integer("SELECT count(DISTINCT key) FROM records") == 1)
    #expect(try fixture.integer("SELECT count(*) FROM data_keys WHERE state = 'destroyed'") == 8)
  }

  @Test func `that ends in the commit of a reveal does not keep the reveal from opening`() throws {
    let fixture = try VaultFixture()
    let token = try fixture.tokenise().method.token
    // One stands before every step of the rotation, in its commit.
    let chain = RevealChain(token, in: try fixture.vault())
    chain.next()
    for _ in 0..<5 { try fixture.rotate() }
    chain.stop()
    _ = try fixture.list()
    #expect(chain.failures.isEmpty)
    #expect(chain.count > 10)
  }

  @Test func `of the key above wraps the tenants' keys anew; the old one opens nothing then`() throws {
    let fixture = try VaultFixture()
    let token = try fixture.tokenise().method.token
    let formerFile = try Data(contentsOf: URL(filePath: fixture.path + "/keys/kek"))
    let before = try fixture.vault().records.keys.rows
    _ = try fixture.ring.beginRotation()
    // A crash here: both keys are there, and the vault opens.
    let copy = try VaultFixture(copyOf: fixture.path)
    #expect(try copy.reveal(token) == VaultFixture.visa)
    #expect(try fixture.rewrap() == 2)
    #expect(try fixture.rewrap() == 0)
    try fixture.ring.finishRotation()
    #expect(try fixture.reveal(token) == VaultFixture.visa)
    try fixture.restart()
    #expect(try fixture.reveal(token) == VaultFixture.visa)
    let after = try fixture.vault().records.keys.rows
    #expect(zip(before, after).allSatisfy { $0.wrapped != $1.wrapped && $0.wrappedUnder != $1.wrappedUnder })
    try fixture.vaults.close(fixture.tenant)
    let bytes = try Data(contentsOf: URL(filePath: fixture.file))
    #expect(before.allSatisfy { bytes.range(of: Data($0.wrapped ?? [0])) == nil })
    // The old key in place of the new one is named as wrong.
    try formerFile.write(to: URL(filePath: fixture.path + "/keys/kek"))
    #expect(throws: KeyFailure.self) { try KeyRing(folder: fixture.path + "/keys") }
  }

  @Test func `of the key above goes through all vaults, and takes up what a crash left`() throws {
    let fixture = try VaultFixture()
    let tenants = try fixture.addTenants(5)
    var tokens: [TokenID] = []
    for tenant in tenants {
      let vault = try #require(try fixture.vaults.vault(of: tenant, making: true))
      tokens.append(try VaultFixture.tokenise(VaultFixture.card(VaultFixture.visa), key: "a", in: vault).method.token)
    }
    #expect(try fixture.vaults.tenantsWithVault() == tenants)
    _ = try fixture.ring.beginRotation()
    // As far as the second tenant, then a kill.
    for tenant in tenants.prefix(2) {
      let vault = try #require(try fixture.vaults.vault(of: tenant, making: false))
      #expect(try wait { vault.rewrapKeys(VaultFixture.origin, answer: $0) } == 2)
    }
    let copy = try VaultFixture(copyOf: fixture.path)
    #expect(copy.ring.retiring != nil)
    // One is in use already, and stays open; what the rotation has opened it closes.
    let inUse = try #require(try copy.vaults.vault(of: tenants[0], making: false))
    try copy.finishMasterRotation()
    #expect(copy.ring.retiring == nil)
    #expect(copy.vaults.masterRotation.done == 5 && copy.vaults.masterRotation.total == 5)
    #expect(copy.vaults.openVaults.open == 1 && copy.vaults.openVaults.opens == 5)
    #expect(try VaultFixture.reveal(tokens[0], in: inUse) == VaultFixture.visa)
    #expect(!FileManager.default.fileExists(atPath: copy.path + "/keys/kek.old"))
    try copy.restart()
    for (tenant, token) in zip(tenants, tokens) {
      let vault = try #require(try copy.vaults.vault(of: tenant, making: false))
      #expect(try VaultFixture.reveal(token, in: vault) == VaultFixture.visa)
    }
  }

  @Test func `of the key above stops at a vault that does not open, and keeps the old key`() throws {
    let fixture = try VaultFixture()
    try fixture.tokenise()
    try fixture.vaults.close(fixture.tenant)
    _ = try fixture.ring.beginRotation()
    try Data(count: 4_096).write(to: URL(filePath: fixture.file))
    #expect(throws: VaultFailure.self) { try fixture.finishMasterRotation() }
    #expect(fixture.ring.retiring != nil)
    #expect(FileManager.default.fileExists(atPath: fixture.path + "/keys/kek.old"))
  }

  @Test func `of the key above stops at a vault that is gone, and goes on when it is back`() throws {
    let fixture = try VaultFixture()
    let token = try fixture.tokenise().method.token
    try fixture.vaults.close(fixture.tenant)
    try FileManager.default.moveItem(atPath: fixture.file, toPath: fixture.path + "/elsewhere")
    _ = try fixture.ring.beginRotation()
    #expect(throws: VaultFailure.self) { try fixture.finishMasterRotation() }
    #expect(fixture.ring.retiring != nil)
    try FileManager.default.moveItem(atPath: fixture.path + "/elsewhere", toPath: fixture.file)
    try fixture.finishMasterRotation()
    #expect(fixture.ring.retiring == nil && fixture.vaults.masterRotation.trouble == nil)
    #expect(try fixture.reveal(token) == VaultFixture.visa)
  }

  @Test func `of the key above is cut off by a shutdown, and waits for whoever uses all vaults`() throws {
    let fixture = try VaultFixture { $0.openVaults = 2 }
    let tenants = try fixture.addTenants(5)
    for tenant in tenants {
      _ = try VaultFixture.tokenise(VaultFixture.card(VaultFixture.visa), key: "a", in: fixture.vault(of: tenant))
    }
    var held = try [tenants[3], tenants[4]].map { try fixture.vault(of: $0) }
    _ = try fixture.ring.beginRotation()
    fixture.vaults.continueMasterRotation()
    poll(nil, 0, 50)
    #expect(fixture.vaults.masterRotation.isUnderWay && fixture.vaults.masterRotation.done == 0 && !held.isEmpty)
    try fixture.restart()
    #expect(fixture.ring.retiring != nil)
    held = try [tenants[3], tenants[4]].map { try fixture.vault(of: $0) }
    fixture.vaults.continueMasterRotation()
    poll(nil, 0, 20)
    held = []
    try fixture.finishMasterRotation()
    #expect(fixture.ring.retiring == nil && fixture.vaults.openVaults.open <= 2)
  }

  @Test func `with a wrong key in the ring is refused, naming both`() throws {
    let (fixture, other) = (try VaultFixture(), try VaultFixture())
    try fixture.tokenise()
    try fixture.vaults.shutdown()
    let vaults = SQLiteVaults(path: fixture.path, ring: other.ring, options: fixture.options)
    let vault = try #require(try vaults.vault(of: fixture.tenant, making: false))
    guard case .unsealed(let expected) = fixture.ring.state, case .unsealed(let given) = other.ring.state else {
      throw TestFailure("no keys")
    }
    #expect(throws: VaultFailure.wrongKey(expected: expected, given: [given])) {
      try wait { vault.methods(MethodFilter(), after: nil, limit: 1, answer: $0) }
    }
    try vaults.shutdown()
  }

  @Test func `shredding leaves nothing that opens, and works without the key`() throws {
    let fixture = try VaultFixture()
    let token = try fixture.tokenise().method.token
    let before = try fixture.vault().records.keys.rows
    fixture.ring.seal()
    let vault = try fixture.vault()
    #expect(try wait { vault.shred(VaultFixture.origin, answer: $0) } == 2)
    #expect(try wait { vault.shred(VaultFixture.origin, answer: $0) } == 0)
    try fixture.ring.unseal()
    #expect(throws: VaultFailure.shredded) { try fixture.reveal(token) }
    #expect(throws: VaultFailure.shredded) { try fixture.method(token) }
    #expect(throws: VaultFailure.shredded) { try fixture.tokenise() }
    try fixture.restart()
    #expect(throws: VaultFailure.shredded) { try fixture.list() }
    try fixture.vaults.close(fixture.tenant)
    let bytes = try Data(contentsOf: URL(filePath: fixture.file))
    #expect(before.allSatisfy { bytes.range(of: Data($0.wrapped ?? [0])) == nil })
  }

  @Test(arguments: [false, true]) func `shredding the vault of a tenant that is deleted closes it for good, damaged or not`(
    isDamaged: Bool
  ) throws {
    let fixture = try VaultFixture()
    try fixture.tokenise()
    let wrapped = try fixture.vault().records.keys.rows.compactMap(\.wrapped)
    if isDamaged {
      try fixture.vaults.close(fixture.tenant)
      let handle = try FileHandle(forWritingTo: URL(filePath: fixture.file))
      try handle.write(contentsOf: Data(count: 100))
      try handle.close()
    }
    fixture.ring.seal()
    #expect(wrapped.count == 2)
    for _ in 0..<2 {
      try fixture.vaults.shred(fixture.tenant, VaultFixture.origin)
      let bytes = try Data(contentsOf: URL(filePath: fixture.file))
      #expect(wrapped.allSatisfy { bytes.range(of: Data($0)) == nil })
    }
    #expect(throws: VaultFailure.shredded) { try fixture.vault() }
    #expect(try isDamaged || fixture.auditActions().last == "vault.shredded")
  }

  @Test func `stops at a damaged record and keeps the key that others need`() throws {
    let fixture = try VaultFixture()
    let tokens = try (0..<100).map { _ in try fixture.tokenise().method.token }
    try fixture.vaults.close(fixture.tenant)
    try fixture.withFile { try $0.execute("UPDATE records SET secret = randomblob(length(secret)) WHERE number = 50") }
    #expect(throws: VaultFailure.self) { try fixture.rotate() }
    #expect(try fixture.vault().hasRetiringKey)
    #expect(try fixture.reveal(tokens[99]) == VaultFixture.visa)
    #expect(try fixture.reveal(tokens[0]) == VaultFixture.visa)
  }
}

extension VaultFixture {
  func rewrap() throws -> Int {
    let vault = try vault()
    return try wait { vault.rewrapKeys(VaultFixture.origin, answer: $0) }
  }
}

/// Reveals one card again and again.
final class RevealChain: Sendable {
  private let token: TokenID
  private let vault: TenantVault
  private let state = Mutex((count: 0, failures: [VaultFailure](), stops: false))

  init(_ token: TokenID, in vault: TenantVault) {
    self.token = token
    self.vault = vault
  }

  var count: Int { state.withLock { $0.count } }
  var failures: [VaultFailure] { state.withLock { $0.failures } }
  func stop() { state.withLock { $0.stops = true } }

  /// Asks from inside a commit, so that the reveal stands before whatever that commit's answers will ask for.
  func next() {
    vault.records.write(
      { [self] _ in
        reveal()
        if !state.withLock({ $0.stops }) { next() }
        return {}
      }, refused: { _ in })
  }

  private func reveal() {
    vault.reveal(token, reason: "test", VaultFixture.origin) { [self] revealed in
      var failure: VaultFailure?
      if case .failure(let found) = consume revealed { failure = found }
      state.withLock { state in
        state.count += 1
        if let failure { state.failures.append(failure) }
      }
    }
  }
}

/// Copies of a folder, taken while its vault serves.
final class FolderCopies: Sendable {
  private let folder: String
  private let state = Mutex((paths: [String](), stops: false))

  init(of folder: String) { self.folder = folder }

  deinit {
    for path in paths { try? FileManager.default.removeItem(atPath: path) }
  }

  var paths: [String] { state.withLock { $0.paths } }
  func stop() { state.withLock { $0.stops = true } }

  func copyAfterEachCommit(of vault: TenantVault) {
    vault.records.read(
      { [self] _ in
        let path = "\(folder)-copy-\(UUID().uuidString)"
        guard !state.withLock({ $0.stops }) else { return }
        try FileManager.default.copyItem(atPath: folder, toPath: path)
        state.withLock { $0.paths.append(path) }
        copyAfterEachCommit(of: vault)
      }, refused: { _ in })
  }
}
