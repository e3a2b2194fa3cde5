import Audit
import Foundation
import SQLite
import Testing

@testable import LedgerCore
@testable import Storage
@testable import Tenancy

/// Trails of vaults, held against the heads that the catalogue two folders above keeps of them.
struct VaultTrails {
  private let folder = VaultFolder()

  /// A data directory with a vault of five rows, of which heads were signed at the third and at the last.
  private final class VaultFolder {
    let path = NSTemporaryDirectory() + "vault-trail-\(UUID().uuidString)"
    private(set) var tenant = ""
    var vault: String { "\(path)/data/tenants/\(tenant)/vault.db" }
    /// As it was when the first head was signed.
    var older: String { path + "/older.db" }

    init() {
      do { try write() } catch { Issue.record(error) }
    }

    // What is left of a temporary folder harms nobody.
    deinit { try? FileManager.default.removeItem(atPath: path) }

    private func write() throws {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      let directory = try DataDirectory(path: path + "/data")
      let id = try directory.create(code: "toko", name: "Toko", key: "t").tenant.id
      tenant = id.text
      try VaultFile.make(path: vault, tenant: id, keys: [], options: StorageOptions())
      for count in [3, 2] {
        let connection = try Connection(path: vault, mode: .readWrite)
        let trail = try AuditTrail(on: connection, name: VaultFile.trailName(id))
        for number in 1...count {
          try trail.append(
            AuditEntry(.daemon, .paymentMethodRevealed, tenant: id, subject: "tok_\(number)", after: [.init("reason", "test")]),
            at: Timestamp(microseconds: 1_795_000_000_000_000))
        }
        _ = try directory.heads.keep(TrailEnd(try trail.head()), ofVault: id)
        try connection.checkpointAndTruncate()
        connection.abandon()
        if count == 3 { try FileManager.default.copyItem(atPath: vault, toPath: older) }
      }
      try directory.shutdown()
    }

    func alter(_ path: String, _ statements: String) throws {
      let connection = try Connection(path: path, mode: .readWrite)
      defer { connection.abandon() }
      try connection.execute(statements)
      try connection.checkpointAndTruncate()
    }

    func cut(_ statements: String) throws {
      try alter(vault, "DROP TRIGGER audit_is_never_changed; DROP TRIGGER audit_is_never_cut; \(statements)")
    }
  }

  private func verdict(_ path: String? = nil) throws -> TrailVerifier.Verdict {
    try TrailVerifier().verify(path: path ?? folder.vault, as: "vault \(folder.tenant)")
  }

  private func finding() throws -> Finding? {
    guard case .unsound(let finding) = try verdict() else { return nil }
    return finding
  }

  @Test func `that are whole are sound, and fit what was signed`() throws {
    guard case .sound(let report) = try verdict() else {
      Issue.record("unsound: \(String(describing: try finding()))")
      return
    }
    #expect(report.rows == 5 && report.anchors == 2)
    // Elsewhere nothing is known of what was signed.
    guard case .sound(let older) = try verdict(folder.older) else {
      Issue.record("unsound")
      return
    }
    #expect(older.rows == 3 && older.anchors == 0)
  }

  @Test func `whose end was cut off are found, and the row is named`() throws {
    try folder.cut("DELETE FROM audit WHERE sequence = 5")
    let finding = try #require(try finding())
    #expect(finding.rule == .anchor && finding.row == 5 && finding.found.contains("at row 4: rows were cut off"), "\(finding)")
  }

  @Test func `of an older file that was put back are found`() throws {
    try FileManager.default.removeItem(atPath: folder.vault)
    try FileManager.default.copyItem(atPath: folder.older, toPath: folder.vault)
    let finding = try #require(try finding())
    #expect(finding.rule == .anchor && finding.row == 5 && finding.found.contains("this is an older copy"), "\(finding)")
  }

  @Test func `whose heads nobody signed, or are of another time, are found`() throws {
    let catalog = folder.path + "/data/catalog.db"
    try folder.alter(catalog, "UPDATE audit_heads SET seal = zeroblob(32) WHERE sequence = 5")
    #expect(try finding()?.subject == "the anchor's signature")
    try folder.alter(catalog, "UPDATE audit_heads SET signed_at = -1 WHERE sequence = 5")
    #expect(try finding()?.table == "audit_heads")
  }

  @Test func `are looked at where a catalogue has no heads yet`() throws {
    try folder.alter(folder.path + "/data/catalog.db", "DROP TABLE audit_heads")
    guard case .sound(let report) = try verdict() else {
      Issue.record("unsound")
      return
    }
    #expect(report.anchors == 0)
  }
}
