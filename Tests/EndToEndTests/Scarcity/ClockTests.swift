import Foundation
import JSON
import Testing

/// A wall clock that somebody sets while the daemon runs.
@Suite struct `A clock that jumps` {
  /// A daemon on a clock of ours.
  private final class Scene {
    let folder: Folder
    let daemon: Daemon
    let connection: Connection
    private let offset: String

    /// `all`: every clock jumps, so that the daemon cannot know.
    init(all: Bool = false) throws {
      folder = try Folder()
      offset = folder.file("offset")
      try Data(count: 4_096).write(to: URL(filePath: offset))
      let preload = try Preload(
        "clock-offset", ["CLOCK_OFFSET": offset].merging(all ? ["CLOCK_OFFSET_ALL": "1"] : [:]) { $1 })
      daemon = try Daemon(on: folder, environment: preload.environment)
      connection = try daemon.connect()
      _ = try Cast.open(on: connection)
    }

    /// Sets the wall clock to so many seconds from the true time.
    func setClock(_ seconds: Int64) throws {
      // In place: the daemon has the file mapped.
      let file = open(offset, O_WRONLY | O_CLOEXEC)
      defer { close(file) }
      var micros = seconds * 1_000_000
      guard pwrite(file, &micros, 8, 0) == 8 else { throw RigFailure("the clock cannot be set") }
    }

    func hold(_ key: String, seconds: Int) throws -> String {
      let body = #"{"debit":"bank","credit":"wallet:1","amount":5,"currency":"IDR","expires_in":\#(seconds)}"#
      let reply = try connection.ask(.post("/v1/holds", tenant: Cast.tenant, key: key, body))
      guard reply.status == 201 else { throw RigFailure("no hold: \(reply.text)") }
      return HoldID.of(reply.lasting)
    }

    func status(_ hold: String) throws -> String {
      try connection.ask(.get("/v1/holds/\(hold)", tenant: Cast.tenant)).json()["status"]?.stringValue ?? "?"
    }

    /// Posts a transfer; returns its sequence and its time.
    func post(_ key: String) throws -> (sequence: Int64, postedAt: String) {
      let reply = try connection.ask(Work.transfer(Work.Movement(debit: 0, credit: 1, amount: 1)).request(key: key))
      let json = try reply.json()
      guard reply.status == 201, let sequence = json["sequence"]?.integerValue, let time = json["posted_at"]?.stringValue else {
        throw RigFailure("no transfer: \(reply.text)")
      }
      return (sequence, time)
    }
  }

  @Test func `forward expires nothing early, and what is due later expires in its time`() throws {
    let scene = try Scene()
    let long = try scene.hold("long", seconds: 1_800)
    let short = try scene.hold("short", seconds: 3)
    let placed = ContinuousClock.now
    _ = try scene.post("before")
    try scene.setClock(3_600)
    let jumped = try scene.post("after")
    // The posting after it shows that the jump has arrived; the writer has looked at what is due.
    #expect(try scene.status(long) == "open")
    #expect(try scene.status(short) == "open" || ContinuousClock.now - placed > .seconds(3))
    #expect(try Patience.wait(.seconds(10)) { try scene.status(short) == "expired" })
    #expect(ContinuousClock.now - placed > .milliseconds(2_900), "not early")
    #expect(try scene.status(long) == "open")
    try scene.setClock(0)
    #expect(try scene.post("back").postedAt > jumped.postedAt)
    #expect(try scene.status(long) == "open")
    #expect(scene.daemon.end(by: SIGTERM) == .exited(0))
  }

  @Test func `forward by what is tolerated is believed`() throws {
    let scene = try Scene()
    let hold = try scene.hold("hold", seconds: 60)
    try scene.setClock(120)
    _ = try scene.post("after")
    #expect(try scene.status(hold) == "expired")
  }

  @Test func `to and fro leaves the time of the ledger going forward only`() throws {
    let scene = try Scene()
    var times: [String] = []
    for (number, jump) in [0, 86_400, -86_400, 5, -5, 7_200, 0, -31_536_000, 60, 0].enumerated() {
      try scene.setClock(Int64(jump))
      for turn in 1...5 { times.append(try scene.post("jump-\(number)-\(turn)").postedAt) }
    }
    #expect(Self.goesForward(times), "\(times)")
    // And so it does for a daemon that was started in the middle of it.
    #expect(times.first.map { $0 < times[5] } == true, "the clock was set at all: \(times)")
    #expect(scene.daemon.end(by: SIGTERM) == .exited(0))
    let daemon = try Daemon(on: scene.folder)
    let connection = try daemon.connect()
    let reply = try connection.ask(Work.transfer(Work.Movement(debit: 0, credit: 1, amount: 1)).request(key: "true time"))
    let last = try #require(try reply.json()["posted_at"]?.stringValue)
    #expect(Self.goesForward(times + [last]))
  }

  private static func goesForward(_ times: [String]) -> Bool { zip(times, times.dropFirst()).allSatisfy { $0 < $1 } }

  /// A daemon that cannot tell a jump from time that has passed expires early: the check sees it.
  @Test func `is looked at by what finds a hold that expired early, and a time that went back`() throws {
    let scene = try Scene(all: true)
    let hold = try scene.hold("hold", seconds: 1_800)
    try scene.setClock(3_600)
    _ = try scene.post("after")
    #expect(try scene.status(hold) == "expired")
    #expect(!Self.goesForward(["2026-01-01T00:00:00.000002Z", "2026-01-01T00:00:00.000001Z"]))
  }
}
