import Audit
import Foundation
import JSON
import Testing

/// The command line as others use it: its exports read by real accounting, its exit codes, its speed.
@Suite struct `The command line` {
  let shop: Shop

  init() throws {
    shop = try Shop()
  }

  private func walletctl(_ arguments: String..., tenant: String? = Shop.tenant) throws -> Run {
    try Run(
      [Program.walletctl.path] + arguments,
      environment: ["WALLETD_SOCKET": shop.daemon.socketPath, "WALLETD_TENANT": tenant ?? "", "NO_COLOR": "1"])
  }

  /// Postings of every kind in two currencies, so that an export has something to be wrong about.
  private func trade() throws {
    for number in 1...30 {
      let body =
        #"{"debit":"alice","credit":"bob","amount":\#(number * 125),"currency":"IDR","reference":"order \#(number); a=b | \"c\""}"#
      #expect(try shop.post("/v1/transfers", "t\(number)", body).status == 201)
    }
    let dollars = #"{"debit":"dollars","credit":"alice","amount":1999,"currency":"USD","effective_at":"2026-01-31T23:59:59Z"}"#
    #expect(try shop.post("/v1/transfers", "usd", dollars).status == 201)
    let hold = try shop.post("/v1/holds", "h", #"{"debit":"alice","credit":"bob","amount":400,"currency":"IDR"}"#)
    #expect(try shop.post("/v1/holds/\(HoldID.of(hold.lasting))/capture", "c", #"{"amount":150}"#).status == 200)
    #expect(
      try shop.post(
        "/v1/batches", "b",
        #"{"atomic":true,"items":[{"type":"transfer","debit":"bob","credit":"alice","amount":10,"currency":"IDR"},{"type":"transfer","debit":"bob","credit":"bank","amount":20}]}"#
      ).status == 200)
  }

  @Test func `says when the change was made and only its output failed`() throws {
    func run(_ line: String) throws -> Run {
      try Run(
        ["/bin/sh", "-c", "'\(Program.walletctl.path)' \(line) >/dev/full"],
        environment: ["WALLETD_SOCKET": shop.daemon.socketPath, "WALLETD_TENANT": Shop.tenant, "NO_COLOR": "1"])
    }
    let change = try run("transfer create alice bob --amount 5 --currency IDR --quiet")
    #expect(change.end == .exited(1))
    #expect(change.output.contains("cannot write the output: No space left on device; the change was made"), "\(change.output)")
    let look = try run("account list")
    #expect(look.end == .exited(1))
    #expect(look.output.hasSuffix("cannot write the output: No space left on device\n"), "\(look.output)")
  }

  @Test func `leaves no copy behind when nobody reads its export to the end`() throws {
    let items = [String](repeating: #"{"type":"transfer","debit":"bank","credit":"bob","amount":1}"#, count: 1_000)
    #expect(try shop.post("/v1/batches", "many", #"{"items":[\#(items.joined(separator: ","))]}"#).status == 200)
    let place = try Folder()
    let run = try Run(
      ["/bin/sh", "-c", "'\(Program.walletctl.path)' export --format csv --quiet --temp '\(place.path)' | head -n 1"],
      environment: ["WALLETD_SOCKET": shop.daemon.socketPath, "WALLETD_TENANT": Shop.tenant])
    #expect(run.output.hasPrefix("transaction,") && run.output.count { $0 == "\n" || $0 == "\r\n" } == 1, "\(run.output)")
    // The shell waits for the last of the pipe only.
    #expect(try Patience.wait(.seconds(10)) { try FileManager.default.contentsOfDirectory(atPath: place.path).isEmpty })
  }

  @Test func `exports a journal that hledger accepts, every balance asserted`() throws {
    try trade()
    let export = try walletctl("export", "--format", "hledger", "--quiet")
    #expect(export.end == .exited(0), "\(export.output)")
    let journal = shop.folder.file("shop.journal")
    try export.output.write(toFile: journal, atomically: true, encoding: .utf8)
    let check = try Run(["/usr/bin/hledger", "-f", journal, "check"])
    #expect(check.end == .exited(0), "\(check.output)")

    // Each posting carries the balance that hledger must come to.
    let postings = export.output.split(separator: "\n").filter {
      $0.contains(/^ +[^ ;].* IDR|^ +[^ ;].* USD/) && !$0.contains("format")
    }
    #expect(postings.count >= 2 * 34)
    #expect(postings.allSatisfy { $0.contains("=") }, "\(postings.first { !$0.contains("=") } ?? "")")

    // And a journal with one wrong number is refused.
    let wrong = export.output.replacing("= ", with: "= 1", maxReplacements: 1)
    #expect(wrong != export.output)
    try wrong.write(toFile: journal, atomically: true, encoding: .utf8)
    #expect(try Run(["/usr/bin/hledger", "-f", journal, "check"]).end != .exited(0))
  }

  @Test func `exports the same rows as CSV and as JSON lines`() throws {
    try trade()
    let lines = try walletctl("export", "--format", "jsonl", "--quiet")
    #expect(lines.end == .exited(0), "\(lines.output)")
    let transactions = try lines.output.split(separator: "\n").map { try JSONValue.parse(String($0)) }
    let postings = transactions.reduce(0) { $0 + ($1["postings"]?.arrayValue?.count ?? 0) }
    let table = try walletctl("export", "--format", "csv", "--quiet")
    #expect(table.end == .exited(0), "\(table.output)")
    let report = try Offline.verify(try backup())
    #expect(Int64(postings) == report.postings)
    #expect(Int64(table.output.split(separator: "\r\n", omittingEmptySubsequences: true).count) == report.postings + 1)
  }

  /// A copy that was made while the daemon served, and is what it served.
  private func backup() throws -> String {
    let folder = shop.folder.file("backup")
    let run = try walletctl("backup", "--to", folder, tenant: nil)
    #expect(run.end == .exited(0), "\(run.output)")
    let tenants = try FileManager.default.contentsOfDirectory(atPath: folder + "/tenants")
    return folder + "/tenants/\(tenants.first ?? "")/ledger.db"
  }

  @Test func `restores what it backed up, and the daemon goes on from there`() throws {
    try trade()
    _ = try backup()
    let before = try shop.connection.counters(tenant: Shop.tenant)
    let elsewhere = try Folder()
    let restore = try walletctl("restore", shop.folder.file("backup"), "--data", elsewhere.file("data"))
    #expect(restore.end == .exited(0), "\(restore.output)")
    let daemon = try Daemon(on: elsewhere)
    let connection = try daemon.connect()
    #expect(try connection.counters(tenant: Shop.tenant) == before)
    let again = try connection.ask(
      .post(
        "/v1/transfers", tenant: Shop.tenant, key: "usd",
        #"{"debit":"dollars","credit":"alice","amount":1999,"currency":"USD","effective_at":"2026-01-31T23:59:59Z"}"#))
    #expect(again.status == 201 && again.isReplay, "keys are restored too: \(again.text)")
  }

  @Test func `ends with the code that says what happened`() throws {
    #expect(try walletctl("account", "list").end == .exited(0))
    #expect(try walletctl("acount", "list").end == .exited(2))
    #expect(try walletctl("account", "show", "nobody").end == .exited(3))
    #expect(try walletctl("transfer", "create", "alice", "bob", "-a", "1", "-c", "IDR", "--key", "k").end == .exited(0))
    #expect(try walletctl("transfer", "create", "alice", "bob", "-a", "2", "-c", "IDR", "--key", "k").end == .exited(5))
    #expect(try walletctl("transfer", "create", "alice", "bob", "-a", "99999999", "-c", "IDR").end == .exited(6))
    #expect(try walletctl("--socket", "/nowhere/control.sock", "account", "list").end == .exited(7))
    #expect(try walletctl("verify").end == .exited(0))
  }

  /// What README.md tells a newcomer to type, typed.
  @Test func `does what the tour of the README says`() throws {
    let readme = try String(contentsOfFile: Program.repository + "/README.md", encoding: .utf8)
    let tour = readme.matches(of: /(?s)```sh\n(.*?)```/).map { String($0.1) }.joined()
    let folder = try Folder()
    let daemon = try Daemon(on: folder)
    let script = tour.replacing("$PWD/.run/control.sock", with: daemon.socketPath)
      .replacing("$PWD/.build/release", with: URL(filePath: Program.walletctl.path).deletingLastPathComponent().path)
    #expect(script != tour)
    let run = try Run(["/bin/sh", "-ec", "cd '\(folder.path)'; \(script)"])
    #expect(run.end == .exited(0), "\(run.output)")
    for text in [
      "Rp25.000", "Rp15.100", "balanced", "sound", #""reference":"order-17""#, "commodity IDR", #""reference":"order-18""#,
      "key.created",
    ] {
      #expect(run.output.contains(text), "\(text)\n\(run.output)")
    }
  }

  @Test func `starts quickly`() throws {
    var times: [Duration] = []
    for _ in 1...15 {
      let begin = ContinuousClock.now
      #expect(try walletctl("--version").end == .exited(0))
      times.append(ContinuousClock.now - begin)
    }
    times.sort()
    #expect(times[3] < .milliseconds(20), "\(times)")
  }
}
