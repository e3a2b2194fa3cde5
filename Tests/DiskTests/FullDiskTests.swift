import Foundation
import LyingDisk
import Testing

/// No room left: the ledger is for reading only until there is some.
@Suite struct `A full disk` {
  private let folder = Folder()

  @Test func `refuses what it cannot keep, goes on answering questions, and takes everything again when there is room`() throws {
    try FileManager.default.createDirectory(atPath: folder["data"], withIntermediateDirectories: true)
    let disk = try LyingDisk(at: folder["data"], seed: 1)
    let daemon = try Daemon(folder["data"], at: TestClock.start, on: disk)
    defer { daemon.stop() }
    for step in Script.long(rounds: 2).steps { if case .send(let requests) = step { _ = try daemon.send(requests) } }
    let before = daemon.picture
    let questions = [
      "/v1/accounts/wallet:alice", "/v1/accounts/wallet:alice/entries", "/v1/accounts/wallet:alice/statement", "/v1/transactions",
      "/v1/holds", "/v1/reports/trial-balance", "/v1/head",
    ]
    func transfer(_ number: Int) -> Request {
      .post("/v1/transfers", "full-\(number)", #"{"debit":"cash","credit":"wallet:alice","amount":\#(number)}"#)
    }
    disk.fail(disk.count + 1, with: .full, .forGood)
    for number in 1...5 {
      let refused = try daemon.send(transfer(number))
      #expect(refused.status == 503 && refused.text("code") == "not_applied", "\(refused)")
      #expect(refused.body.contains("the disk is full"), "\(refused)")
      for path in questions { #expect(try daemon.send(.get(path)).status == 200, "\(path)") }
    }
    #expect(daemon.picture == before && daemon.trouble() == nil)
    // A new tenant needs room too.
    let tenant = Request.post("/v1/tenants", "tenant-late", #"{"code":"late","name":"Late"}"#, tenant: nil)
    #expect(try daemon.send(tenant).status == 503)
    disk.heal()
    for number in 1...5 {
      let taken = try daemon.send(transfer(number))
      #expect(taken.status == 201 && !taken.isReplay, "\(taken)")
    }
    #expect(try daemon.send(tenant).status == 201)
    for path in questions { #expect(try daemon.send(.get(path)).status == 200, "\(path)") }
  }
}
