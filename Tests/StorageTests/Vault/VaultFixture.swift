import Foundation
import Synchronization

@testable import LedgerCore
@testable import SQLite
@testable import Sodium
@testable import Storage
@testable import Tenancy
@testable import Vault

/// A real data directory with the vault of one tenant.
final class VaultFixture {
  let path: String
  let tenant = TenantID(time: Timestamp(microseconds: 1_795_000_000_000_000), low: 7)
  let clock = TestClock()
  var options = StorageOptions()
  let ring: KeyRing
  private(set) var vaults: SQLiteVaults
  private var nextKey = 0

  /// `copyOf`: the folder of another one, as a kill would have left it.
  init(copyOf other: String? = nil, _ adjust: (inout StorageOptions) -> Void = { _ in }) throws {
    path = NSTemporaryDirectory() + "walletd-vault-\(UUID().uuidString)"
    options.clock = clock
    adjust(&options)
    if let other {
      try FileManager.default.copyItem(atPath: other, toPath: path)
    } else {
      try FileManager.default.createDirectory(atPath: "\(path)/tenants/\(tenant)", withIntermediateDirectories: true)
    }
    ring = try KeyRing(folder: path + "/keys")
    if ring.state == .absent { _ = try ring.initialise() }
    vaults = SQLiteVaults(path: path, ring: ring, options: options)
  }

  deinit {
    // A test that failed may leave the vaults in any state; the folder is thrown away.
    try? vaults.shutdown()
    try? FileManager.default.removeItem(atPath: path)
  }

  var file: String { "\(path)/tenants/\(tenant)/vault.db" }

  func vault() throws -> TenantVault {
    guard let vault = try vaults.vault(of: tenant, making: true) else { throw TestFailure("no vault") }
    return vault
  }

  func restart() throws {
    try vaults.shutdown()
    vaults = SQLiteVaults(path: path, ring: ring, options: options)
  }

  static let origin = Origin(.peer(uid: 1_000, pid: 1, login: nil), requestID: "req_test")
  static let visa = "4811111111111114"

  // MARK: Calls that wait for their answer

  @discardableResult
  func tokenise(
    _ number: String = VaultFixture.visa, key: String? = nil, customer: String? = nil, isDefault: Bool = false
  ) throws -> TenantVault.Tokenised {
    let method = try VaultFixture.card(number, customer: customer, isDefault: isDefault)
    return try VaultFixture.tokenise(method, key: key ?? newKey(), in: try vault())
  }

  static func card(_ number: String, customer: String? = nil, isDefault: Bool = false) throws(InputProblem) -> NewMethod {
    try NewMethod.card(
      number: SecretBytes(copying: Array(number.utf8)), expiryMonth: 12, expiryYear: 2040, holder: "BUDI", hasSecurityCode: false,
      NewMethod.Placement(customer: customer, isDefault: isDefault), now: Timestamp(microseconds: 1_795_000_000_000_000))
  }

  static func tokenise(_ method: consuming NewMethod, key: String, in vault: TenantVault) throws -> TenantVault.Tokenised {
    let box = Waiting<TenantVault.Tokenised>()
    vault.tokenise(method, key: key, origin, answer: box.answer)
    return try box.wait()
  }

  func method(_ token: TokenID) throws -> PaymentMethod {
    let vault = try vault()
    return try wait { vault.method(token, answer: $0) }
  }

  func list(_ filter: MethodFilter = MethodFilter(), after cursor: TokenID? = nil, limit: Int = 100) throws -> Page<
    PaymentMethod, TokenID
  > {
    let vault = try vault()
    return try wait { vault.methods(filter, after: cursor, limit: limit, answer: $0) }
  }

  @discardableResult
  func delete(_ token: TokenID) throws -> PaymentMethod { try delete(token, key: newKey()).method }

  func delete(_ token: TokenID, key: String) throws -> TenantVault.Tokenised {
    let vault = try vault()
    return try wait { vault.delete(token, key: key, VaultFixture.origin, answer: $0) }
  }

  @discardableResult
  func makeDefault(_ token: TokenID) throws -> PaymentMethod { try makeDefault(token, key: newKey()).method }

  func makeDefault(_ token: TokenID, key: String) throws -> TenantVault.Tokenised {
    let vault = try vault()
    return try wait { vault.makeDefault(token, key: key, VaultFixture.origin, answer: $0) }
  }

  private func newKey() -> String {
    nextKey += 1
    return "k-\(nextKey)"
  }

  func reveal(_ token: TokenID) throws -> String { try VaultFixture.reveal(token, in: try vault()) }

  static func reveal(_ token: TokenID, in vault: TenantVault) throws -> String {
    try wait { answer in
      vault.reveal(token, reason: "test", origin) { revealed in
        switch consume revealed {
        case .success(let revealed): answer(.success(revealed.secret.withBytes { String(decoding: $0, as: UTF8.self) }))
        case .failure(let failure): answer(.failure(failure))
        }
      }
    }
  }

  /// The whole of a rotation of the data key.
  func rotate() throws {
    let vault = try vault()
    _ = try wait { vault.rotateDataKey(VaultFixture.origin, answer: $0) }
    try finishRotation()
  }

  func finishRotation() throws {
    let vault = try vault()
    let failure: VaultFailure? = try wait { answer in vault.continueRotation { answer(.success($0)) } }
    if let failure { throw failure }
  }

  /// Goes on with a rotation of the key-encryption key, and waits until it is over.
  func finishMasterRotation() throws {
    vaults.continueMasterRotation()
    for _ in 0..<60_000 where vaults.masterRotation.isUnderWay { poll(nil, 0, 1) }
    if vaults.masterRotation.isUnderWay { throw TestFailure("the rotation does not end") }
    if let trouble = vaults.masterRotation.trouble { throw trouble }
  }

  /// Folders of more tenants.
  func addTenants(_ count: Int) throws -> [TenantID] {
    try (1...count).map { number in
      let tenant = TenantID(time: Timestamp(microseconds: Int64(number)), low: 1)
      try FileManager.default.createDirectory(atPath: "\(path)/tenants/\(tenant)", withIntermediateDirectories: true)
      return tenant
    }
  }

  func vault(of tenant: TenantID) throws -> TenantVault {
    guard let vault = try vaults.vault(of: tenant, making: true) else { throw TestFailure("no vault") }
    return vault
  }

  /// Opens the file beside the vault, which must be closed.
  func withFile<T>(_ body: (Connection) throws -> T) throws -> T {
    let connection = try Connection(path: file, mode: .readWrite)
    defer { connection.abandon() }
    return try body(connection)
  }

  /// The first value of a query on the file of a vault that is closed.
  func integer(_ sql: String) throws -> Int64? { try withFile { try $0.integer(sql) } }

  func auditActions() throws -> [String] {
    let reader = try Connection(path: file, mode: .readOnly)
    let select = try reader.prepare("SELECT action FROM audit ORDER BY sequence")
    var actions: [String] = []
    while try select.step() { actions.append(select.text(0)) }
    return actions
  }
}

/// Waits for an answer from another thread.
final class Waiting<T: Sendable>: Sendable {
  private let result = Mutex<Result<T, VaultFailure>?>(nil)
  private let done = DispatchSemaphore(value: 0)

  var answer: @Sendable (Result<T, VaultFailure>) -> Void {
    { [self] result in
      self.result.withLock { stored in
        precondition(stored == nil, "an answer comes once")
        stored = result
      }
      done.signal()
    }
  }

  func wait() throws -> T {
    guard done.wait(timeout: .now() + 60) == .success, let result = result.withLock({ $0 }) else {
      throw TestFailure("no answer")
    }
    return try result.get()
  }
}

func wait<T: Sendable>(_ body: (@escaping @Sendable (Result<T, VaultFailure>) -> Void) -> Void) throws -> T {
  let box = Waiting<T>()
  body(box.answer)
  return try box.wait()
}
