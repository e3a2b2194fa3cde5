import Foundation
import Synchronization

@testable import LedgerCore
@testable import SQLite
@testable import Sodium
@testable import Storage
@testable import Tenancy
@testable import Vault

/// A data directory and its vaults as the daemon has them: each knows of the other.
final class TrailFixture {
  let path: String
  let clock = TestClock()
  private(set) var directory: DataDirectory
  private(set) var vaults: SQLiteVaults
  let tenant: TenantID
  let reports = Mutex<[String]>([])
  private let ring: KeyRing
  private var options = StorageOptions()
  private var keys = 0

  /// `copyOf`: the folder of another one, as a kill or a backup has left it.
  init(copyOf other: TrailFixture? = nil, from folder: String? = nil, _ adjust: (inout StorageOptions) -> Void = { _ in }) throws
  {
    path = NSTemporaryDirectory() + "walletd-trail-\(UUID().uuidString)"
    options.clock = clock
    options.writerThreads = 1
    adjust(&options)
    if let other { try FileManager.default.copyItem(atPath: folder ?? other.path, toPath: path) }
    directory = try DataDirectory(path: path, options: options)
    ring = try other?.ring ?? KeyRing(folder: path + "/keys")
    if ring.state == .absent { _ = try ring.initialise() }
    vaults = SQLiteVaults(path: path, ring: ring, options: options)
    directory.attach(vaults)
    tenant = try other?.tenant ?? directory.create(code: "shop", name: "Shop", key: "t").tenant.id
  }

  deinit {
    // A test that failed may leave them in any state; the folder is thrown away.
    stop()
    try? FileManager.default.removeItem(atPath: path)
  }

  /// As `walletd` does.
  func stop() {
    try? vaults.shutdown()
    try? directory.shutdown()
  }

  var name: String { "vault \(tenant)" }
  var file: String { "\(path)/tenants/\(tenant)/vault.db" }

  func vault(of other: TenantID? = nil) throws -> TenantVault {
    guard let vault = try vaults.vault(of: other ?? tenant, making: true) else { throw TestFailure("no vault") }
    return vault
  }

  /// So many payment methods, and as many rows in the trail.
  @discardableResult
  func keep(_ count: Int = 1, of other: TenantID? = nil) throws -> [TokenID] {
    try (0..<count).map { _ in
      keys += 1
      return try VaultFixture.tokenise(VaultFixture.card(VaultFixture.visa), key: "k\(keys)", in: try vault(of: other)).method
        .token
    }
  }

  func reveal(_ token: TokenID) throws -> String { try VaultFixture.reveal(token, in: try vault()) }

  func rows(_ filter: AuditFilter = AuditFilter(), before cursor: Int64? = nil, limit: Int = 100) throws -> [AuditRecord] {
    try vaults.auditRecords(of: tenant, filter, before: cursor, limit: limit).items
  }

  /// The rows of the heads that the catalogue keeps of the tenant's vault.
  func keptHeads(in catalog: String? = nil) throws -> [Int64] {
    let reader = try Connection(path: catalog ?? path + "/catalog.db", mode: .readOnly)
    let select = try reader.prepare("SELECT sequence FROM audit_heads WHERE trail = ?1 ORDER BY sequence")
    select.bind(1, text: name)
    var found: [Int64] = []
    while try select.step() { found.append(select.integer(0)) }
    return found
  }

  /// Changes the vault's file, which must be closed, past what would refuse it.
  func alter(_ statements: String) throws {
    let connection = try Connection(path: file, mode: .readWrite)
    defer { connection.abandon() }
    try connection.execute(
      "DROP TRIGGER IF EXISTS audit_is_never_changed; DROP TRIGGER IF EXISTS audit_is_never_cut; \(statements)")
  }

  func catalog(_ statements: String) throws {
    let connection = try Connection(path: path + "/catalog.db", mode: .readWrite)
    defer { connection.abandon() }
    try connection.execute(statements)
  }

  /// Does something with the vault's connection, between two commits.
  func onFile(_ body: @escaping @Sendable (Connection) throws -> Void) throws {
    let vault = try vault()
    guard let records = vault.records as? SQLiteVault else { throw TestFailure("no file") }
    let done = DispatchSemaphore(value: 0)
    let failure = Mutex<(any Error)?>(nil)
    records.inspect { file in
      do { try body(file.connection) } catch { failure.withLock { $0 = error } }
      done.signal()
    }
    done.wait()
    if let error = failure.withLock({ $0 }) { throw error }
  }

  /// Why the vault is not opened; nil where it is.
  func refusal(making: Bool = false) -> String? {
    do {
      _ = try vaults.vault(of: tenant, making: making)
      return nil
    } catch VaultFailure.fenced(let reason) { return reason } catch { return "another failure: \(error)" }
  }
}
