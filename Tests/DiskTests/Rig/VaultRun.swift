import Foundation
import LedgerCore
import LyingDisk
import Sodium
import Storage
import Synchronization
import Tenancy
import Vault

/// A vault without threads of its own, on a folder: everything happens when the test asks for it.
final class VaultRun {
  static let tenant = TenantID(time: Timestamp(microseconds: TestClock.start), low: 3)
  static let numbers = ["4811111111111114", "5211111111111117", "2223003122003222", "378282246310005", "3530111333300000"]
  let vaults: SQLiteVaults

  init(_ folder: String, syncs: Bool = true) throws {
    var options = StorageOptions()
    options.clock = TestClock(TestClock.start)
    options.vaultThreads = 0
    options.framesPerCheckpoint = 30
    options.syncsEachCommit = syncs
    let ring = try KeyRing(folder: folder + "/keys")
    if ring.state == .absent { _ = try ring.initialise() }
    vaults = SQLiteVaults(path: folder, ring: ring, options: options)
  }

  deinit { _ = Result { try vaults.shutdown() } }

  /// A folder with a vault that holds nothing yet.
  static func prepare(_ folder: String) throws {
    try FileManager.default.createDirectory(atPath: "\(folder)/tenants/\(tenant)", withIntermediateDirectories: true)
    let run = try VaultRun(folder)
    _ = try run.vault()
    try run.vaults.shutdown()
  }

  func vault() throws -> TenantVault {
    guard let vault = try vaults.vault(of: VaultRun.tenant, making: true) else { throw RigFailure("no vault") }
    return vault
  }

  /// Asks, serves, and hands back the answer.
  private func answer<T: Sendable>(
    _ ask: (TenantVault, @escaping @Sendable (Result<T, VaultFailure>) -> Void) -> Void
  ) throws -> T {
    let answered = Mutex<Result<T, VaultFailure>?>(nil)
    ask(try vault()) { result in answered.withLock { $0 = result } }
    vaults.runReady()
    guard let result = answered.withLock({ $0 }) else { throw RigFailure("no answer") }
    return try result.get()
  }

  func tokenise(_ index: Int) throws -> TenantVault.Tokenised {
    try answer { vault, answer in
      do {
        let method = try NewMethod.card(
          number: SecretBytes(copying: Array(VaultRun.numbers[index % VaultRun.numbers.count].utf8)), expiryMonth: 12,
          expiryYear: 2040, holder: "BUDI", hasSecurityCode: false,
          NewMethod.Placement(customer: "c\(index % 3)", isDefault: true),
          now: Timestamp(microseconds: TestClock.start))
        vault.tokenise(method, key: "key-\(index)", .daemon, answer: answer)
      } catch { answer(.failure(.damaged("\(error)"))) }
    }
  }

  func reveal(_ token: TokenID) throws -> String {
    try answer { vault, answer in
      vault.reveal(token, reason: "test", .daemon) { revealed in
        switch consume revealed {
        case .success(let revealed): answer(.success(revealed.secret.withBytes { String(decoding: $0, as: UTF8.self) }))
        case .failure(let failure): answer(.failure(failure))
        }
      }
    }
  }

  func method(_ token: TokenID) throws -> PaymentMethod {
    try answer { vault, answer in vault.method(token, answer: answer) }
  }

  func delete(_ token: TokenID) throws -> PaymentMethod {
    let deleted: TenantVault.Tokenised = try answer { vault, answer in
      vault.delete(token, key: "delete \(token)", .daemon, answer: answer)
    }
    return deleted.method
  }

  func beginRotation() throws { let _: Int64 = try answer { vault, answer in vault.rotateDataKey(.daemon, answer: answer) } }

  func finishRotation() throws {
    let failure: VaultFailure? = try answer { vault, answer in vault.continueRotation { answer(.success($0)) } }
    if let failure { throw failure }
  }
}
