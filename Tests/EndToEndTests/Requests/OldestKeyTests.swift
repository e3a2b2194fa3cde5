import Foundation
import JSON
import SQLite
import Testing

/// The oldest keys, after very many others.
@Suite(.serialized) struct `The oldest keys` {
  /// How the tables that can be built again are lost or damaged while the daemon is stopped.
  static let damages = [
    "DELETE FROM watermark; DELETE FROM account_states; DELETE FROM open_holds; DELETE FROM account_marks; "
      + "DELETE FROM index_runs; DELETE FROM index_pages",
    "DELETE FROM watermark",
    "DELETE FROM index_runs WHERE run = (SELECT min(run) FROM index_runs)",
    "DELETE FROM index_runs WHERE run % 2 = 0",
    "DELETE FROM index_pages WHERE page % 2 = 0",
    "UPDATE index_pages SET entries = zeroblob(length(entries)) WHERE page % 2 = 1",
    "UPDATE index_pages SET entries = CAST(substr(entries, 1, 40) || x'55' || substr(entries, 42) AS BLOB) WHERE page % 3 = 1",
    "UPDATE account_states SET debits_posted = debits_posted + 1, credits_posted = credits_posted + 1",
    "DELETE FROM account_states WHERE account % 2 = 0",
    "UPDATE open_holds SET expires_at = 1",
    "DELETE FROM open_holds; DELETE FROM account_marks",
  ]

  @Test func `are exact after a restart, a kill and the loss of all derived state`() throws {
    let others = setting("WALLETD_OTHER_KEYS", otherwise: 200_000)
    var shop = try OldShop()
    try shop.addOthers(others)
    #expect(try shop.findings() == [])
    for signal in [SIGTERM, SIGKILL] {
      try shop.restart(by: signal)
      #expect(try shop.findings() == [], "after \(signal)")
    }
    // What is lost is built again in memory first: each damage is done to the same file.
    let sound = shop.folder.file("sound.db")
    try shop.restart(by: SIGTERM) { try FileManager.default.copyItem(atPath: $0, toPath: sound) }
    var slowest = Duration.zero
    for sql in Self.damages {
      try shop.restart(by: SIGTERM) { ledger in
        try FileManager.default.removeItem(atPath: ledger)
        try FileManager.default.copyItem(atPath: sound, toPath: ledger)
        let file = try SQLite.Connection(path: ledger, mode: .readWrite)
        guard try file.integer("SELECT count(*) FROM index_runs") ?? 0 > 1 else { throw RigFailure("no runs to lose") }
        try file.execute(sql)
      }
      slowest = max(slowest, shop.readyAfter)
      #expect(try shop.findings() == [], "\(sql)")
    }
    try shop.verify()
    print("oldest keys: \(others) others, \(Self.damages.count) damages, slowest start \(slowest.milliseconds) ms")
  }

  @Test func `are watched by what finds a key that is forgotten, and a balance that changed`() throws {
    var shop = try OldShop()
    #expect(try shop.findings() == [])
    // An answer that was never given: asking again does what was not done.
    shop.pretendToHaveBeenTold()
    let findings = try shop.findings()
    #expect(findings.contains { $0.contains("forgotten") } && findings.contains { $0.contains("balances") }, "\(findings)")
  }
}

/// A shop that did everything there is to do once, then very much else.
struct OldShop {
  private var shop: Shop
  private var told: [(request: Request, answer: Answer)] = []
  private var balances: [String: Counters] = [:]
  private var holds: [UInt8] = []
  private var samples: [Request] = []

  init() throws {
    shop = try Shop()
    var ids = ["hold": "", "id": "", "previous": ""]
    for (index, step) in Retries.story.enumerated() {
      var path = step.path
      for (name, id) in ids { path = path.replacingOccurrences(of: "{\(name)}", with: id) }
      let request = Request.post(path, tenant: Shop.tenant, key: "old-\(index)", step.body)
      let reply = try shop.connection.ask(request)
      guard reply.status == step.status else { throw RigFailure("\(path): \(reply.text)") }
      told.append((request, reply.lasting))
      if reply.status < 300, let id = try reply.json()["id"]?.stringValue {
        if path.hasSuffix("/reverse") { ids["previous"] = String(path.split(separator: "/")[2]) }
        ids["id"] = id
        if id.hasPrefix("hold_") { ids["hold"] = id }
      }
    }
    for (index, taken) in [0, 3, 0].enumerated() {
      let expiry = index == 0 ? #","expires_in":8000000"# : ""
      let body = #"{"debit":"bank","credit":"bob","amount":9,"currency":"IDR"\#(expiry)}"#
      let placed = try shop.post("/v1/holds", "held-\(index)", body)
      guard taken > 0 else { continue }
      _ = try shop.post("/v1/holds/\(HoldID.of(placed.lasting))/capture", "part", #"{"amount":\#(taken),"final":false}"#)
    }
    try remember()
  }

  private mutating func remember() throws {
    balances = try shop.connection.counters(tenant: Shop.tenant)
    holds = try shop.connection.ask(.get("/v1/holds?status=open&limit=100", tenant: Shop.tenant)).body
  }

  /// Adds so many keyed transfers in batches, two at a time.
  mutating func addOthers(_ count: Int) throws {
    let items = #"{"type":"transfer","debit":"bank","credit":"bob","amount":1,"currency":"IDR"}"#
    let size = 5_000
    let body = #"{"items":[\#(repeatElement(items, count: size).joined(separator: ","))]}"#
    let connections = [try shop.daemon.connect(), try shop.daemon.connect()]
    for batch in stride(from: 0, to: count / size, by: connections.count) {
      for (offset, connection) in connections.enumerated() {
        connection.send(Request.post("/v1/batches", tenant: Shop.tenant, key: "batch-\(batch + offset)", body).bytes)
      }
      for connection in connections {
        guard connection.receive()?.status == 200 else { throw RigFailure("a batch was refused") }
      }
      // An item of it, under the key that it was given.
      let transfer = #"{"debit":"bank","credit":"bob","amount":1,"currency":"IDR"}"#
      samples += [0, size / 2, size - 1].map {
        .post("/v1/transfers", tenant: Shop.tenant, key: "batch-\(batch)#\($0)", transfer)
      }
    }
    try remember()
  }

  var folder: Folder { shop.folder }
  var readyAfter: Duration { shop.daemon.readyAfter }

  mutating func restart(by signal: Int32, whileStopped: (_ ledger: String) throws -> Void = { _ in }) throws {
    _ = shop.daemon.end(by: signal)
    try whileStopped(Daemon.ledger(in: shop.folder, tenant: shop.tenantID))
    // Millions of rows may have to be replayed.
    try shop.startAgain(patience: .seconds(900))
  }

  /// What is not as it was.
  func findings() throws -> [String] {
    let connection = shop.connection
    let head = try shop.head()
    var findings: [String] = []
    for (request, answer) in told {
      let reply = try connection.ask(request)
      if reply.lasting != answer || !reply.isReplay { findings.append("forgotten: \(request.path): \(reply.text)") }
    }
    for request in samples {
      let reply = try connection.ask(request)
      if reply.status != 201 || !reply.isReplay { findings.append("forgotten: an item of a batch: \(reply.text)") }
    }
    for request in [told[0].request, samples.last].compactMap({ $0 }) {
      let altered = String(decoding: request.body, as: UTF8.self).replacingOccurrences(of: #""amount":"#, with: #""amount":7"#)
      let reply = try connection.ask(
        Request(method: "POST", path: request.path, headers: request.headers, body: Array(altered.utf8)))
      if try reply.status != 422 || reply.json()["param"]?.stringValue != "amount" { findings.append("altered: \(reply.text)") }
    }
    if try shop.head() != head { findings.append("a replay wrote something") }
    if try connection.counters(tenant: Shop.tenant) != balances { findings.append("balances differ") }
    if try connection.ask(.get("/v1/holds?status=open&limit=100", tenant: Shop.tenant)).body != holds {
      findings.append("holds differ")
    }
    return findings
  }

  mutating func pretendToHaveBeenTold() {
    told.append(
      (
        .post(
          "/v1/transfers", tenant: Shop.tenant, key: "never", #"{"debit":"bank","credit":"bob","amount":1,"currency":"IDR"}"#),
        told[0].answer
      ))
  }

  mutating func verify() throws {
    guard shop.daemon.end(by: SIGTERM) == .exited(0) else { throw RigFailure("walletd did not stop") }
    let run = try Run([Program.walletctl.path, "verify", "--file", Daemon.ledger(in: shop.folder, tenant: shop.tenantID)])
    guard run.end == .exited(0) else { throw RigFailure("walletctl verify: \(run.output)") }
  }
}
