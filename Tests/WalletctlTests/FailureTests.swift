import Foundation
import JSON
import LedgerCore
import Testing
import WalletClient

@testable import walletctl

struct FailureTests {
  @Test(arguments: [
    (400, "wrong_type", ExitCode.usage), (401, "unauthenticated", .denied), (402, "insufficient_funds", .refused),
    (402, "limit_exceeded", .refused), (403, "x", .denied), (404, "account_not_found", .notFound),
    (405, "method_not_allowed", .usage),
    (409, "account_frozen", .conflict), (413, "body_too_large", .usage), (422, "idempotency_mismatch", .conflict),
    (429, "x", .usage), (500, "internal_error", .error), (503, "not_applied", .error), (503, "outcome_unknown", .outcomeUnknown),
    (503, "ledger_fenced", .error), (504, "provider_outcome_unknown", .outcomeUnknown),
  ])
  func `a problem ends with the exit code that scripts know`(status: Int, code: String, exit: ExitCode) throws {
    let reply = ClientReply(status: status, headers: [], body: Array(#"{"code":"\#(code)","detail":"d"}"#.utf8))
    #expect(ExitCode(try #require(reply.problem)) == exit)
  }

  @Test func `a daemon that is not there is exit code 7`() {
    let (exit, output, remarks) = Captured.run("tenant", "list")
    #expect(exit == .unreachable)
    #expect(output.isEmpty)
    #expect(remarks.contains("cannot reach the daemon at /nowhere/control.sock"))
  }

  @Test(arguments: [
    ("hold_not_found", "`walletctl hold list` shows those there are"), ("account_not_found", "`walletctl account list`"),
    ("key_not_found", "`walletctl key list`"), ("transaction_not_found", "`walletctl transaction list`"),
    ("payment_method_not_found", "`walletctl payment-method list`"), ("tenant_not_found", "`walletctl tenant list`"),
    ("invalid_cursor", "Begin the list anew, without --cursor"), ("vault_sealed", "`walletctl vault unseal`"),
    ("unauthenticated", "'principals' in /etc/walletd/walletd.json5"), ("permission_denied", "walletctl key create --scope"),
  ])
  func `what to do stands beneath what is wrong`(code: String, hint: String) throws {
    let daemon = try RecordingDaemon { _ in (404, #"{"code":"\#(code)","detail":"d"}"#) }
    let lines = daemon.run(["tenant", "list"]).remarks.split(separator: "\n")
    #expect(lines.first == "walletctl: \(code): d")
    #expect(lines.dropFirst().contains { $0.hasPrefix("  ") && $0.contains(hint) }, "\(lines)")
  }

  @Test func `a daemon that is not there is worth a doctor`() {
    #expect(
      Captured.run("tenant", "list").remarks.contains("\n  What is wrong with a daemon, and what to do: `walletctl doctor`.\n"))
  }

  @Test func `the option wins over the environment`() {
    #expect(Captured.run("tenant", "list", "--socket", "/elsewhere.sock").remarks.contains("/elsewhere.sock"))
  }

  @Test(arguments: [
    (["transfer", "create", "a", "b", "-a", "12.345", "-c", "USD"], "more decimals than USD has (2)"),
    (["transfer", "create", "a", "b", "-a", "5,000", "-c", "USD"], "is not an amount"),
    (["transfer", "create", "a", "b", "-a", "0", "-c", "USD"], "more than zero"),
    (["transfer", "create", "a", "b", "-a", "-5", "-c", "USD"], "more than zero"),
    (["transfer", "create", "a", "b", "-a", "99999999999999999999", "-c", "USD"], "more than any account can hold"),
    (["transfer", "create", "a", "b", "-a", "12.5", "-m"], "is not a number of minor units"),
    (["transfer", "create", "a", "b", "-a", "5", "-c", "IDX"], "did you mean IDR?"),
    (["account", "create", "a", "-c", "IDR"], "--class is needed"),
    (["account", "create", "a", "-c", "IDR", "--class", "asset", "--limit", "none", "--floor", "5"], "exclude each other"),
    (["account", "create", "a", "-c", "IDR", "--class", "asset", "--meta", "x"], "NAME=VALUE"),
    (["transaction", "create"], "--posting DEBIT,CREDIT,AMOUNT or a FILE is needed"),
    (["transaction", "create", "-p", "a,b"], "a posting is DEBIT,CREDIT,AMOUNT"),
    (["account", "show", "a", "--by", "posted"], "add --as-of"),
    (["tenant", "list", "--limit", "0"], "--limit is a number above zero"),
    (["tenant", "list", "--json", "--csv"], "exclude each other"),
    (["tenant", "list", "--timeout", "x"], "--timeout is a number"),
    (["account", "close", "a"], "add --yes"), (["batch", "submit", "/nowhere.csv"], "cannot be read"),
    (["api", "FETCH", "/x"], "METHOD is GET"), (["api", "GET", "x"], "PATH begins with a slash"),
    (["hold", "place", "a", "b", "-a", "1", "-c", "IDR", "-e", "soon"], "--expires-in is a number of seconds"),
  ])
  func `what is wrong is said before the daemon is asked`(line: [String], message: String) {
    let streams = Captured()
    #expect(Program.run(line, environment: ["WALLETD_SOCKET": "/nowhere.sock"], streams: streams) == .usage, "\(streams.remarks)")
    #expect(streams.remarks.contains(message), "\(streams.remarks)")
  }

  @Test func `a question is asked before what cannot be taken back`() {
    let no = Captured(answers: ["n"])
    #expect(Program.run(["account", "close", "a", "-s", "/nowhere.sock"], environment: [:], streams: no) == .error)
    #expect(no.remarks.contains("Close a for good? [y/N]"))
    let yes = Captured(answers: ["y"])
    #expect(Program.run(["account", "close", "a", "-s", "/nowhere.sock"], environment: [:], streams: yes) == .unreachable)
    #expect(Captured.run("account", "close", "a", "--yes").exit == .unreachable)
  }

  @Test func `a key nobody gave is fresh every time`() {
    #expect(Session.freshKey() != Session.freshKey())
    #expect(Session.freshKey().utf8.count <= Limits.keyBytes)
  }
}
