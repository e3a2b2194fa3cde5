import Foundation
import JSON
import Testing

/// Card numbers and credentials that went through a real daemon lie nowhere afterwards: not in its files, not in its log, not in a core
/// file that root makes, not in its memory.
///
/// The numbers are made up: those that everybody knows stand in the binary itself, as the list of test cards.
@Suite(.serialized) struct `Secrets` {
  private static let vault = "{ vault: { development: true }, log: { level: \"debug\" } }"

  @Test func `that were kept, shown and deleted are found nowhere a second later`() throws {
    let seed = UInt64(setting("WALLETD_SEED", otherwise: Int(UInt32.random(in: 1...(.max)))))
    print("seed: \(seed)")
    var dice = Dice(seed: seed)
    let daemon = try Daemon(on: try Folder(), configuration: Self.vault)
    let connection = try daemon.connect()
    #expect(try connection.ask(.post("/v1/tenants", key: "t", #"{"code":"toko","name":"Toko"}"#)).status == 201)

    let numbers = (0..<24).map { _ in MadeUpCards.visa(&dice) }
    let secrets = (0..<4).map { _ in "xnd_" + (0..<5).map { _ in String(dice.roll(100_000...999_999)) }.joined(separator: "Q") }
    let hunt = SecretHunt(numbers: numbers, texts: secrets)
    try Self.useAll(numbers, secrets, daemon)

    // Control: what a client has sent and not ended must be found, by all that look.
    let open = try daemon.connect()
    let half = MadeUpCards.visa(&dice)
    let control = SecretHunt(numbers: [half])
    open.send(Self.cut(MadeUpCards.body(half), by: 4))
    let seen = try #require(
      try Patience.find(.seconds(20)) { () -> Int? in
        guard let memory = try control.findings(inMemoryOf: daemon.pid) else { return -1 }
        return memory.found.isEmpty ? nil : memory.found.count
      }, "the control is not found")
    guard seen > 0 else {
      print("SKIPPED: only root may read the memory of another process; files and log were looked through")
      return Self.expectNothing(try hunt.findings(under: daemon.folder.path))
    }
    if let core = try Self.core(of: daemon) {
      #expect(!(try control.findings(under: core.path).found.isEmpty), "the control is not in the core")
    }
    open.finishSending()
    #expect(open.receive()?.code == "truncated_request")

    Patience.pause(microseconds: 1_000_000)
    let all = SecretHunt(numbers: numbers + [half], texts: secrets)
    Self.expectNothing(try all.findings(under: daemon.folder.path))
    let memory = try #require(try all.findings(inMemoryOf: daemon.pid))
    #expect(memory.found == [])
    let core = try Self.core(of: daemon)
    if let core { Self.expectNothing(try all.findings(under: core.path)) }
    #expect(daemon.end(by: SIGTERM) == .exited(0))
    Self.expectNothing(try all.findings(under: daemon.folder.path))
    print(
      "row 12: card numbers, scanned: \(numbers.count + 1) numbers and \(secrets.count) credentials, \(all.waysOfWriting.count) ways of "
        + "writing, \(memory.bytes >> 20) MiB of memory, core: \(core == nil ? "SKIPPED, no gcore" : "yes"), hits: 0, controls found"
    )
  }

  @Test func `are looked for by what finds each way of writing in a file`() throws {
    let hunt = SecretHunt(numbers: ["4716930259438711"], texts: ["xnd_secret"])
    let folder = try Folder()
    for (index, way) in hunt.waysOfWriting.enumerated() {
      let junk = [UInt8](repeating: 7, count: 4_093)
      try Data(junk + way.bytes + junk).write(to: URL(filePath: folder.file("\(index)")))
    }
    let (files, found) = try hunt.findings(under: folder.path)
    #expect(files == hunt.waysOfWriting.count && found.count >= files)
    for way in hunt.waysOfWriting { #expect(found.contains { $0.hasPrefix(way.name) }, "\(way.name)") }
  }

  // MARK: Parts

  private static func expectNothing(_ hunted: (files: Int, found: [String])) {
    #expect(hunted.files > 0)
    #expect(hunted.found == [])
  }

  /// Every way for a secret to come in, and out again, and to be refused on the way.
  private static func useAll(_ numbers: [String], _ secrets: [String], _ daemon: Daemon) throws {
    let connection = try daemon.connect()
    let path = "/v1/payment_methods"
    var tokens: [String] = []
    for (index, number) in numbers.enumerated() {
      var written = number
      var answer = 201
      switch index % 12 {
      case 1: written = spaced(number, " ")
      case 2: written = spaced(number, "-")
      // Escapes are decoded elsewhere than in the body.
      case 3: written = number.utf8.map { "\\u00\(String($0, radix: 16))" }.joined()
      case 4: (written, answer) = (number + "0", 400)
      case 5:
        let reply = try connection.ask(.post(path, tenant: "toko", key: "x\(index)", #"{"number":"\#(number)"}"#))
        #expect(reply.code == "unknown_field")
        continue
      case 6:
        let reply = try connection.ask(.post(path + "s", tenant: "toko", key: "x\(index)", MadeUpCards.body(number)))
        #expect(reply.code == "route_not_found")
        continue
      case 7:
        // The client goes away in the middle.
        let other = try daemon.connect()
        other.send(cut(MadeUpCards.body(number), by: 3))
        continue
      case 8:
        let reply = try connection.ask(.post(path, tenant: "nobody", key: "x\(index)", MadeUpCards.body(number)))
        #expect(reply.code == "tenant_not_found")
        continue
      case 9:
        try sendInPieces(MadeUpCards.body(number), key: "p\(index)", daemon)
        continue
      case 10:
        let reply = try connection.ask(.post("/v1/transfers", tenant: "toko", key: "x\(index)", MadeUpCards.body(number)))
        #expect(reply.status == 400)
        continue
      case 11:
        let reply = try connection.ask(
          .post(path, tenant: "toko", key: "x\(index)", MadeUpCards.body(number, more: #","holder":"\#(number)""#)))
        #expect(reply.code == "secret_repeated")
        continue
      default: break
      }
      let reply = try connection.ask(.post(path, tenant: "toko", key: "k\(index)", MadeUpCards.body(written)))
      #expect(reply.status == answer, "\(reply.text)")
      if answer == 201 { tokens.append(try token(reply)) }
    }
    for (index, secret) in secrets.enumerated() {
      let body = #"{"type":"provider_credentials","provider_credentials":{"provider":"x","credentials":"\#(secret)"}}"#
      tokens.append(try token(try connection.ask(.post(path, tenant: "toko", key: "c\(index)", body))))
    }
    for token in tokens {
      let seen = try connection.ask(.post("\(path)/\(token)/reveal", tenant: "toko", key: nil, "{}"))
      #expect((numbers + secrets).contains { seen.text.contains($0) }, "a reveal reveals")
    }
    for token in tokens {
      #expect(try connection.ask(.post("\(path)/\(token)/delete", tenant: "toko", key: "d\(token)", "{}")).status == 200)
    }
  }

  private static func token(_ reply: Reply) throws -> String {
    #expect(reply.status == 201)
    return try #require(try reply.json()["id"]?.stringValue)
  }

  private static func spaced(_ number: String, _ separator: String) -> String {
    stride(from: 0, to: 16, by: 4).map { String(number.dropFirst($0).prefix(4)) }.joined(separator: separator)
  }

  private static func cut(_ body: String, by count: Int) -> [UInt8] {
    Request.post("/v1/payment_methods", tenant: "toko", key: "cut", body).bytes.dropLast(count)
  }

  /// The body grows in the daemon's hands, from one array into the next.
  private static func sendInPieces(_ body: String, key: String, _ daemon: Daemon) throws {
    let slow = try daemon.connect()
    let bytes = Request.post("/v1/payment_methods", tenant: "toko", key: key, body).bytes
    for start in stride(from: 0, to: bytes.count, by: 7) {
      slow.send(Array(bytes[start..<min(start + 7, bytes.count)]))
      Patience.pause(microseconds: 1_000)
    }
    #expect(slow.receive()?.status == 201)
  }

  /// A core file as root makes it; nil, said loudly, where that cannot be.
  private static func core(of daemon: Daemon) throws -> Folder? {
    guard FileManager.default.isExecutableFile(atPath: "/usr/bin/gcore") else {
      print("SKIPPED: no gcore here (Debian's gdb), so no core was looked through")
      return nil
    }
    let folder = try Folder()
    let run = try Run(["/usr/bin/gcore", "-o", folder.file("core"), "\(daemon.pid)"])
    guard try !FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty else {
      print("SKIPPED: gcore made no core: \(run.output.suffix(300))")
      return nil
    }
    return folder
  }
}

extension Patience {
  /// Asks again and again until there is an answer; nil when there was none in time.
  static func find<T>(_ limit: Duration, _ ask: () throws -> T?) rethrows -> T? {
    var found: T?
    try wait(limit) {
      found = try ask()
      return found != nil
    }
    return found
  }
}
