import Foundation
import JSON
import Sodium
import Testing

@testable import walletctl

/// How secrets come in and go out: never as arguments, never repeated, never over another file.
struct SecretTests {
  private static let key = "wk_test_" + String(repeating: "0123456789AB", count: 3) + "CDEFGHJK"
  private static let newKey = #"{"id":"key_1","name":"checkout","key":"wk_test_…","secret":"\#(key)"}"#

  private func daemon() throws -> RecordingDaemon {
    try RecordingDaemon { request in
      switch request.path {
      case "/v1/keys" where request.method == "POST": (201, SecretTests.newKey)
      case "/v1/keys/key_1/rotate": (201, #"{"id":"key_1","secret":null}"#)
      case "/v1/payment_methods/tok_1/reveal": (200, #"{"id":"tok_1","type":"card","card":{"number":"4111111111111111"}}"#)
      default: (200, #"{"data":[],"has_more":false}"#)
      }
    }
  }

  // MARK: Calling with a key

  @Test func `a key from a file goes with every request, and the tenant of the environment does not`() throws {
    let daemon = try daemon()
    let file = ScratchFile(SecretTests.key + "\n")
    for (line, environment) in [
      (["--key-file", file.path, "account", "list"], ["WALLETD_TENANT": "toko"]),
      (["account", "list"], ["WALLETD_TENANT": "toko", "WALLETD_KEY_FILE": file.path]),
    ] {
      #expect(daemon.run(line, environment: environment).exit == .done)
      let request = try #require(daemon.requests.last)
      #expect(request.headers["authorization"] == "Bearer " + SecretTests.key)
      #expect(request.headers["walletd-tenant"] == nil)
    }
    _ = daemon.run(["--key-file", file.path, "-t", "other", "account", "list"])
    #expect(daemon.requests.last?.headers["walletd-tenant"] == "other")
  }

  @Test(arguments: [
    (SecretTests.key, mode_t(0o644), "can be read by others"), (SecretTests.key, 0o640, "chmod 600"),
    (SecretTests.key, 0o604, "its mode is 0604"), ("", 0o600, "is empty"), ("\n", 0o600, "is empty"),
    ("hunter2-hunter2", 0o600, "does not hold an API key"), (SecretTests.key + "X", 0o600, "does not hold an API key"),
    (SecretTests.key.lowercased(), 0o600, "does not hold an API key"), (SecretTests.key + "\r\nX: y", 0o600, "does not hold"),
    (String(repeating: "hunter2", count: 100), 0o600, "is longer than 256 bytes"),
  ]) func `a file that is no good key file is refused, unsent and unrepeated`(content: String, mode: mode_t, reason: String)
    throws
  {
    let daemon = try daemon()
    let file = ScratchFile(content, mode: mode)
    let (exit, output, remarks) = daemon.run(["--key-file", file.path, "account", "list"])
    #expect(exit == .usage)
    #expect(remarks.contains(reason), "\(remarks)")
    #expect(output.isEmpty && daemon.requests.isEmpty)
    #expect(!remarks.contains("hunter2") && !remarks.contains(SecretTests.key))
  }

  @Test func `a key that stands in the arguments or in the environment is refused, and not repeated`() throws {
    let daemon = try daemon()
    for (line, environment) in [
      (["--key-file", SecretTests.key, "account", "list"], [:]), (["account", "list"], ["WALLETD_KEY_FILE": SecretTests.key]),
    ] {
      let (exit, _, remarks) = daemon.run(line, environment: environment)
      #expect(exit == .usage && remarks.contains("key rotate"), "\(remarks)")
      #expect(!remarks.contains(SecretTests.key))
    }
    #expect(daemon.requests.isEmpty)
    #expect(daemon.run(["--key-file", "/nowhere.key", "account", "list"]).exit == .usage)
    #expect(daemon.run(["--key-file", "/", "account", "list"]).exit == .usage)
  }

  // MARK: New keys

  @Test func `a new key is alone on standard output where that is asked for`() throws {
    let daemon = try daemon()
    let quiet = daemon.run(["key", "create", "checkout", "--quiet"])
    #expect(quiet.output == SecretTests.key + "\n" && quiet.remarks.isEmpty)
    let table = daemon.run(["key", "create", "checkout"])
    #expect(table.output.contains("Secret      \(SecretTests.key)\n") && table.remarks.contains("shown this once"))
    #expect(
      try JSONValue.parse(daemon.run(["key", "create", "checkout", "--json"]).output)["secret"] == .string(SecretTests.key))
  }

  @Test func `a new key goes into a new file that only its owner reads, and nowhere else`() throws {
    let daemon = try daemon()
    let path = ScratchFile("").path
    for option in ["--json", "--jsonl", "--csv", "--quiet", "--yes"] {
      unlink(path)
      let (exit, output, remarks) = daemon.run(["key", "create", "checkout", "--secret-file", path, option])
      #expect(exit == .done, "\(remarks)")
      #expect(!(output + remarks).contains(SecretTests.key))
      #expect(try String(contentsOfFile: path, encoding: .utf8) == SecretTests.key + "\n")
      #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
    }
    let sent = daemon.requests.count
    let again = daemon.run(["key", "create", "checkout", "--secret-file", path])
    #expect(again.exit == .conflict && again.remarks.contains("never written over"))
    #expect(daemon.requests.count == sent, "no key is made that cannot be kept")
    unlink(path)
    #expect(daemon.run(["key", "create", "checkout", "--secret-file", "/nowhere/key"]).exit == .notFound)
    // An answer without a secret leaves no empty file behind.
    #expect(daemon.run(["key", "rotate", "key_1", "--secret-file", path]).exit == .conflict)
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  // MARK: Payment methods and passphrases

  @Test func `a number is typed unseen or read from a file, and is in the body alone`() throws {
    let daemon = try daemon()
    let add = ["payment-method", "add", "card", "--expiry", "12/2030"]
    #expect(daemon.run(add, answers: ["4111 1111 1111 1111"], terminal: true).exit == .done)
    let file = ScratchFile("5555555555554444\n")
    #expect(daemon.run(add + ["--secret-from", file.path, "--customer", "alice", "--default", "--holder", "A\"W"]).exit == .done)
    // A file is kept as it is, its last newline too.
    let note = ScratchFile("one\n")
    #expect(daemon.run(["payment-method", "add", "file", "--secret-from", note.path]).exit == .done)
    let bodies = try daemon.requests.map { try JSONValue.parse($0.body) }
    #expect(bodies[2].at("file.content") == "b25lCg==")
    #expect(bodies[0].at("card.number") == "4111 1111 1111 1111" && bodies[0].at("card.expiry_month") == 12)
    #expect(bodies[1].at("card.number") == "5555555555554444" && bodies[1]["customer"] == "alice" && bodies[1]["default"] == true)
    #expect(bodies[1].at("card.holder") == "A\"W" && bodies[1]["type"] == "card")
    let sent = daemon.requests.count
    for (line, reason) in [
      (add, "--secret-from"), (["payment-method", "add", "card"], "needs --expiry"),
      (["payment-method", "add", "cart", "--expiry", "12/2030"], "did you mean 'card'"),
      (add + ["--bank", "BCA"], "has no --bank"), (["payment-method", "add", "card", "--expiry", "13/2030"], "MM/YYYY"),
      (["payment-method", "add", "card", "--expiry", "12/30"], "MM/YYYY"),
    ] {
      let (exit, _, remarks) = daemon.run(line)
      #expect(exit == .usage && remarks.contains(reason), "\(line): \(remarks)")
    }
    #expect(daemon.requests.count == sent)
  }

  @Test func `a secret is shown on a terminal only when somebody says yes`() throws {
    let daemon = try daemon()
    let line = ["payment-method", "reveal", "tok_1", "--reason", "chargeback 4711"]
    let refused = daemon.run(line, answers: ["n"], terminal: true)
    #expect(refused.exit == .error && daemon.requests.isEmpty && refused.remarks.contains("scrollback"))
    #expect(daemon.run(line, answers: ["y"], terminal: true).output.contains("4111111111111111"))
    let piped = daemon.run(line + ["--quiet"])
    #expect(piped.output == "4111111111111111\n" && piped.remarks.isEmpty)
    let request = try #require(daemon.requests.last)
    #expect(request.headers["idempotency-key"] == nil, "a stored answer would be the secret once more")
    #expect(try JSONValue.parse(request.body)["reason"] == "chargeback 4711")
  }

  @Test func `a new passphrase is typed twice`() throws {
    let daemon = try daemon()
    let line = ["vault", "init", "--passphrase"]
    let differing = daemon.run(line, answers: ["correct horse battery", "correct horse batteri"], terminal: true)
    #expect(differing.exit == .usage && differing.remarks.contains("not the same") && daemon.requests.isEmpty)
    let same = daemon.run(line, answers: ["correct horse battery", "correct horse battery"], terminal: true)
    #expect(same.exit == .done && same.remarks.contains("Back up"))
    #expect(try JSONValue.parse(try #require(daemon.requests.last).body)["passphrase"] == "correct horse battery")
    #expect(!same.remarks.contains("horse"))
  }

  @Test func `any bytes of a secret arrive as they were`() throws {
    let text = "a\"b\\c\u{01}\n\t\u{7F}é𝄞/"
    let body = SecretBody(
      SecretBytes(copying: Array(text.utf8)), at: ["file", "content"], beside: JSONObject([("name", "x")]),
      JSONObject([("type", "file")]))
    #expect(try JSONValue.parse(body.bytes) == ["file": ["content": .string(text), "name": "x"], "type": "file"])
    let alone = SecretBody(SecretBytes(copying: Array("p".utf8)), at: ["passphrase"])
    #expect(try JSONValue.parse(alone.bytes) == ["passphrase": "p"])
    for count in 0...10 {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 73 + 200) }
      let encoded = Base64.encode(SecretBytes(copying: bytes))
      #expect(encoded.withBytes { String(decoding: $0, as: UTF8.self) } == Data(bytes).base64EncodedString())
    }
  }

  // MARK: What cannot be taken back

  @Test func `a tenant is deleted only when its code is typed, whatever --yes says`() throws {
    let daemon = try daemon()
    let line = ["tenant", "delete", "toko"]
    #expect(daemon.run(line).exit == .usage)
    #expect(daemon.run(line + ["--yes"]).remarks.contains("add --confirm toko"))
    #expect(daemon.run(line, answers: ["yes"], terminal: true).exit == .error)
    #expect(daemon.requests.isEmpty)
    #expect(daemon.run(line, answers: ["toko"], terminal: true).exit == .done)
    #expect(daemon.run(line + ["--confirm", "tok"]).exit == .done)
    let bodies = try daemon.requests.map { try JSONValue.parse($0.body)["confirm"] }
    #expect(bodies == ["toko", "tok"], "what was typed is what is sent; the daemon says whether it is right")
  }

  @Test(arguments: [
    ["tenant", "close", "toko"], ["key", "revoke", "key_1"], ["payment-method", "delete", "tok_1"], ["vault", "seal"],
  ]) func `what ends something asks first, and sends nothing without a yes`(line: [String]) throws {
    let daemon = try daemon()
    #expect(daemon.run(line).exit == .usage)
    #expect(daemon.run(line, answers: [""], terminal: true).exit == .error)
    #expect(daemon.requests.isEmpty)
    #expect(daemon.run(line + ["--yes"]).exit == .done)
    #expect(daemon.requests.count == 1)
  }

  @Test(arguments: [
    (["tenant", "set", "toko"], "nothing is to be set"), (["tenant", "set", "toko", "--currencies", "XXZ"], "no ISO 4217"),
    (["tenant", "set", "toko", "--currencies", "IDR,"], "no ISO 4217"),
    (["tenant", "set", "toko", "--batch-items", "many"], "a number or default"),
    (["tenant", "create", "toko", "--mode", "real"], "live, test"),
    (["key", "create", "k", "--expires-in", "soon"], "seconds"),
    (["key", "create", "k", "--expires-in", "9999999999999999d"], "too long"),
    (["key", "create", "k", "--expires-in", "1d", "--expires-at", "2030-01-01T00:00:00Z"], "exclude each other"),
    (["key", "create", "k", "--requests-per-second", "0"], "above zero"),
    (["key", "rotate", "key_1", "--overlap", "-1h"], "seconds"),
    (["audit", "verify", "--offline", "a", "--file", "b"], "exclude each other"),
    (["audit", "verify", "--anchor", "/nowhere.json"], "cannot be read"),
    (["audit", "verify", "--public-key", "abc"], "64 hexadecimal digits"),
  ]) func `what cannot be is refused before anything is sent`(line: [String], reason: String) throws {
    let daemon = try daemon()
    let (exit, _, remarks) = daemon.run(line)
    #expect(exit == .usage && remarks.contains(reason), "\(remarks)")
    #expect(daemon.requests.isEmpty)
  }
}
