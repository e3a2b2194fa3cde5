import Foundation
import JSON
import SQLite
import Testing

/// Both keys of the vault are rotated under load, and the daemon is killed in the middle: every token that was given out before reveals its
/// number, what was asked for and not answered can be asked for again, and the old keys are gone.
@Suite(.serialized) struct `Rotations` {
  @Test func `under load with kills lose no number and leave no old key`() throws {
    let rotations = setting("WALLETD_ROTATIONS", otherwise: 3)
    let seed = UInt64(setting("WALLETD_SEED", otherwise: Int(UInt32.random(in: 1...(.max)))))
    print("seed: \(seed) (WALLETD_SEED repeats the requests; the instants of death stay as they come)")
    let run = try RotationRun(seed: seed)
    try run.fill(1_500)
    var (rounds, cutInside) = (0, 0)
    while rounds < rotations || cutInside == 0 {
      rounds += 1
      // Some kills come too early or too late; not for ever.
      try #require(rounds <= rotations + 40, "no kill hit a rotation")
      if try run.rotateAndKill(rounds % 2 == 0 ? .master : .data) { cutInside += 1 }
      try run.restart()
      #expect(try run.waitForOldKeysToGo() == [])
      #expect(try run.findings(sample: 100) == [])
    }
    #expect(try run.findings(sample: .max) == [])
    #expect(run.daemon.end(by: SIGTERM) == .exited(0))
    #expect(try run.oldKeys() == [])
    print(
      "row 11: key rotations under load: \(rounds) rotations with kills, \(cutInside) cut in the middle, \(run.known.count) tokens reveal "
        + "their numbers, \(run.retried) asked for again, old keys left: 0")
  }

  /// A comparison that finds nothing wrong has shown nothing.
  @Test func `are judged by what finds a wrong number and an old key`() throws {
    let run = try RotationRun(seed: 5)
    try run.fill(3)
    let token = try #require(run.known.keys.first)
    run.known[token] = "4716000000000000"
    #expect(try run.findings(sample: .max).count == 1)
    run.daemon.signal(SIGKILL)
    _ = run.daemon.wait()
    try Data("old".utf8).write(to: URL(filePath: run.folder.file("data/keys/kek.old")))
    #expect(try run.oldKeys().count == 1)
  }
}

final class RotationRun {
  enum Kind { case data, master }

  let folder: Folder
  private(set) var daemon: Daemon
  /// Tokens that were given out, with their numbers.
  var known: [String: String] = [:]
  /// Requests that were not answered.
  private var open: [(key: String, number: String)] = []
  private(set) var retried = 0
  private var dice: Dice
  private var asked = 0
  private let tenant: String

  private static let configuration = "{ vault: { development: true } }"
  private static let path = "/v1/payment_methods"

  init(seed: UInt64) throws {
    folder = try Folder()
    dice = Dice(seed: seed)
    daemon = try Daemon(on: folder, configuration: RotationRun.configuration)
    let made = try daemon.connect().ask(.post("/v1/tenants", key: "t", #"{"code":"toko","name":"Toko"}"#))
    tenant = try made.json()["id"]?.stringValue ?? ""
  }

  private func next() -> (key: String, number: String) {
    asked += 1
    return ("k\(asked)", MadeUpCards.visa(&dice))
  }

  private func keep(_ request: (key: String, number: String), on connection: Connection) throws -> Bool {
    let asked = Request.post(RotationRun.path, tenant: "toko", key: request.key, MadeUpCards.body(request.number))
    guard let reply = connection.exchange(asked) else { return false }
    guard reply.status == 201, let token = try reply.json()["id"]?.stringValue else { throw RigFailure(reply.text) }
    known[token] = request.number
    return true
  }

  /// Keeps so many cards.
  func fill(_ count: Int) throws {
    let connection = try daemon.connect()
    for _ in 0..<count where try !keep(next(), on: connection) { throw RigFailure("no answer") }
  }

  /// Begins a rotation, goes on with the load, and kills. Whether that was in the middle of it.
  func rotateAndKill(_ kind: Kind) throws -> Bool {
    let connection = try daemon.connect()
    let path = kind == .data ? "/v1/vault/rotate_data_key" : "/v1/vault/rotate"
    let reply = try connection.ask(.post(path, tenant: "toko", key: nil, "{}"))
    guard reply.status == 202 else { throw RigFailure(reply.text) }
    // Requests that are on their way when the daemon dies: sent, and not waited for.
    let loaders = try (0..<4).map { _ in (try daemon.connect(), next()) }
    for (connection, request) in loaders {
      connection.send(Request.post(RotationRun.path, tenant: "toko", key: request.key, MadeUpCards.body(request.number)).bytes)
    }
    let death = ContinuousClock.now + .microseconds(dice.roll(0...4_000))
    while ContinuousClock.now < death {}
    guard daemon.end(by: SIGKILL) == .signalled(SIGKILL) else { throw RigFailure("walletd ended by itself\n\(daemon.log)") }
    for (connection, request) in loaders {
      if let reply = connection.receive(), let token = try reply.json()["id"]?.stringValue {
        known[token] = request.number
      } else {
        open.append(request)
      }
    }
    return try !oldKeys().isEmpty
  }

  func restart() throws {
    daemon = try Daemon(on: folder, configuration: RotationRun.configuration)
    let connection = try daemon.connect()
    retried += open.count
    for request in open where try !keep(request, on: connection) { throw RigFailure("no answer to a retry") }
    open = []
  }

  /// What is wrong with some of the tokens, or all.
  func findings(sample: Int) throws -> [String] {
    let connection = try daemon.connect()
    return try known.shuffled(using: &dice).prefix(sample).compactMap { token, number in
      let reply = try connection.ask(.post("\(RotationRun.path)/\(token)/reveal", tenant: "toko", key: nil, "{}"))
      let shown = try reply.json()["card"]?["number"]?.stringValue
      return shown == number ? nil : "\(token): \(reply.status) shows another number than was kept"
    }
  }

  /// Waits for what was cut off to come to its end; what is left then.
  func waitForOldKeysToGo() throws -> [String] {
    let connection = try daemon.connect()
    // Whoever asks for the vault opens it: that is where a rotation of its key goes on.
    _ = try connection.ask(.get("/v1/vault/data_keys", tenant: "toko"))
    try Patience.wait(.seconds(30)) {
      let vault = try connection.ask(.get("/v1/vault")).json()
      let keys = try connection.ask(.get("/v1/vault/data_keys", tenant: "toko")).json()
      let states = (keys["data"]?.arrayValue ?? []).compactMap { $0["state"]?.stringValue }
      return vault["retiring_key"] == .null && !states.contains("retiring")
    }
    return try oldKeys()
  }

  /// Keys that should be gone, from the files alone.
  func oldKeys() throws -> [String] {
    var found = ["kek.old", "kek.new"].filter { FileManager.default.fileExists(atPath: folder.file("data/keys/\($0)")) }
    let vault = try SQLite.Connection(path: folder.file("data/tenants/\(tenant)/vault.db"), mode: .readOnly)
    let left = try vault.integer("SELECT count(*) FROM data_keys WHERE state = 'retiring'") ?? 0
    let sealed = try vault.integer(
      "SELECT count(*) FROM records, data_keys WHERE key = data_keys.number AND state = 'destroyed'")
    if left > 0 { found.append("\(left) retiring data keys") }
    if let sealed, sealed > 0 { found.append("\(sealed) records under destroyed keys") }
    return found
  }
}
