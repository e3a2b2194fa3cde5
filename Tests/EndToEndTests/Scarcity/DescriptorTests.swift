import Foundation
import Testing

/// A daemon that may not open another file or socket.
@Suite struct `Without descriptors` {
  private static let limit = 64
  private let rounds = setting("WALLETD_SCARCITIES", otherwise: 2)
  private let folder: Folder
  private let daemon: Daemon
  private let connection: Connection

  init() throws {
    folder = try Folder()
    // The shell becomes the daemon.
    daemon = try Daemon(on: folder, launcher: ["/bin/sh", "-c", "ulimit -n \(Self.limit); exec \"$0\" \"$@\""])
    connection = try daemon.connect()
    _ = try Cast.open(on: connection)
  }

  private func transfer(_ key: String, on connection: Connection) throws -> Reply {
    try connection.ask(Work.transfer(Work.Movement(debit: 0, credit: 1, amount: 1)).request(key: key))
  }

  private func backup(_ name: String) throws -> Reply {
    try connection.ask(.post("/v1/backups", key: name, #"{"directory":"\#(folder.file(name))"}"#))
  }

  @Test func `those who are connected are served, what needs a file is refused, and all is well again later`() throws {
    var posted: Int64 = 0
    for round in 1...rounds {
      // More than it can take: the others wait in the queue of its socket.
      var crowd = try (0..<Self.limit + 15).map { _ in try daemon.connect() }
      // It has taken all it can when it has no descriptor left.
      #expect(try Patience.wait(.seconds(8)) { try descriptors() >= Self.limit }, "the scarcity did not come about")

      for number in 1...200 {
        #expect(try transfer("busy-\(round)-\(number)", on: connection).status == 201)
        posted += 1
      }
      #expect(try connection.ask(.get("/v1/accounts/bank", tenant: Cast.tenant)).status == 200)
      let refused = try backup("refused-\(round)")
      #expect(refused.status == 503 && refused.code == "not_applied", "\(refused.text)")
      #expect(refused.text.contains("open") || refused.text.contains("descriptor"), "it says why: \(refused.text)")
      #expect(access(folder.file("refused-\(round).partial"), F_OK) != 0, "a backup that failed leaves nothing")
      let tenant = try connection.ask(.post("/v1/tenants", key: "t\(round)", #"{"code":"shop\#(round)","name":"Shop"}"#))
      // Half of it may be written down: then the answer says that it is not known.
      #expect(tenant.status == 503 && ["not_applied", "outcome_unknown"].contains(tenant.code), "\(tenant.text)")

      // The first of them go: those who waited get their turn.
      crowd.removeFirst(Self.limit)
      for (number, late) in crowd.enumerated() {
        #expect(try transfer("late-\(round)-\(number)", on: late).status == 201)
        posted += 1
      }
      crowd.removeAll()
      #expect(try backup("made-\(round)").status == 201)
      let again = try connection.ask(.post("/v1/tenants", key: "t\(round)", #"{"code":"shop\#(round)","name":"Shop"}"#))
      #expect(again.status == 201, "the same request, once there are descriptors: \(again.text)")
    }
    #expect(try connection.counters(tenant: Cast.tenant)["bank"]?.debitsPosted == posted)
    #expect(try connection.ask(.get("/readyz")).status == 200)
    #expect(daemon.end(by: SIGTERM) == .exited(0))
    print("scarcity: without descriptors \(rounds) times, \(posted) transfers answered meanwhile and after")
  }

  /// One that it was given at its start may be numbered above the limit, and count beside it.
  private func descriptors() throws -> Int {
    try FileManager.default.contentsOfDirectory(atPath: "/proc/\(daemon.pid)/fd").count
  }
}
