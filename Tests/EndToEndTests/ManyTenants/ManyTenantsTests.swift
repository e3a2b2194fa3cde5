import Foundation
import Testing

/// Many more tenants than ledgers that may be open: every acknowledged transfer is there, the bound holds, memory stays small, and nobody
/// waits long for a ledger that was closed. Row 16 of the reliability table.
@Suite(.serialized) struct `Many tenants` {
  private let count = setting("WALLETD_TENANTS", otherwise: 500)
  private var bound: Int { count / 10 }
  private let seed = UInt64(setting("WALLETD_SEED", otherwise: Int(UInt32.random(in: 1...(.max)))))

  @Test func `are served by few open ledgers, across a kill`() throws {
    print("seed: \(seed) (WALLETD_SEED repeats the requests)")
    let folder = try Folder()
    let configuration = "{ storage: { open_ledgers: \(bound) } }"
    var daemon = try Daemon(on: folder, configuration: configuration)
    try open(on: try daemon.connect())

    let clients = (0..<4).map { ZipfClient($0, seed: seed) }
    load(clients, daemon, each: max(500, count / 2), killAfter: max(300, count / 4))
    _ = daemon.wait()
    daemon = try Daemon(on: folder, configuration: configuration)
    let connection = try daemon.connect()
    for client in clients { try client.settle(connection) }
    let before = clients.map(\.times.count)
    load(clients, daemon, each: max(1_000, count), killAfter: nil)

    let open = try metric("walletd_open_ledgers", connection)
    let most = try memory(daemon)
    let evictions = try metric("walletd_ledger_evictions_total", connection)
    let cold = try coldTimes(connection)
    for client in clients { #expect(client.refusals.isEmpty, "\(client.refusals.prefix(3))") }
    #expect(open <= bound)
    #expect(evictions > bound, "ledgers were closed, or the run has shown nothing")
    #expect(most < 512 << 10, "kB of memory")
    #expect(cold.p99 < .milliseconds(100), "from asking for a closed ledger to its answer")

    let confirmed = total(clients)
    #expect(try Self.difference(confirmed, tenants: count, connection) == nil)
    // The comparison would notice one transfer more.
    var wrong = confirmed
    wrong[seedlessTenant, default: 0] += 1
    #expect(try Self.difference(wrong, tenants: count, connection) != nil)
    #expect(daemon.end(by: SIGTERM) == .exited(0))
    let answered = clients.indices.reduce(0) { $0 + clients[$1].times.count - before[$1] }
    print(
      """
      tenants: \(count), open at most \(bound), transfers answered after the kill: \(answered), evictions: \(evictions), memory at most: \
      \(most) kB, cold p50 \(cold.p50.milliseconds) ms, cold p99 \(cold.p99.milliseconds) ms, confirmed and there: \
      \(confirmed.values.reduce(0, +))
      """)
  }

  private var seedlessTenant: Int { count / 2 }

  private func open(on connection: Connection) throws {
    for tenant in 0..<count {
      let code = ZipfClient.code(tenant)
      try connection.createTenant(code)
      try connection.openAccount("bank", tenant: code, class: "asset", limit: "none")
      try connection.openAccount("wallet", tenant: code)
    }
  }

  private func load(_ clients: [ZipfClient], _ daemon: Daemon, each requests: Int, killAfter: Int?) {
    let (zipf, path, process) = (Zipf(count), daemon.socketPath, daemon.pid)
    DispatchQueue.concurrentPerform(iterations: clients.count) { number in
      let connection = Result { try Connection(path: path) }
      guard case .success(let connection) = connection else { return }
      guard number == 0, let killAfter else { return clients[number].load(connection, zipf, count: requests) }
      clients[0].load(connection, zipf, count: killAfter)
      kill(process, SIGKILL)
      clients[0].load(connection, zipf, count: 1)
    }
  }

  /// One request each to tenants that nobody asked for lately, one after the other.
  private func coldTimes(_ connection: Connection) throws -> (p50: Duration, p99: Duration) {
    var times: [Duration] = []
    for tenant in (0..<count).reversed() {
      let begin = ContinuousClock.now
      let reply = try connection.ask(.get("/v1/accounts/wallet", tenant: ZipfClient.code(tenant)))
      times.append(ContinuousClock.now - begin)
      guard reply.status == 200 else { throw RigFailure(reply.text) }
    }
    times.sort()
    return (times[times.count / 2], times[times.count * 99 / 100])
  }

  private func total(_ clients: [ZipfClient]) -> [Int: Int64] {
    clients.reduce(into: [:]) { $0.merge($1.confirmed, uniquingKeysWith: +) }
  }

  /// The first tenant whose wallet is not what was confirmed.
  private static func difference(_ confirmed: [Int: Int64], tenants: Int, _ connection: Connection) throws -> String? {
    for tenant in 0..<tenants {
      let code = ZipfClient.code(tenant)
      let posted = try connection.counters(tenant: code)["wallet"]?.creditsPosted
      if posted != confirmed[tenant, default: 0] { return "\(code): \(posted ?? -1) of \(confirmed[tenant, default: 0])" }
    }
    return nil
  }

  private func metric(_ name: String, _ connection: Connection) throws -> Int {
    let text = try connection.ask(.get("/metrics")).text
    guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix(name + " ") }),
      let value = Int(line.dropFirst(name.count + 1))
    else { throw RigFailure("no metric \(name)") }
    return value
  }

  /// The most memory the daemon had, in kB.
  private func memory(_ daemon: Daemon) throws -> Int {
    let status = try String(contentsOfFile: "/proc/\(daemon.pid)/status", encoding: .utf8)
    guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
      let value = line.split(separator: " ").compactMap({ Int($0) }).first
    else { throw RigFailure("no VmHWM") }
    return value
  }
}
