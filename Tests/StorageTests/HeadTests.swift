import Foundation
import SQLite
import Testing

@testable import LedgerCore
@testable import Storage
@testable import Tenancy

/// Signed heads are what shows that a ledger was put back or rewritten: so they are kept, and looked at.
@Suite struct HeadTests {
  private let folder = NSTemporaryDirectory() + "heads-\(UUID().uuidString)"

  /// Serves the folder for as long as the body runs.
  private func serve<R>(_ body: (DataDirectory) throws -> R) throws -> R {
    let directory = try DataDirectory(path: folder)
    let result = Result { try body(directory) }
    try directory.shutdown()
    return try result.get()
  }

  private func open(_ code: String, in directory: DataDirectory, _ tenant: TenantID) throws {
    let ledger = try #require(directory.ledger(of: tenant) as? SQLiteLedger)
    let currency = try #require(Currency("IDR"))
    let opening = AccountOpening(code: Text(code), currency: currency, accountClass: .liability)
    _ = try ledger.answer(to: .openAccount(opening), key: Text("key-\(code)"))
  }

  @Test func `an older file that was put back is not served, and the daemon says why`() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let tenant = try serve { directory in
      let tenant = try directory.create(code: "shop", name: "Shop", key: "t").tenant.id
      try open("a", in: directory, tenant)
      return tenant
    }
    let file = "\(folder)/tenants/\(tenant)/ledger.db"
    try FileManager.default.copyItem(atPath: file, toPath: file + ".older")
    try serve { try open("b", in: $0, tenant) }
    try serve { #expect($0.ledger(of: tenant) != nil) }

    try FileManager.default.removeItem(atPath: file)
    try FileManager.default.moveItem(atPath: file + ".older", toPath: file)
    try serve { directory in
      #expect(directory.ledger(of: tenant) == nil)
      let trouble = try #require(directory.trouble[tenant])
      #expect(trouble.contains("at row 2, seal 2"))
      #expect(trouble.contains("an older or another file was put in its place"))
    }
  }

  @Test func `a head that is kept is never written over by another of the same row`() throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let catalog = try Catalog(path: folder + "/catalog.db")
    let now = Timestamp(microseconds: 1_763_632_800_000_000)
    let tenant = Tenant(id: TenantID(time: now, low: 7), code: "shop", name: "Shop", createdAt: now)
    try catalog.add(tenant, key: "t")
    func head(_ seal: UInt8, number: Int64 = 7, signature: UInt8 = 1) -> SignedHead {
      SignedHead(
        tenant: tenant.id, sequence: 41, sealNumber: number, seal: [UInt8](repeating: seal, count: 32), signedAt: now,
        publicKey: [UInt8](repeating: signature, count: 32), signature: [UInt8](repeating: signature, count: 64))
    }
    try catalog.keep(head(1))
    #expect(throws: HeadConflict.self) { try catalog.keep(head(2)) }
    #expect(throws: HeadConflict.self) { try catalog.keep(head(1, number: 8)) }
    // Another key signs the same head: nothing is in doubt, and the first signature stays.
    try catalog.keep(head(1, signature: 9))
    #expect(try catalog.lastHead(of: tenant.id) == head(1))
  }

  @Test func `a ledger that no longer agrees with a head that was signed of it gets no other one`() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let directory = try DataDirectory(path: folder)
    let tenant = try directory.create(code: "shop", name: "Shop", key: "t").tenant.id
    try open("a", in: directory, tenant)
    // Somebody signed another head of row 2 before it was there.
    let now = Timestamp(microseconds: 1_763_632_800_000_000)
    let catalog = try Connection(path: folder + "/catalog.db", mode: .readWrite)
    try catalog.execute(
      "INSERT INTO heads VALUES ('\(tenant)', 2, 2, zeroblob(32), \(now.microseconds), zeroblob(32), zeroblob(64))")
    try open("b", in: directory, tenant)
    #expect(throws: TenantFailure.self) { try directory.signedHead(of: tenant) }
    #expect(directory.trouble[tenant]?.contains("rewritten") == true)
    #expect(try catalog.integer("SELECT count(*) FROM heads WHERE sequence = 2 AND seal <> zeroblob(32)") == 0)
    try directory.shutdown()
  }
}
