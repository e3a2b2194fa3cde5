import JSON
import Testing

@testable import walletctl

/// The commands that play the customer: what they say to whom.
struct SimulatorTests {
  private static let charge =
    #"{"provider":"midtrans","reference":"att_2","state":"paid","amount":2500000,"captured":2500000,"refunded":0,"currency":"IDR","method":"qris"}"#

  private static let attempts =
    #"{"data":[{"attempt_id":"att_3","purpose":"cancel","status":"pending"},{"attempt_id":"att_2","purpose":"charge","status":"pending"},{"attempt_id":"att_1","purpose":"charge","status":"not_sent"}],"has_more":false}"#

  @Test func `an intent is paid by the attempt that waits, and neither key nor tenant goes to the simulator`() throws {
    let simulator = try RecordingDaemon(isOnLoopback: true) { _ in (200, Self.charge) }
    let daemon = try RecordingDaemon { _ in (200, Self.attempts) }
    let (exit, output, remarks) = daemon.run(["-t", "toko", "sim", "pay", "pi_1", "--simulator", simulator.url])
    #expect(exit == .done && remarks.isEmpty, "\(remarks)")
    #expect(output.contains("Rp25.000") && output.contains("paid"), "\(output)")
    #expect(daemon.requests.map(\.target) == ["/v1/attempts?intent=pi_1&limit=100"])
    let request = try #require(simulator.requests.first)
    #expect(request.method == "POST" && request.target == "/_sim/pay")
    #expect(try JSONValue.parse(request.body) == ["order_id": "att_2"])
    #expect(request.headers["walletd-tenant"] == nil && request.headers["authorization"] == nil)
  }

  @Test func `what Midtrans does not know may be Xendit's`() throws {
    let simulator = try RecordingDaemon(isOnLoopback: true) { request in
      String(decoding: request.body, as: UTF8.self).contains("order_id")
        ? (404, #"{"error":"there is no such charge"}"#) : (200, Self.charge)
    }
    let exit = Captured.run(
      "sim", "expire", "--reference", "att_9",
      environment: ["WALLETD_SIMULATOR": simulator.url + "/xendit", "WALLETD_SOCKET": "/nowhere"]
    ).exit
    #expect(exit == .done)
    #expect(
      simulator.requests.map { String(decoding: $0.body, as: UTF8.self) } == [
        #"{"order_id":"att_9"}"#, #"{"reference_id":"att_9"}"#,
      ])
  }

  @Test func `a code is paid late, and with an amount where it names none`() throws {
    let simulator = try RecordingDaemon(isOnLoopback: true) { _ in (200, Self.charge) }
    let exit = Captured.run("sim", "pay", "--qr", "000201", "--late", "-a", "25000", "--simulator", simulator.url).exit
    #expect(exit == .done)
    #expect(
      try JSONValue.parse(try #require(simulator.requests.first).body) == [
        "amount": 2_500_000, "late": true, "qr_string": "000201",
      ])
  }

  @Test func `faults are ordered and taken back, and the book is shown`() throws {
    let simulator = try RecordingDaemon(isOnLoopback: true) { request in
      switch (request.method, request.path) {
      case ("POST", _): (201, #"{"kind":"slow","operation":"charge","times":2,"milliseconds":500}"#)
      case ("DELETE", _): (200, #"{"cleared":1}"#)
      default: (200, #"{"charges":[\#(Self.charge)],"totals":[]}"#)
      }
    }
    func run(_ words: String...) -> (exit: ExitCode, output: String) {
      let streams = Captured()
      return (Program.run(words, environment: ["WALLETD_SIMULATOR": simulator.url], streams: streams), streams.output)
    }
    #expect(
      run("sim", "fault", "slow", "--operation", "charge", "--times", "2", "--milliseconds", "500").output.contains("charge"))
    #expect(run("sim", "heal").output.contains("1"))
    #expect(run("sim", "charges", "--csv").output.hasPrefix("provider,state,amount,"))
    #expect(run("sim", "charges").output.contains("att_2"))
    #expect(
      simulator.requests.map { "\($0.method) \($0.target)" } == [
        "POST /_sim/faults", "DELETE /_sim/faults", "GET /_sim/book", "GET /_sim/book",
      ])
    #expect(
      try JSONValue.parse(simulator.requests[0].body) == ["kind": "slow", "operation": "charge", "times": 2, "milliseconds": 500])
  }

  @Test(arguments: [
    ("sim pay pi_1", "which simulator?"), ("sim pay --simulator http://127.0.0.1:1", "one of INTENT, --qr and --reference"),
    ("sim pay pi_1 --qr 0002 --simulator http://127.0.0.1:1", "one of INTENT, --qr and --reference"),
    ("sim pay --qr 0002 --simulator https://127.0.0.1:1", "http://127.0.0.1:PORT"),
    ("sim pay --qr 0002 --simulator http://example.com:80", "http://127.0.0.1:PORT"),
    ("sim pay --qr 0002 --simulator http://127.0.0.1", "http://127.0.0.1:PORT"),
    ("sim fault slow --times often --simulator http://127.0.0.1:1", "--times is a number"),
  ])
  func `what cannot be meant is said`(line: String, said: String) {
    let streams = Captured()
    let exit = Program.run(line.split(separator: " ").map(String.init), environment: [:], streams: streams)
    #expect(exit == .usage && streams.remarks.contains(said), "\(streams.remarks)")
  }

  @Test(arguments: [(404, ExitCode.notFound, "no such charge"), (409, .conflict, "it is expired"), (400, .usage, "minor units")])
  func `what the simulator objects to is said in its words`(status: Int, exit: ExitCode, said: String) throws {
    let simulator = try RecordingDaemon(isOnLoopback: true) { _ in
      (status, #"{"error":"there is no such charge, it is expired, minor units"}"#)
    }
    let (found, _, remarks) = Captured.run("sim", "decline", "--qr", "0002", "--simulator", simulator.url)
    #expect(found == exit && remarks.contains(said), "\(remarks)")
  }

  @Test func `nobody there is told apart from a daemon that is not there`() throws {
    let (exit, _, remarks) = Captured.run("sim", "heal", "--simulator", "http://127.0.0.1:1")
    #expect(exit == .unreachable && remarks.contains("no simulator answers at http://127.0.0.1:1"), "\(remarks)")
  }

  @Test func `an intent that nobody was asked about cannot be paid`() throws {
    let daemon = try RecordingDaemon { _ in (200, #"{"data":[],"has_more":false}"#) }
    let (exit, _, remarks) = daemon.run(["sim", "pay", "pi_1", "--simulator", "http://127.0.0.1:1"])
    #expect(exit == .conflict && remarks.contains("walletctl intent confirm"), "\(remarks)")
  }

  @Test func `the code of an intent is drawn without being copied`() throws {
    let daemon = try RecordingDaemon { _ in
      (200, #"{"payment_intent_id":"pi_1","intent_status":"requires_action","next_action":{"qr_string":"\#(PaperDaemon.code)"}}"#)
    }
    let drawn = daemon.run(["qr", "show", "pi_1", "--ascii"])
    #expect(drawn.exit == .done && drawn.output == daemon.run(["qr", "show", PaperDaemon.code, "--ascii"]).output)
    let paid = try RecordingDaemon { _ in (200, #"{"payment_intent_id":"pi_1","intent_status":"succeeded"}"#) }
    let (exit, _, remarks) = paid.run(["qr", "show", "pi_1"])
    #expect(exit == .conflict && remarks.contains("succeeded"), "\(remarks)")
  }
}
