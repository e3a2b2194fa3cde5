import Foundation
import Synchronization
import Testing

@testable import LedgerCore
@testable import Sodium
@testable import Storage
@testable import Vault

/// No more vaults are open than may be, whoever asks for how many.
@Suite struct `Open vaults` {
  private func hasKeys(_ fixture: VaultFixture, _ tenant: TenantID) -> Bool {
    fixture.ring.contents.withLock { $0.tenants[tenant] != nil }
  }

  private func keep(_ fixture: VaultFixture, _ tenant: TenantID, key: String = "a") throws -> TokenID {
    try keep(fixture.vaults, tenant, key: key)
  }

  private func keep(_ vaults: SQLiteVaults, _ tenant: TenantID, key: String) throws -> TokenID {
    let vault = try #require(try vaults.vault(of: tenant, making: true))
    return try VaultFixture.tokenise(VaultFixture.card(VaultFixture.visa), key: key, in: vault).method.token
  }

  private func reveal(_ vaults: SQLiteVaults, _ tenant: TenantID, _ token: TokenID) throws -> String {
    try VaultFixture.reveal(token, in: try #require(try vaults.vault(of: tenant, making: false)))
  }

  @Test func `are never more than their bound, and nobody is refused for it`() throws {
    let fixture = try VaultFixture {
      $0.openVaults = 2
      $0.clock = SystemClock()
    }
    let tenants = try fixture.addTenants(24)
    let vaults = fixture.vaults
    let failures = Mutex<[String]>([])
    let kept = Mutex<[(TenantID, TokenID)]>([])
    let most = Mutex(0)
    let threads = DispatchGroup()
    for thread in 0..<8 {
      DispatchQueue(label: "caller \(thread)").async(group: threads) {
        var dice = SystemRandomNumberGenerator()
        for round in 0..<40 {
          do {
            let tenant = tenants[Int.random(in: 0..<tenants.count, using: &dice)]
            let token = try keep(vaults, tenant, key: "\(thread)-\(round)")
            kept.withLock { $0.append((tenant, token)) }
            let old = kept.withLock { $0.randomElement(using: &dice) } ?? (tenant, token)
            let secret = try reveal(vaults, old.0, old.1)
            guard secret == VaultFixture.visa else { throw TestFailure("another secret") }
            let open = vaults.openVaults.open
            most.withLock { $0 = max($0, open) }
          } catch { failures.withLock { $0.append("\(error)") } }
        }
      }
    }
    threads.wait()
    #expect(failures.withLock { $0 } == [])
    #expect(most.withLock { $0 } == 2)
    #expect(kept.withLock { $0.count } == 320)
    let statistics = fixture.vaults.openVaults
    #expect(statistics.evictions > 20 && statistics.opens == statistics.evictions + Int64(statistics.open), "\(statistics)")
    #expect(statistics.bound == 2 && statistics.failures == 0)
    #expect(tenants.count { hasKeys(fixture, $0) } <= 2)
  }

  @Test func `that are used least give way, and their keys leave memory`() throws {
    let fixture = try VaultFixture { $0.openVaults = 2 }
    let tenants = try fixture.addTenants(3)
    let token = try keep(fixture, tenants[0])
    _ = try keep(fixture, tenants[1])
    // The first is used again, so the second goes.
    _ = try VaultFixture.reveal(token, in: try fixture.vault(of: tenants[0]))
    #expect(hasKeys(fixture, tenants[0]) && hasKeys(fixture, tenants[1]))
    try settle(fixture, 2)
    _ = try keep(fixture, tenants[2])
    #expect(hasKeys(fixture, tenants[0]) && !hasKeys(fixture, tenants[1]) && hasKeys(fixture, tenants[2]))
    #expect(fixture.vaults.openVaults.evictions == 1)
    #expect(try VaultFixture.reveal(token, in: try fixture.vault(of: tenants[0])) == VaultFixture.visa)
  }

  /// Lets the vaults' threads let go of what they have answered.
  private func settle(_ fixture: VaultFixture, _ count: Int) throws {
    for _ in 0..<count { poll(nil, 0, 20) }
  }

  @Test func `that are in use stay; who wants another waits for one of them`() throws {
    let fixture = try VaultFixture {
      $0.openVaults = 2
      $0.clock = SystemClock()
    }
    let tenants = try fixture.addTenants(3)
    let tokens = try tenants.map { try keep(fixture, $0) }
    var held = try tenants.prefix(2).map { try fixture.vault(of: $0) }
    let third = Waiting<Bool>()
    let asked = DispatchSemaphore(value: 0)
    let vaults = fixture.vaults
    Thread.detachNewThread {
      asked.signal()
      third.answer(
        Result { try reveal(vaults, tenants[2], tokens[2]) == VaultFixture.visa }
          .mapError { $0 as? VaultFailure ?? .fenced("\($0)") })
    }
    asked.wait()
    poll(nil, 0, 50)
    for (vault, token) in zip(held, tokens) { #expect(try VaultFixture.reveal(token, in: vault) == VaultFixture.visa) }
    #expect(fixture.vaults.openVaults.open == 2)
    held.removeLast()
    #expect(try third.wait())
    #expect(try VaultFixture.reveal(tokens[0], in: held[0]) == VaultFixture.visa)
  }

  @Test func `that are all in use for too long refuse another, and nothing is applied`() throws {
    let fixture = try VaultFixture { $0.openVaults = 1 }
    let tenants = try fixture.addTenants(2)
    let held = try fixture.vault(of: tenants[0])
    let failure = Mutex<VaultFailure?>(nil)
    let done = DispatchSemaphore(value: 0)
    let vaults = fixture.vaults
    Thread.detachNewThread {
      do throws(VaultFailure) { _ = try vaults.vault(of: tenants[1], making: true) } catch { failure.withLock { $0 = error } }
      done.signal()
    }
    poll(nil, 0, 30)
    #expect(failure.withLock { $0 } == nil, "it waits")
    fixture.clock.advance(seconds: 5)
    done.wait()
    #expect(
      failure.withLock { $0 }
        == .notApplied("all 1 vaults that may be open at once are in use; send the request again later"))
    #expect(!fixture.vaults.exists(tenants[1]) && held.tenant == tenants[0])
  }

  @Test func `are not closed for a tenant that has none`() throws {
    let fixture = try VaultFixture { $0.openVaults = 1 }
    let tenants = try fixture.addTenants(2)
    _ = try keep(fixture, tenants[0])
    #expect(try fixture.vaults.vault(of: tenants[1], making: false) == nil)
    #expect(fixture.vaults.openVaults.evictions == 0 && hasKeys(fixture, tenants[0]))
  }

  @Test func `that were closed in the middle of a rotation go on with it when they are opened`() throws {
    let fixture = try VaultFixture { $0.openVaults = 1 }
    let tenants = try fixture.addTenants(2)
    let tokens = try (0..<200).map { try keep(fixture, tenants[0], key: "\($0)") }
    do {
      let vault = try fixture.vault(of: tenants[0])
      _ = try wait { vault.rotateDataKey(VaultFixture.origin, answer: $0) }
    }
    _ = try keep(fixture, tenants[1])
    #expect(fixture.vaults.openVaults.evictions == 1)
    let vault = try fixture.vault(of: tenants[0])
    while vault.rotationStatus.isUnderWay { poll(nil, 0, 1) }
    #expect(!vault.hasRetiringKey && vault.rotationStatus.trouble == nil)
    for token in tokens { #expect(try VaultFixture.reveal(token, in: vault) == VaultFixture.visa) }
  }
}

/// A vault that was there and is not any more.
@Suite struct `A lost vault` {
  private func failure(_ fixture: VaultFixture, making: Bool) -> VaultFailure? {
    do {
      _ = try fixture.vaults.vault(of: fixture.tenant, making: making)
      return nil
    } catch { return error }
  }

  @Test(arguments: [false, true]) func `is named, and no new one is made in its place`(making: Bool) throws {
    let fixture = try VaultFixture()
    let token = try fixture.tokenise().method.token
    try fixture.vaults.shutdown()
    try FileManager.default.moveItem(atPath: fixture.file, toPath: fixture.path + "/elsewhere")
    try fixture.restart()
    for _ in 0..<2 {
      guard case .fenced(let reason)? = failure(fixture, making: making) else {
        Issue.record("it was opened")
        return
      }
      #expect(reason.contains("\(fixture.file) is missing"))
    }
    #expect(!fixture.vaults.exists(fixture.tenant) && fixture.vaults.openVaults.open == 0)
    #expect(throws: VaultFailure.self) { try fixture.vaults.copyVault(of: fixture.tenant, to: fixture.path + "/copy") }
    try FileManager.default.moveItem(atPath: fixture.path + "/elsewhere", toPath: fixture.file)
    #expect(try fixture.reveal(token) == VaultFixture.visa)
  }

  @Test func `is one of which something was answered: a kill before the note leaves a vault that gets it`() throws {
    let fixture = try VaultFixture()
    let token = try fixture.tokenise().method.token
    try fixture.vaults.close(fixture.tenant)
    let mark = VaultMark.path(beside: fixture.file)
    #expect(FileManager.default.fileExists(atPath: mark))
    // As a kill has it that came when the vault had just got its name, or as a backup has it that was put back.
    try FileManager.default.removeItem(atPath: mark)
    #expect(try fixture.reveal(token) == VaultFixture.visa)
    #expect(FileManager.default.fileExists(atPath: mark))
    // Without either there never was one.
    try fixture.vaults.close(fixture.tenant)
    for path in [mark, fixture.file] { try FileManager.default.removeItem(atPath: path) }
    #expect(failure(fixture, making: true) == nil)
  }
}
