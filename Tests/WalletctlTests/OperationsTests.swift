import JSON
import Sodium
import Testing
import WalletAPI

@testable import walletctl

/// Whether everything the API can do is had from the command line, and each command asks for what it declares and for nothing else.
struct OperationsTests {
  /// Nobody plays there.
  private static let simulated = "pi_1 --simulator http://127.0.0.1:1"

  /// By command: lines that together make it ask for all it ever asks for. SECRET and BATCH stand for files.
  private static let lines: [String: [String]] = [
    "tenant create": ["toko"], "tenant list": [""], "tenant show": ["toko"], "tenant set": ["toko --currencies IDR"],
    "tenant suspend": ["toko"], "tenant resume": ["toko"], "tenant close": ["toko --yes"],
    "tenant delete": ["toko --confirm toko"],
    "key create": ["checkout"], "key list": [""], "key show": ["key_1"], "key rotate": ["key_1"], "key revoke": ["key_1 --yes"],
    "account create": ["a -c IDR --class asset"], "account list": [""], "account show": ["a"], "account balance": ["a"],
    "account entries": ["a"], "account statement": ["a"], "account freeze": ["a"], "account unfreeze": ["a"],
    "account limit": ["a --limit none", "a --floor -5"], "account close": ["a --yes"],
    "transfer create": ["a b -a 5 -c IDR", "a b -a 5", "a b -a 5 -c IDR --dry-run"],
    "transaction create": ["-p a,b,5,IDR", "-p a,b,5"], "transaction list": [""], "transaction show": ["txn_1"],
    "transaction reverse": ["txn_1", "txn_1 --dry-run"], "batch submit": ["BATCH --format jsonl"],
    "hold place": ["a b -a 5 -c IDR", "a b -a 5"], "hold list": [""], "hold show": ["hold_1"],
    "hold capture": ["hold_1", "hold_1 -a 5", "hold_1 --dry-run"], "hold release": ["hold_1"],
    "merchant create": ["m1 --fee-percent 0.7"], "merchant list": [""], "merchant show": ["m1"],
    "merchant change": ["m1 --status suspended"],
    "wallet create": ["w1 -c IDR"], "wallet list": [""], "wallet show": ["w1"], "wallet transfer": ["w1 w2 -a 5 -c IDR"],
    "wallet statement": ["w1"], "wallet change": ["w1 --customer c1"], "wallet suspend": ["w1"], "wallet activate": ["w1"],
    "wallet close": ["w1"], "wallet freeze": ["w1"], "wallet unfreeze": ["w1"],
    "customer create": ["c1 --tier basic"], "customer list": [""], "customer show": ["c1"],
    "customer change": ["c1 --tier full"],
    "monitor create": ["--wallet w1 --direction below -a 5 -c IDR"], "monitor list": [""], "monitor show": ["mon_1"],
    "monitor remove": ["mon_1"],
    "wallet withdraw": ["w1 -a 5 -c IDR --bank 014 --account 1234567890 --holder h"],
    "payout create": ["m1 -a 5 -c IDR"], "payout approve": ["po_1"], "payout cancel": ["po_1"],
    "payout list": ["--status requested"], "payout show": ["po_1"],
    "bonus grant": ["w1 -a 5 -c IDR"], "bonus list": [""], "bonus show": ["bon_1"],
    "intent create": ["--merchant m1 -a 5 -c IDR --method qris"], "intent confirm": ["pi_1"], "intent cancel": ["pi_1"],
    "intent list": [""], "intent show": ["pi_1"], "payment list": [""], "payment show": ["pay_1"],
    "payment capture": ["pay_1", "pay_1 -a 5"], "payment void": ["pay_1"], "payment refund": ["pay_1", "pay_1 -a 5"],
    "settlement create": ["--format midtrans_statement --file BATCH -c IDR"], "settlement list": [""],
    "settlement show": ["stl_1"],
    "settlement items": [""], "settlement accept": ["stl_1 --reason r"],
    "refund list": ["--payment pay_1"], "refund show": ["re_1"], "attempt list": [""], "attempt show": ["att_1"],
    "inbox list": [""],
    "inbox replay": ["in_1"], "job list": ["--status dead"], "job show": ["job_1"], "job retry": ["job_1"],
    "job cancel": ["job_1"],
    "inbox show": ["in_1"],
    "provider list": [""], "provider show": ["midtrans"],
    "provider set": ["midtrans --url https://psp.example --key-from SECRET", "midtrans --timeout-ms 500"],
    "provider add-secret": ["xendit --secret-from SECRET"], "provider retire-secret": ["xendit sec_1 --yes"],
    "provider disable": ["xendit --yes"], "provider enable": ["xendit"],
    "payment-settings show": [""], "payment-settings set": ["--returns-fees no"],
    "payment-method add": ["card --expiry 12/2030 --secret-from SECRET"], "payment-method list": [""],
    "payment-method show": ["tok_1"], "payment-method default": ["tok_1"], "payment-method delete": ["tok_1 --yes"],
    "payment-method reveal": ["tok_1"],
    "report balance-sheet": [""], "report trial-balance": [""], "statement": ["a"],
    "verify": ["", "--data /nowhere"], "export": ["--format csv", "--format csv --file /nowhere"], "head": [""],
    "backup": ["--to /nowhere/backup"], "restore": ["/nowhere --data /nowhere/else"],
    "audit list": [""], "audit verify": ["", "--offline /nowhere"], "audit head": [""],
    "events list": [""], "events show": ["evt_1"], "events tail": [""],
    "vault init": [""], "vault status": [""], "vault seal": ["--yes"], "vault unseal": [""], "vault rotate": [""],
    "vault data-keys": [""], "vault rotate-data-key": [""],
    "daemon status": [""], "daemon metrics": [""], "daemon openapi": [""], "doctor": ["--data /nowhere"],
    "qr check": ["000201"], "qr show": ["000201", "pi_1"],
    "sim pay": [simulated], "sim decline": [simulated], "sim expire": [simulated],
    "sim charges": ["--simulator http://127.0.0.1:1"], "sim fault": ["slow --simulator http://127.0.0.1:1"],
    "sim heal": ["--simulator http://127.0.0.1:1"],
    "completion": ["bash"], "help": [""],
  ]

  /// Ask for whatever they are told to, and stand for no operation; each screen of the terminal declares its own.
  private static let raw = ["api", "tui"]

  @Test func `every operation has a command that performs it, and not only as one request among those of a check-up`() {
    let real = CommandTable.all.filter { $0.name != "doctor" }
    for operation in OperationID.allCases {
      #expect(real.contains { $0.calls.contains(operation) }, "no command for \(operation.rawValue)")
    }
  }

  @Test func `every command is tried here`() {
    #expect(Set(CommandTable.all.map(\.name)) == Set(OperationsTests.lines.keys).union(OperationsTests.raw))
  }

  @Test(arguments: CommandTable.all.filter { !OperationsTests.raw.contains($0.name) }.map(\.name))
  func `a command asks for what it declares, and for nothing else`(name: String) throws {
    let command = try #require(CommandTable.all.first { $0.name == name })
    let daemon = try RecordingDaemon { request in (200, OperationsTests.answer(request).description) }
    let secret = ScratchFile("4111111111111111\n")
    let batch = ScratchFile(#"{"type":"transfer","debit":"a","credit":"b","amount":1,"currency":"IDR"}"# + "\n")
    var asked: Set<OperationID> = []
    for line in OperationsTests.lines[name] ?? [] {
      let words = line.split(separator: " ").map { word in
        word == "SECRET" ? secret.path : word == "BATCH" ? batch.path : String(word)
      }
      let (exit, _, remarks) = daemon.run(command.words + words)
      #expect(exit != .usage || line.contains("/nowhere"), "\(name) \(line): \(remarks)")
    }
    for request in daemon.requests {
      asked.insert(try #require(OperationsTests.operation(request), "\(name) asks for \(request.method) \(request.target)"))
    }
    #expect(
      asked.subtracting(command.calls).isEmpty, "\(name) does not declare \(asked.subtracting(command.calls).map(\.rawValue))")
    #expect(Set(command.calls).subtracting(asked).isEmpty, "\(name) declares more than it asks for")
    #expect(command.calls.count == Set(command.calls).count, "\(name) declares something twice")
  }

  /// The route a request is for; words win over parameters.
  private static func operation(_ request: RecordingDaemon.Request) -> OperationID? {
    let segments = request.path.split(separator: "/").map(String.init)
    return OperationID.allCases.filter { operation in
      let route = operation.route
      return route.method.rawValue == request.method && route.segments.count == segments.count
        && zip(route.segments, segments).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
    }.min { $0.route.segments.count { $0.hasPrefix("{") } < $1.route.segments.count { $0.hasPrefix("{") } }
  }

  /// Something of everything, so that a command goes on to what it asks for next.
  private static func answer(_ request: RecordingDaemon.Request) -> JSONValue {
    let posting: JSONValue = ["kind": "post", "debit": "a", "credit": "b", "amount": 5, "currency": "IDR"]
    var object =
      ([
        "id": "acc_1", "code": "a", "currency": "IDR", "class": "liability", "normal_side": "credit", "status": "open",
        "posted": 100_000, "available": 100_000, "limit": "none", "remaining": 1_000, "amount": 5, "debit": "a", "credit": "b",
        "type": "card", "card": ["number": "4"], "state": "unsealed", "secret": "wk", "data": [["code": "toko"]],
        "has_more": false, "results": [["status": 201]], "postings": [posting], "info": ["version": "0.0.0"],
      ] as JSONValue).objectValue ?? JSONObject()
    if request.path.hasSuffix("/head") {
      object["tenant"] = "ten_01JD4W7Q2M0000CR00000000AC"
      for (name, value) in signedHead() { object[name] = value }
    }
    if request.path == "/v1/audit" { object["data"] = [] }
    return .object(object)
  }

  /// The head of an empty audit trail, signed.
  private static func signedHead() -> [(String, JSONValue)] {
    let key = SigningKey(seed: SecretBytes(copying: [UInt8](repeating: 7, count: SigningKey.seedBytes)))
    let (seal, at) = (String(repeating: "0", count: 64), "2026-11-20T10:50:26.123456Z")
    let message = "walletd audit head 1\ncatalog\n0\n\(seal)\n\(at)\n"
    func hex(_ bytes: [UInt8]) -> JSONValue {
      .string(bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined())
    }
    return [
      ("trail", "catalog"), ("sequence", 0), ("seal_number", 0), ("seal", .string(seal)), ("signed_at", .string(at)),
      ("public_key", hex(key.publicKey)), ("signature", hex(key.sign(Array(message.utf8)))),
    ]
  }
}
