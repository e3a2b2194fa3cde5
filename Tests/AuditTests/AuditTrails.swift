import Audit
import Foundation
import SQLite
import Testing

@testable import LedgerCore
@testable import Storage
@testable import Tenancy

/// Audit trails that the engine wrote, and what was done to copies of them.
struct AuditTrails {
  private let folder = TrailFolder()

  /// A catalogue with twelve rows of all shapes, and the head that was signed at its end.
  final class TrailFolder {
    let path = NSTemporaryDirectory() + "trail-\(UUID().uuidString)"
    private(set) var head: TrailAnchor?
    private(set) var tenant: TenantID?
    private var copies = 0
    var catalog: String { path + "/data/catalog.db" }

    init() {
      do { try write() } catch { Issue.record(error) }
    }

    // What is left of a temporary folder harms nobody.
    deinit { try? FileManager.default.removeItem(atPath: path) }

    private func write() throws {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      let directory = try DataDirectory(path: path + "/data")
      let tenant = try directory.create(code: "toko", name: "Toko", key: "t").tenant.id
      self.tenant = tenant
      let texts = ["", "plain", "é ☕ 𝄞", "a\"b\\c\nd", String(repeating: "long ", count: 200)]
      for (index, action) in [AuditAction.keyCreated, .backupRequested, .tenantChanged].enumerated() {
        for text in texts[..<(index + 3)] {
          let origin = Origin(.peer(uid: 1_000, pid: 4_711, login: index == 0 ? nil : 1_000), requestID: "req-\(index)")
          try directory.audit(
            AuditEntry(
              origin, action, tenant: index == 1 ? nil : tenant, subject: text, before: [.init("name", text)],
              after: [.init("name", "x"), .init("empty", "")]))
        }
      }
      let head = try directory.auditHead()
      self.head = TrailAnchor(
        trail: head.trail, sequence: head.sequence, seal: head.seal, signedAt: head.signedAt, publicKey: head.publicKey,
        signature: head.signature)
      try directory.shutdown()
    }

    /// A copy of the catalogue on which the statements were run, without what would refuse them.
    func altered(_ statements: String...) throws -> String {
      copies += 1
      let copy = "\(path)/\(copies).db"
      try FileManager.default.copyItem(atPath: catalog, toPath: copy)
      let connection = try Connection(path: copy, mode: .readWrite)
      try connection.execute("DROP TRIGGER audit_is_never_changed; DROP TRIGGER audit_is_never_cut")
      for statement in statements { try connection.execute(statement) }
      return copy
    }
  }

  /// A copy on which the statements were run, and all seals computed anew by who knows how; what heads were kept is gone.
  private func forged(_ statement: String) throws -> String {
    let copy = try folder.altered(statement, "DELETE FROM audit_heads")
    let connection = try Connection(path: copy, mode: .readWrite)
    let select = try connection.prepare("SELECT * FROM audit ORDER BY sequence")
    var rows: [TrailRow] = []
    while try select.step() {
      rows.append(
        TrailRow(
          sequence: select.integer(0), at: select.integer(1), texts: (2...8).map { select.optionalBytes($0) },
          seal: select.bytes(9)))
    }
    var seal = TrailRow.beginning(of: "catalog")
    for row in rows {
      seal = row.seal(after: seal)
      let update = try connection.prepare("UPDATE audit SET seal = ?1 WHERE sequence = ?2")
      update.bind(1, blob: seal)
      update.bind(2, row.sequence)
      try update.run()
    }
    return copy
  }

  private func finding(_ path: String, anchors: [TrailAnchor] = [], as place: String? = nil) throws -> Finding? {
    var verifier = TrailVerifier()
    verifier.anchors = anchors
    guard case .unsound(let finding) = try verifier.verify(path: path, as: place) else { return nil }
    return finding
  }

  @Test func `that the engine wrote are sound, and reach the head it signed`() throws {
    let head = try #require(folder.head)
    var verifier = TrailVerifier()
    verifier.anchors = [head]
    guard case .sound(let report) = try verifier.verify(path: folder.catalog) else {
      Issue.record("unsound: \(String(describing: try finding(folder.catalog)))")
      return
    }
    #expect(report.trail == "catalog" && report.rows == head.sequence && report.seal == head.seal)
    #expect(report.rows >= 12)
    // The one that is given, and the one the catalogue keeps.
    #expect(report.anchors == 2)
  }

  @Test(arguments: [
    "at = at + 1", "actor = actor || ' '", "action = 'key.revoked'", "tenant = NULL", "tenant = 'ten_00000000000000000000000000'",
    "subject = subject || 'x'", "request_id = ''", "before = '{}'", "after = replace(after, 'x', 'y')",
    "seal = zeroblob(32)",
  ]) func `in which one field of one row was altered are found at that row`(change: String) throws {
    // A row with a tenant, so that each of these changes something.
    let copy = try folder.altered("UPDATE audit SET \(change) WHERE sequence = 3")
    let finding = try #require(try finding(copy))
    #expect(finding.table == "audit" && finding.row == 3 && finding.rule == .seal, "\(finding)")
  }

  @Test func `that lost, gained or exchanged rows are found where that is`() throws {
    func row(_ statements: String) throws -> Int64? { try finding(try folder.altered(statements))?.row }
    #expect(try row("DELETE FROM audit WHERE sequence = 5") == 6)
    #expect(try row("DELETE FROM audit WHERE sequence = 1") == 2)
    let swap = "UPDATE audit SET sequence = 1000 WHERE sequence = 4; UPDATE audit SET sequence = 4 WHERE sequence = 5;"
    #expect(try row(swap + "UPDATE audit SET sequence = 5 WHERE sequence = 1000") == 4)
    let last = try #require(folder.head).sequence
    #expect(
      try row(
        "INSERT INTO audit SELECT \(last + 1), at, actor, action, tenant, subject, request_id, before, after, seal FROM audit WHERE sequence = \(last)"
      ) == last + 1)
  }

  @Test func `that were cut are found by the head the catalogue keeps, and without it by one kept elsewhere`() throws {
    let head = try #require(folder.head)
    let last = head.sequence
    let cut = try folder.altered("DELETE FROM audit WHERE sequence = \(last)")
    #expect(try finding(cut)?.rule == .anchor)
    let thorough = try folder.altered("DELETE FROM audit WHERE sequence = \(last); DELETE FROM audit_heads")
    #expect(try finding(thorough) == nil, "a forger who knows the format is not found in the file alone")
    let finding = try #require(try finding(thorough, anchors: [head]))
    #expect(finding.rule == .anchor && finding.row == last && finding.found.contains("cut off"), "\(finding)")
  }

  @Test func `that were computed anew are found by what a forger cannot compute`() throws {
    let rewritten = try forged("UPDATE audit SET actor = 'me' WHERE sequence = 2")
    #expect(try finding(rewritten) == nil)
    let head = try #require(folder.head)
    let found = try #require(try finding(rewritten, anchors: [head]))
    #expect(found.rule == .anchor && found.subject == "seal" && found.row == head.sequence, "\(found)")
    let gap = try #require(try finding(try forged("DELETE FROM audit WHERE sequence = 2")))
    #expect(gap.rule == .sequence && gap.row == 3, "\(gap)")
  }

  @Test func `do not fit a head that nobody signed, or of another trail`() throws {
    let head = try #require(folder.head)
    func with(trail: String? = nil, sequence: Int64? = nil, seal: [UInt8]? = nil) -> TrailAnchor {
      TrailAnchor(
        trail: trail ?? head.trail, sequence: sequence ?? head.sequence, seal: seal ?? head.seal, signedAt: head.signedAt,
        publicKey: head.publicKey, signature: head.signature)
    }
    #expect(
      try finding(folder.catalog, anchors: [with(seal: [UInt8](repeating: 7, count: 32))])?.subject == "the anchor's signature")
    #expect(try finding(folder.catalog, anchors: [with(sequence: 3)])?.subject == "the anchor's signature")
    #expect(try finding(folder.catalog, anchors: [with(trail: "vault x")])?.subject == "the trail")
  }

  @Test func `whose table is another one are found by that`() throws {
    #expect(try finding(try folder.altered("ALTER TABLE audit ADD COLUMN note TEXT"))?.rule == .schema)
    #expect(try finding(try folder.altered("DROP TABLE audit"))?.rule == .schema)
    let view = "ALTER TABLE audit RENAME TO hidden; CREATE VIEW audit AS SELECT * FROM hidden"
    #expect(try finding(try folder.altered(view))?.rule == .schema)
  }

  @Test func `of a vault belong to one tenant`() throws {
    let tenant = try #require(folder.tenant).text
    let vault = try folder.altered(
      "ALTER TABLE tenants RENAME TO others",
      "CREATE TABLE vault (id INTEGER PRIMARY KEY, tenant TEXT NOT NULL) STRICT; INSERT INTO vault VALUES (1, '\(tenant)')",
      "DELETE FROM audit; DELETE FROM audit_heads")
    #expect(try finding(vault) == nil)
    #expect(try finding(vault, as: "vault \(tenant)") == nil)
    let stranger = "vault ten_00000000000000000000000000"
    #expect(try finding(vault, as: stranger)?.subject == "tenant")
    // The catalogue's own first row does not follow from a vault's beginning.
    let row = "sequence, at, actor, action, tenant, subject, request_id, before, after, seal"
    let connection = try Connection(path: vault, mode: .readWrite)
    try connection.execute(
      "ATTACH '\(folder.catalog)' AS source; INSERT INTO audit SELECT \(row) FROM source.audit WHERE sequence = 1")
    #expect(try finding(vault)?.row == 1)
  }

  @Test func `are not looked for in other files`() throws {
    let tenant = try #require(folder.tenant).text
    #expect(try finding("\(folder.path)/data/tenants/\(tenant)/ledger.db")?.rule == .schema)
    #expect(throws: AuditFailure.noSuchFile(path: "/nowhere")) { try TrailVerifier().verify(path: "/nowhere") }
  }
}
