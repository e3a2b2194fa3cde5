import Foundation
import JSON
import Synchronization
import Testing

@testable import LedgerCore
@testable import Storage
@testable import Tenancy
@testable import walletctl

/// The commands that work on files, on files the engine wrote.
struct OfflineTests {
  private let data = Data()

  /// A data directory in which a bit of everything happened, and whose daemon has stopped; a backup of it beside.
  final class Data {
    let folder = NSTemporaryDirectory() + "walletctl-\(UUID().uuidString)"
    var data: String { folder + "/data" }
    var backup: String { folder + "/backup" }
    private(set) var tenant = ""
    var ledger: String { "\(data)/tenants/\(tenant)/ledger.db" }

    init() {
      do { try write() } catch { Issue.record(error) }
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    private func write() throws {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      let directory = try DataDirectory(path: data)
      let made = try directory.create(code: "toko", name: "Toko", key: "t").tenant
      tenant = made.id.text
      let ledger = try #require(directory.ledger(of: made.id))
      try work(ledger)
      let copy = "\(backup)/tenants/\(tenant)"
      try FileManager.default.createDirectory(atPath: copy, withIntermediateDirectories: true)
      try directory.backupCatalog(to: backup + "/catalog.db")
      _ = try ledger.backup(to: copy + "/ledger.db")
      try Foundation.Data("{}".utf8).write(to: URL(fileURLWithPath: backup + "/backup.json"))
      let head = try directory.signedHead(of: made.id)
      let anchor: JSONValue = [
        "tenant": .string(head.tenant.text), "sequence": .integer(head.sequence), "seal_number": .integer(head.sealNumber),
        "seal": .string(hex(head.seal)), "signed_at": .string(head.signedAt.rfc3339), "public_key": .string(hex(head.publicKey)),
        "signature": .string(hex(head.signature)),
      ]
      try Foundation.Data(anchor.encode()).write(to: URL(fileURLWithPath: folder + "/head.json"))
      try directory.shutdown()
    }

    private func hex(_ bytes: [UInt8]) -> String { bytes.map { String(format: "%02x", $0) }.joined() }

    private func work(_ ledger: any Ledger) throws {
      var keys = 0
      func run(_ operation: LedgerCore.Operation) throws -> PostingRecord? {
        keys += 1
        let done = DispatchSemaphore(value: 0)
        let box = Mutex<Result<LedgerReply, LedgerFailure>?>(nil)
        ledger.submit(.single(Command(key: Text("k\(keys)"), operation: operation)), waking: true) { answer in
          box.withLock { $0 = answer }
          done.signal()
        }
        done.wait()
        guard case .single(let answer) = try #require(box.withLock { $0 }).get() else { return nil }
        guard case .posted(let rows) = answer.result else { return nil }
        return rows.first
      }
      func open(_ code: String?, _ currency: String, _ accountClass: AccountClass) throws {
        let currency = try #require(Currency(currency))
        _ = try run(.openAccount(AccountOpening(code: code.map { Text($0) }, currency: currency, accountClass: accountClass)))
      }
      func posting(_ debit: String, _ credit: String, _ amount: Int64, _ currency: String = "IDR") -> Posting {
        Posting(debit: .code(Text(debit)), credit: .code(Text(credit)), amount: amount, currency: Currency(currency))
      }
      // Codes that are hard on journals: empty parts, signs that mean something there, one name inside another.
      for (code, currency, accountClass) in [
        ("bank", "IDR", AccountClass.asset), ("wallet", "IDR", .liability), ("wallet:alice", "IDR", .liability),
        ("fees", "IDR", .revenue), ("costs", "IDR", .expense), ("capital", "IDR", .equity), ("bank", "JPY", .asset),
        ("a::b:", "JPY", .liability), ("x#y=z@q/+~-.", "BHD", .asset), ("0(", "BHD", .equity),
      ] { try open(code, currency, accountClass) }
      _ = try run(.transfer(posting("bank", "wallet", 100_000_001), Details(reference: "a ; b | c")))
      _ = try run(
        .transaction(
          [
            posting("wallet", "wallet:alice", 5_000_000), posting("wallet:alice", "fees", 1),
            posting("wallet", "wallet:alice", 7),
          ],
          Details(effectiveAt: Timestamp(rfc3339: "2020-02-29T23:59:59Z"), metadata: #"{"a":"b"}"#)))
      let hold = try #require(try run(.placeHold(posting("wallet", "fees", 900), expiresIn: 3_600, Details()))?.hold)
      _ = try run(.captureHold(hold, amount: 400, isFinal: false, then: [posting("fees", "wallet", 3)], Details()))
      _ = try run(.transfer(posting("bank", "a::b:", 12, "JPY"), Details()))
      let row = try #require(try run(.transfer(posting("x#y=z@q/+~-.", "0(", 12_345, "BHD"), Details())))
      _ = try run(.reverse(row.transactionID(ledger.tag), Details()))
      for _ in 0..<40 { _ = try run(.transfer(posting("costs", "bank", 25), Details())) }
    }
  }

  private func run(_ line: String...) -> (exit: ExitCode, output: String, remarks: String) {
    let streams = Captured()
    let exit = Program.run(line, environment: [:], streams: streams)
    return (exit, streams.output, streams.remarks)
  }

  private func shell(_ program: String, _ arguments: [String]) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }

  // MARK: export

  @Test func `hledger accepts the journal, with every assertion, and finds the same balances`() throws {
    let (exit, journal, remarks) = run("export", "--file", data.ledger, "--format", "hledger")
    #expect(exit == .done, "\(remarks)")
    let file = data.folder + "/books.journal"
    try Foundation.Data(journal.utf8).write(to: URL(fileURLWithPath: file))
    let check = try shell("hledger", ["-f", file, "check", "--strict", "ordereddates"])
    #expect(check.status == 0, "\(check.output)")
    let balances = try shell("hledger", ["-f", file, "bal", "--flat", "--no-total", "-E"]).output
    let lines = Set(
      balances.split(separator: "\n").map { $0.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ") })
    // 1,000,000.01 less forty times 0.25.
    #expect(lines.contains("999990.01 IDR"), "\(balances)")
    #expect(lines.contains("-50000.06 IDR liabilities:wallet:alice"), "\(balances)")
    #expect(lines.contains("-12 JPY liabilities:a:%:b:%"), "\(balances)")
    let postings = journal.split(separator: "\n").filter {
      $0.hasPrefix("    ") && $0.contains("  ") && !$0.contains(";") && !$0.contains("format")
    }
    #expect(postings.count > 90)
    #expect(postings.allSatisfy { $0.contains(" = ") }, "every posting asserts its balance")
  }

  @Test func `hledger refuses the journal when an amount is altered`() throws {
    let journal = run("export", "--file", data.ledger, "--format", "hledger").output
    let file = data.folder + "/forged.journal"
    let forged = journal.replacing("    expenses:costs  0.25 IDR = 5.00 IDR", with: "    expenses:costs  0.25 IDR = 5.01 IDR")
    #expect(forged != journal)
    try Foundation.Data(forged.utf8).write(to: URL(fileURLWithPath: file))
    #expect(try shell("hledger", ["-f", file, "check"]).status != 0)
  }

  @Test func `csv and json lines hold every posting`() throws {
    let csv = run("export", "--file", data.ledger, "--format", "csv").output
    let records = try CSV.parse(Array(csv.utf8))
    #expect(records.allSatisfy { $0.fields.count == records[0].fields.count })
    let lines = run("export", "--file", data.ledger, "--format", "jsonl").output.split(separator: "\n")
    let transactions = try lines.map { try JSONValue.parse(String($0)) }
    #expect(transactions.reduce(0) { $0 + ($1["postings"]?.arrayValue?.count ?? 0) } == records.count - 1)
    let backdated = try #require(transactions.first { $0.at("metadata.a") == "b" })
    #expect(backdated.text(at: "effective_at") == "2020-02-29T23:59:59.000000Z")
  }

  // MARK: verify

  @Test func `a data directory is verified against the heads its catalogue keeps`() throws {
    let (exit, output, remarks) = run("verify", "--data", data.data, "--json")
    #expect(exit == .done, "\(remarks)")
    let result = try JSONValue.parse(output)
    #expect(result["sound"] == true)
    #expect(result["anchors"] == 1)
    #expect(run("verify", "--file", data.ledger, "--anchor", data.folder + "/head.json", "--integrity").exit == .done)
  }

  @Test func `an altered ledger is exit code 9 and names the row`() throws {
    #expect(try shell("sqlite3", [data.ledger, "UPDATE postings SET amount = amount + 1 WHERE sequence = 11"]).status == 0)
    let (exit, output, remarks) = run("verify", "--data", data.data)
    #expect(exit == .integrity)
    #expect(output.contains("UNSOUND") && output.contains("postings row 11"), "\(output)")
    #expect(remarks.contains("not what was written"))
    let json = try JSONValue.parse(run("verify", "--file", data.ledger, "-j").output)
    #expect(json.at("finding.row") == 11)
    let export = run("export", "--file", data.ledger, "--format", "hledger")
    #expect(export.exit == .integrity)
    #expect(export.output.isEmpty)
  }

  @Test func `a tail that was cut is found by the anchor alone`() throws {
    let cut = """
      DELETE FROM postings WHERE sequence > (SELECT last FROM seals ORDER BY number DESC LIMIT 1 OFFSET 1);
      DELETE FROM seals WHERE number = (SELECT max(number) FROM seals)
      """
    #expect(try shell("sqlite3", [data.ledger, cut]).status == 0)
    #expect(run("verify", "--file", data.ledger).exit == .done)
    let (exit, output, _) = run("verify", "--file", data.ledger, "--anchor", data.folder + "/head.json")
    #expect(exit == .integrity)
    #expect(output.contains("rows were cut off"), "\(output)")
  }

  @Test func `files that are not there are exit code 3, files that are no anchors 2`() {
    #expect(run("verify", "--file", "/nowhere/ledger.db").exit == .notFound)
    #expect(run("verify", "--data", "/nowhere").exit == .notFound)
    #expect(run("verify", "--file", data.ledger, "--anchor", data.backup + "/backup.json").exit == .usage)
    #expect(run("verify", "--file", data.ledger, "--anchor", "/nowhere.json").exit == .usage)
    #expect(run("verify", "--file", "a", "--data", "b").exit == .usage)
  }

  // MARK: restore

  @Test func `a backup is restored into an empty place, and only there`() throws {
    let target = data.folder + "/restored"
    let (exit, output, remarks) = run("restore", data.backup, "--data", target)
    #expect(exit == .done, "\(remarks)")
    #expect(output.contains("sound"))
    #expect(run("restore", data.backup, "--data", target).exit == .conflict)
    let directory = try DataDirectory(path: target)
    #expect(directory.tenant("toko") != nil)
    #expect(directory.trouble.isEmpty)
    try directory.shutdown()
  }

  @Test func `what is restored only its owner reads`() throws {
    let target = data.folder + "/restored"
    #expect(run("restore", data.backup, "--data", target).exit == .done)
    func mode(_ path: String) throws -> Int? {
      try FileManager.default.attributesOfItem(atPath: target + path)[.posixPermissions] as? Int
    }
    for folder in ["", "/tenants", "/tenants/\(data.tenant)"] { #expect(try mode(folder) == 0o700, "\(folder)") }
    for file in ["/catalog.db", "/tenants/\(data.tenant)/ledger.db"] { #expect(try mode(file) == 0o600, "\(file)") }
  }

  @Test func `a directory that cannot be looked at is not said to be missing`() throws {
    let loop = data.folder + "/loop"
    symlink(loop, loop)
    let (exit, _, remarks) = run("verify", "--data", loop)
    #expect(exit == .error)
    #expect(remarks.contains("cannot read \(loop): Too many levels of symbolic links"), "\(remarks)")
    #expect(run("verify", "--data", data.folder + "/nothing").exit == .notFound)
  }

  @Test func `a file that is no database is called that`() throws {
    let file = data.folder + "/notes.txt"
    try String(repeating: "not a database ", count: 100).write(toFile: file, atomically: true, encoding: .utf8)
    let (exit, output, _) = run("verify", "--file", file)
    #expect(exit == .integrity)
    #expect(output.contains("the file is not an SQLite database, expected a ledger"), "\(output)")
  }

  @Test func `what is no whole backup is not restored`() throws {
    let target = data.folder + "/restored"
    #expect(run("restore", data.data, "--data", target).remarks.contains("no backup.json"))
    try FileManager.default.removeItem(atPath: data.backup + "/catalog.db")
    #expect(run("restore", data.backup, "--data", target).remarks.contains("backup of one tenant"))
    #expect(!FileManager.default.fileExists(atPath: target))
  }

  @Test func `a backup that was altered is not restored`() throws {
    let copy = "\(data.backup)/tenants/\(data.tenant)/ledger.db"
    #expect(
      try shell("sqlite3", [copy, "UPDATE outcomes SET needed = 1; UPDATE postings SET reference = 'x' WHERE sequence = 11"])
        .status == 0)
    let target = data.folder + "/restored"
    #expect(run("restore", data.backup, "--data", target).exit == .integrity)
    #expect(!FileManager.default.fileExists(atPath: target))
  }

  @Test func `a backup whose catalogue names a ledger that is missing is unsound`() throws {
    try FileManager.default.removeItem(atPath: "\(data.backup)/tenants/\(data.tenant)/ledger.db")
    let (exit, _, remarks) = run("verify", "--data", data.backup)
    #expect(exit == .integrity)
    #expect(remarks.contains("has no ledger of tenant toko"))
  }
}
