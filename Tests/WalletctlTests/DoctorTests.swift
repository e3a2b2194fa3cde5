import Foundation
import Glibc
import JSON
import Testing

@testable import walletctl

/// What a doctor says of what it sees. The real daemon, its fences and its files: EndToEndTests/Doctor.
struct DoctorTests {
  private static let gib = UInt64(1) << 30

  @Test(arguments: [
    (free: 100 * gib, all: 400 * gib, DoctorFinding.State.ok), (free: 30 * gib, all: 400 * gib, .ok),
    (free: 9 * gib, all: 100 * gib, .warn), (free: 11 * gib, all: 100 * gib, .ok), (free: gib, all: 8 * gib, .warn),
    (free: gib / 5, all: 400 * gib, .fail),
  ])
  func `room on the disk is judged by how long it may last`(free: UInt64, all: UInt64, state: DoctorFinding.State) {
    #expect(DiskCheck().judge("/d", free: free, all: all, files: (0, 0)).state == state)
  }

  @Test func `a disk without names left is full too`() {
    let finding = DiskCheck().judge("/d", free: 100 * Self.gib, all: 400 * Self.gib, files: (9, 1_000))
    #expect(finding.state == .warn && finding.seen.contains("9 more files"))
  }

  @Test func `few descriptors and little locked memory are worth a word each`() {
    #expect(LimitsCheck().judge(descriptors: 1_024, memory: 65_536).map(\.state) == [.warn, .warn])
    #expect(LimitsCheck().judge(descriptors: 16_384, memory: nil).map(\.state) == [.ok])
    let limits = """
      Limit                     Soft Limit           Hard Limit           Units
      Max open files            1024                 20000                files
      Max locked memory         unlimited            unlimited            bytes
      """
    #expect(LimitsCheck.soft("Max open files", in: limits) == 1_024)
    #expect(LimitsCheck.soft("Max locked memory", in: limits) == nil)
  }

  @Test(arguments: [(Int32(1), DoctorFinding.State.ok), (0, .warn), (-1, .skipped)])
  func `the kernel says whether its clock is kept`(state: Int32, expected: DoctorFinding.State) {
    #expect(ClockCheck().kernel(state).state == expected)
  }

  @Test func `the exit code is the gravest failure's`() {
    func finding(_ state: DoctorFinding.State, _ exit: ExitCode = .error) -> DoctorFinding {
      DoctorFinding(check: "x", state: state, seen: "", exit: exit)
    }
    #expect(DoctorFinding.exit([finding(.ok), finding(.skipped)]) == .done)
    #expect(DoctorFinding.exit([finding(.ok), finding(.warn)]) == .error)
    #expect(DoctorFinding.exit([finding(.fail), finding(.fail, .unreachable)]) == .unreachable)
    #expect(DoctorFinding.exit([finding(.fail, .integrity), finding(.fail, .unreachable)]) == .integrity)
  }

  @Test func `without a daemon it says so, skips what it cannot ask, and looks at the rest`() throws {
    let (exit, output, remarks) = Captured.run("doctor", "--data", FileManager.default.temporaryDirectory.path)
    #expect(exit == .unreachable)
    #expect(output.contains("fail     socket   there is no socket at /nowhere/control.sock\n"))
    #expect(output.contains("→ Start the daemon (`systemctl start walletd`"))
    #expect(output.contains("skipped  version  the daemon's version: the daemon does not answer\n"))
    #expect(output.contains(" free ("), "the disk is looked at without a daemon")
    #expect(remarks.hasPrefix("walletctl: not all is well: "))
  }

  /// A daemon with something wrong everywhere.
  private func sick(_ request: RecordingDaemon.Request) -> (status: Int, body: String) {
    switch request.path {
    case "/livez": (200, #"{"status":"ok"}"#)
    case "/readyz": (503, #"{"code":"not_ready","detail":"The daemon is starting or stopping."}"#)
    case "/openapi.json": (200, #"{"info":{"version":"0.0.9"}}"#)
    case "/metrics":
      (
        200,
        """
        # TYPE walletd_ledger_up gauge
        walletd_ledger_up{tenant="toko"} 0
        walletd_ledger_up{tenant="warung"} 1
        walletd_ledger_open_failures_total 3
        walletd_jobs{kind="delivery",status="dead"} 2
        walletd_jobs{kind="attempt",status="due"} 7
        walletd_jobs_overdue{kind="attempt"} 1
        walletd_jobs_oldest_due_seconds{kind="attempt"} 7200.000000

        """
      )
    case "/v1/tenants": (200, #"{"data":[{"code":"toko"}],"has_more":true}"#)
    case "/v1/head":
      (
        200,
        #"{"tenant":"ten_01JD4W7Q2M0000CR00000000AC","sequence":1,"seal_number":1,"seal":"00","signed_at":"2026-11-20T10:50:26Z","public_key":"00","signature":"00"}"#
      )
    case "/v1/transactions": (200, #"{"data":[{"posted_at":"2099-01-01T00:00:00Z"}]}"#)
    case "/v1/audit/head":
      (403, #"{"code":"permission_denied","detail":"A caller in the role 'operator' lacks the permission 'audit:read'."}"#)
    case "/v1/audit":
      (
        200,
        #"{"data":[{"at":"2020-01-01T00:00:00Z","tenant":"ten_1","subject":"/one"},{"at":"2020-01-01T00:00:00Z","tenant":null,"subject":"/all"}]}"#
      )
    case "/v1/vault": (200, #"{"state":"sealed","memory":"sodium_malloc","rotation":{"trouble":"a disk error"}}"#)
    default: (404, "{}")
    }
  }

  @Test func `whatever is wrong is found, each with what to do`() throws {
    let daemon = try RecordingDaemon { self.sick($0) }
    let (exit, output, _) = daemon.run(["doctor", "--json", "--data", "/nowhere"])
    #expect(exit == .integrity)
    let findings = try #require(try JSONValue.parse(output)["findings"]?.arrayValue)
    func states(_ check: String) -> [String] {
      findings.filter { $0.text(at: "check") == check }.map { "\($0.text(at: "state")): \($0.text(at: "seen"))" }
    }
    #expect(states("serving") == ["fail: the daemon runs and does not serve: not_ready: The daemon is starting or stopping."])
    #expect(states("version") == ["warn: walletd is 0.0.9, walletctl is 0.1.0"])
    #expect(
      states("jobs") == [
        "warn: 2 dead letters wait for a person",
        "warn: nobody has known for 15 minutes what became of 1 payment or refund", "warn: what is due has waited for 2 h",
      ])
    #expect(
      states("ledgers") == [
        "fail: not served (fenced): toko", "warn: since the start of the daemon opening a ledger has failed 3 times",
      ])
    #expect(states("seals") == ["fail: the head of toko is not signed with the key it names"])
    #expect(
      states("audit") == [
        "skipped: the audit trail: permission_denied: A caller in the role 'operator' lacks the permission 'audit:read'."
      ])
    #expect(states("backup").first?.hasPrefix("warn: the last complete backup is ") == true)
    #expect(states("backup").first?.hasSuffix(" old (/all)") == true, "a tenant's own backup is none of everything")
    #expect(states("vault").map { $0.prefix(12) } == ["warn: sealed", "warn: a rota", "warn: keys l"])
    #expect(states("clock").last?.contains("the ledger of toko is") == true)
    #expect(states("data") == ["fail: there is no directory /nowhere"])
    for finding in findings where ["warn", "fail"].contains(finding.text(at: "state")) {
      #expect(finding["advice"]?.stringValue?.isEmpty == false, "\(finding)")
    }
  }

  @Test func `every check has a name of its own and says at least something`() throws {
    let daemon = try RecordingDaemon { self.sick($0) }
    let (_, output, _) = daemon.run(["doctor", "--jsonl", "--data", "/nowhere"])
    let seen = try output.split(separator: "\n").map { try JSONValue.parse(String($0)).text(at: "check") }
    #expect(Set(seen) == Set(Doctor.checks.map(\.name)))
    #expect(Set(Doctor.checks.map(\.name)).count == Doctor.checks.count)
  }

  @Test func `what it asks changes nothing`() throws {
    let daemon = try RecordingDaemon { self.sick($0) }
    _ = daemon.run(["doctor", "--data", "/nowhere"])
    #expect(daemon.requests.allSatisfy { $0.method == "GET" })
    #expect(
      Set(daemon.requests.map { $0.target + ($0.headers["walletd-tenant"] ?? "") }).count == daemon.requests.count, "asked twice")
  }

  @Test func `quiet shows only what wants attention`() throws {
    let daemon = try RecordingDaemon { self.sick($0) }
    let output = daemon.run(["doctor", "--quiet", "--data", "/nowhere"]).output
    #expect(!output.isEmpty)
    #expect(
      output.split(separator: "\n").allSatisfy { $0.hasPrefix("warn") || $0.hasPrefix("fail") || $0.hasPrefix("      ") },
      "\(output)")
  }

  @Test func `a data directory that others may look into is found`() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("doctor-\(UInt64.random(in: 0 ... .max))").path
    try FileManager.default.createDirectory(atPath: folder + "/keys", withIntermediateDirectories: true)
    defer { do { try FileManager.default.removeItem(atPath: folder) } catch {} }
    #expect(FileManager.default.createFile(atPath: folder + "/keys/kek", contents: Data(count: 32)))
    chmod(folder, 0o755)
    chmod(folder + "/keys/kek", 0o644)
    let output = Captured.run("doctor", "--data", folder).output
    #expect(output.contains("fail     data     others may look into \(folder) (mode 0755)\n"))
    #expect(output.contains("others may read \(folder)/keys/kek (mode 0644)"))
    chmod(folder, 0o700)
    chmod(folder + "/keys/kek", 0o600)
    #expect(Captured.run("doctor", "--data", folder).output.contains("ok       data     \(folder) is "))
  }

  @Test(arguments: [
    (0, "0 s"), (59, "59 s"), (60, "1 min"), (3_600, "1 h"), (5_430, "1 h 30 min"), (86_400, "1 d"), (266_400, "3 d 2 h"),
    (8_640_000, "100 d"),
  ])
  func `spans of time are said in their two largest units`(seconds: Int64, text: String) {
    #expect(SpanText.text(seconds: seconds) == text)
  }

  @Test func `counters are read as Prometheus reads them`() {
    let metrics = MetricsText("# HELP a b\na 5\nb{tenant=\"toko\",le=\"0.1\"} 7\nc 1.5\nbroken\n")
    #expect(metrics.sum("a") == 5 && metrics.sum("d") == nil)
    // What has a fraction is in seconds.
    #expect(metrics.sum("c") == 1_500_000)
    #expect(metrics.matching("b") == [.init(labels: ["tenant": "toko", "le": "0.1"], value: 7)])
  }
}
