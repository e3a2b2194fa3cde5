import JSON
import QRCode
import Testing

@testable import walletctl

/// The commands about payments: what they send, and what they tell people.
struct PaymentCommandTests {
  private static func intent(_ status: String, _ rest: String = "") -> String {
    #"{"payment_intent_id":"pi_1","status":"\#(status)","intent_status":"\#(status)","merchant_id":"m123","amount":2500000,"currency":"IDR","payment":"pay_1"\#(rest)}"#
  }

  private static func action(_ fields: String) -> String {
    intent("requires_action", #","next_action":{\#(fields),"expires_at":"2026-11-20T11:05:26.000000Z"}"#)
  }

  private static let scan = action(#""type":"scan","qr_string":"000201WARUNG""#)

  private static func body(_ daemon: RecordingDaemon) throws -> JSONValue {
    try JSONValue.parse(try #require(daemon.requests.last).body)
  }

  @Test func `an intent is sent with the amount in minor units, and with all that was said`() throws {
    let daemon = try RecordingDaemon { _ in (201, Self.intent("requires_confirmation")) }
    let (exit, output, remarks) = daemon.run(
      [
        "intent", "create", "--merchant", "m123", "-a", "25000.50", "-c", "IDR", "--method", "bank_transfer", "--bank", "bca",
        "--capture", "automatic", "-r", "order-17", "--expires-in", "15m", "--item", "tea,5000.50,2", "--item", "sugar,15000",
        "--meta", "table=4", "-k", "k1",
      ])
    #expect(exit == .done && remarks.isEmpty, "\(remarks)")
    #expect(output.contains("Amount   Rp25.000\n") && output.contains("For      m123\n"), "\(output)")
    let request = try #require(daemon.requests.first)
    #expect(request.target == "/v1/payment_intents" && request.headers["idempotency-key"] == "k1")
    #expect(
      try Self.body(daemon) == [
        "amount": 2_500_050, "currency": "IDR", "payment_method": ["type": "bank_transfer", "bank": "bca"], "merchant_id": "m123",
        "capture_method": "automatic", "reference": "order-17", "expires_in": 900,
        "items": [
          ["name": "tea", "price": 500_050, "quantity": 2], ["name": "sugar", "price": 1_500_000, "quantity": 1],
        ], "metadata": ["table": "4"],
      ])
    _ = daemon.run(["intent", "create", "--wallet", "alice", "-a", "2500000", "-c", "IDR", "--minor"])
    #expect(try Self.body(daemon) == ["amount": 2_500_000, "currency": "IDR", "wallet_id": "alice"])
  }

  @Test(arguments: [
    ("intent create -a 5 -c IDR", "either --merchant or --wallet"),
    ("intent create --merchant m --wallet w -a 5 -c IDR", "either --merchant or --wallet"),
    ("intent create --merchant m -a 0 -c IDR", "more than zero"), ("intent create --merchant m -a 5 -c IRD", "did you mean"),
    ("intent create --merchant m -a 5 -c IDR --bank bca", "--bank needs a --method"),
    ("intent create --merchant m -a 5 -c IDR --method qirs", "did you mean 'qris'?"),
    ("intent create --merchant m -a 5 -c IDR --item tea", "NAME,PRICE"),
    ("intent confirm pi_1 --phone +62", "--phone needs a --method"),
    ("merchant create m --fee-fixed 2000", "--fee-fixed needs its --currency"),
    ("merchant change m", "nothing is to be changed"), ("merchant change m --fee-fixed 5", "--fee-fixed needs its --currency"),
    ("merchant change m --status gone", "active, suspended, closed"), ("bonus grant w -a 0 -c IDR", "more than zero"),
    ("intent confirm pi_1 --payer w", "--payer needs a --method"),
    ("merchant create m --settlement-days two", "a number of days"), ("wallet create w", "--currency"),
  ])
  func `what cannot be meant is said before anything is sent`(line: String, said: String) throws {
    let daemon = try RecordingDaemon()
    let (exit, output, remarks) = daemon.run(line.split(separator: " ").map(String.init))
    #expect(exit == .usage && output.isEmpty && remarks.contains(said), "\(remarks)")
    #expect(daemon.requests.isEmpty)
  }

  @Test func `a merchant is sent with its fee`() throws {
    let daemon = try RecordingDaemon { _ in
      (
        201,
        #"{"id":"mch_1","merchant_id":"m125","status":"active","fee_percent":"2.95","fee_fixed":200000,"fee_currency":"IDR","settlement_days":2}"#
      )
    }
    let output = daemon.run(
      [
        "merchant", "create", "m125", "--name", "Warung", "--fee-percent", "2.95", "--fee-fixed", "2000", "-c", "IDR",
        "--settlement-days", "2",
      ]
    ).output
    #expect(output.contains(/Fixed fee +Rp2\.000\n/), "\(output)")
    #expect(
      try Self.body(daemon) == [
        "merchant_id": "m125", "name": "Warung", "fee_percent": "2.95", "fee_fixed": 200_000, "fee_currency": "IDR",
        "settlement_days": 2,
      ])
  }

  @Test func `a merchant is changed in what is named, a wallet is given a bonus, and pays`() throws {
    let daemon = try RecordingDaemon { _ in (200, Self.intent("succeeded")) }
    _ = daemon.run(["merchant", "change", "m125", "--fee-percent", "0.9", "--status", "suspended"])
    #expect(daemon.requests.last?.target == "/v1/merchants/m125")
    #expect(try Self.body(daemon) == ["fee_percent": "0.9", "status": "suspended"])
    _ = daemon.run(
      ["bonus", "grant", "alice", "-a", "50000", "-c", "IDR", "--expires-at", "2027-01-01T00:00:00Z", "--reason", "welcome"])
    #expect(daemon.requests.last?.target == "/v1/wallets/alice/bonuses")
    #expect(
      try Self.body(daemon) == [
        "amount": 5_000_000, "currency": "IDR", "expires_at": "2027-01-01T00:00:00Z", "reason": "welcome",
      ])
    _ = daemon.run(["intent", "confirm", "pi_1", "--method", "wallet", "--payer", "alice"])
    #expect(try Self.body(daemon) == ["payment_method": ["type": "wallet", "wallet": "alice"]])
  }

  @Test func `a wallet is shown with what is in it`() throws {
    let daemon = try RecordingDaemon { _ in
      (
        200,
        #"{"id":"wal_1","wallet_id":"alice","status":"active","currency":"IDR","account":"liabilities:wallet:alice:available","available":2500000,"promo":5000000,"held":100000}"#
      )
    }
    let output = daemon.run(["wallet", "show", "alice"]).output
    #expect(output.contains("Rp25.000\n") && output.contains("Rp50.000\n") && output.contains("Rp1.000\n"), "\(output)")
  }

  @Test func `a code to be scanned is drawn in a terminal, and what comes next is said`() throws {
    let daemon = try RecordingDaemon { _ in (200, Self.scan) }
    let symbol = try #require(QRSymbol("000201WARUNG"))
    for verb in ["confirm", "show"] {
      let (exit, output, remarks) = daemon.run(["intent", verb, "pi_1"], environment: ["NO_COLOR": "1"], terminal: true)
      #expect(exit == .done && output.hasSuffix("\n\n" + symbol.rows(.blocks).joined(separator: "\n") + "\n"), "\(output)")
      #expect(remarks.contains("scans the code with a bank's or a wallet's app, by 2026-11-20T11:05:26Z."), "\(remarks)")
      #expect(remarks.contains("`walletctl intent show pi_1` tells when it is paid."))
    }
    let colored = daemon.run(["intent", "confirm", "pi_1"], environment: ["TERM": "xterm"], terminal: true).output
    #expect(colored.contains("\u{1B}[97;40m"))
    let ascii = daemon.run(["intent", "confirm", "pi_1", "--ascii", "--light"], environment: ["NO_COLOR": "1"], terminal: true)
    #expect(ascii.output.contains(symbol.rows(.ascii, isOnLight: true)[0]))
    let piped = daemon.run(["intent", "confirm", "pi_1"])
    #expect(piped.output.contains("000201WARUNG") && !piped.output.contains(symbol.rows(.blocks)[3]))
  }

  @Test func `as JSON it is what the daemon answered, and nothing is drawn`() throws {
    let daemon = try RecordingDaemon { _ in (200, Self.scan) }
    let (exit, output, remarks) = daemon.run(["intent", "confirm", "pi_1", "--json"], terminal: true)
    #expect(exit == .done && remarks.isEmpty)
    #expect(try JSONValue.parse(output) == (try JSONValue.parse(Self.scan)))
  }

  @Test(arguments: [
    (action(#""type":"transfer","bank":"bca","number":"88001""#), "transfers exactly Rp25.000 to that number, by"),
    (action(#""type":"redirect","url":"https://pay.example/1""#), "opens the link in a browser, by"),
    (action(#""type":"deeplink","url":"dana://1""#), "on the phone that has the app, by"),
    (action(#""type":"agree""#), "agrees in the app on the phone, by"),
    (intent("authorized"), "`walletctl payment capture pay_1`, or `walletctl payment void pay_1`"),
    (intent("processing"), "has not answered yet"), (intent("requires_confirmation"), "`walletctl intent confirm pi_1`"),
    (intent("requires_method"), "`walletctl intent confirm pi_1 --method …`"), (intent("captured"), ""),
  ])
  func `what the customer has to do is said in words`(answer: String, said: String) throws {
    let daemon = try RecordingDaemon { _ in (200, answer) }
    let (exit, _, remarks) = daemon.run(["intent", "confirm", "pi_1"])
    #expect(exit == .done && (said.isEmpty ? remarks.isEmpty : remarks.contains(said)), "\(remarks)")
    #expect(daemon.run(["intent", "confirm", "pi_1", "-q"]).remarks.isEmpty)
  }

  @Test func `nobody knows is exit 8, with the key that finds out`() throws {
    let daemon = try RecordingDaemon { _ in
      (504, #"{"code":"provider_outcome_unknown","status":504,"detail":"The provider has not said what became of att_1."}"#)
    }
    for line in [["intent", "confirm", "pi_1"], ["payment", "refund", "pay_1"], ["payment", "capture", "pay_1"]] {
      let (exit, output, remarks) = daemon.run(line + ["-k", "k7"])
      #expect(exit == .outcomeUnknown && exit.rawValue == 8 && output.isEmpty)
      #expect(remarks.contains("Send the same command with --key 'k7' to find out; nothing is done twice."), "\(remarks)")
    }
    let fresh = daemon.run(["intent", "confirm", "pi_1"])
    let key = try #require(daemon.requests.last?.headers["idempotency-key"])
    #expect(key.hasPrefix("ctl-") && fresh.remarks.contains("--key '\(key)'"))
  }

  @Test func `an amount of a payment is in its currency, which is asked for where it is not said`() throws {
    let daemon = try RecordingDaemon { request in
      request.method == "GET"
        ? (200, #"{"payment_id":"pay_1","currency":"JPY"}"#) : (201, #"{"refund_id":"re_1","status":"succeeded"}"#)
    }
    _ = daemon.run(["payment", "refund", "pay_1", "-a", "1250", "-r", "returned"])
    #expect(daemon.requests.map { "\($0.method) \($0.target)" } == ["GET /v1/payments/pay_1", "POST /v1/payments/pay_1/refunds"])
    #expect(try Self.body(daemon) == ["amount": 1_250, "reason": "returned"])
    _ = daemon.run(["payment", "capture", "pay_1", "-a", "25000", "-c", "IDR", "--keep-rest"])
    #expect(try Self.body(daemon) == ["final": false, "amount": 2_500_000] && daemon.requests.count == 3)
    _ = daemon.run(["payment", "refund", "pay_1", "-a", "7", "--minor"])
    #expect(try Self.body(daemon) == ["amount": 7] && daemon.requests.count == 4)
    _ = daemon.run(["payment", "capture", "pay_1"])
    #expect(try Self.body(daemon) == ["final": true])
  }

  @Test func `what others have written cannot move the cursor`() throws {
    let daemon = try RecordingDaemon { _ in
      (200, #"{"data":[{"delivery_id":"in_1","status":"ignored","provider":"xendit","event":"a\u001b[2Jb"}],"has_more":false}"#)
    }
    #expect(!daemon.run(["inbox", "list"]).output.contains("\u{1B}"))
  }

  @Test func `jobs say what is to be done and why it was not, and are completed with the dead ones first`() throws {
    let job =
      #"{"job_id":"job_1","status":"dead","kind":"delivery","purpose":"read","record":"in_1","record_status":"unmatched","provider":"xendit","tries":1,"error":{"code":"not_found","detail":"no charge under 'x'"},"overdue":false}"#
    let daemon = try RecordingDaemon { request in
      request.path != "/v1/jobs"
        ? (200, job)
        : (
          200,
          request.target.contains("status=dead")
            ? #"{"data":[\#(job)],"has_more":false}"#
            : #"{"data":[{"job_id":"job_2","status":"waiting","kind":"attempt","purpose":"charge","provider":"midtrans"},\#(job)],"has_more":false}"#
        )
    }
    let listed = daemon.run(["job", "list", "--status", "dead", "--kind", "delivery", "--provider", "xendit"])
    #expect(listed.exit == .done && listed.output.contains("not_found: no charge under 'x'"), "\(listed.output)")
    #expect(daemon.requests.first?.target == "/v1/jobs?status=dead&kind=delivery&provider=xendit&limit=50")
    for verb in ["retry", "cancel"] {
      let (exit, output, _) = daemon.run(["job", verb, "job_1", "-k", "k1"])
      #expect(exit == .done && output.contains("Its status") && output.contains("unmatched"))
      let request = try #require(daemon.requests.last)
      #expect(request.target == "/v1/jobs/job_1/\(verb)" && request.headers["idempotency-key"] == "k1")
    }
    _ = daemon.run(["inbox", "replay", "in_1"])
    #expect(daemon.requests.last?.target == "/v1/inbox/in_1/replay")
    let offered = daemon.run([Completer.word, "job", "retry", ""]).output
    #expect(offered == "job_1\tdead read xendit\njob_2\twaiting charge midtrans\n")
    #expect(daemon.run([Completer.word, "job", "list", "--status", "w"]).output == "waiting\n")
  }

  @Test func `merchants, intents and payments are completed with a few words`() throws {
    let daemon = try RecordingDaemon { request in
      switch request.path {
      case "/v1/merchants":
        (200, #"{"data":[{"id":"mch_1","merchant_id":"m123","name":"Warung","status":"active"}]}"#)
      case "/v1/payment_intents": (200, #"{"data":[\#(Self.intent("requires_action")),\#(Self.intent("cancelled"))]}"#)
      default:
        (
          200,
          #"{"data":[{"payment_id":"pay_1","status":"authorized","amount":500,"currency":"IDR","wallet_id":"alice"},{"payment_id":"pay_2","status":"captured"}]}"#
        )
      }
    }
    func offered(_ line: String...) -> String { daemon.run([Completer.word] + line).output }
    #expect(offered("intent", "create", "--merchant", "m") == "m123\tWarung active\n")
    #expect(offered("merchant", "show", "mch_") == "mch_1\tWarung active\n")
    #expect(offered("intent", "confirm", "") == "pi_1\trequires_action Rp25.000 \n")
    #expect(offered("intent", "show", "").split(separator: "\n").count == 2)
    #expect(offered("refund", "list", "--payment", "pay_").hasPrefix("pay_1\t"))
    #expect(offered("payment", "refund", "").split(separator: "\n").count == 2)
    #expect(offered("payment", "void", "") == "pay_1\tauthorized Rp5 wallet alice\n")
    #expect(offered("intent", "create", "--method", "q") == "qris\n")
    #expect(offered("payment", "list", "--status", "part") == "partially_captured\npartially_refunded\n")
  }
}
