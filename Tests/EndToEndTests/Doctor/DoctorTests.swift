import Foundation
import JSON
import Testing

/// walletctl doctor against the real daemon, well and ill.
@Suite struct `A doctor` {
  private let folder: Folder

  init() throws { folder = try Folder() }

  private struct Findings {
    let run: Run
    let all: [JSONValue]

    func of(_ check: String) -> [String] {
      all.filter { $0["check"]?.stringValue == check }.map {
        "\($0["state"]?.stringValue ?? ""): \($0["seen"]?.stringValue ?? "")"
      }
    }

    func advice(_ check: String) -> String {
      all.filter { $0["check"]?.stringValue == check }.compactMap { $0["advice"]?.stringValue }.joined(separator: "\n")
    }
  }

  private func doctor(_ arguments: String..., launcher: [String] = [], environment: [String: String] = [:]) throws -> Findings {
    let run = try Run(
      launcher + [Program.walletctl.path, "doctor", "--jsonl"] + arguments,
      environment: [
        "WALLETD_SOCKET": folder.file("control.sock"), "WALLETD_DATA": folder.file("data"), "WALLETD_TENANT": "",
        "WALLETD_KEY_FILE": "", "NO_COLOR": "1",
      ].merging(environment) { $1 })
    let lines = run.output.split(separator: "\n").filter { $0.hasPrefix("{") }
    return Findings(run: run, all: try lines.map { try JSONValue.parse(String($0)) })
  }

  private func walletctl(_ arguments: String...) throws {
    let run = try Run(
      [Program.walletctl.path] + arguments, environment: ["WALLETD_SOCKET": folder.file("control.sock"), "WALLETD_TENANT": ""])
    guard run.end == .exited(0) else { throw RigFailure(run.output) }
  }

  @Test func `sees that a daemon is well, and remembers its backups across a restart`() throws {
    var daemon = try Daemon(on: folder)
    _ = try Cast.open(on: try daemon.connect())
    var seen = try doctor()
    #expect(seen.of("backup") == ["warn: no complete backup was ever made"])
    #expect(seen.advice("backup").contains("walletctl backup --to DIR"))
    #expect(seen.run.end == .exited(1))

    // A tenant's own copy is no backup of everything.
    try walletctl("-t", Cast.tenant, "backup", "--to", folder.file("one"), "-q")
    #expect(try doctor().of("backup") == ["warn: no complete backup was ever made"])
    try walletctl("backup", "--to", folder.file("all"), "-q")
    #expect(daemon.end(by: SIGTERM) == .exited(0))
    daemon = try Daemon(on: folder)
    seen = try doctor()
    #expect(
      seen.of("backup").first?.contains(/^ok: the last complete backup is \d+ s old \(.*\/all\)$/) == true, "\(seen.of("backup"))"
    )
    for (check, start) in [
      ("socket", "ok: "), ("serving", "ok: "), ("version", "ok: walletd and walletctl are "), ("ledgers", "ok: "),
      ("seals", "ok: 1 head signed just now"), ("audit", "ok: "), ("data", "ok: "), ("disk", ""), ("limits", ""),
      ("vault", "ok: there is no key"),
      ("ingress", "ok: "),
    ] { #expect(seen.of(check).first?.hasPrefix(start) == true, "\(check): \(seen.of(check))") }
    #expect(seen.of("clock").contains("ok: no ledger is ahead of it"))
    #expect(seen.run.end == .exited(0) || seen.all.contains { $0["state"]?.stringValue == "warn" }, "\(seen.run.output)")
  }

  @Test func `sees a ledger whose time is ahead of the clock`() throws {
    let offset = folder.file("offset")
    var micros = Int64(7_200_000_000)
    try Data(bytes: &micros, count: 8).write(to: URL(filePath: offset))
    let preload = try Preload("clock-offset", ["CLOCK_OFFSET": offset])
    let daemon = try Daemon(on: folder, environment: preload.environment)
    let connection = try daemon.connect()
    _ = try Cast.open(on: connection)
    #expect(try connection.ask(Work.transfer(Work.Movement(debit: 0, credit: 1, amount: 1)).request(key: "k")).status == 201)
    let seen = try doctor()
    #expect(
      seen.of("clock").last?.contains(/^warn: the ledger of \w+ is (2 h|1 h 59 min) ahead of this clock$/) == true,
      "\(seen.of("clock"))")
    #expect(seen.run.end == .exited(1))
  }

  @Test func `without a daemon looks at the files, and finds a commit that was changed`() throws {
    let daemon = try Daemon(on: folder)
    let connection = try daemon.connect()
    let tenant = try Cast.open(on: connection)
    for number in 1...300 {
      _ = try connection.ask(Work.transfer(Work.Movement(debit: 0, credit: 1, amount: 1)).request(key: "k\(number)"))
    }
    #expect(daemon.end(by: SIGTERM) == .exited(0))
    let well = try doctor()
    #expect(well.run.end == .exited(7))
    #expect(well.of("socket").first?.hasPrefix("fail: there is no socket at ") == true)
    #expect(
      well.of("seals").first?.contains(
        "the last commits of 1 of 1 ledgers are as they were sealed; the oldest of their last signed heads is from 20") == true,
      "\(well.of("seals"))")
    #expect(well.of("disk").first?.contains(" free (") == true)

    try change("UPDATE postings SET amount = amount + 1 WHERE sequence = (SELECT max(sequence) FROM postings)", tenant)
    let ill = try doctor()
    #expect(ill.run.end == .exited(9), "\(ill.run.output)")
    #expect(
      ill.of("seals").first?.contains(/ledger.db is not what was written: seals row \d+: the seal over rows/) == true,
      "\(ill.of("seals"))")
    #expect(ill.advice("seals").contains("Do not start the daemon on it"))
  }

  @Test func `sees a ledger that the daemon does not serve`() throws {
    let daemon = try Daemon(on: folder)
    let tenant = try Cast.open(on: try daemon.connect())
    #expect(daemon.end(by: SIGTERM) == .exited(0))
    let file = open(Daemon.ledger(in: folder, tenant: tenant), O_WRONLY | O_CLOEXEC)
    #expect(pwrite(file, [UInt8](repeating: 0, count: 100), 100, 0) == 100)
    close(file)
    let again = try Daemon(on: folder)
    let seen = try doctor()
    #expect(
      seen.of("seals").first?.hasPrefix("fail: the head of \(Cast.tenant) cannot be had: ledger_fenced") == true,
      "\(seen.run.output)")
    #expect(
      seen.of("ledgers").contains { $0.hasPrefix("fail: not served") || $0.contains("opening a ledger has failed") },
      "\(seen.run.output)")
    #expect(seen.run.end == .exited(1))
    _ = again.end(by: SIGKILL)
  }

  /// As somebody with another program would.
  private func change(_ sql: String, _ tenant: String) throws {
    let file = Daemon.ledger(in: folder, tenant: tenant)
    let run = try Run([
      "/usr/bin/python3", "-c", "import sqlite3,sys; c=sqlite3.connect(sys.argv[1]); c.execute(sys.argv[2]); c.commit()", file,
      sql,
    ])
    guard run.end == .exited(0) else { throw RigFailure(run.output) }
  }

  @Test func `tells a person who may not open the socket which group to join, and an auditor what he may not ask`() throws {
    let (uid, gid) = (47_211, 47_212)
    guard getuid() == 0, let setpriv = System.path(of: "setpriv") else {
      print("doctor as others: SKIPPED, nobody else can be played here")
      return
    }
    func person(_ uid: Int, _ gid: Int) -> [String] {
      [setpriv, "--reuid", "\(uid)", "--regid", "\(gid)", "--clear-groups", "--no-new-privs"]
    }
    guard try Run(person(uid, gid) + [Program.walletctl.path, "--version"]).end == .exited(0) else {
      print("doctor as others: SKIPPED, others cannot reach \(Program.walletctl.path)")
      return
    }
    chmod(folder.path, 0o755)
    let daemon = try Daemon(on: folder, configuration: #"{ principals: [ { gid: \#(gid), role: "auditor" } ] }"#)
    // A group that every system has, with a name.
    chown(daemon.socketPath, 0, 4)
    let name = try #require(getgrgid(4).map { String(cString: $0.pointee.gr_name) })
    let stranger = try doctor(launcher: person(uid, gid))
    #expect(stranger.run.end == .exited(7))
    #expect(stranger.of("socket").first?.hasPrefix("fail: uid \(uid) may not open ") == true, "\(stranger.run.output)")
    #expect(stranger.advice("socket").contains("sudo usermod -aG \(name) uid \(uid)"))
    #expect(stranger.of("version") == ["skipped: the daemon's version: the daemon does not answer"])
    // Any other command says the same.
    let list = try Run(
      person(uid, gid) + [Program.walletctl.path, "tenant", "list"], environment: ["WALLETD_SOCKET": daemon.socketPath])
    #expect(list.end == .exited(7) && list.output.contains("the group '\(name)', mode 0660"), "\(list.output)")
    #expect(list.output.contains("To join it: `sudo usermod -aG \(name) "))

    chown(daemon.socketPath, 0, gid_t(gid))
    let auditor = try doctor(launcher: person(uid, gid))
    #expect(auditor.of("socket").first?.hasPrefix("ok: ") == true, "\(auditor.run.output)")
    #expect(auditor.of("audit").first?.hasPrefix("ok: ") == true)
    #expect(auditor.of("vault").first?.contains("lacks the permission 'vault:manage'") == true, "\(auditor.of("vault"))")
    #expect(auditor.of("backup") == ["warn: no complete backup was ever made"])
    // Who is in no entry gets in by the socket's mode alone: then he is nobody.
    chmod(daemon.socketPath, 0o666)
    let nobody = try doctor(launcher: person(uid + 1, gid + 1))
    #expect(nobody.of("socket").first?.hasPrefix("warn: everybody on this machine may open ") == true)
    #expect(
      nobody.of("ledgers").first?.hasPrefix("skipped: which ledgers are served: unauthenticated") == true, "\(nobody.run.output)")
  }

  @Test func `names a path that is no socket, and a socket that nobody listens on`() throws {
    try "a file".write(toFile: folder.file("control.sock"), atomically: true, encoding: .utf8)
    #expect(try doctor().of("socket").first == "fail: \(folder.file("control.sock")) is no socket")
    unlink(folder.file("control.sock"))
    let daemon = try Daemon(on: folder)
    _ = daemon.end(by: SIGKILL)
    let seen = try doctor()
    #expect(seen.run.end == .exited(7))
    #expect(seen.of("socket").first?.contains("nobody listens") == true, "\(seen.run.output)")
  }
}
